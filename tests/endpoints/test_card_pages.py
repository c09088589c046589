import html
import json
import re

import pytest

from occ_app.access.actors import Actor
from occ_app.endpoints import card_pages as pages
from occ_app.i18n import speaking
from occ_app.models import PaymentOrder

ANA = Actor(account_id=7, account_name="Acme <Iberia>")
DELEGATE = Actor(account_id=7, account_name="Acme", delegation_id=3)
ORDER = PaymentOrder(account_id=7, number="P1", basket="B1", currency="EUR", amount_minor=123_456)


def text(answer):
    return answer.body.decode()


def test_every_decline_has_a_sentence_in_the_pages_language(stripe):
    with speaking("es"):
        page = text(pages.new_card(ANA, ""))
    told = json.loads(html.unescape(re.search(r'data-sentences="([^"]*)"', page)[1]))
    assert told[""].startswith("La tarjeta")
    assert told["insufficient_funds"] != told[""]


def test_it_says_for_whom_the_card_is_kept(stripe):
    assert "Acme &lt;Iberia&gt;" in text(pages.new_card(ANA, ""))
    assert "Only you can pay with it" in text(pages.new_card(DELEGATE, ""))


@pytest.mark.parametrize(
    ("actor", "goal"), [(ANA, "/en/billing-profile/methods"), (DELEGATE, "/en/invoices")]
)
def test_without_a_page_to_go_to_there_is_a_usual_one(actor, goal, stripe):
    assert pages.usual_goal(actor) == goal
    assert f'href="{goal}"' in text(pages.new_card(actor, ""))


def test_the_other_language_keeps_company_and_goal(stripe):
    page = text(pages.new_card(ANA, "/en/pay/P1"))
    assert "/es/cards/new?next=%2Fes%2Fpay%2FP1&amp;company=7" in page


def test_the_bank_is_asked_about_an_amount_and_the_payment_is_the_way_back(stripe):
    answer = pages.confirm(ANA, ORDER)
    assert "€1,234.56" in text(answer)
    assert 'href="/en/payments/P1"' in text(answer)
    assert f"http://localhost:{stripe.port}" in answer.headers["content-security-policy"]


def test_where_no_cards_are_taken_nothing_of_the_card_company_is_allowed():
    answer = pages.new_card(ANA, "")
    assert "content-security-policy" not in answer.headers
    assert "cards.js" not in text(answer)
