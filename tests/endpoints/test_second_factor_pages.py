import re

from occ_app.access.actors import Actor
from occ_app.access.permissions import Role
from occ_app.endpoints import second_factor_pages as pages
from occ_app.i18n import speaking
from occ_app.models import Passkey
from occ_app.models.base import now
from occ_app.services.factors import NewApp, Standing

UNPROVEN, INSIDE = (Actor(roles=frozenset({role})) for role in (Role.UNPROVEN, Role.FINANCE))
KEY = Passkey(id=1, person_id=1, name="Laptop", credential_id="x", public_key="y")


def standing(*, app=True, passkeys=(KEY,), codes=10, required_by=""):
    return Standing(now() if app else None, list(passkeys), codes, required_by)


def html(answer):
    return answer.body.decode()


def test_only_what_the_person_has_is_asked_for():
    page = html(pages.show(UNPROVEN, standing(passkeys=(), codes=0), ""))
    assert 'id="code"' in page
    assert "data-passkey" not in page
    assert "recovery" not in page
    page = html(pages.show(UNPROVEN, standing(app=False), ""))
    assert 'id="code"' not in page
    assert 'data-passkey="get"' in page
    assert 'id="recovery"' in page


def test_a_problem_is_said_beside_a_field_that_is_there():
    for page in (
        html(pages.show(UNPROVEN, standing(), "", problem="Wrong.")),
        html(pages.show(UNPROVEN, standing(app=False), "", problem="Wrong.")),
    ):
        assert page.count("Wrong.") == 1
        field = re.search(r'aria-describedby="(\S+)"', page).group(1)
        assert f'id="{field}"' in page


def test_at_the_door_the_way_out_is_to_sign_out_and_inside_it_is_back():
    assert 'action="/auth/sign-out"' in html(pages.show(UNPROVEN, standing(), ""))
    page = html(pages.show(INSIDE, standing(), "/en/profile"))
    assert "sign-out" not in page
    assert 'href="/en/profile"' in page


def test_the_page_in_the_other_language_goes_on_to_the_page_in_that_language():
    with speaking("en"):
        page = html(pages.show(UNPROVEN, standing(), "/en/invoices?q=1"))
    assert 'href="/es/second-factor?next=%2Fes%2Finvoices%3Fq%3D1"' in page


def test_who_asks_for_a_factor_is_named_to_whoever_has_none():
    page = html(pages.add(UNPROVEN, standing(app=False, passkeys=(), required_by="A & B"), ""))
    assert "A &amp; B asks for a second factor" in page
    assert 'action="/auth/second-factor/app"' in page
    assert 'action="/auth/second-factor/app"' not in html(pages.add(INSIDE, standing(), ""))


def test_the_secret_is_a_picture_and_letters():
    page = html(pages.app(NewApp("otpauth://totp/x?secret=ABCDEFGH", "ABCDEFGH"), "/en/profile"))
    assert "ABCD EFGH" in page
    assert "<svg" in page.partition('class="qr"')[2]
    assert "otpauth" not in page
    assert 'href="/en/second-factor/add?next=%2Fen%2Fprofile"' in page


def test_pages_hold_no_script_of_their_own():
    for page in (
        html(pages.show(UNPROVEN, standing(), "")),
        html(pages.add(INSIDE, standing(), "")),
        html(pages.codes(["abcde-fghjk"], "")),
    ):
        assert re.findall(r"<script[^>]*>", page) == ['<script src="/second-factor.js" defer>']
        assert not re.search(r"\son\w+=|\sstyle=", page)
