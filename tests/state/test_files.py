from threading import Event

import pytest

from occ_app import worker
from occ_app.access.actors import system
from occ_app.errors import Invalid
from occ_app.i18n import speaking
from occ_app.models import ExportKind, ExportState, InboxKind
from occ_app.models.base import now
from occ_app.services import exports, inbox
from occ_app.services.exports import Asked
from occ_app.settings import get_settings
from occ_app.state import files
from occ_app.state.files import ENTRIES, FilesState, files_view
from occ_app.state.frame import FrameState


@pytest.fixture
def ana(stored, reference, tmp_path, monkeypatch):
    monkeypatch.setenv("OCC_FILES_DIR", str(tmp_path))
    get_settings.cache_clear()

    def company(make):
        acme = make.account("Acme")
        for number in ("A-1", "A-2"):
            make.invoice(acme, number=number)
        return make.contact(acme)

    yield reference(stored(company))
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.fixture
def state(on_page, ana):
    return on_page(FilesState, ana)


@pytest.fixture
def frame(state, run):
    """What the frame around the same page holds."""
    return lambda: run(state.get_state(FrameState))


def test_asking_says_where_the_file_will_be_and_shows_that_it_waits(state, run):
    said = run(FilesState.prepare.fn(state, "status=all", "zip"))
    assert "you find it in the inbox" in str(said)
    assert state.files == [["ZIP · All invoices", "Waiting", "0", "2"]]
    assert state.entries == []


def test_how_far_it_is_and_that_it_is_ready_is_said_once(state, run, frame):
    run(FilesState.prepare.fn(state, "", "csv"))
    assert run(FilesState.follow.fn(state)) is None
    worker.make_files(Event())
    assert "Your file is ready" in str(run(FilesState.follow.fn(state)))
    assert (state.files, frame().unread) == ([], "1")
    assert run(FilesState.follow.fn(state)) is None
    assert run(FilesState.look.fn(state)) is None
    (entry,) = state.entries
    assert entry[0] == "Your file is ready"
    assert entry[1].startswith("All invoices · 2 documents · ")
    assert entry[4].startswith("/documents/files/")
    assert "company=" in entry[4]
    assert entry[5].endswith(".csv")
    assert (entry[6], frame().unread) == ("true", "")
    run(FilesState.look.fn(state))
    assert state.entries[0][6] == ""


def test_a_kind_there_is_not_is_refused(state, run):
    with pytest.raises(Invalid):
        run(FilesState.prepare.fn(state, "", "exe"))
    assert state.files == []


def test_many_documents_as_pdf_are_announced_as_several(monkeypatch):
    asked = Asked("a", ExportKind.PDF, ExportState.QUEUED, "", 1_200, 0, now())
    assert files._announced(asked).endswith("It will be a ZIP of several PDFs with 500 documents each.")
    alone = Asked("a", ExportKind.PDF, ExportState.QUEUED, "", 500, 0, now())
    assert "several" not in files._announced(alone)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ((1_234, 20_000), "1.234 de 20.000 documentos"),
        ((9, 8), "8 de 8 documentos"),
        ((0, 1), "0 de 1 documento"),
    ],
)
def test_progress_in_words_never_exceeds_the_whole(asked, shown):
    done, total = asked
    running = Asked("a", ExportKind.ZIP, ExportState.RUNNING, "Todas", total, done, now())
    with speaking("es"):
        assert files._file(running)[1] == shown


@pytest.mark.parametrize(
    ("count", "shown"), [(12, "1 kB"), (1_400_000, "1.4 MB"), (2_000_000_000, "2 GB"), (999, "1 kB")]
)
def test_sizes_are_for_people(count, shown):
    assert files._size(count) == shown


def test_a_failure_comes_with_its_reason_and_without_a_link(make, db):
    account = make.account()
    person = make.contact(account)
    facts = {"error": "Too many.", "query": "status=open"}
    told = {"kind": InboxKind.FILE_FAILED, "facts": facts}
    inbox.put(db, system(), account_id=account.pk, person_id=person.pk, **told)
    view = files_view(db, make.actor(person))
    assert view.entries[0][:2] == ["Your file could not be made", "Open · Too many."]
    assert view.entries[0][4:] == ["", "", "true"]
    assert view.unread == "1"


def test_every_kind_has_its_words():
    assert set(ENTRIES) == set(InboxKind)


def test_files_of_others_are_not_shown(make, db):
    account = make.account()
    make.invoice(account)
    exports.request(db, make.actor(make.contact(account)), "", "zip")
    view = files_view(db, make.actor(make.contact(account)))
    assert (view.files, view.entries) == ([], [])
