"""Cards: typed into the card company’s own fields; here only what it calls them."""

import re
from dataclasses import dataclass, field

from occ_app.access.actors import Actor, system
from occ_app.db import transaction
from occ_app.errors import Invalid, PortalError
from occ_app.i18n import gettext as _
from occ_app.integrations.payments import Card, Declined, Refused, Unreachable, gateway
from occ_app.services import cards
from occ_app.services.cards import NewCard

SETUP = re.compile(r"seti_\w{1,250}")
CARD = re.compile(r"pm_\w{1,250}")


@dataclass(frozen=True)
class Setup:
    """What the page with the card company’s fields needs: for that page only, kept nowhere."""

    id: str
    client_secret: str = field(repr=False)


def begin_card(actor: Actor) -> Setup:
    """Have the card company expect a card for the actor’s company."""
    with transaction() as db:
        cards.allow_another(db, actor)
        holder = cards.holder(db, actor)
    try:
        customer = holder.provider_id
        if not customer:
            made = gateway().create_customer(holder.name, holder.email, holder.ref)
            with transaction() as db:
                customer = cards.note_holder(db, actor, holder, made)
        setup = gateway().begin_card(customer)
    except (Unreachable, Refused) as error:
        raise _unavailable() from error
    return Setup(setup.id, setup.client_secret)


def add_card(actor: Actor, setup_id: str) -> int:
    """Keep the card that was typed in; its key here. Invalid if the card company did not take it."""
    with transaction(reads_only=True) as db:
        customer = cards.holder(db, actor).provider_id
    if not SETUP.fullmatch(setup_id):
        raise _not_added()
    try:
        card = gateway().finish_card(setup_id, customer)
    except Declined as error:
        raise Invalid(str(error)) from error
    except Refused as error:
        raise _not_added() from error
    except Unreachable as error:
        raise _unavailable() from error
    with transaction() as db:
        return cards.add(db, actor, _known(card)).pk


def know_card_anew(provider_id: str) -> None:
    """Take over what became of a saved card at its bank; nothing for one that is not ours."""
    if CARD.fullmatch(provider_id):
        card = gateway().card(provider_id)
        with transaction() as db:
            cards.replaced(db, system(), _known(card))


def forget_card(provider_id: str) -> None:
    """Have the card company forget a card that was removed here; if it cannot be told now, it is used no more anyway."""
    try:
        gateway().remove_card(provider_id)
    except (Unreachable, Refused):
        return


def _known(card: Card) -> NewCard:
    return NewCard(card.id, card.brand, card.last4, card.exp_month, card.exp_year)


def _not_added() -> Invalid:
    return Invalid(_("This card could not be added. Please try another one."))


def _unavailable() -> PortalError:
    return PortalError(_("The card company does not answer at the moment. Please try again in a minute."))
