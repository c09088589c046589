"""The steps of signing in, as tests take them; and the fixtures `ana` and `clock`."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from occ_app.access import sessions
from occ_app.access.actors import visitor
from occ_app.models import OutboxMail
from occ_app.services import outbox, sign_in, throttle
from occ_app.services.sign_in import Visit, entering, proofs

ANA, STRANGER = "ana.ruiz@acme.example", "newcomer@acme.example"
HERE = Visit(address="192.0.2.1", user_agent="test", browser="the one that asks")
TOKEN = re.compile(r"token=([\w-]+)")


@pytest.fixture
def ana(make):
    return make.contact(make.account(language="es"), email=ANA, name="Ana Ruiz")


@pytest.fixture
def clock(monkeypatch):
    """A function that moves the time of codes, mail and limits."""
    true_now = proofs.now
    ahead = [timedelta()]
    for module in (proofs, entering, throttle, outbox):
        monkeypatch.setattr(module, "now", lambda: true_now() + ahead[0])

    def forward(**by):
        ahead[0] += timedelta(**by)

    return forward


def ask(db, email=ANA, source="192.0.2.1", language="en", **more):
    sign_in.request_code(db, visitor(), email, source, language, **{"browser": HERE.browser} | more)


def mail(db):
    return db.exec(select(OutboxMail).order_by(OutboxMail.id.desc())).first()


def code_in(letter):
    return re.search(r"\d{4} \d{4}", letter.subject).group()


def redeem(db, code, email=ANA, visit=HERE):
    return sign_in.redeem(db, visitor(), email, code, visit)


def follow(db, letter, visit=HERE, code=""):
    return sign_in.redeem_link(db, visitor(), TOKEN.search(letter.text).group(1), visit, code)


def signed_in(db, entered):
    return sessions.resume(db, sessions.find(db, entered.token))


def other_than(code):
    return f"{(int(code.replace(' ', '')) + 1) % 10**8:08}"
