"""A button that opens a small panel below itself; `portal.js` closes it when the person goes elsewhere."""

import reflex as rx

from occ_app.components.icon import icon


def drop(
    label: str, icon_name: str, *panel: rx.Component, class_name: str = "", align: str = "end"
) -> rx.Component:
    """A native disclosure; `align` is the side of the button that the panel keeps to."""
    return rx.el.details(
        rx.el.summary(icon(icon_name), rx.el.span(label), class_name="button"),
        rx.el.div(*panel, class_name="panel"),
        class_name=f"drop {class_name}".strip(),
        custom_attrs={"data-align": align},
    )
