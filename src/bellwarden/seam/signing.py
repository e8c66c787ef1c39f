"""Ed25519 signatures on what passes between office and gate, over exactly the bytes that stand in the file."""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bellwarden.seam.fault import SeamFault

SIGNATURE_SIZE: Final = 64  # bytes, RFC 8032 section 5.1.6
KEYS_MAX: Final = 16  # trusted keys at once: the present one and those it replaced

_FIELD: Final = b',"signature":"'
_END: Final = b'"}'
_TEXT_SIZE: Final = 88  # 64 bytes in base64 with padding, RFC 4648 section 4
_TAIL_SIZE: Final = len(_FIELD) + _TEXT_SIZE + len(_END)


class Verifier:
    """The public keys that are trusted. A signature is good when one of them made it."""

    __slots__ = ("_keys",)

    def __init__(self, keys: Sequence[Ed25519PublicKey]) -> None:
        if not keys or len(keys) > KEYS_MAX:
            raise SeamFault(f"{len(keys)} trusted keys; there must be 1 to {KEYS_MAX}")
        self._keys = list(keys)

    def accepts(self, signature: bytes, data: bytes) -> bool:
        """Whether a trusted key signed these bytes (RFC 8032 section 5.1.7)."""
        if len(signature) != SIGNATURE_SIZE:
            return False
        for place, key in enumerate(self._keys):
            try:
                key.verify(signature, data)
            except InvalidSignature:
                continue
            if place:  # what follows was most likely signed by the same key
                self._keys.insert(0, self._keys.pop(place))
            return True
        return False


def sign_line(body: bytes, key: Ed25519PrivateKey) -> bytes:
    """A one-line JSON object (RFC 8259) with its own signature as last member, no newline: a line that `jq` can read.

    The signature is over `body`, the object as it stood before that member was added.
    """
    return body[:-1] + _FIELD + b64encode(key.sign(body)) + _END


def split_line(line: bytes) -> tuple[bytes, bytes]:
    """A signed line's body and signature, unverified. SeamFault when no signature stands where one belongs."""
    tail = line[-_TAIL_SIZE:]
    if len(line) <= _TAIL_SIZE or not tail.startswith(_FIELD) or not tail.endswith(_END):
        raise SeamFault("there is no signature at its end")
    text = tail[len(_FIELD) : -len(_END)]
    try:
        signature = b64decode(text, validate=True)
    except Base64Error:
        raise SeamFault("its signature is no base64") from None
    # RFC 4648 section 3.5: stray bits in the last sign would let one signature be written in several ways.
    if len(signature) != SIGNATURE_SIZE or b64encode(signature) != text:
        raise SeamFault("its signature is not written as 64 bytes in base64")
    return line[:-_TAIL_SIZE] + b"}", signature
