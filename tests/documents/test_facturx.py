import io

import facturx as reader
import pikepdf
import pytest
from lxml import etree
from pypdf import PdfReader

from occ_app.documents import einvoice, facturx
from occ_app.errors import Invalid
from occ_app.services import invoices
from tests.documents.norm import faults


@pytest.fixture
def detail_of(make, db, supplier):
    return lambda account, invoice: invoices.detail(db, make.actor(make.contact(account)), invoice.number)


def test_a_reader_of_factur_x_finds_the_xml_the_norm_accepts(bills, detail_of):
    account = bills.acme()
    detail = detail_of(account, bills.ordinary(account))
    name, xml = reader.get_xml_from_pdf(facturx.render(detail, account, "en"))
    assert (name, reader.get_level(etree.fromstring(xml))) == ("factur-x.xml", "en16931")
    assert xml == einvoice.cii(einvoice.bill(detail, account))
    assert faults(xml) == []


def test_it_stays_archival_accessible_and_says_that_it_is_factur_x(bills, detail_of):
    account = bills.acme()
    document = facturx.render(detail_of(account, bills.ordinary(account)), account, "es")
    with pikepdf.open(io.BytesIO(document)) as pdf:
        meta = pdf.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("3", "A", "1")
        fx = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"
        names = ("DocumentType", "DocumentFileName", "Version", "ConformanceLevel")
        assert [meta[fx + name] for name in names] == ["INVOICE", "factur-x.xml", "1.0", "EN 16931"]
        packet = etree.fromstring(pdf.Root.Metadata.read_bytes())
        assert len(packet.findall(".//{http://www.aiim.org/pdfa/ns/extension/}schemas")) == 1
        assert "/Filter" not in pdf.Root.Metadata
        (file,) = pdf.Root.AF
        assert (str(file.AFRelationship), str(file.UF)) == ("/Alternative", "factur-x.xml")
        assert str(file.EF.F.Subtype) == "/text/xml"
        assert pdf.Root.StructTreeRoot.K is not None
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"


def test_paper_and_xml_say_what_was_billed_whatever_was_paid_since(make, bills, detail_of):
    account = bills.acme()
    invoice = bills.ordinary(account)
    before = facturx.render(detail_of(account, invoice), account, "en")
    make.payment(invoice, 500_000)
    make.payment(invoice, 100_000, settled=False)
    after = facturx.render(detail_of(account, invoice), account, "en")
    assert after == before
    text = PdfReader(io.BytesIO(after)).pages[0].extract_text()
    assert "18,430.00" in text
    assert "5,000.00" not in text


def test_hostile_texts_stay_inside(make, bills, detail_of):
    account = bills.acme(city="<rdf:li>{x}")
    account.name = "]]><!-- " + "W" * 60
    invoice = make.invoice(account, number="<a>&/1", lines=("\x01<b>\N{ROCKET}",))
    _name, xml = reader.get_xml_from_pdf(facturx.render(detail_of(account, invoice), account, "en"))
    assert faults(xml) == []
    assert "W" * 60 in xml.decode()


def test_what_the_norm_lacks_is_refused_before_anything_is_printed(make, bills, detail_of):
    account = bills.acme(country="")
    with pytest.raises(Invalid, match="country"):
        facturx.render(detail_of(account, make.invoice(account)), account, "en")
