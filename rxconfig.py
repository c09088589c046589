"""How Reflex builds the front end. What is private to Reflex 0.10.1 is used here and pinned."""

from pathlib import Path
from typing import Any

import reflex as rx
from reflex.utils import frontend_skeleton

from occ_app.i18n import LANGUAGES
from occ_app.settings import get_settings

DYNAMIC = ("invoices", "pay", "payments", "people", "staff/companies")
TEMPLATE_PATHS = [f"/{language}/{parent}/_tpl_" for language in LANGUAGES for parent in DYNAMIC]
"""One prerendered page for each dynamic route, so that it too comes as ready HTML."""

_router_config = frontend_skeleton._update_react_router_config  # noqa: SLF001


def _with_templates(config: rx.Config, prerender_routes: bool = False) -> str:  # noqa: FBT001, FBT002
    paths = ", ".join(f'"{path}"' for path in TEMPLATE_PATHS)
    every = f'"prerender": ({{getStaticPaths}}) => [...getStaticPaths(), {paths}]'
    return _router_config(config, prerender_routes=prerender_routes).replace('"prerender": true', every)


frontend_skeleton._update_react_router_config = _with_templates  # noqa: SLF001

STAND_INS = {"@emotion/react": "styles.js", "universal-cookie": "cookies.js"}
"""Packages the framework brings into every page and the portal makes no use of, and what stands in for each."""

LEANER = {
    "alias: [": "".join(
        f'{{ find: "{package}", replacement: fileURLToPath(new URL("./stand_ins/{name}", import.meta.url)) }}, '
        for package, name in STAND_INS.items()
    ),
    # Packages change seldom and all pages need them: one file that compresses better and outlives a release.
    "groups: [": '{ test: /node_modules/, name: "packages" }, ',
}
"""What is added behind these openings of Vite's configuration."""

_vite_config = frontend_skeleton._compile_vite_config  # noqa: SLF001


def _leaner(config: rx.Config) -> str:
    text: str = _vite_config(config)
    for opening, added in LEANER.items():
        if text.count(opening) != 1:
            raise RuntimeError(f"Vite's configuration has changed: {opening!r} is not in it once.")
        text = text.replace(opening, opening + added)
    return text


frontend_skeleton._compile_vite_config = _leaner  # noqa: SLF001


class StandIns(rx.plugins.Plugin):
    """Puts the stand-ins beside the pages, where they find the packages they build on."""

    def get_static_assets(self, **context: Any) -> list[tuple[Path, str | bytes]]:
        """Every stand-in, by its place in the build folder."""
        folder = Path(__file__).parent / "stand_ins"
        return [(Path("stand_ins") / name, (folder / name).read_text()) for name in STAND_INS.values()]

    def enter_component(self, comp: Any, /, **context: Any) -> None:
        """Refuse what a stand-in cannot do: a style prop would be lost without a word."""
        if getattr(comp, "style", None):
            raise ValueError(f"Write a class in assets/portal.css instead of a style prop: {comp.render()}")


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
    frontend_compression_formats=["gzip", "brotli"],
    disable_plugins=[rx.plugins.SitemapPlugin],
    plugins=[rx.plugins.TailwindV4Plugin(), AnyOrigin(), StandIns()],
    redis_url=get_settings().redis_url or None,
    show_built_with_reflex=False,
    state_manager_mode="redis" if get_settings().redis_url else "memory",
    telemetry_enabled=False,
)
