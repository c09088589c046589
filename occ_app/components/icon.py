"""Icons from our own sprite: literal markup, the same in React and in a server-written row."""

import reflex as rx


def icon(name: str | rx.Var[str], *, label: str = "", class_name: str = "") -> rx.Component:
    """An icon of `assets/icons.svg`; decoration unless it has a label."""
    return _drawn(f"/icons.svg#{name}", label=label, class_name=class_name)


def icon_at(address: str | rx.Var[str], *, class_name: str = "") -> rx.Component:
    """An icon by its whole address, as rows carry it."""
    return _drawn(address, label="", class_name=class_name)


def _drawn(address: str | rx.Var[str], *, label: str, class_name: str) -> rx.Component:
    spoken = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    return rx.el.svg(
        rx.el.svg.use(href=address), class_name=f"icon {class_name}".strip(), custom_attrs=spoken
    )
