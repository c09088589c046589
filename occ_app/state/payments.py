"""The list of payments."""

from typing import ClassVar

from occ_app.services.payments import PAYMENTS
from occ_app.state.base import PortalState
from occ_app.state.lists import ListState


class PaymentsState(ListState, PortalState):
    """One page of payments (shapes in `lists.ListView`)."""

    list_of: ClassVar = PAYMENTS
