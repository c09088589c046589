"""See also tests/services/test_invoice_query.py, which reads every kind of field."""

import pytest

from occ_app.errors import Invalid
from occ_app.services.lists import parse
from occ_app.services.payments import PAYMENTS


def test_a_text_too_long_is_refused():
    with pytest.raises(Invalid) as refused:
        parse(PAYMENTS.usual, PAYMENTS.fields, {"q": "x" * 201})
    assert refused.value.field == "q"
