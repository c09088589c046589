import structlog

from occ_app.errors import Invalid, PortalError
from occ_app.state.flash import LONGEST, FlashState, answer


def test_a_sentence_is_told_each_time_and_taken_away(on_page):
    flash = on_page(FlashState)
    FlashState.tell.fn(flash, "Saved.")
    FlashState.tell.fn(flash, "Saved.")
    assert (flash.text, flash.count) == ("Saved.", 2)
    FlashState.dismiss.fn(flash)
    assert flash.text == ""


def test_a_sentence_is_not_endless(on_page):
    flash = on_page(FlashState)
    FlashState.tell.fn(flash, "x" * 10_000)
    assert len(flash.text) == LONGEST


def test_a_refusal_becomes_its_sentence():
    for refusal in (PortalError("Not today."), Invalid("Not today.", "day")):
        told = answer(refusal)
        assert told.handler.fn is FlashState.tell.fn
        assert "Not today." in str(told.args)


def test_anything_else_is_logged_and_not_told():
    with structlog.testing.capture_logs() as said:
        assert answer(ZeroDivisionError("secret")) is None
    assert said[0]["event"] == "event failed"
