from occ_app.services.search import folded, text_of


def test_accents_case_and_spaces_do_not_matter():
    assert folded("  Suscripción\tANUAL ") == folded("suscripcion anual") == "suscripcion anual"
    assert folded("STRASSE") == folded("Straße")


def test_a_record_is_found_by_each_of_its_texts_once():
    assert text_of(["INV-1", "", "inv-1", "Nube"]) == "inv-1\nnube"
