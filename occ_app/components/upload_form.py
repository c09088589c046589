"""A form that brings a file: sent by `upload.js`, which says at its field what is refused."""

from typing import Any

import reflex as rx

from occ_app.components.plain_form import PlainForm
from occ_app.i18n import gettext as _
from occ_app.services import stored_files


def upload_form(action: Any, *children: rx.Component) -> rx.Component:
    """A POST with a file to a door under `endpoints.uploads.uploading`; each field needs its `error_slot`."""
    sent = {
        "action": action,
        "method": "post",
        "encType": "multipart/form-data",
        "noValidate": True,
        "data-upload": "",
        "data-most": str(stored_files.MOST_BYTES),
        "data-too-large": stored_files.too_large(),
        "data-failed": _("This could not be sent. Please check your connection and try again."),
    }
    script = rx.el.script(src="/upload.js", custom_attrs={"async": True})
    form = PlainForm.create(*children, error_slot("upload", ""), class_name="fields", custom_attrs=sent)
    return rx.fragment(script, form)


def file_input(**named: Any) -> rx.Component:
    """What chooses the file."""
    return rx.el.input(type="file", accept=stored_files.ACCEPTED, **named)


def error_slot(prefix: str, name: str) -> rx.Component:
    """Where the sentence of a field appears; of the whole form where it has no name."""
    told = {"data-error": name, "aria-live": "polite"}
    return rx.el.p(id=f"{prefix}-{name}-error", class_name="late", hidden=True, custom_attrs=told)
