"""How Reflex builds the front end. What is private to Reflex 0.10.1 is used here and pinned."""

from pathlib import Path
from typing import Any

import reflex as rx
from reflex.utils import frontend_skeleton

from occ_app.i18n import LANGUAGES
from occ_app.settings import get_settings

TEMPLATE_PATHS = [f"/{language}/invoices/_tpl_" for language in LANGUAGES]
"""One prerendered page for each dynamic route, so that it too comes as ready HTML."""

_router_config = frontend_skeleton._update_react_router_config  # noqa: SLF001


def _with_templates(config: rx.Config, prerender_routes: bool = False) -> str:  # noqa: FBT001, FBT002
    paths = ", ".join(f'"{path}"' for path in TEMPLATE_PATHS)
    every = f'"prerender": ({{getStaticPaths}}) => [...getStaticPaths(), {paths}]'
    return _router_config(config, prerender_routes=prerender_routes).replace('"prerender": true', every)


frontend_skeleton._update_react_router_config = _with_templates  # noqa: SLF001


class AnyOrigin(rx.plugins.Plugin):
    """Let one build serve any host and port: its addresses follow the page's own origin."""

    def post_build(self, **context: Any) -> None:
        """Rewrite the one built file that holds the build-time address."""
        assets = Path(context["static_dir"]) / "assets"
        for path in assets.glob("reflex-env*.js"):
            text = path.read_text()
            text = text.replace("`http://localhost:3000", "location.origin+`")
            text = text.replace("`ws://localhost:3000", 'location.origin.replace(/^http/,"ws")+`')
            path.write_text(text)


config = rx.Config(
    app_name="occ_app",
    api_url="http://localhost:3000",
    deploy_url=None,
    cors_allowed_origins=get_settings().origins,
    disable_plugins=[rx.plugins.SitemapPlugin],
    plugins=[rx.plugins.TailwindV4Plugin(), AnyOrigin()],
    redis_url=get_settings().redis_url or None,
    show_built_with_reflex=False,
    state_manager_mode="redis" if get_settings().redis_url else "memory",
    telemetry_enabled=False,
)
