"""Lists by e-mail, asked for over the wire by people who have no right to them."""

import json

import pytest
from reflex_base.registry import RegistrationContext

from occ_app import db as database
from tests.security.conftest import ACME, ACME_OTHER_ORDER, ANA, ELENA, GLOBEX, JOHN, STAFF, TOMAS


def handler(name):
    import occ_app.occ_app  # noqa: F401, PLC0415 - registers every state

    return next(known for known in RegistrationContext.get().event_handlers if known.endswith(f"____{name}"))


def opened(page, query):
    """The dialog for a list, filled."""
    page.send(handler("mailings_state.prepare"), query=query)
    page.until(lambda: page.of("mailings_state").get("ready"))
    return page.of("mailings_state")


def sent(page, *to, **changed):
    """What the dialog says after the form was sent: its refusal, if it is one."""
    form = {
        "token": page.of("mailings_state")["token"],
        "when": "once",
        "as:csv": "on",
        **{f"to:{email}": "on" for email in to},
    }
    before = page.of("mailings_state")["sent"]
    page.send(handler("mailings_state.send"), form={"__reflex_form_data__": list((form | changed).items())})
    page.until(lambda: page.of("mailings_state")["error"] or page.of("mailings_state")["sent"] > before)
    page.until(lambda: False, seconds=0.2)
    return page.of("mailings_state")["error"]


def asked_for():
    with database.transaction(reads_only=True) as db:
        return db.connection().exec_driver_sql("SELECT COUNT(*) FROM mailing_schedule").scalar()


@pytest.mark.parametrize(
    ("email", "query"),
    [
        (ANA, f"numbers={GLOBEX}"),
        (ANA, f"numbers={ACME},{GLOBEX}"),
        (JOHN, f"numbers={ACME}"),
        (TOMAS, f"numbers={ACME_OTHER_ORDER}"),
    ],
)
def test_documents_that_are_not_theirs_cannot_be_mailed(portal, email, query):
    with portal.page(portal.session(email), page="/en/invoices") as page:
        dialog = opened(page, query)
        assert (dialog["token"], dialog["people"]) == ("", [])
        assert dialog["error"].startswith("There is nothing here by that name")
        page.send(handler("mailings_state.send"), form={"token": "", "when": "once", f"to:{email}": "on"})
        page.until(lambda: False, seconds=0.3)
    assert asked_for() == 0


def test_who_may_not_see_all_of_it_is_neither_offered_nor_accepted(portal):
    with portal.page(portal.session(ANA), page="/en/invoices") as page:
        offered = [person[2] for person in opened(page, "")["people"]]
        assert offered[0] == ANA
        assert ELENA in offered
        for email in (TOMAS, JOHN, STAFF, "thief@evil.example", f"{ANA},thief@evil.example"):
            assert email not in offered
            refusal = sent(page, ANA, email)
            assert refusal == f"{email} is not somebody of your company who may see all of this list."
    assert asked_for() == 0


def test_staff_reach_no_list(portal):
    with portal.page(portal.session(STAFF), page="/en/staff/outbox") as page:
        page.send(handler("mailings_state.prepare"), query="")
        page.send(handler("planned_state.load"))
        page.until(lambda: False, seconds=0.3)
        assert not page.of("mailings_state").get("ready")
        assert not page.of("planned_state").get("loaded")


def test_a_colleagues_plan_cannot_be_stopped(portal):
    with portal.page(portal.session(ANA), page="/en/mailings") as page:
        opened(page, "")
        assert sent(page, ANA, when="weekly", weekday="1") == ""
    with portal.page(portal.session(ANA), page="/en/mailings") as page:
        (plan,) = page.of("planned_state")["plans"]
    for email in (ELENA, JOHN):
        with portal.page(portal.session(email), page="/en/mailings") as page:
            assert plan[0] not in json.dumps(page.of("planned_state")["plans"])
            page.send(handler("planned_state.choose"), plan=plan[0])
            page.send(handler("planned_state.stop"))
            page.until(lambda: False, seconds=0.3)
    with database.transaction() as db:
        counted = "SELECT COUNT(*) FROM mailing_schedule WHERE next_run_at IS NOT NULL"
        assert db.connection().exec_driver_sql(counted).scalar() == 1
        db.connection().exec_driver_sql("DELETE FROM mailing_schedule")
