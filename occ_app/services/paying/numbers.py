"""What a payment is known by: here, at the card company, at the bank and in the ERP."""

from secrets import choice

from stdnum.iso7064 import mod_97_10

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without what is read as something else (ISO 11649 allows letters and digits)."""

LENGTH = 10


def fresh(prefix: str = "P") -> str:
    """A number nobody can guess, short enough to read out: `P7KQ2MXDA4T`."""
    return prefix + "".join(choice(ALPHABET) for _ in range(LENGTH))


def reference(number: str) -> str:
    """The creditor reference of a payment (ISO 11649), which the bank carries with a transfer."""
    return f"RF{mod_97_10.calc_check_digits(number + 'RF')}{number}"
