import pytest

from occ_app.errors import Invalid
from occ_app.services.billing_profile.addresses import codes
from occ_app.services.billing_profile.tax_formats import FORMATS, displayed, free, normalised


@pytest.mark.parametrize("country", FORMATS)
def test_the_example_of_a_country_is_right_and_is_how_numbers_are_shown(country):
    example = FORMATS[country].example
    value = normalised(country, example)
    assert normalised(country, value) == value
    assert displayed(country, value) == example
    assert country in codes()
    assert len(value) <= 40


@pytest.mark.parametrize(
    ("country", "text", "kept"),
    [
        ("ES", "a-28415073", "ESA28415073"),
        ("ES", "ES A28415073", "ESA28415073"),
        ("GR", "EL 094259216", "EL094259216"),
        ("FR", "23334175221", "FR23334175221"),
        ("US", "91-1144442", "911144442"),
        ("GB", "GB 980 7806 84", "980780684"),
    ],
)
def test_a_number_is_kept_in_one_way_however_it_is_written(country, text, kept):
    assert normalised(country, text) == kept


@pytest.mark.parametrize("country", FORMATS)
@pytest.mark.parametrize("text", ["", "not a number", "0" * 200, "\u202e\x00", "١٢٣"])
def test_what_cannot_be_one_is_told_what_was_expected(country, text):
    with pytest.raises(Invalid) as refused:
        normalised(country, text)
    assert FORMATS[country].name in str(refused.value)
    assert FORMATS[country].example in str(refused.value)


def test_what_nobody_knows_the_format_of_is_taken_within_bounds():
    assert free("  AB\n 12 ") == "AB 12"
    assert displayed("XX", "AB 12") == "AB 12"
    for text in ("", "x", "x" * 41):
        with pytest.raises(Invalid, match="2 to 40"):
            free(text)
