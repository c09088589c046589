from concurrent.futures import ThreadPoolExecutor

from occ_app.documents import invoice_pdf, typesetting
from occ_app.services import invoices


def test_several_threads_print_at_once_and_get_their_own(make, bills, db):
    account = bills.acme()
    actor = make.actor(make.contact(account))
    details = [invoices.detail(db, actor, make.invoice(account, 100 + n).number) for n in range(4)]
    alone = [invoice_pdf.render(detail, account, "en") for detail in details]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda detail: invoice_pdf.render(detail, account, "en"), details * 4))
    assert together == alone * 4


def test_every_language_of_our_own_can_be_printed():
    printable = typesetting.Printable(typesetting._characters())
    assert (
        printable.text(
            "ÁÉÍÓÚÜÑáéíóúüñ¿¡«»“”‘’–—−·€$¥£ºª×… ÀÇÈÊÔàçèêô ÄÖßäö ÅØÆåøæ ĄĆĘŁŃŚŹŻ ŐŰőű Žšč 日本語カナ"
        )
        != ""
    )
    assert printable.lost == 0


def test_no_control_character_is_taken_for_printable():
    assert typesetting.Printable(typesetting._characters()).text("a\0b\1c\rd") == "abc d"
