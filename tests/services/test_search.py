import pytest

from occ_app.services.search import folded, holds, parted, text_of


def test_accents_case_and_spaces_do_not_matter():
    assert folded("  Suscripción\tANUAL ") == folded("suscripcion anual") == "suscripcion anual"
    assert folded("STRASSE") == folded("Straße")


def test_a_record_is_found_by_each_of_its_texts_once():
    assert text_of(["INV-1", "", "inv-1", "Nube"]) == "inv-1\nnube"


def test_a_text_holds_what_is_typed_if_it_has_every_word():
    assert holds("Íñigo Sáez i.saez@acme.example", "saez INIGO")
    assert not holds("Íñigo Sáez", "inigo ruiz")
    assert holds("anything", "")


@pytest.mark.parametrize(
    ("text", "typed", "parts"),
    [
        ("MC-2026-0417", "2026", ("MC-", "2026", "-0417")),
        ("Un Café doble", "cafe", ("Un ", "Café", " doble")),
        ("Un Cafe\u0301 doble", "café", ("Un ", "Cafe\u0301", " doble")),
        ("Die Straße", "STRASS", ("Die ", "Straß", "e")),
        ("one two three", "two three", ("one ", "two three", "")),
        ("one two three", "three x on", ("one two ", "three", "")),
        ("nothing", "cafe", ("nothing", "", "")),
        ("nothing", "", ("nothing", "", "")),
        ("", "x", ("", "", "")),
    ],
)
def test_a_text_is_parted_where_what_is_typed_stands(text, typed, parts):
    assert parted(text, typed) == parts
