"""Identity headers of simulated calls: good tokens of providers that sign, and tokens with one thing wrong."""

import uuid
from enum import Enum
from pathlib import Path
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from bellwarden.model.stir import Attestation
from bellwarden.stir.sign import raw_signature, sign_shaken

STALE_S: Final = 3_600
KEY_BYTES_MAX: Final = 10_000
_ECDSA: Final = ECDSA(SHA256())


class Token(str, Enum):
    """What a call brings with it."""

    NONE = "no token"
    GOOD = "a good token"
    STALE = "a token of an hour ago"
    OTHER_CALLER = "a token that names another caller"
    CHANGED = "a token that was changed after it was signed"
    AGAIN = "the token of the call before"


class SigningProvider(NamedTuple):
    """A provider whose calls come signed."""

    key: EllipticCurvePrivateKey
    certificate_url: str
    attestation: Attestation


def certificate_url(customer: str) -> str:
    """Where an invented provider says that its certificate lies: in a domain that nobody can register (RFC 2606)."""
    return f"https://certificates.example/{customer}.pem"


def read_providers(folder: Path, attestations: dict[str, Attestation]) -> dict[str, SigningProvider]:
    """The providers whose keys lie in a folder, KEY.pem for each; ValueError names one that is no key of P-256."""
    found = {}
    for customer, attestation in attestations.items():
        path = folder / f"{customer}.key"
        if not path.exists():
            continue
        key = load_pem_private_key(path.read_bytes()[:KEY_BYTES_MAX], None)
        if not isinstance(key, EllipticCurvePrivateKey) or not isinstance(key.curve, SECP256R1):
            raise ValueError(f"{path} holds no key on P-256")
        found[customer] = SigningProvider(key, certificate_url(customer), attestation)
    return found


class TokenWriter:
    """Writes the Identity header of each call that brings one. Numbers as they stand in a URI, with plus."""

    def __init__(self, providers: dict[str, SigningProvider]) -> None:
        self._providers = providers
        self._last: dict[str, str] = {}

    def write(self, customer: str, token: Token, calling: str, called: str, at: float) -> str:
        """The header's value, "" for none. `at`: when the call is placed, seconds since 1970, UTC."""
        provider = self._providers.get(customer)
        if provider is None or token is Token.NONE:
            return ""
        if token is Token.AGAIN:
            return self._last.get(customer, "")
        calling, called = calling.lstrip("+"), called.lstrip("+")
        if token is Token.OTHER_CALLER:
            calling = calling[:-1] + str((int(calling[-1]) + 1) % 10)
        iat = int(at) - (STALE_S if token is Token.STALE else 0)
        origid, url = str(uuid.uuid4()), provider.certificate_url
        value, _ = sign_shaken(
            provider.attestation, calling, called, iat, origid, url, lambda data: _sign(provider, data)
        )
        if token is Token.CHANGED:
            return _changed(value)
        self._last[customer] = value
        return value


def _sign(provider: SigningProvider, data: bytes) -> bytes:
    return raw_signature(provider.key.sign(data, _ECDSA))


def _changed(value: str) -> str:
    """Another sign in the middle of the signature."""
    token, semicolon, parameters = value.partition(";")
    signed, _, signature = token.rpartition(".")
    middle = len(signature) // 2
    other = "A" if signature[middle] != "A" else "B"
    return f"{signed}.{signature[:middle]}{other}{signature[middle + 1 :]}{semicolon}{parameters}"
