"""A passkey in software: answers as a browser would, honestly or not."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url as text
from webauthn.helpers import encode_cbor

from occ_app.settings import get_settings

PRESENT, VERIFIED, ATTACHED = 0x01, 0x04, 0x40


@dataclass
class SoftKey:
    """One key pair, used at one place."""

    origin: str = ""
    host: str = "localhost"
    count: int = 0
    flags: int = PRESENT | VERIFIED
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def create(self, options: str) -> str:
        """The answer to `navigator.credentials.create`."""
        point = self.private.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        length = len(self.credential_id).to_bytes(2, "big")
        attached = bytes(16) + length + self.credential_id + encode_cbor(key)
        made = {"fmt": "none", "attStmt": {}, "authData": self._data(ATTACHED) + attached}
        said = {
            "clientDataJSON": text(self._client("create", options)),
            "attestationObject": text(encode_cbor(made)),
        }
        return self._answer(said)

    def get(self, options: str) -> str:
        """The answer to `navigator.credentials.get`; each one counts."""
        self.count += 1
        data, client = self._data(), self._client("get", options)
        signed = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {"clientDataJSON": text(client), "authenticatorData": text(data), "signature": text(signed)}
        )

    def _data(self, more: int = 0) -> bytes:
        place = hashlib.sha256(self.host.encode()).digest()
        return place + bytes([self.flags | more]) + self.count.to_bytes(4, "big")

    def _client(self, what: str, options: str) -> bytes:
        challenge = json.loads(options)["challenge"]
        origin = self.origin or get_settings().origins[0]
        return json.dumps({"type": f"webauthn.{what}", "challenge": challenge, "origin": origin}).encode()

    def _answer(self, response: dict[str, Any]) -> str:
        name = text(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
