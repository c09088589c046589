import pytest

from occ_app.endpoints.destinations import in_language, page_of_ours

OURS = [
    "/es/invoices",
    "/en/overview",
    "/en",
    "/es/",
    "/en/invoices/MC-2026-004812",
    "/en/invoices/A%2FB",
    "/es/invoices?status=past_due&q=a%20b&sort=-due&after=eyJhIjoxfQ==",
    "/es/contracts/CT:1",
    "/es/invoices?q=//evil.example",
]
HOSTILE = [
    "",
    "/",
    "es/invoices",
    "/fr/invoices",
    "/esp/invoices",
    "/auth/sign-out",
    "/documents/invoices/1.pdf",
    "//evil.example",
    "///evil.example",
    "//evil.example/es/invoices",
    "/\\evil.example",
    "\\\\evil.example",
    "/es\\evil.example",
    "/es/\\evil.example",
    "/es//evil.example",
    "/es/..//evil.example",
    "/es/../auth/sign-out",
    "/es/./x",
    "/es/..",
    "/es/%5cevil.example",
    "/es/%0d%0aset-cookie:%20a=b",
    "/es/x\r\nset-cookie: a=b",
    "/es/x\n",
    "\n/es/x",
    " /es/x",
    "/es/x y",
    "/\t/evil.example",
    "/es/\0",
    "/es/\u202e",
    "/es/ñ",
    "/es/x#//evil.example",
    "/es@evil.example",
    "https://evil.example/es/",
    "HTTPS:/es/x",
    "javascript:alert(1)",
    "data:text/html,x",
    "@evil.example/es/",
    "/es/<script>",
    '/es/"onload="x',
    "/es/" + "a" * 2_000,
]


@pytest.mark.parametrize("path", OURS)
def test_a_page_of_the_portal_is_kept(path):
    assert page_of_ours(path) == path


@pytest.mark.parametrize("path", HOSTILE)
def test_anything_else_leads_nowhere(path):
    assert page_of_ours(path) == ""


def test_the_same_page_in_the_other_language_keeps_its_query():
    assert in_language("/en/invoices?q=en", "es") == "/es/invoices?q=en"
    assert in_language("//evil.example", "es") == "/es/overview"
    assert in_language("/en", "es") == "/es/overview"
