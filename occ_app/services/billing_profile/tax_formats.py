"""The usual tax number of companies in each country: what it is called, how it looks, whether one is right.

The rules are python-stdnum's; the European Union's numbers are kept with their country in front, as it wants them.
"""

import re
from typing import Any, NamedTuple

from stdnum import get_cc_module
from stdnum.eu import vat
from stdnum.exceptions import ValidationError
from stdnum.util import clean

from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.services.billing_profile.addresses import country_name
from occ_app.services.people.letters import one_line

SHORTEST, LONGEST = 2, 40


class Format(NamedTuple):
    """What the number is called in its country, and one that is right."""

    name: str
    example: str


FORMATS = {
    "AD": Format("NRT", "U-132950-X"),
    "AL": Format("NIPT", "J91402501L"),
    "AR": Format("CUIT", "20-05536168-2"),
    "AT": Format("UID", "ATU13585627"),
    "AU": Format("ABN", "83 914 571 673"),
    "AZ": Format("VÖEN", "1401555071"),
    "BE": Format("BTW / TVA", "BE0428759497"),
    "BG": Format("DDS", "BG175074752"),
    "BR": Format("CNPJ", "16.727.230/0001-97"),
    "BY": Format("UNP", "200988541"),
    "CA": Format("BN", "123026635"),
    "CH": Format("MWST / TVA / IVA", "CHE-107.787.577 IVA"),
    "CL": Format("RUT", "76.086.428-5"),
    "CN": Format("USCC", "91110000600037341L"),
    "CO": Format("NIT", "213.123.432-1"),
    "CR": Format("CPJ", "3-101-999999"),
    "CY": Format("FPA", "CY10259033P"),
    "CZ": Format("DIČ", "CZ25123891"),
    "DE": Format("USt-IdNr.", "DE136695976"),
    "DK": Format("CVR", "DK13585628"),
    "DO": Format("RNC", "1-01-85004-3"),
    "DZ": Format("NIF", "416001000000007"),
    "EC": Format("RUC", "1792060346001"),
    "EE": Format("KMKR", "EE100594102"),
    "EG": Format("TRN", "100-531-385"),
    "ES": Format("NIF", "ESB64717838"),
    "FI": Format("ALV", "FI20774740"),
    "FO": Format("V-tal", "623857"),
    "FR": Format("TVA", "FR23334175221"),
    "GB": Format("VAT number", "980 7806 84"),
    "GH": Format("TIN", "C0000803561"),
    "GN": Format("NIFp", "693-770-885"),
    "GR": Format("AFM", "EL094259216"),
    "GT": Format("NIT", "576937-K"),
    "HR": Format("OIB", "HR33392005961"),
    "HU": Format("ANUM", "HU12892312"),
    "ID": Format("NPWP", "01.312.166.0-091.000"),
    "IE": Format("VAT number", "IE6433435F"),
    "IL": Format("company number", "516179157"),
    "IN": Format("GSTIN", "27AAPFU0939F1ZV"),
    "IS": Format("VSK", "00621"),
    "IT": Format("Partita IVA", "IT00743110157"),
    "JP": Format("corporate number", "5-8356-7825-6246"),
    "KE": Format("PIN", "P051365947M"),
    "KR": Format("BRN", "116-82-00276"),
    "LT": Format("PVM", "LT119511515"),
    "LU": Format("TVA", "LU15027442"),
    "LV": Format("PVN", "LV40003521600"),
    "MA": Format("ICE", "001561191000066"),
    "MC": Format("TVA", "FR53000004605"),
    "ME": Format("PIB", "02655284"),
    "MK": Format("EDB", "4030000375897"),
    "MT": Format("VAT number", "MT11679112"),
    "MX": Format("RFC", "GODE 561231 GR8"),
    "MZ": Format("NUIT", "400 339 910"),
    "NL": Format("btw-id", "NL004495445B01"),
    "NO": Format("MVA", "NO 995 525 828 MVA"),
    "NZ": Format("IRD", "49-091-850"),
    "PE": Format("RUC", "20512333797"),
    "PL": Format("NIP", "PL8567346215"),
    "PT": Format("NIF", "PT501964843"),
    "PY": Format("RUC", "80028061-0"),
    "RO": Format("CF", "RO18547290"),
    "RS": Format("PIB", "101134702"),
    "RU": Format("INN", "123456789047"),
    "SE": Format("moms", "SE123456789701"),
    "SG": Format("UEN", "00192200M"),
    "SI": Format("ID za DDV", "SI50223054"),
    "SK": Format("IČ DPH", "SK2022749619"),
    "SN": Format("NINEA", "3067221"),
    "SV": Format("NIT", "0614-050707-104-8"),
    "TN": Format("MF", "1234567/M/A/E/001"),
    "TR": Format("VKN", "4540536920"),
    "TW": Format("UBN", "00501503"),
    "US": Format("EIN", "91-1144442"),
    "UY": Format("RUT", "21-100342-001-7"),
    "VE": Format("RIF", "V114702834"),
    "VN": Format("MST", "0100233488"),
}

IN_THE_UNION = frozenset(code.upper() for code in vat.MEMBER_STATES)
PREFIXES = {"GR": "EL"}
"""Where a number begins with something else than the country's code."""

BY_OTHER_NAMES = {"US": "ein"}
"""What python-stdnum calls the number where it is not `vat`."""


def normalised(country: str, text: str) -> str:
    """The country's usual number as it is kept; Invalid, saying what was expected, if it cannot be one."""
    expected = FORMATS[country]
    try:
        found = _of_the_union(country, text) if country in IN_THE_UNION else _module(country).validate(text)
    except ValidationError as error:
        raise Invalid(
            _(
                "This is not a valid {name} of {country}. One looks like {example}.",
                name=expected.name,
                country=country_name(country),
                example=expected.example,
            ),
            "value",
        ) from error
    return str(found)


def free(text: str) -> str:
    """A number whose format nobody here knows, as it is kept."""
    value = one_line(text)
    if not SHORTEST <= len(value) <= LONGEST:
        raise Invalid(
            _("Please write the number, of {least} to {most} characters.", least=SHORTEST, most=LONGEST),
            "value",
        )
    return value


def displayed(country: str, value: str) -> str:
    """A number that was checked, as its country writes it."""
    if country in IN_THE_UNION or country not in FORMATS:
        return value
    write = getattr(_module(country), "format", str)
    return str(write(value))


def _of_the_union(country: str, text: str) -> str:
    """With or without the country in front: some numbers begin with the same letters themselves."""
    prefix = PREFIXES.get(country, country)
    number = re.sub(r"[\s.\-/]", "", clean(text)).upper()
    if number.startswith(prefix) and vat.is_valid(number):
        return str(vat.validate(number))
    return str(vat.validate(prefix + number.removeprefix(prefix)))


def _module(country: str) -> Any:
    return get_cc_module(country.lower(), BY_OTHER_NAMES.get(country, "vat"))
