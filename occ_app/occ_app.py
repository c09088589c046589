"""The portal: every page in every language, behind the gates."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import reflex as rx
from starlette.applications import Starlette
from starlette.types import ASGIApp

from occ_app import pages
from occ_app.access.headers import content_policy
from occ_app.access.live import LiveSockets
from occ_app.access.web_gate import WebGate
from occ_app.components.frame import framed
from occ_app.components.lost import crashed, not_found
from occ_app.endpoints import (
    bank_answers,
    billing_profile,
    cards,
    documents,
    files,
    health,
    invitations,
    lists,
    mail_bounces,
    payment_papers,
    people,
    preferences,
    proofs,
    second_factor,
    shared,
    sign_in,
    single_sign_on,
    staff,
    webhooks,
)
from occ_app.endpoints.frontend import Frontend
from occ_app.first_paint import paint
from occ_app.i18n import LANGUAGES, speaking
from occ_app.i18n import gettext as _
from occ_app.navigation import PUBLIC, PortalPage, discover
from occ_app.services import activity
from occ_app.settings import ROOT, get_settings
from occ_app.state.event_queue import bear_floods
from occ_app.state.flash import answer
from occ_app.state.frame import FrameState
from occ_app.state.guard import Guard, knows

FONT = "/fonts/geist-5.3.0-core.woff2"
"""What every first view is set in; asked for before the stylesheet that names it is there."""

live = LiveSockets()


def gated(reflex_app: ASGIApp) -> ASGIApp:
    """The front end before Reflex, and the web gate before both."""
    policy = partial(content_policy, get_settings())
    frontend = Frontend(reflex_app, Path(ROOT / ".web" / "build" / "client"), policy, paint)
    return WebGate(frontend, get_settings(), live, knows, activity.tell)


def drawn(page: PortalPage) -> Callable[[], rx.Component]:
    """The page in the language spoken here, said to be of the page's own module.

    Reflex builds what changes with the state into a script for each module: nobody is to load those of all pages with
    the first one. Drawn here and now: first paint needs to know every page, and no page is drawn anew to be served.
    """
    component: rx.Component = page.draw() if page.needs is PUBLIC else framed(page)

    def draw() -> rx.Component:
        return component

    draw.__module__ = page.draw.__module__
    return draw


app = rx.App(
    app_wraps={(55, "ErrorBoundary"): lambda _stateful: crashed()},
    backend_exception_handler=answer,
    toaster=None,
    head_components=[
        rx.el.link(
            rel="preload", href=FONT, type="font/woff2", cross_origin="anonymous", custom_attrs={"as": "font"}
        ),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.script(src="/portal.js", defer=True),
    ],
    stylesheets=["/tokens.css", "/portal.css"],
    api_transformer=[
        Starlette(
            routes=[
                *health.routes,
                *sign_in.routes,
                *second_factor.routes,
                *single_sign_on.routes,
                *shared.routes,
                *preferences.routes,
                *documents.routes,
                *payment_papers.routes,
                *proofs.routes,
                *files.routes,
                *billing_profile.routes,
                *cards.routes,
                *bank_answers.routes,
                *lists.routes,
                *invitations.routes,
                *people.routes,
                *mail_bounces.routes,
                *staff.routes,
                *webhooks.routes,
            ]
        ),
        gated,
    ],
)
bear_floods()
app.add_middleware(Guard(), index=0)
app.register_lifespan_task(live.keep_sweeping)
app.add_page(not_found, route="404", title="404")

for page in discover(pages):
    for language in LANGUAGES:
        with speaking(language):
            app.add_page(
                drawn(page),
                route=f"/{language}{page.route}",
                title=f"{_(page.title)} · {get_settings().brand_name}",
                on_load=[] if page.needs is PUBLIC else list(filter(None, (FrameState.load, page.on_load))),
            )
