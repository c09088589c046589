"""Who bills whom: the supplier from the settings, the customer from its account, with VAT ids as the norm wants them."""

import re
from dataclasses import replace

from babel import Locale
from stdnum.eu import vat

from occ_app.documents.einvoice.model import Party
from occ_app.documents.einvoice.xml import clean
from occ_app.errors import Invalid
from occ_app.i18n import gettext as _
from occ_app.models import Account
from occ_app.settings import get_settings

EU = frozenset(code.upper() for code in vat.MEMBER_STATES) - {"EL"} | {"GR"}
MOST_STREET_LINES = 3


def seller() -> Party:
    """The supplier; Invalid where its country or tax id is not known."""
    settings = get_settings()
    if not (settings.supplier_country and settings.supplier_tax_id):
        raise Invalid(
            _(
                "This e-invoice cannot be made: the supplier’s country and tax ID are not set up."
                " Please tell {support}.",
                support=settings.support_email,
            )
        )
    lines = [clean(line) for line in settings.supplier_address.split("|")]
    named = Party(
        name=clean(settings.bank_beneficiary),
        country=settings.supplier_country,
        street=_street([line for line in lines if line]),
        email=settings.support_email,
    )
    return replace(named, vat_id=_prefixed(settings.supplier_tax_id, named.country))


def buyer(account: Account) -> Party:
    """The customer company; Invalid where its country is not known."""
    country = account.country.upper()
    if country not in Locale("en").territories or len(country) != 2:
        raise Invalid(
            _("This e-invoice cannot be made: the country of {company} is not known.", company=account.name)
        )
    named = Party(
        name=clean(account.name),
        country=country,
        street=_street([clean(account.street)] if account.street else []),
        city=clean(account.city),
        postal_code=clean(account.postal_code),
    )
    if not account.tax_id:
        return named
    if country in EU:
        return replace(named, vat_id=_prefixed(account.tax_id, country))
    return replace(named, registration=clean(account.tax_id))


def unidentified(party: Party) -> Party:
    """The same party where no VAT id may be named: what it is registered as stays."""
    return replace(party, vat_id="", registration=party.registration or party.vat_id)


def _street(lines: list[str]) -> tuple[str, ...]:
    """At most three lines; what is more goes on in the third."""
    head, rest = lines[: MOST_STREET_LINES - 1], lines[MOST_STREET_LINES - 1 :]
    return tuple([*head, ", ".join(rest)] if rest else head)


def _prefixed(tax_id: str, country: str) -> str:
    """A VAT id begins with its country (BR-CO-09), which Greece calls EL."""
    compact = re.sub(r"[\s./-]+", "", clean(tax_id)).upper()
    prefix = "EL" if country == "GR" else country
    return compact if compact.startswith(prefix) else prefix + compact
