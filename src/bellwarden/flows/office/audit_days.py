"""A day of the audit trail as others keep it: its events line by line, and a signed statement of where they end.

Whoever keeps the statements elsewhere can tell later whether a day was changed, shortened or taken out, with nothing
but the office's public key: docs/guide/audit.md.
"""

from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bellwarden.flows.office.audit_chain import exact_json
from bellwarden.seam.fault import SeamFault
from bellwarden.seam.signing import Verifier, sign_line, split_line

WHAT: Final = "bellwarden audit day"  # no line of the journal and no pointer begins like this


class DayRoot(msgspec.Struct, frozen=True):
    """The events of one day, UTC, from `first` to `last`; `root` is the hash of the last, which holds all before it."""

    day: str  # 2026-11-22
    first: int
    last: int
    previous: str  # hash of the event before the first
    root: str
    what: str = WHAT


def write_root(root: DayRoot, key: Ed25519PrivateKey) -> bytes:
    """One line of JSON with its signature as last member."""
    return sign_line(exact_json(msgspec.to_builtins(root)).encode(), key) + b"\n"


def read_root(line: bytes, verifier: Verifier) -> DayRoot:
    """SeamFault when no trusted key signed it, or it says something else."""
    body, signature = split_line(line.rstrip(b"\n"))
    if not verifier.accepts(signature, body):
        raise SeamFault("its signature is by no trusted key, or it was changed")
    try:
        root = msgspec.json.decode(body, type=DayRoot)
    except msgspec.MsgspecError as error:
        raise SeamFault(f"it can't be read: {error}") from None
    if root.what != WHAT:
        raise SeamFault("it is no statement about a day of the audit trail")
    return root
