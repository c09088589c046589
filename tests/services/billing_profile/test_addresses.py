import pytest

from occ_app.i18n import speaking
from occ_app.services.billing_profile.addresses import checked, codes, countries, country_name, in_one_line


def address(country, postal_code="", city="Town", region="", street="Street 1"):
    return {
        "street": street,
        "street_2": "",
        "city": city,
        "region": region,
        "postal_code": postal_code,
        "country": country,
    }


@pytest.mark.parametrize(
    ("country", "postal_code", "region"),
    [
        ("ES", "28028", "Madrid"),
        ("ES", "28028", "madrid"),
        ("US", "95014-1010", "CA"),
        ("US", "95014", "California"),
        ("DE", "10115", ""),
        ("GB", "ec1y 8sy", ""),
        ("GB", "EC1Y 8SY", "anything"),
        ("KW", "", ""),
        ("IE", "A65 F4E2", ""),
        ("JP", "154-0023", "Tokyo"),
        ("AE", "", "Dubai"),
    ],
)
def test_addresses_that_are_right(country, postal_code, region):
    assert checked(address(country, postal_code, region=region))[1] == {}


def test_a_state_is_kept_by_its_name_and_a_code_in_capitals():
    written, _wrong = checked(address("US", "95014", region="ca"))
    assert written["region"] == "California"
    assert checked(address("GB", "ec1y 8sy"))[0]["postal_code"] == "EC1Y 8SY"


@pytest.mark.parametrize(
    ("country", "postal_code", "region", "wrong", "words"),
    [
        ("ES", "2802", "Madrid", "postal_code", "28039"),
        ("ES", "", "Madrid", "postal_code", "28039"),
        ("ES", "08001", "Madrid", "postal_code", "not in Madrid"),
        ("ES", "28028", "", "region", "Spain"),
        ("US", "95014", "Kalifornia", "region", "Alabama"),
        ("US", "9501", "CA", "postal_code", "95014"),
        ("GB", "ZZ", "", "postal_code", "EC1Y 8SY"),
        ("XX", "", "", "country", "choose a country"),
        ("", "", "", "country", "choose a country"),
        ("all", "", "", "country", "choose a country"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(country, postal_code, region, wrong, words):
    _written, found = checked(address(country, postal_code, region=region))
    assert list(found) == [wrong]
    assert words in found[wrong]


def test_what_an_address_cannot_do_without_is_asked_for():
    assert set(checked(address("DE", city="", street=""))[1]) == {"street", "city", "postal_code"}


def test_every_country_has_rules_and_a_name_in_both_languages():
    for language, spain in (("es", "España"), ("en", "Spain")):
        with speaking(language):
            named = dict(countries())
            assert named["ES"] == country_name("ES") == spain
            assert len(named) == len(codes()) > 240
            assert all(name != code for code, name in named.items())
    for code in codes():
        checked(address(code, "1", region="x"))


def test_countries_stand_by_their_names():
    with speaking("es"):
        names = [name for _code, name in countries()]
    assert names.index("Austria") < names.index("Bélgica") < names.index("Bolivia")


def test_an_address_in_one_line():
    assert in_one_line(address("ES", "28028", "Madrid", "Madrid")) == "Street 1, 28028 Madrid, Spain"
    assert in_one_line(address("US", "95014", "Cupertino", "California")).endswith(
        "California, United States"
    )
    assert in_one_line(address("", city="", street="")) == ""
