import pytest

from occ_app.state.delegate import DelegateState
from occ_app.state.give_back import GiveBackState
from occ_app.state.mailings import MailingsState


@pytest.mark.parametrize("dialog", [DelegateState, GiveBackState, MailingsState])
def test_each_dialog_has_an_opening_of_its_own(dialog):
    """Its own fields and handlers: one dialog that was used leaves the others as they are."""
    for name in ("ready", "token", "error", "sending", "sent"):
        assert name in dialog.base_vars, name
    assert {"prepare", "send"} <= set(dialog.event_handlers)
