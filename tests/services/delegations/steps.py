"""Handing over and entering, step by step."""

import re
from datetime import timedelta

from sqlmodel import col, select

from occ_app.access import sessions
from occ_app.access.actors import visitor
from occ_app.models import (
    OutboxMail,
)
from occ_app.services import delegations
from occ_app.services.documents import Choice
from occ_app.services.sign_in import Visit
from occ_app.testing.factories import TODAY
from occ_app.testing.trail import trail

PAYER = "paying@payer.example"
FRIDAY = (TODAY + timedelta(days=5)).isoformat()


def share(make, db, person, *numbers, email=PAYER, name="Pay Er", ends_on=FRIDAY, note=""):
    choice = Choice(numbers=numbers or ("ACME-1", "ACME-2"))
    return delegations.delegate(
        db, make.actor(person), choice, email=email, name=name, ends_on=ends_on, note=note
    )


def last_mail(db, to=PAYER):
    return db.exec(select(OutboxMail).where(OutboxMail.to == to).order_by(col(OutboxMail.id).desc())).first()


def token_of(db):
    mails = db.exec(
        select(OutboxMail).where(OutboxMail.kind == "shared_invoices").order_by(col(OutboxMail.id))
    )
    return re.search(r"token=([\w-]+)", list(mails)[-1].text)[1]


def code_of(db):
    return re.search(r"\d{4} \d{4}", last_mail(db).text)[0]


def enter(db, token=None, code=None):
    token = token or token_of(db)
    if code is None:
        delegations.knock(db, visitor(), token, Visit(), "en")
        code = code_of(db)
    return delegations.enter(db, visitor(), token, code, Visit())


def inside(db, token=None):
    entered, _number = enter(db, token)
    return sessions.resume(db, sessions.find(db, entered.token))


def kinds(db):
    return [entry.kind for entry in trail(db)]
