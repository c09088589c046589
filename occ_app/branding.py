"""The supplier's accent colour, made into the few shades the style sheet needs."""

from occ_app.settings import get_settings

WHITE = "#FFFFFF"
DARK_GROUND = "#121311"


def style() -> str:
    """Custom properties for `<html style>`; empty with the house's own colours."""
    accent = get_settings().brand_accent
    if not accent:
        return ""
    shades = {
        "--brand-accent-light": accent,
        "--brand-accent-dark": f"color-mix(in oklab, {accent} 45%, {WHITE})",
        "--brand-soft-light": f"color-mix(in oklab, {accent} 12%, {WHITE})",
        "--brand-soft-dark": f"color-mix(in oklab, {accent} 30%, {DARK_GROUND})",
    }
    return ";".join(f"{name}:{shade}" for name, shade in shades.items())
