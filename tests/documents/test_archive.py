import io
import zipfile
from datetime import date

from occ_app.documents.archive import Packed, zip_pieces

DAY = date(2026, 9, 12)


def opened(*files):
    return zipfile.ZipFile(io.BytesIO(b"".join(zip_pieces(files))))


def test_every_file_is_in_the_archive_whole_and_dated():
    archive = opened(Packed("a.pdf", DAY, b"one"), Packed("ñ€.pdf", DAY, b"two" * 100_000))
    assert archive.testzip() is None
    assert archive.namelist() == ["a.pdf", "ñ€.pdf"]
    assert archive.read("ñ€.pdf") == b"two" * 100_000
    assert archive.infolist()[0].date_time == (2026, 9, 12, 0, 0, 0)


def test_no_two_files_have_the_same_name_not_even_where_case_is_ignored():
    archive = opened(*(Packed(name, DAY, b"") for name in ("A.pdf", "a.pdf", "A.pdf", "A (2).pdf", "none")))
    assert archive.namelist() == ["A.pdf", "a (2).pdf", "A (3).pdf", "A (2) (2).pdf", "none"]


def test_a_day_no_zip_can_tell_is_the_first_it_can():
    assert opened(Packed("a.pdf", date(1979, 5, 6), b"")).infolist()[0].date_time == (1980, 5, 6, 0, 0, 0)


def test_a_file_is_sent_before_the_next_is_made():
    made = []

    def files():
        for number in range(3):
            made.append(number)
            yield Packed(f"{number}.pdf", DAY, b"x" * 1_000)

    pieces = zip_pieces(files())
    assert len(next(pieces)) > 1_000
    assert made == [0]


def test_an_empty_archive_is_an_archive():
    assert opened().namelist() == []
