"""The plain pages that carry the card company’s script: a new card, and what a bank asks. No other page may load it."""

import json
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from occ_app.access.actors import Actor
from occ_app.access.headers import card_policy
from occ_app.endpoints.destinations import in_language
from occ_app.endpoints.front import front_page, other_language
from occ_app.i18n import gettext as _
from occ_app.i18n import language, moment
from occ_app.integrations.payments import GENERIC, SENTENCES
from occ_app.models import PaymentOrder
from occ_app.money import display
from occ_app.settings import get_settings


def new_card(actor: Actor, goal: str, *, alert: str = "", status: int = 200) -> Response:
    """The card company’s fields, and whose they are."""
    answer = front_page(
        "card_new.html",
        status,
        **_shared(actor),
        goal=goal,
        back=goal or usual_goal(actor),
        is_own=actor.delegation_id is not None,
        alert=alert,
        switch=_switch(actor, goal),
    )
    return _with_policy(answer)


def confirm(actor: Actor, order: PaymentOrder) -> Response:
    """What the bank asks whoever pays with its card."""
    path = f"/payments/{order.number}"
    answer = front_page(
        "card_confirm.html",
        **_shared(actor),
        number=order.number,
        amount=display(order.amount, language()),
        until=moment(order.answer_by, actor.time_zone),
        back=f"/{language()}{path}",
        switch=f"/{other_language()}{path}/confirm?{urlencode({'company': actor.account_id})}",
    )
    return _with_policy(answer)


def usual_goal(actor: Actor) -> str:
    """Where cards are kept; delegates, who see no such page, go back to what was shared with them."""
    page = "invoices" if actor.delegation_id is not None else "billing-profile/methods"
    return f"/{language()}/{page}"


def _shared(actor: Actor) -> dict[str, Any]:
    settings = get_settings()
    return {
        "takes_cards": settings.takes_cards,
        "script": settings.stripe_js_url,
        "key": settings.stripe_publishable_key,
        "company": actor.account_name,
        "company_id": actor.account_id,
        "sentences": json.dumps({"": _(GENERIC)} | {code: _(said) for code, said in SENTENCES.items()}),
    }


def _with_policy(answer: Response) -> Response:
    if get_settings().takes_cards:
        answer.headers["content-security-policy"] = card_policy(get_settings())
    return answer


def _switch(actor: Actor, goal: str) -> str:
    other = other_language()
    asked = {"next": in_language(goal, other) if goal else "", "company": actor.account_id}
    return f"/{other}/cards/new?{urlencode(asked)}"
