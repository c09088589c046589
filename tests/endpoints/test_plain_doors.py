import pytest

from occ_app.endpoints.plain_doors import company_in


@pytest.mark.parametrize(
    ("asked", "company"),
    [("", None), ("12", 12), ("x", 0), ("-1", 0), ("1" * 19, 0), ("٣", 0)],
)
def test_a_company_is_a_number_or_none_that_anybody_has(asked, company):
    assert company_in(asked) == company
