"""The inbox of the top bar: files being prepared, and what was told. `portal.js` asks how far they are."""

from typing import Any

import reflex as rx

from occ_app.components.elements import document_link, skeleton_lines
from occ_app.components.icon import icon, icon_at
from occ_app.components.painted import painted_text
from occ_app.i18n import gettext as _
from occ_app.state.files import FilesState
from occ_app.state.frame import FrameState


def inbox_menu() -> rx.Component:
    """The bell with the count of what is new, and what it opens; for customers (until the frame knows the
    person, for everybody).
    """
    return rx.cond(FrameState.has_inbox, rx.fragment(_bell(), _inbox(), _askers()), rx.fragment())


def _bell() -> rx.Component:
    opens: dict[str, Any] = {"popoverTarget": "inbox"}
    fresh = painted_text(rx.el.span, FrameState, "unread", class_name="count")
    return rx.el.button(
        icon("bell"),
        rx.el.span(_("Inbox"), class_name="visually-hidden"),
        fresh,
        type="button",
        class_name="icon-button bell",
        title=_("Inbox"),
        on_click=FilesState.look,
        custom_attrs=opens,
    )


def _inbox() -> rx.Component:
    nothing = rx.el.p(
        _("Nothing yet. Files, payments and requests that concern you are announced here."),
        class_name="muted",
    )
    files = rx.el.ul(rx.foreach(FilesState.files, _file), class_name="told")
    entries = rx.el.ul(rx.foreach(FilesState.entries, _entry), class_name="told")
    is_empty = (FilesState.files.length() == 0) & (FilesState.entries.length() == 0)
    filled = rx.cond(
        is_empty, nothing, rx.fragment(_unless_empty("files", files), _unless_empty("entries", entries))
    )
    return rx.el.div(
        rx.el.h2(_("Inbox")),
        rx.cond(FilesState.loaded, filled, skeleton_lines(2)),
        id="inbox",
        class_name="menu inbox",
        role="region",
        custom_attrs={"popover": "auto", "aria-label": _("Inbox")},
    )


def _unless_empty(variable: str, drawn: rx.Component) -> rx.Component:
    """A list without items is none."""
    return rx.cond(getattr(FilesState, variable).length() > 0, drawn, rx.fragment())


def _file(file: Any) -> rx.Component:
    return rx.el.li(
        icon("clock"),
        rx.el.div(
            rx.el.strong(file[0]),
            rx.el.progress(value=file[2], max=file[3], custom_attrs={"aria-label": file[0]}),
            rx.el.small(file[1]),
        ),
    )


def _entry(entry: Any) -> rx.Component:
    file = document_link(entry[5], entry[4], "download", class_name="button", download=True)
    page = document_link(entry[5], entry[4], "arrow-right", class_name="button")
    link = rx.cond(entry[4].to(str).startswith("/documents/"), file, page)
    return rx.el.li(
        icon_at(entry[3]),
        rx.el.div(
            rx.el.strong(
                entry[0], rx.cond(entry[6] != "", rx.el.span(_("New"), class_name="badge"), rx.fragment())
            ),
            rx.el.p(entry[1]),
            rx.cond(entry[4] != "", link, rx.fragment()),
            rx.el.small(entry[2]),
        ),
    )


def _askers() -> rx.Component:
    """Pressed by `portal.js`, by its clock, as long as something is being prepared, or it is not known whether."""
    hidden = [
        rx.el.button(type="button", hidden=True, on_click=handler, custom_attrs={"data-asks": when})
        for when, handler in (("open", FilesState.look), ("closed", FilesState.follow))
    ]
    is_waiting = ~FilesState.loaded | (FilesState.files.length() > 0)
    return rx.cond(is_waiting, rx.fragment(*hidden), rx.fragment())
