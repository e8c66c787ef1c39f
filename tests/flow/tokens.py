"""Signers, their tokens, and a book of certificates that a test fills."""

import time
from dataclasses import replace
from typing import Any

from bellwarden.model.policy import PolicyDocument, Stir
from bellwarden.model.stir import Attestation, Presented
from bellwarden.stir.certificate import accept
from bellwarden.stir.credential import Credential
from bellwarden.stir.fault import StirFault
from bellwarden.stir.revocation import NO_REVOCATIONS
from bellwarden.stir.sign import sign_shaken
from tests.stir.pki import DAY, root, trust_of
from tests.verdict.worlds import AWAY, DOCUMENT, HOME, NOON

X5U = "https://certificates.halyard.example/b100.pem"
ORIGID = "11111111-2222-4333-8444-555566667777"
TRANSIT_IN = "127.0.2.1"  # address of the trunk `transit-in`

_FROM, _TO = min(NOON, time.time()) - 30 * DAY, max(NOON, time.time()) + 300 * DAY
TOP = root(not_before=_FROM, not_after=_TO)
SIGNER = TOP.authority("Middle", not_before=_FROM, not_after=_TO).signer("B100", not_before=_FROM, not_after=_TO)
TRUST = trust_of(TOP)
CREDENTIAL = accept(SIGNER.pem, TRUST, NO_REVOCATIONS, NOON)
# Calls of the transit provider are verified; nobody's are signed.
VERIFYING: PolicyDocument = replace(
    DOCUMENT,
    trunks=tuple(replace(one, verifies=one.key == "transit-in") for one in DOCUMENT.trunks),
    stir=Stir(verifies=True, service_provider_code="A001"),
)


class Certificates:
    """`ports.CredentialBook`: what is in `here` is here; the rest is asked for."""

    def __init__(self, *here: str) -> None:
        self.here: dict[str, Credential | StirFault] = dict.fromkeys(here, CREDENTIAL)
        self.asked: list[str] = []

    def find(self, url: str, at: float) -> Credential | StirFault | None:
        return self.here.get(url)

    def ask_for(self, url: str) -> None:
        self.asked.append(url)


def token(
    orig: str = HOME,
    dest: str = AWAY,
    at: float = NOON,
    attest: Attestation = Attestation.FULL,
    origid: str = ORIGID,
    x5u: str = X5U,
) -> str:
    """The value of an Identity header."""
    value, _ = sign_shaken(attest, orig.lstrip("+"), dest.lstrip("+"), int(at), origid, x5u, SIGNER.sign)
    return value


def presenting(*values: str, **more: Any) -> Presented:
    return Presented(tuple(value.encode() for value in values), **more)


def forged(value: str) -> str:
    """The same with another number vouched for: the signature is of something else."""
    import base64

    head, claims, rest = value.split(".", 2)
    text = base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4))
    changed = text.replace(b'"attest":"A"', b'"attest":"B"')
    assert changed != text
    return f"{head}.{base64.urlsafe_b64encode(changed).decode().rstrip('=')}.{rest}"
