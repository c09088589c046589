import pytest

from occ_app.services.search import folded, text_of


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Suscripción ANUAL", "suscripcion anual"),
        ("  many \t spaces\n", "many spaces"),
        ("Ｆｕｌｌ　width", "full width"),
        ("STRASSE straße", "strasse strasse"),
        ("ﬁnance №7", "finance no7"),
        ("日本語 ガ", "日本語 カ"),
        ("", ""),
        ("\u0301", ""),
    ],
)
def test_accents_case_and_spacing_make_no_difference(written, found):
    assert folded(written) == found


def test_folding_twice_changes_nothing_more():
    for text in ("Ünïcödé", "İstanbul", "ǅ", "Ⅷ"):
        assert folded(folded(text)) == folded(text)


def test_a_record_is_found_by_each_of_its_parts_once():
    assert text_of(["INV-1", "", "inv-1", "Año"]) == "inv-1\nano"
