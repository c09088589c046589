import json
import re

import pytest
from starlette.requests import Request

from occ_app import db as database
from occ_app import pages
from occ_app.access import sessions
from occ_app.components.frame import framed
from occ_app.components.painted import REGIONS
from occ_app.first_paint import paint
from occ_app.i18n import speaking
from occ_app.models import ContactRole
from occ_app.navigation import discover
from occ_app.testing.factories import Make


@pytest.fixture(scope="module")
def keys():
    """Names of the regions of the Spanish list, as a build writes them."""
    with speaking("es"):
        for page in discover(pages):
            if page.route == "/invoices":
                framed(page)
    return {key.rpartition(".")[0]: key for key in REGIONS}


@pytest.fixture
def html(keys):
    named = ("InvoicesState.rows", "InvoicesState.sentence", "FrameState.company")
    slots = "".join(f'<p data-paint="{keys[name]}" class="x"></p>' for name in named)
    return f"<html><head></head><body>{slots}</body></html>".encode()


def request(ref, path="/es/invoices", query=b""):
    return Request(
        {"type": "http", "path": path, "query_string": query, "headers": [], "occ.session_ref": ref}
    )


def signed_in(*roles):
    with database.transaction() as opened:
        make = Make(opened)
        account = make.account("Acme & Söhne <b>")
        make.invoice(account, 1_843_000, due_in=-41, number="MC-1")
        make.invoice(make.account("Globex"), number="FOREIGN-1")
        token = sessions.begin(opened, make.contact(account, *roles), user_agent="", address="")
        return sessions.find(opened, token)


def test_the_first_rows_are_in_the_page_and_in_its_state(database_url, html):
    painted = paint(html, request(signed_in())).decode()
    state = json.loads(re.search(r'id="first-paint">(.*?)</script>', painted)[1])
    rows = next(values["rows_rx_state_"] for name, values in state.items() if name.endswith("invoices_state"))
    assert [row[0] for row in rows] == ["MC-1"]
    assert ">MC-1</a>" in painted
    assert "1 factura vencida" in painted
    assert "Acme &amp; Söhne &lt;b&gt;" in painted
    assert "FOREIGN-1" not in painted


def test_the_state_cannot_end_its_script_early(database_url, html):
    painted = paint(html, request(signed_in())).decode()
    assert "<b>" not in painted[painted.index('id="first-paint"') : painted.index("</head>")]


def test_only_what_is_painted_is_inlined(database_url, html):
    painted = paint(html, request(signed_in())).decode()
    assert "loaded_rx_state_" not in painted


@pytest.mark.parametrize("query", [b"sort=nonsense", b"after=%00", b"issued_from=x"])
def test_a_wrong_address_leaves_the_page_to_its_own_words(database_url, html, query):
    assert paint(html, request(signed_in(), query=query)) == html


def test_nobody_paints_without_a_session(database_url, html):
    assert paint(html, request(None)) == html
    assert paint(html, request("made-up")) == html


def test_own_orders_only_for_a_technical_contact(database_url, html):
    assert b"MC-1" not in paint(html, request(signed_in(ContactRole.TECHNICAL)))


def test_a_page_without_slots_is_sent_as_it_was(database_url):
    assert paint(b"<html></html>", request(signed_in())) == b"<html></html>"


@pytest.mark.parametrize(("role", "hidden"), [
    (ContactRole.TECHNICAL, '<style>[data-needs="payments:make"]{display:none}</style></head>'),
    (ContactRole.FINANCE, "</script></head>"),
])  # fmt: skip
def test_what_somebody_has_no_right_to_is_hidden_from_the_first_moment(database_url, html, role, hidden):
    needs = b'<i data-needs="payments:make"></i><i data-needs="invoices:mail"></i><i data-needs=""></i>'
    html = html.replace(b"</body>", needs + b"</body>")
    assert hidden in paint(html, request(signed_in(role))).decode()
