"""Stripe.js, as the local server has it, on a page under the policy for cards."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import expect

from occ_app.access.headers import card_policy, content_policy
from occ_app.integrations.payments import IntentStatus
from occ_app.money import Money
from occ_app.settings import get_settings
from occ_app.testing.server import free_port
from occ_app.testing.stripe_server import ASKS_ALWAYS, DECLINED, EXPIRED, NO_FUNDS, VISA

pytestmark = pytest.mark.browser

EUROS = Money(1250, "EUR")
SCRIPT = """
const stripe = Stripe(document.body.dataset.key);
const card = stripe.elements().create("card", {hidePostalCode: true, disableLink: true});
card.mount("#card");
const show = (thing) => { document.querySelector("output").textContent = JSON.stringify(thing); };
document.querySelector("#save").onclick = async () => {
  const {error, setupIntent} = await stripe.confirmCardSetup(document.body.dataset.secret, {payment_method: {card}});
  show(error ? [error.code || "", error.decline_code || ""] : [setupIntent.status]);
};
document.querySelector("#pay").onclick = async () => {
  const {error, paymentIntent} = await stripe.confirmCardPayment(document.body.dataset.secret);
  show(error ? [error.code || "", error.decline_code || ""] : [paymentIntent.status]);
};
"""
PAGE = """<!doctype html><title>Card</title><body data-key="{key}" data-secret="{secret}">
<div id="card"></div><button id="save">Save</button><button id="pay">Pay</button><output></output>
<script src="{script}"></script><script src="/card.js"></script>"""


@pytest.fixture
def card_page(stripe, browser):
    """A function that opens a page for one client secret; what its policy forbade is in its `forbidden`."""
    shown = {"secret": "", "policy": card_policy(get_settings())}

    class Site(BaseHTTPRequestHandler):
        def do_GET(self):
            settings = get_settings()
            is_script = self.path == "/card.js"
            page = PAGE.format(
                key=settings.stripe_publishable_key, secret=shown["secret"], script=settings.stripe_js_url
            )
            self.send_response(200)
            self.send_header("content-type", "text/javascript" if is_script else "text/html")
            self.send_header("content-security-policy", shown["policy"])
            self.end_headers()
            self.wfile.write((SCRIPT if is_script else page).encode())

        def log_message(self, *_args):
            pass

    site = ThreadingHTTPServer(("127.0.0.1", free_port()), Site)
    Thread(target=site.serve_forever, daemon=True).start()
    page = browser.new_page()
    page.forbidden = []
    page.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error(e.violatedDirective))"
    )
    page.on("console", lambda said: page.forbidden.append(said.text) if said.type == "error" else None)

    def go(secret, policy=None):
        shown.update(secret=secret, policy=policy or shown["policy"])
        page.goto(f"http://localhost:{site.server_port}/")
        return page

    yield go
    page.close()
    site.shutdown()
    site.server_close()


def write_card(page, number):
    """The fields of the local server's card element; the real ones lie in a frame of Stripe's."""
    for name, value in {"number": number, "exp_month": "12", "exp_year": "34", "cvc": "123"}.items():
        page.get_by_placeholder(name, exact=True).fill(value)


def test_a_card_goes_from_the_page_to_stripe_and_not_to_us(stripe, card_page):
    customer = stripe.customer()
    start = stripe.gateway.begin_card(customer)
    page = card_page(start.client_secret)
    write_card(page, VISA)
    page.get_by_text("Save").click()
    expect(page.locator("output")).to_have_text('["succeeded"]')
    assert stripe.gateway.finish_card(start.id, customer).last4 == "4242"
    assert page.forbidden == []


@pytest.mark.parametrize(
    ("number", "codes"),
    [
        (DECLINED, '["card_declined","generic_decline"]'),
        (NO_FUNDS, '["card_declined","insufficient_funds"]'),
        (EXPIRED, '["expired_card","expired_card"]'),
    ],
)
def test_a_declined_card_is_told_to_the_page_which_can_try_another(stripe, card_page, number, codes):
    customer = stripe.customer()
    start = stripe.gateway.begin_card(customer)
    page = card_page(start.client_secret)
    write_card(page, number)
    page.get_by_text("Save").click()
    expect(page.locator("output")).to_have_text(codes)
    write_card(page, VISA)
    page.get_by_text("Save").click()
    expect(page.locator("output")).to_have_text('["succeeded"]')
    assert stripe.gateway.finish_card(start.id, customer).last4 == "4242"


@pytest.mark.parametrize(("button", "status"), [("Complete", "succeeded"), ("Fail", "")])
def test_a_card_that_asks_while_it_is_saved_is_saved_when_it_was_answered(stripe, card_page, button, status):
    start = stripe.gateway.begin_card(stripe.customer())
    page = card_page(start.client_secret)
    write_card(page, ASKS_ALWAYS)
    page.get_by_text("Save").click()
    page.get_by_role("button", name=f"{button} authentication").click()
    expect(page.locator("output")).to_contain_text(f'["{status}"')
    assert page.forbidden == []


@pytest.mark.parametrize(
    ("button", "status"),
    [("Complete", IntentStatus.SUCCEEDED), ("Fail", IntentStatus.REQUIRES_PAYMENT_METHOD)],
)
def test_the_payer_answers_the_bank_on_the_page(stripe, card_page, button, status):
    gateway, customer = stripe.gateway, stripe.customer()
    intent = gateway.create_intent("p1", customer, stripe.card(customer, ASKS_ALWAYS), EUROS)
    gateway.confirm(intent.id, "p1")
    page = card_page(gateway.client_secret(intent.id))
    page.get_by_text("Pay").click()
    page.get_by_role("button", name=f"{button} authentication").click()
    expect(page.locator("output")).to_have_text(f'["{status}"]')
    assert gateway.intent(intent.id).status is status
    assert page.forbidden == []


def test_on_other_pages_stripes_script_does_not_run(card_page):
    page = card_page("", content_policy(get_settings()))
    expect(page.locator("#card")).to_be_empty()
    assert any("script-src" in text for text in page.forbidden)
