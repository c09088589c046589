"""What a payment is known by: here, at the card company, at the bank and in the ERP."""

import re
from secrets import choice

from stdnum.iso7064 import mod_97_10

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without what is read as something else (ISO 11649 allows letters and digits)."""

LENGTH = 10

_NAMED = re.compile(f"(?=(P[{ALPHABET}]{{{LENGTH}}}))")
"""Wherever one begins: what stands before and after it may be letters too, once the spaces are gone."""


def fresh(prefix: str = "P") -> str:
    """A number nobody can guess, short enough to read out: `P7KQ2MXDA4T`."""
    return prefix + "".join(choice(ALPHABET) for _ in range(LENGTH))


def reference(number: str) -> str:
    """The creditor reference of a payment (ISO 11649), which the bank carries with a transfer."""
    return f"RF{mod_97_10.calc_check_digits(number + 'RF')}{number}"


def named_in(text: str) -> set[str]:
    """What may be numbers of payments in what somebody wrote to the bank; a reference holds its payment’s number.

    Banks and people put spaces into them and change their case: neither counts.
    """
    return set(_NAMED.findall(squashed(text)))


def squashed(text: str) -> str:
    """The text without spaces, in capitals."""
    return "".join(text.split()).upper()
