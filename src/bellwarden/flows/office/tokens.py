"""A keyed name for something of ours that goes out to somebody: only we can make it, and whoever reads one reads ours.

The token holds the reference, so nothing is looked up before it is known to be ours. Small letters, digits, "-", ".":
it stands in the address of a page, before the @ of a mail address, and in a Message-ID alike.
"""

import hmac
from base64 import b32encode
from hashlib import sha256
from typing import Final

REPORT: Final = "report"  # a complainant's page, and the letters about a complaint
NOTICE: Final = "notice"  # a customer's page
_SEAL_BYTES: Final = 15  # 120 bits
_SIGNS_MAX: Final = 80


def make(kind: str, reference: str, key: bytes) -> str:
    """`kind` keeps the tokens of one purpose from being of use for another; `reference` is letters, digits and "-"."""
    return f"{reference.lower()}.{_seal(kind, reference, key)}"


def read(kind: str, text: str, key: bytes) -> str:
    """The reference that the token names, in capitals; "" for what we have not made. Takes as long for any text."""
    reference, _, seal = text[:_SIGNS_MAX].lower().rpartition(".")
    right = hmac.compare_digest(seal.encode("utf-8", "replace"), _seal(kind, reference, key).encode())
    return reference.upper() if right else ""


def _seal(kind: str, reference: str, key: bytes) -> str:
    said = f"{kind} {reference.upper()}".encode("utf-8", "replace")
    return b32encode(hmac.digest(key, said, sha256)[:_SEAL_BYTES]).decode().lower()
