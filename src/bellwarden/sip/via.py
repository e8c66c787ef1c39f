"""The Via header: where an answer has to go, and which transaction it belongs to."""

import re
from typing import Final

from bellwarden.sip.fault import SipFault
from bellwarden.sip.grammar import (
    LEARNED_BYTES_MAX,
    LEARNED_MAX,
    PARAMETER_VALUE,
    is_token,
    one_of,
    read_digits,
    read_host_port,
)
from bellwarden.sip.headers import read_parameter, split_parameters

# RFC 3261 section 8.1.1.7: a branch that begins like this, and goes on, is unique to its transaction.
MAGIC_COOKIE: Final = b"z9hG4bK"

# Protocol and sent-by, branch, rport: what nearly every Via consists of. Possessive, so it never backtracks; whatever
# it doesn't fit is read piece by piece.
_usual: Final = re.compile(
    rb"[ \t]*+(SIP/2\.0/[A-Z]++ [A-Za-z0-9.:\[\]-]++)(;rport)?+;branch=("
    + one_of(PARAMETER_VALUE)
    + rb"++)(;rport)?+\Z"
).match

_sent_by_learned: Final[dict[bytes, tuple[str, int]]] = {}


class Via:
    """One Via. `text` is what was received, less its rport and received parameters.

    `host` is lower case, IPv6 without brackets; `port` is 0 when none is given; `branch` is b"" when there is none;
    `rport` says that the answer is wanted at the source port (RFC 3581 section 3).
    """

    __slots__ = ("branch", "host", "port", "rport", "text")

    def __init__(self, text: bytes, host: str, port: int, branch: bytes, rport: bool) -> None:
        self.text = text
        self.host = host
        self.port = port
        self.branch = branch
        self.rport = rport


def read_via(text: bytes) -> Via:
    """Read one Via strictly (RFC 3261 sections 20.42 and 25.1). Raises SipFault(400)."""
    usual = _usual(text)
    if usual is None:
        return _read_piecewise(text.strip())
    protocol, early, branch, late = usual.groups()
    if early is not None:
        if late is not None:
            raise SipFault(400, "a Via parameter given twice")
        text = text.replace(b";rport", b"", 1)
    elif late is not None:
        text = text[:-6]
    sent_by = read_sent_by(protocol)
    return Via(text, sent_by[0], sent_by[1], branch, early is not None or late is not None)


def _read_piecewise(text: bytes) -> Via:
    parts = split_parameters(text)
    sent_by = read_sent_by(parts[0])
    kept = [parts[0]]
    branch = b""
    rport = False
    seen: list[bytes] = []
    for part in parts[1:]:
        name, value = read_parameter(part)
        if name in seen:
            # RFC 3261 section 7.3.1: no parameter twice; of two branches every reader picks its own.
            raise SipFault(400, "a Via parameter given twice")
        seen.append(name)
        if name == b"rport":
            # RFC 3581 section 3: servers write the port. One that a client supplies is not believed, only read.
            rport = True
            if value and read_digits(value, 65_535) < 0:
                raise SipFault(400, "an unreadable Via rport")
        elif name != b"received":
            kept.append(part)
        if name == b"branch":
            branch = value
            if not branch or branch.translate(None, PARAMETER_VALUE):
                raise SipFault(400, "an unreadable Via branch")
    return Via(b";".join(kept).rstrip(), sent_by[0], sent_by[1], branch, rport)


def read_sent_by(text: bytes) -> tuple[str, int]:
    """Host in lower case and port, 0 for none, of protocol and sent-by. Raises SipFault(400)."""
    return _sent_by_learned.get(text) or _learn_sent_by(text)


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
