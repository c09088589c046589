import structlog

from occ_app.errors import Invalid, PortalError, ProofNeeded
from occ_app.i18n import lazy
from occ_app.state.flash import LONGEST, FlashState, answer, say


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


def test_a_sentence_is_in_the_language_of_the_page(on_page):
    for language, sentence in (("en", "Saved."), ("es", "Guardado.")):
        flash = on_page(FlashState, address=f"/{language}/profile")
        assert sentence in str(say(flash, lazy("Saved.")).args)
        sent = say(flash, lazy("A new link is on its way to {email}."), email="ana@acme.example")
        assert "ana@acme.example" in str(sent.args)


def test_anything_else_is_logged_and_not_told():
    with structlog.testing.capture_logs() as said:
        assert answer(ZeroDivisionError("secret")) is None
    assert said[0]["event"] == "event failed"


def test_where_proof_is_needed_the_way_there_leads_back_here(on_page):
    flash = on_page(FlashState, address="/es/profile?a=1&b=2")
    told = answer(ProofNeeded("Is it you?"))
    assert told.handler.fn is FlashState.ask_for_proof.fn
    FlashState.ask_for_proof.fn(flash, "Is it you?")
    assert (flash.text, flash.count) == ("Is it you?", 1)
    assert flash.proof == "/es/second-factor?next=%2Fes%2Fprofile%3Fa%3D1%26b%3D2"
    FlashState.tell.fn(flash, "Saved.")
    assert flash.proof == ""
