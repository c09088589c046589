import pytest

from occ_app.access.actors import Actor
from occ_app.access.permissions import Permission, Role
from occ_app.errors import Forbidden, Invalid, NotFound
from occ_app.models import ContactRole
from occ_app.services import stored_files

NEEDS = Permission.BILLING_CHANGE
PDF, PNG, JPEG = b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n....", b"\xff\xd8\xff\xe0...."


@pytest.fixture
def ana(make):
    return make.actor(make.contact(make.account("Acme")))


@pytest.mark.parametrize(
    ("name", "content", "kept", "media_type"),
    [
        ("paper.pdf", PDF, "paper.pdf", "application/pdf"),
        ("paper.PDF", PDF, "paper.pdf", "application/pdf"),
        ("paper.html", PDF, "paper.html.pdf", "application/pdf"),
        ("scan.jpeg", JPEG, "scan.jpeg", "image/jpeg"),
        ("scan", PNG, "scan.png", "image/png"),
        ("..\\..\\C:\\x.png", PNG, "x.png", "image/png"),
        ("../../etc/passwd", PDF, "passwd.pdf", "application/pdf"),
        ("", PDF, "file.pdf", "application/pdf"),
        ("ñ" * 500 + ".pdf", PDF, "ñ" * 120 + ".pdf", "application/pdf"),
    ],
)
def test_what_a_file_is_says_its_content(db, ana, name, content, kept, media_type):
    stored = stored_files.keep(db, ana, NEEDS, name, content)
    assert (stored.name, stored.media_type, stored.size) == (kept, media_type, len(content))
    assert len(stored.sha256) == 64
    assert stored_files.content(db, ana, NEEDS, stored.pk).content == content


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not empty"),
        (b"MZ\x90", "neither a PDF"),
        (b"<script>%PDF-", "neither a PDF"),
        (PDF + b"x" * stored_files.MOST_BYTES, "larger than 5 MB"),
    ],
)
def test_what_we_do_not_take_is_refused_in_a_sentence(db, ana, content, words):
    with pytest.raises(Invalid, match=words) as refused:
        stored_files.keep(db, ana, NEEDS, "paper.pdf", content)
    assert refused.value.field == stored_files.FIELD


def test_a_company_hands_in_only_so_many(db, ana, monkeypatch):
    monkeypatch.setattr(stored_files, "MOST_FILES", 1)
    stored_files.keep(db, ana, NEEDS, "a.pdf", PDF)
    with pytest.raises(Invalid, match="very many"):
        stored_files.keep(db, ana, NEEDS, "b.pdf", PDF)


def test_a_file_is_the_companys_own(db, make, ana):
    stored = stored_files.keep(db, ana, NEEDS, "a.pdf", PDF)
    john = make.actor(make.contact(make.account("Globex")))
    with pytest.raises(NotFound):
        stored_files.content(db, john, NEEDS, stored.pk)
    tomas = make.actor(make.contact(make.account("Other"), ContactRole.TECHNICAL))
    with pytest.raises(Forbidden):
        stored_files.keep(db, tomas, NEEDS, "a.pdf", PDF)


def test_what_a_delegate_hands_in_counts_too(make, db, monkeypatch):
    acme = make.account("Acme")
    payer = make.actor(make.contact(acme))
    who = {"person_id": payer.person_id, "account_id": acme.pk, "email": payer.email}
    delegate = Actor(roles=frozenset({Role.DELEGATE}), delegation_id=1, **who)
    monkeypatch.setattr(stored_files, "MOST_FILES", 2)
    for _file in range(2):
        stored_files.keep(db, delegate, Permission.PAYMENTS_MAKE, "slip.pdf", b"%PDF-1.7")
    with pytest.raises(Invalid, match="very many files"):
        stored_files.keep(db, delegate, Permission.PAYMENTS_MAKE, "slip.pdf", b"%PDF-1.7")
