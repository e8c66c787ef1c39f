"""The byte classes of RFC 3261 section 25.1 and the limits that a message must keep, shared by this room's readers."""

import re
from typing import Final

from bellwarden.sip.fault import SipFault

MESSAGE_BYTES_MAX: Final = 65_536
HEADER_LINES_MAX: Final = 200
HEADER_BYTES_MAX: Final = 8_192
LINES_MAX: Final = 1_000  # with the continuations of folded ones
LIST_MEMBERS_MAX: Final = 100
PARAMETERS_MAX: Final = 64
URI_BYTES_MAX: Final = 1_024
VIAS_MAX: Final = 70

# RFC 3261 section 8.1.1.5 for the sequence number; no other number of a message is larger either.
INTEGER_MAX: Final = 2**31 - 1

# Readings of recurring texts (an SBC's own host, its spelling of a header) are kept up to these bounds and never thrown
# out again: a flood of new ones makes them slower to read, and costs no memory.
LEARNED_MAX: Final = 4_096
LEARNED_BYTES_MAX: Final = 96

_ALPHANUM: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_UPPER_HALF: Final = bytes(range(128, 256))

# RFC 3261 section 25.1, the rules of these names.
TOKEN: Final = _ALPHANUM + b"-.!%*_+`'~"
CALL_ID: Final = TOKEN + b'()<>:\\"/[]?{}@'
UNRESERVED: Final = _ALPHANUM + b"-_.!~*'()"
PASSWORD: Final = UNRESERVED + b"%&=+$,"
URI_PARAMETER: Final = UNRESERVED + b"%[]/:&+$"
URI_HEADERS: Final = UNRESERVED + b"%[]/?:+$=&"
HOSTNAME: Final = _ALPHANUM + b"-."
IPV6: Final = b"0123456789abcdefABCDEF:."
DIGITS: Final = b"0123456789"

# RFC 3261 section 25.1 user, and "#": section 19.1.2 wants it escaped, but wholesale tech prefixes ("1234#1...") come
# as they are, and no second reading of them exists.
USER: Final = UNRESERVED + b"%&=+$,;?/#"

# A parameter's value in Via, From and To. RFC 3261 section 25.1 (gen-value) wants a token or host; tags in base64 are
# seen in the field and have one reading only, so just the signs that could begin something else are refused.
PARAMETER_VALUE: Final = bytes(c for c in range(33, 127) if c not in b'"<>,;\\')

# What may stand between < and >: every visible ASCII sign but the delimiters themselves.
ADDRESS_URI: Final = bytes(c for c in range(33, 127) if c not in b'<>"')
ADDRESS_PART: Final = ADDRESS_URI.replace(b"@", b"")  # of which there are two at most

# RFC 3261 section 25.1 wants tokens in an unquoted display name. Names with "&" or "/" are seen in the field and have
# one reading only, so just the signs that could begin something else are refused.
DISPLAY_NAME: Final = bytes(c for c in range(32, 127) if c not in b'"<>,;:@\\') + b"\t" + _UPPER_HALF

# What may stand in a header line at all. Control bytes are refused even where quoted-pair (RFC 3261 section 25.1) would
# let them pass: a NUL in a caller's name serves nobody but an attacker.
PLAIN: Final = b"\t" + bytes(range(32, 127)) + _UPPER_HALF

_HEXADECIMAL: Final = frozenset(b"0123456789abcdefABCDEF")


def one_of(signs: bytes) -> bytes:
    """A regular expression for one of these bytes."""
    return b"[" + re.escape(signs) + b"]"


def is_token(text: bytes) -> bool:
    return len(text) > 0 and not text.translate(None, TOKEN)


def read_digits(text: bytes, largest: int) -> int:
    """The decimal number in `text`, ASCII digits only; -1 when it is none or larger than `largest`."""
    if not text.isdigit():
        return -1
    if len(text) > 10:
        text = text.lstrip(b"0") or b"0"
        if len(text) > 10:
            return -1
    number = int(text)
    return number if number <= largest else -1


def read_host(text: bytes) -> str:
    """A host name or address (RFC 3261 section 25.1) in lower case, an IPv6 one out of its brackets."""
    if text[:1] == b"[":
        # RFC 5118 section 4.2: without brackets nobody can tell the port from the address.
        inner = text[1:-1]
        if text[-1:] != b"]" or inner.count(b":") < 2 or len(inner) > 45 or inner.translate(None, IPV6):
            raise SipFault(400, "an unreadable IPv6 address")
        return inner.decode().lower()
    # RFC 1035 section 2.3.4: a name has at most 255 octets.
    if not text or len(text) > 255 or text.translate(None, HOSTNAME) or text[:1] in (b".", b"-"):
        raise SipFault(400, "an unreadable host name")
    return text.decode().lower()


def read_host_port(text: bytes) -> tuple[str, int]:
    """Host and port of `host[:port]`; port 0 when none is given."""
    host, port_text = text, b""
    if text[:1] == b"[":
        end = text.find(b"]") + 1
        host, rest = text[:end], text[end:]
        if rest and rest[:1] != b":":
            raise SipFault(400, "an unreadable host name")
        colon, port_text = rest[:1], rest[1:]
    else:
        host, colon, port_text = text.partition(b":")
    if not colon:
        return read_host(host), 0
    port = read_digits(port_text, 65_535)
    if port < 1:
        raise SipFault(400, "an unreadable port")
    return read_host(host), port


def unescape(text: bytes) -> bytes:
    """Undo %HH escapes (RFC 3261 section 19.1.2); a stray percent sign is a fault."""
    head, *escaped = text.split(b"%")
    parts = [head]
    for part in escaped:
        if len(part) < 2 or part[0] not in _HEXADECIMAL or part[1] not in _HEXADECIMAL:
            raise SipFault(400, "a broken %-escape")
        parts.append(bytes((int(part[:2], 16),)))
        parts.append(part[2:])
    return b"".join(parts)
