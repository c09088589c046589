import pytest
from sqlmodel import select

from occ_app.access.actors import system
from occ_app.endpoints.mail_bounces import routes
from occ_app.models import MailState, MailSuppression, OutboxMail
from occ_app.services import outbox
from occ_app.services.outbox import Draft
from occ_app.settings import get_settings

TOKEN = "a-token-of-some-length"
DOOR = "/webhooks/mail-bounces"


@pytest.fixture
def hook(browser_at, monkeypatch):
    monkeypatch.setenv("OCC_MAIL_WEBHOOK_TOKEN", TOKEN)
    get_settings.cache_clear()
    browser = browser_at(routes)
    browser.headers["authorization"] = f"Bearer {TOKEN}"
    yield browser
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.fixture
def message_id(stored):
    def put(make):
        mail = outbox.put(make.db, system(), "ana@acme.example", Draft("Hello", "Text"), kind="notice")
        return f"outbox-{mail.pk}-{int(mail.created_at.timestamp())}@meridian.example"

    return stored(put)


def test_a_message_that_came_back_is_marked(hook, stored, message_id):
    assert hook.post(DOOR, json={"message_id": message_id, "reason": "550 gone"}).status_code == 204
    mail = stored(lambda make: make.db.exec(select(OutboxMail)).one())
    assert (mail.state, mail.error) == (MailState.BOUNCED, "550 gone")
    assert stored(lambda make: make.db.exec(select(MailSuppression)).one()).email == "ana@acme.example"


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", TOKEN[:-1], "Bearer ñ"])
def test_without_the_token_nothing_is_marked(hook, stored, message_id, given):
    answer = hook.post(DOOR, json={"message_id": message_id}, headers={"authorization": given.encode()})
    assert answer.status_code == 401
    assert stored(lambda make: make.db.exec(select(MailSuppression)).all()) == []


def test_it_is_off_unless_a_token_is_set(browser_at, message_id):
    answer = browser_at(routes).post(
        DOOR, json={"message_id": message_id}, headers={"authorization": "Bearer "}
    )
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"1",
        b'{"reason": "x"}',
        b'{"message_id": 1}',
        b'{"message_id": "x", "reason": []}',
        b"\xff",
    ],
)
def test_rubbish_is_refused(hook, body):
    assert hook.post(DOOR, content=body).status_code == 422


def test_what_is_too_large_or_unknown_is_refused(hook):
    assert hook.post(DOOR, content=b"[" * 20_000).status_code == 413
    assert hook.post(DOOR, json={"message_id": "outbox-1-1@x"}).status_code == 404
