"""The signed statement which snapshot is current. Its serial only ever rises: a rollback is a newer statement, too."""

from collections.abc import Iterable
from enum import Enum
from typing import Final, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bellwarden.seam.fault import SeamFault, short
from bellwarden.seam.signing import Verifier, sign_line, split_line
from bellwarden.seam.snapshot import is_digest

FORMAT: Final = "bellwarden current 1"
SIZE_MAX: Final = 16_384  # bytes


class PointerKind(str, Enum):
    PUSH = "push"
    ROLLBACK = "rollback"


class Pointer(NamedTuple):
    """Which snapshot is current, since when, by whom and why. Serials begin at 1."""

    serial: int
    snapshot: str  # id
    kind: PointerKind
    reason: str
    author: str
    at: float  # seconds since 1970, UTC


class _Statement(msgspec.Struct, frozen=True):
    format: str
    serial: int
    snapshot: str
    kind: PointerKind
    reason: str
    author: str
    at: float


def write_pointer(pointer: Pointer, key: Ed25519PrivateKey) -> bytes:
    """The statement as one signed line. SeamFault when it gets too long."""
    try:
        body = msgspec.json.encode({"format": FORMAT, **pointer._asdict()})
    except UnicodeEncodeError:
        raise SeamFault("the reason or the author holds text that is no Unicode") from None
    line = sign_line(body, key) + b"\n"
    if len(line) > SIZE_MAX:
        raise SeamFault(f"the statement would be {len(line)} bytes long; at most {SIZE_MAX} are allowed")
    return line


def read_pointer(data: bytes, verifier: Verifier) -> Pointer:
    """The statement, verified. SeamFault when it is truncated, corrupt or unsigned."""
    if len(data) > SIZE_MAX:
        raise SeamFault(f"the statement of the current snapshot is larger than {SIZE_MAX} bytes")
    if not data.endswith(b"\n"):
        raise SeamFault("the statement of the current snapshot is cut off")
    try:
        body, signature = split_line(data[:-1])
    except SeamFault as fault:
        raise SeamFault(f"the statement of the current snapshot is not signed: {fault}") from None
    if not verifier.accepts(signature, body):
        raise SeamFault("no trusted key signed the statement of the current snapshot")
    try:
        said = msgspec.json.decode(body, type=_Statement)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SeamFault(f"the statement of the current snapshot can't be read: {error}") from None
    if said.format != FORMAT:
        raise SeamFault(f"the statement of the current snapshot is of format {said.format!r}, not {FORMAT!r}")
    if said.serial < 1 or not is_digest(said.snapshot):
        raise SeamFault("the statement of the current snapshot names no serial or no snapshot")
    return Pointer(said.serial, said.snapshot, said.kind, said.reason, said.author, said.at)


def accept_pointer(data: bytes, verifier: Verifier, held: Pointer | None) -> Pointer:
    """The statement, when it is newer than the one that is held. SeamFault when it is not, and for all of the above."""
    new = read_pointer(data, verifier)
    if held is not None and new.serial <= held.serial:
        raise SeamFault(
            f"statement {new.serial} (snapshot {short(new.snapshot)}) is not newer than "
            f"statement {held.serial} (snapshot {short(held.snapshot)}), which is in force"
        )
    return new


def previous_snapshot(history: Iterable[Pointer]) -> str:
    """The snapshot that a rollback without a name goes to, "" when there is none. The last statement is in force.

    A rollback takes back the pushes after its target, so that a second one goes further back and never forward again.
    """
    line: list[str] = []
    for pointer in history:
        if pointer.kind is PointerKind.ROLLBACK and pointer.snapshot in line:
            while line[-1] != pointer.snapshot:
                line.pop()
        elif not line or line[-1] != pointer.snapshot:
            line.append(pointer.snapshot)
    return line[-2] if len(line) > 1 else ""
