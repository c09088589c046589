from occ_app.endpoints.front import front_page, other_language
from occ_app.i18n import speaking

VALUES = {"codes": ["abcde-fghjk"], "goal": "/es/overview", "switch": ""}


def test_a_page_is_in_the_language_spoken_and_is_kept_nowhere():
    with speaking("es"):
        answer = front_page("recovery_codes.html", **VALUES)
        assert other_language() == "en"
    assert '<html lang="es">' in answer.body.decode()
    assert answer.headers["cache-control"] == "no-store"


def test_what_is_filled_in_is_escaped():
    page = front_page("recovery_codes.html", 422, **VALUES | {"codes": ["<script>"]})
    assert page.status_code == 422
    assert "<code>&lt;script&gt;</code>" in page.body.decode()
