"""A form the browser sends itself: for the plain HTTP doors that set cookies."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML


class PlainForm(BaseHTML):
    """`<form>` without Reflex's own submit handling, which would keep the browser from sending it."""

    tag = "form"


def plain_form(action: str, *children: Any) -> rx.Component:
    """A POST to one of the doors in `endpoints`."""
    return PlainForm.create(*children, custom_attrs={"action": action, "method": "post"})
