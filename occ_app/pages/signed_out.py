"""Where a page goes when its session ends under it."""

import reflex as rx

from occ_app.components.frame import signed_out as farewell
from occ_app.i18n import lazy
from occ_app.navigation import PUBLIC, portal_page


@portal_page("/signed-out", title=lazy("Signed out"), needs=PUBLIC, in_rail=False)
def signed_out() -> rx.Component:
    """No data, no frame: what stands there until `portal.js` has loaded the door (`endpoints.sign_in.ended`)."""
    return farewell()
