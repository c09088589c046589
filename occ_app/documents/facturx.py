"""Factur-X: the document for people and for machines in one file, a PDF/A-3 with its EN 16931 XML inside.

typst puts the XML in, so the PDF stays tagged, archival and the same to the byte; here it is only given the
metadata by which readers know it.
"""

import io
from dataclasses import dataclass

import pikepdf
from lxml import etree

from occ_app import i18n
from occ_app.documents import invoice_pdf
from occ_app.documents.einvoice import bill, cii
from occ_app.documents.invoice_pdf import Billed
from occ_app.documents.typesetting import Attached
from occ_app.i18n import gettext as _
from occ_app.models import Account, Invoice, InvoiceLine, InvoiceTax, Order

FILE_NAME = "factur-x.xml"
PROFILE = "EN 16931"
FACTS = {
    "DocumentType": ("INVOICE", "The type of the hybrid document"),
    "DocumentFileName": (FILE_NAME, "The name of the embedded XML document"),
    "Version": ("1.0", "The version of the standard applying to the embedded XML document"),
    "ConformanceLevel": (PROFILE, "The conformance level of the embedded XML document"),
}
"""What readers look for, and what it means."""

NAMES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "fx": "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
FACTS_TEMPLATE = '<rdf:Description xmlns:rdf="{rdf}" xmlns:fx="{fx}" rdf:about="">{facts}</rdf:Description>'
SCHEMA_TEMPLATE = """\
<rdf:li xmlns:rdf="{rdf}" xmlns:pdfaSchema="{pdfaSchema}" xmlns:pdfaProperty="{pdfaProperty}" rdf:parseType="Resource">
<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{fx}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>fx</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property>
</rdf:li>"""
PROPERTY_TEMPLATE = """
<rdf:li rdf:parseType="Resource">
<pdfaProperty:name>{name}</pdfaProperty:name>
<pdfaProperty:valueType>Text</pdfaProperty:valueType>
<pdfaProperty:category>external</pdfaProperty:category>
<pdfaProperty:description>{meaning}</pdfaProperty:description>
</rdf:li>"""


@dataclass(frozen=True)
class Issued:
    """A document as it was issued: before payments and credits, as its XML says it."""

    invoice: Invoice
    order: Order | None
    lines: list[InvoiceLine]
    taxes: list[InvoiceTax]


def render(detail: Billed, account: Account, language: str) -> bytes:
    """The hybrid file; Invalid where the norm lacks something. CPU work of some 30 ms, so call it in a thread."""
    issued = as_issued(detail)
    with i18n.speaking(language):
        xml = cii(bill(issued, account)).decode()
        attached = Attached(FILE_NAME, xml, _("The same invoice for machines (Factur-X, EN 16931)"))
    return _marked(invoice_pdf.render(issued, account, language, attached))


def as_issued(detail: Billed) -> Issued:
    """The document without what happened to it since."""
    invoice = detail.invoice
    before = {"credited_minor": 0, "paid_minor": 0, "pending_minor": 0, "disputed_minor": 0}
    stored = {name: getattr(invoice, name) for name in Invoice.model_fields}
    fresh = Invoice(**stored | before | {"due_minor": invoice.total_minor})
    return Issued(fresh, detail.order, list(detail.lines), list(detail.taxes))


def _marked(pdf: bytes) -> bytes:
    """The PDF with the Factur-X properties in its XMP metadata, described as PDF/A-3 wants foreign ones."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.Root.Metadata.write(_described(opened.Root.Metadata.read_bytes()))
        opened.save(made, deterministic_id=True)
    return made.getvalue()


def _described(xmp: bytes) -> bytes:
    """Typst's packet, with our facts and, among its extension schemas, what they mean."""
    packet = etree.fromstring(xmp)
    packet.find("rdf:RDF", NAMES).append(etree.fromstring(FACTS_TEMPLATE.format(facts=_facts(), **NAMES)))
    schemas = packet.find(".//pdfaExtension:schemas/rdf:Bag", NAMES)
    schemas.append(etree.fromstring(SCHEMA_TEMPLATE.format(properties=_properties(), **NAMES)))
    return bytes(etree.tostring(packet.getroottree(), encoding="UTF-8", xml_declaration=False))


def _facts() -> str:
    return "".join(f"<fx:{name}>{value}</fx:{name}>" for name, (value, _meaning) in FACTS.items())


def _properties() -> str:
    return "".join(
        PROPERTY_TEMPLATE.format(name=name, meaning=meaning) for name, (_value, meaning) in FACTS.items()
    )
