"""Autopay and the fix-it list of another company: neither seen, stopped nor paid, whatever somebody sends."""

import pytest
from reflex_base.registry import RegistrationContext
from sqlmodel import select

from occ_app import db as database
from occ_app.access.actors import system
from occ_app.models import AutopayCharge, AutopayRule, ContactRole, PaymentOrder
from occ_app.services import autopay, paying
from occ_app.testing.factories import Make
from tests.security.conftest import ELENA, NUMBERS, STAFF, TOMAS

TABLES = (AutopayRule, AutopayCharge, PaymentOrder)
FORM = {"currency": "EUR", "days_before": "0", "notice_days": "3", "skips_disputed": "on"}
SECRETS = ("SECRET-INV", "SECRET-PD", "SECRET-CT", "PSECRET")


@pytest.fixture
def umbrella():
    """A company with a rule, an announced charge and a failed payment, and others who want to meddle with them."""
    with database.transaction() as db:
        make = Make(db, NUMBERS)
        account, other = (make.account(f"{name} {next(NUMBERS)}") for name in ("Umbrella", "Weyland"))
        suffix = next(NUMBERS)
        person, card = make.contact(account), make.card(account)
        order = make.order(account, number=f"SECRET-PD-{suffix}", contract_number=f"SECRET-CT-{suffix}")
        invoice = make.invoice(account, 98_765, due_in=1, number=f"SECRET-INV-{suffix}", order=order)
        rule = autopay.start(
            db, make.actor(person), FORM | {"card": str(card.pk), "contract": order.contract_number}
        )
        autopay.announce(db, system(), rule.pk)
        tried = make.invoice(account, 5_000, number=f"SECRET-INV-{suffix}-2")
        failed = make.sent(account, card, (tried, 5_000), number=f"PSECRET{suffix}")
        paying.failed(db, system(), failed.pk, "card_declined")
        make.card(other)
        return {
            "account": account.pk,
            "rule": str(rule.pk),
            "card": str(card.pk),
            "invoice": invoice.number,
            "order": order.number,
            "contract": order.contract_number,
            "failed": failed.number,
            "john": make.contact(other).email,
            "tomas": make.contact(account, ContactRole.TECHNICAL).email,
        }  # fmt: skip


def records(umbrella):
    """Everything of the company, as it is stored."""
    with database.transaction(reads_only=True) as db:
        return [
            row.model_dump()
            for table in TABLES
            for row in db.exec(
                select(table).where(table.account_id == umbrella["account"]).order_by(table.id)
            )
        ]


def handler(name):
    import occ_app.occ_app  # noqa: F401, PLC0415 - registers every state

    return next(full for full in RegistrationContext.get().event_handlers if full.endswith(name))


def attack(page, of):
    """Everything that changes anything, aimed at the records of another company."""
    for kind, key in (("rule", of["rule"]), ("charge", of["invoice"])):
        page.send(handler("____autopay_state.choose"), kind=kind, key=key, name="x")
        page.send(handler("____autopay_state.stop"))
    page.send(
        handler("____autopay_state.start"), form=FORM | {"card": of["card"], "contract": of["contract"]}
    )
    pending = "pending_payments_state"
    page.send(handler(f"{pending}.pay"), order=of["order"])
    for kind, key in (("failed", of["failed"]), ("planned", of["failed"]), ("autopay", of["rule"])):
        for method in (of["card"], "transfer"):
            page.send(handler(f"{pending}.use"), form={"kind": kind, "key": key, "method": method})
    page.send(handler(f"{pending}.let_be"), number=of["failed"])
    for method in (of["card"], "transfer"):
        page.send(handler(f"{pending}.ask_all"), form={"method": method})
        page.send(handler(f"{pending}.fix_all"))
    page.until(lambda: False, seconds=1.0)


@pytest.mark.parametrize("who", ["john", "tomas", ELENA, TOMAS, STAFF])
@pytest.mark.parametrize("place", ["/en/billing-profile", "/en/billing-profile/autopay?stop=X"])
def test_nobody_else_sees_or_changes_it(portal, umbrella, who, place):
    before = records(umbrella)
    with portal.page(portal.session(umbrella.get(who, who)), place) as page:
        for state in ("autopay_state", "pending_payments_state"):
            page.send(handler(f"____{state}.load"))
        page.until(lambda: False, seconds=0.3)
        said = str(page.state) + str(page.events)
        attack(page, umbrella)
    assert not [secret for secret in SECRETS if secret in said]
    assert records(umbrella) == before
    assert portal.is_well()
