"""Somebody who is signed in, and the steps of having a second factor."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlmodel import col, update

from occ_app.access import sessions
from occ_app.models import SignInSession
from occ_app.models.base import now
from occ_app.services import factors
from occ_app.testing.soft_key import SoftKey
from occ_app.testing.trail import trail

NOON = datetime(2026, 11, 23, 12, 0, 5, tzinfo=UTC)


class Ana:
    """One person in one session, as tests go through it."""

    def __init__(self, db, person):
        self.db, self.person = db, person
        self.sign_in()

    def sign_in(self):
        self.token = sessions.begin(self.db, self.person, user_agent="test", address="192.0.2.1")
        self.ref = sessions.find(self.db, self.token)
        return self

    @property
    def actor(self):
        """With the rights of now."""
        self.db.flush()
        self.db.expire_all()
        return sessions.resume(self.db, self.ref)

    def add_app(self, at=NOON):
        """An authenticator app, and the recovery codes if it is the first factor."""
        self.secret = factors.begin_app(self.db, self.actor).secret
        return factors.add_app(self.db, self.actor, self.code(at), at=at)

    def code(self, at=NOON):
        return pyotp.TOTP(self.secret).at(at)

    def show(self, code, at=NOON):
        return factors.show_code(self.db, self.actor, code, at=at)

    def add_passkey(self, name="Laptop", key=None):
        self.key = key or SoftKey()
        return factors.add_passkey(
            self.db, self.actor, self.key.create(factors.ask_new_passkey(self.db, self.actor)), name
        )

    def show_passkey(self, key=None):
        return factors.show_passkey(
            self.db, self.actor, (key or self.key).get(factors.ask_passkey(self.db, self.actor))
        )

    def grow_stale(self):
        """Eleven minutes since the factor was shown."""
        mine = update(SignInSession).where(col(SignInSession.ref) == self.ref)
        self.db.exec(mine.values(proved_at=now() - timedelta(minutes=11)))

    def trail(self):
        """What is recorded of this person, oldest first."""
        return trail(self.db, person_id=self.person.pk)


@pytest.fixture
def acme(make):
    return make.account("Acme")


@pytest.fixture
def ana(db, make, acme):
    return Ana(db, make.contact(acme, email="ana@acme.example"))
