"""The Via header: where an answer has to go, and which transaction it belongs to."""

from typing import Final

from bellwarden.sip.fault import SipFault
from bellwarden.sip.grammar import (
    LEARNED_BYTES_MAX,
    LEARNED_MAX,
    PARAMETER_VALUE,
    is_token,
    read_digits,
    read_host_port,
)
from bellwarden.sip.headers import read_parameter, split_parameters

# RFC 3261 section 8.1.1.7: a branch that begins like this, and goes on, is unique to its transaction.
MAGIC_COOKIE: Final = b"z9hG4bK"

_sent_by_learned: Final[dict[bytes, tuple[str, int]]] = {}


class Via:
    """One Via. `parts` is its text as received, cut at the semicolons; `parts[0]` holds protocol and sent-by.

    `host` is lower case, IPv6 without brackets; `port` is 0 when none is given; `branch` b"" when there is none.
    `rport_at` and `received_at` index `parts`, 0 when that parameter is missing.
    """

    __slots__ = ("parts", "host", "port", "branch", "rport_at", "received_at")

    def __init__(
        self, parts: list[bytes], host: str, port: int, branch: bytes, rport_at: int, received_at: int
    ) -> None:
        self.parts = parts
        self.host = host
        self.port = port
        self.branch = branch
        self.rport_at = rport_at
        self.received_at = received_at


def read_via(text: bytes) -> Via:
    """Read one Via strictly (RFC 3261 sections 20.42 and 25.1). Raises SipFault(400)."""
    parts = split_parameters(text)
    sent_by = _sent_by_learned.get(parts[0])
    if sent_by is None:
        sent_by = _learn_sent_by(parts[0])
    branch = b""
    rport_at = 0
    received_at = 0
    seen: list[bytes] = []
    for index in range(1, len(parts)):
        part = parts[index]
        if part == b"rport":
            name, value = part, b""
        elif part.startswith(b"branch="):
            name, value = b"branch", part[7:]
        else:
            name, value = read_parameter(part)
        if name in seen:
            # RFC 3261 section 7.3.1: no parameter twice; of two branches every reader picks its own.
            raise SipFault(400, "a Via parameter given twice")
        seen.append(name)
        if name == b"branch":
            branch = value
            if not branch or branch.translate(None, PARAMETER_VALUE):
                raise SipFault(400, "an unreadable Via branch")
        elif name == b"rport":
            rport_at = index
            _check_rport(value)
        elif name == b"received":
            received_at = index
    return Via(parts, sent_by[0], sent_by[1], branch, rport_at, received_at)


def _check_rport(value: bytes) -> None:
    # RFC 3581 section 3: the port is written by servers; one that a client supplies is overwritten, so it only has to be
    # readable.
    if value and read_digits(value, 65_535) < 0:
        raise SipFault(400, "an unreadable Via rport")


def _learn_sent_by(text: bytes) -> tuple[str, int]:
    # RFC 3261 section 25.1, sent-protocol and sent-by: blanks may stand around the slashes and the colon.
    pieces = text.split(b"/", 2)
    if len(pieces) < 3 or pieces[0].strip().upper() != b"SIP" or pieces[1].strip() != b"2.0":
        raise SipFault(400, "an unreadable Via protocol")
    words = pieces[2].split(None, 1)
    if len(words) < 2 or not is_token(words[0]):
        raise SipFault(400, "a Via without host")
    place = words[1].strip()
    if b" " in place or b"\t" in place:
        host, colon, port = place.rpartition(b":")
        place = host.rstrip() + colon + port.lstrip()
    found = read_host_port(place)
    if len(_sent_by_learned) < LEARNED_MAX and len(text) <= LEARNED_BYTES_MAX:
        _sent_by_learned[text] = found
    return found


def is_unique_branch(branch: bytes) -> bool:
    """Whether the branch alone names the transaction; RFC 3261 section 17.2.3, and the bare cookie names none."""
    return len(branch) > 7 and branch.startswith(MAGIC_COOKIE)
