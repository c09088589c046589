from occ_app.i18n import speaking
from occ_app.state.addresses import address


def test_what_is_asked_is_quoted_and_what_is_empty_left_out():
    with speaking("es"):
        assert address("/staff/outbox", q="a&b ñ", state="", before=0) == "/es/staff/outbox?q=a%26b+%C3%B1"
        assert address("/invoices") == "/es/invoices"
