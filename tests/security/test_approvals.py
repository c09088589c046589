"""The rules of approval of another company, and the doors of one's own that only administrators have."""

import pytest
from reflex_base.registry import RegistrationContext
from sqlmodel import select

from occ_app import db as database
from occ_app.models import (
    ApprovalRule,
    CompanyRole,
    ContactRole,
    PaymentLimit,
    PaymentMethod,
    PaymentOrder,
    PaymentState,
)
from occ_app.services import paying
from occ_app.services.documents import Choice
from occ_app.testing.factories import Make
from tests.security.conftest import ELENA, MARTA, NUMBERS, STAFF, TOMAS

PAGE = "/en/billing-profile/approvals"
SECRETS = ("Secret Boss", "98,765", "43,210", "987.65")


@pytest.fixture
def umbrella():
    """A company with a rule, a limit and a payment that waits; its people's e-mails and what to attack."""
    with database.transaction() as db:
        make = Make(db, NUMBERS)
        account = make.account(f"Umbrella {next(NUMBERS)}")
        make.contact(account, ContactRole.EXECUTIVE, name="Secret Boss")
        ana = make.contact(account, name="Ana")
        owned = {"account_id": account.pk, "currency": "EUR"}
        rule = ApprovalRule(**owned, above_minor=9_876_500)
        low = ApprovalRule(**owned, above_minor=0)
        db.add_all([rule, low, PaymentLimit(**owned, per_day_minor=4_321_000)])
        db.flush()
        actor = make.actor(ana)
        number = paying.begin(db, actor, Choice(numbers=(make.invoice(account, 98_765).number,)))[0]
        paying.choose(db, actor, number, method=PaymentMethod.BANK_TRANSFER)
        paying.send(db, actor, number, 98_765)
        boss = make.contact(account)
        make.right(account, boss, CompanyRole.ADMIN)
        return {"account": account.pk, "rule": rule.pk, "number": number, "ana": ana.email}


def records(umbrella):
    """Rules, limits and payments of the company, as they are stored."""
    with database.transaction(reads_only=True) as db:
        return [
            row.model_dump()
            for table in (ApprovalRule, PaymentLimit, PaymentOrder)
            for row in db.exec(
                select(table).where(table.account_id == umbrella["account"]).order_by(table.id)
            )
        ]


def handler(state, name):
    import occ_app.occ_app  # noqa: F401, PLC0415 - registers every state

    return next(full for full in RegistrationContext.get().event_handlers if full.endswith(f"{state}.{name}"))


def attack(page, umbrella):
    """Everything that changes a rule, a limit or a payment that waits."""
    form = {"currency": "EUR", "above": "1", "approvals": "1", "who": "role:admin"}
    page.send(handler("approvals_state", "choose"), key=str(umbrella["rule"]), name="x")
    page.send(handler("approvals_state", "end"))
    page.send(handler("approvals_state", "make"), form=form | {"account_id": umbrella["account"]})
    page.send(
        handler("approvals_state", "limit"), form={"currency": "EUR", "account_id": umbrella["account"]}
    )
    page.until(lambda: False, seconds=0.5)


@pytest.mark.parametrize("who", [MARTA, ELENA, TOMAS, STAFF])
def test_nobody_of_another_company_sees_or_changes_them(portal, umbrella, who):
    before = records(umbrella)
    with portal.page(portal.session(who), PAGE) as page:
        page.send(handler("approvals_state", "load"))
        attack(page, umbrella)
        said = str(page.state) + str(page.events)
    assert not [secret for secret in SECRETS if secret in said]
    assert umbrella["number"] not in said
    assert records(umbrella) == before
    assert portal.is_well()


def test_who_pays_changes_no_rule_of_their_own_company(portal, umbrella):
    before = records(umbrella)
    with portal.page(portal.session(umbrella["ana"]), PAGE) as page:
        assert "Secret Boss" in str(page.state)
        attack(page, umbrella)
    assert records(umbrella) == before
    assert [row["state"] for row in before if "state" in row] == [PaymentState.AWAITING_APPROVAL]
