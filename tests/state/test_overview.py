from occ_app.i18n import speaking
from occ_app.state.overview import overview_view


def test_the_overview_in_words(make, db):
    account = make.account()
    actor = make.actor(make.contact(account, name="Ana Ruiz"))
    make.invoice(account, 1_000, due_in=-41)
    make.invoice(account, 2_000, due_in=9)
    make.invoice(account, 700, due_in=40, currency="JPY")
    make.credit_note(account, -300)
    with speaking("es"):
        view = overview_view(db, actor)
    cards = {card[0]: (card[1], card[3]) for card in view.cards}
    assert view.greeting == "Hola, Ana"
    assert cards["Vencidas"] == ("10,00\xa0€", "/es/invoices?status=past_due")
    assert cards["Facturas abiertas"][0] == "20,00\xa0€ · 700\xa0JPY"
    assert cards["Vence en 30 días"][0] == "20,00\xa0€"
    assert cards["Saldo por aplicar"][0] == "-3,00\xa0€"
    ages = {age[0]: (age[1], age[2]) for age in view.ages}
    assert ages["31–60 días"] == ("10,00\xa0€", "33")
    assert (len(view.bars), len(view.months), len(view.last)) == (12, 12, 4)


def test_an_empty_company_has_an_overview_too(make, db):
    view = overview_view(db, make.actor(make.contact(make.account(), name="Ana")))
    assert [card[1] for card in view.cards] == ["0", "0", "0"]
    assert {bar[4] for bar in view.bars} == {"—"}


def test_every_month_links_to_its_documents(make, db):
    view = overview_view(db, make.actor(make.contact(make.account(), name="Ana")))
    assert all("issued_from=" in month[2] and "issued_to=" in month[2] for month in view.months)
