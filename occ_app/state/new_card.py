"""The way to the page that adds a card."""

from occ_app.access.actors import Actor
from occ_app.i18n import language
from occ_app.settings import get_settings
from occ_app.state.addresses import address


def new_card(actor: Actor, back: str) -> str:
    """Adds a card for the company the tab is in, then goes back to a path of this language; "" where none is taken."""
    if not get_settings().takes_cards:
        return ""
    return address("/cards/new", next=f"/{language()}{back}", company=actor.account_id)
