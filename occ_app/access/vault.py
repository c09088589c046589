"""Secrets that must be read again (a client's secret, a TOTP seed): encrypted at rest, useless without our key."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from occ_app.settings import get_settings


def lock(secret: str) -> str:
    """What is stored of a secret."""
    return _fernet(get_settings().secret_key.get_secret_value()).encrypt(secret.encode()).decode()


def unlock(stored: str) -> str:
    """The secret again; ValueError if it was stored under another key, or tampered with."""
    try:
        return _fernet(get_settings().secret_key.get_secret_value()).decrypt(stored.encode()).decode()
    except InvalidToken as error:
        raise ValueError("a stored secret cannot be read with this OCC_SECRET_KEY") from error


@lru_cache(maxsize=4)
def _fernet(key: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"secrets at rest").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
