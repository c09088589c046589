"""What the first visit of a browser weighs: every byte that travels, headers and all."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LIMIT = 200_000
SPANISH_AND_ENGLISH = {"/fonts/geist-5.3.0-core.woff2", "/fonts/plex-mono-5.3.0-ascii.woff2"}


@pytest.fixture
def cold(portal):
    """`cold(page)`: the path of everything its first load asks for, with the bytes of each answer."""

    def load(page, language="en"):
        paths, weights = {}, {}
        with portal.visit("ana.ruiz@acme.example", language) as ana:
            watched = ana.context.new_cdp_session(ana.page)
            watched.send("Network.enable")
            watched.on(
                "Network.requestWillBeSent",
                lambda said: paths.update(
                    {said["requestId"]: said["request"]["url"].removeprefix(portal.address)}
                ),
            )
            watched.on(
                "Network.loadingFinished",
                lambda said: weights.update({paths[said["requestId"]]: said["encodedDataLength"]}),
            )
            ana.open(page)
            ana.page.wait_for_load_state("networkidle")
        return weights

    return load


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_cold_list_stays_light(cold, language):
    weights = cold("/invoices", language)
    assert f"/{language}/invoices" in weights
    assert any(path.startswith("/assets/packages") for path in weights), "what is weighed is the whole page"
    assert sum(weights.values()) <= LIMIT, (
        sum(weights.values()),
        sorted(weights.items(), key=lambda one: -one[1]),
    )


def test_a_list_brings_no_other_page_and_no_letters_it_does_not_show(cold):
    paths = set(cold("/invoices"))
    pages = {path for path in paths if re.search(r"/assets/_(en|es)_", path)}
    assert {re.sub(r"-[\w-]+\.js$", "", path) for path in pages} == {"/assets/_en_._invoices_._index"}
    assert {path for path in paths if path.startswith("/fonts/")} == SPANISH_AND_ENGLISH


def test_a_name_from_elsewhere_is_set_in_the_same_face(portal):
    with portal.visit("ana.ruiz@acme.example", "en") as ana:
        ana.open("/invoices")
        for name, file in [("Ångström", "west"), ("Łukasz", "east")]:
            with ana.page.expect_response(f"**/fonts/geist-5.3.0-{file}.woff2") as answer:
                ana.page.locator("h1").evaluate("(heading, name) => { heading.textContent = name }", name)
            assert answer.value.ok
        expect(ana.page.locator("h1")).to_have_text("Łukasz")
