import pytest

from occ_app.documents.printable import LONGEST_WORD, Printable

FONTS = frozenset(map(ord, "abcé fi-1"))


@pytest.mark.parametrize(
    ("text", "printed", "lost"),
    [
        ("abc", "abc", 0),
        ("e\N{COMBINING ACUTE ACCENT}", "é", 0),
        ("a\tb\nc\N{NARROW NO-BREAK SPACE}1", "a b c 1", 0),
        ("a\0\7\N{RIGHT-TO-LEFT OVERRIDE}b\N{ZERO WIDTH JOINER}", "ab", 0),
        ("ﬁ①", "fi1", 0),
        ("漢a字", "□a□", 2),
        ("", "", 0),
    ],
)
def test_every_character_is_printed_or_counted_as_lost(text, printed, lost):
    printable = Printable(FONTS)
    assert (printable.text(text), printable.lost) == (printed, lost)


def test_long_words_may_break_and_short_ones_may_not():
    assert "\N{ZERO WIDTH SPACE}" not in Printable(FONTS).text("a" * LONGEST_WORD + " " + "b" * LONGEST_WORD)
    broken = Printable(FONTS).text("a" * (2 * LONGEST_WORD + 1))
    assert [len(part) for part in broken.split("\N{ZERO WIDTH SPACE}")] == [LONGEST_WORD, LONGEST_WORD, 1]


def test_texts_are_cleaned_wherever_they_stand():
    printable = Printable(FONTS)
    assert printable.of({"x": ["a\tb", {"y": "漢"}], "n": 1, "no": None}) == {
        "x": ["a b", {"y": "□"}],
        "n": 1,
        "no": None,
    }
    assert printable.lost == 1
