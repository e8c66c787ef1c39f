"""Getting a certificate from its x5u: which URLs may be asked, which answers are taken, and what is said about it
between the process that fetches and those that judge calls.

A URL in a token is a stranger's wish to have us connect somewhere. What it may name is decided here, by its text alone;
which addresses its host may have, by the fetcher.
"""

import re
from typing import Final, NamedTuple

import msgspec

from bellwarden.stir.fault import StirFault
from bellwarden.stir.reason import StirReason

URL_MAX: Final = 1_024
PORTS: Final = frozenset({443, 8443})  # ATIS-1000074 section 5.3.1
CERTIFICATE_OCTETS_MAX: Final = 16_384
REVOCATION_LIST_OCTETS_MAX: Final = 4_000_000
PART_OCTETS_MAX: Final = 32_768  # of one message: well below what a datagram socket of any system takes

# What repositories say that a certificate is. No type is taken as well; HTML, JSON and the like never.
CERTIFICATE_TYPES: Final = frozenset(
    {
        "",
        "application/pem-certificate-chain",  # RFC 8555 section 9.1
        "application/pkix-cert",  # RFC 2585 section 4.1
        "application/x-pem-file",
        "application/x-pem",
        "application/pem",
        "application/x-x509-ca-cert",
        "application/x-x509-user-cert",
        "application/x-x509-cert",
        "application/x-pkcs7-certificates",
        "application/octet-stream",
        "binary/octet-stream",
        "text/plain",
    }
)
REVOCATION_LIST_TYPES: Final = CERTIFICATE_TYPES | {"application/pkix-crl", "application/x-pkcs7-crl"}

# RFC 3986 without what has no business here: a user, a fragment, an address in brackets, anything that is not ASCII.
_URL = re.compile(
    r"https://([A-Za-z0-9.-]{1,253})(?::([0-9]{1,5}))?((?:[/?][!$-;=?-Z_a-z~%]*)?)", re.IGNORECASE | re.ASCII
)
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_TOP = re.compile(r"[A-Za-z]{2,63}|[Xx][Nn]--[A-Za-z0-9-]{1,59}")


class CertificateUrl(NamedTuple):
    """An x5u that may be asked."""

    host: str  # a DNS name in small letters
    port: int
    target: str  # path and query, as they go into the request


def read_certificate_url(url: str) -> CertificateUrl:
    """Look at an x5u before anything is done with it. StirFault 436 `url_refused` says what stands against it.

    Only https on port 443 or 8443 of a named host. No address in any notation: the last label of a name is letters, so
    that decimal, octal, hexadecimal and shortened IPv4 are no names; brackets are not taken; nor are digits or dots of
    other scripts, because nothing here is mapped before it is compared.
    """
    if len(url) > URL_MAX:
        raise StirFault(436, StirReason.URL_REFUSED, f"more than {URL_MAX} signs")
    found = _URL.fullmatch(url)
    if found is None:
        raise StirFault(436, StirReason.URL_REFUSED, ascii(url[:120]))
    host, port, target = found[1].lower(), found[2], found[3]
    labels = host.split(".")
    if len(labels) < 2 or any(_LABEL.fullmatch(one) is None for one in labels) or _TOP.fullmatch(labels[-1]) is None:
        raise StirFault(436, StirReason.URL_REFUSED, f"host {host[:100]}")
    number = 443 if port is None else int(port)
    if number not in PORTS or (port is not None and port[0] == "0"):
        raise StirFault(436, StirReason.URL_REFUSED, f"port {port}")
    if not target.startswith("/"):
        target = "/" + target
    return CertificateUrl(host, number, target)


def check_response(status: int, content_type: str, octets: int) -> None:
    """Whether an answer may be a certificate, by its head. StirFault 436 if not (ATIS-1000074 section 5.3.1)."""
    _check(status, content_type, octets, CERTIFICATE_TYPES, CERTIFICATE_OCTETS_MAX)


def check_revocation_response(status: int, content_type: str, octets: int) -> None:
    """The same for a revocation list."""
    _check(status, content_type, octets, REVOCATION_LIST_TYPES, REVOCATION_LIST_OCTETS_MAX)


def _check(status: int, content_type: str, octets: int, types: frozenset[str], most: int) -> None:
    if status != 200:
        raise StirFault(436, StirReason.RESPONSE_STATUS, str(status))
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in types:
        raise StirFault(436, StirReason.RESPONSE_TYPE, ascii(kind[:60]))
    if octets > most:
        raise StirFault(436, StirReason.RESPONSE_TOO_LARGE, f"more than {most} octets")


class Ask(NamedTuple):
    """A worker wants what is at a URL, newer than what it has."""

    url: str
    known_at: float = 0.0  # when it was fetched that the worker has; seconds since 1970, UTC
    revocation_list: bool = False


class Retrieved(NamedTuple):
    """What is at a URL, or why nothing is. A long one comes in several parts, in their order."""

    url: str
    at: float  # when it was fetched, seconds since 1970, UTC
    body: bytes = b""
    code: int = 0  # with a reason: StirFault's
    reason: str = ""
    detail: str = ""
    part: int = 0
    parts: int = 1

    @property
    def fault(self) -> StirFault | None:
        if not self.reason:
            return None
        try:
            return StirFault(self.code, StirReason(self.reason), self.detail)
        except ValueError:
            return StirFault(436, StirReason.CREDENTIAL_UNREACHABLE, self.detail)


_encode = msgspec.msgpack.Encoder().encode
_asks = msgspec.msgpack.Decoder(Ask)
_retrieved = msgspec.msgpack.Decoder(Retrieved)


def pack_ask(ask: Ask) -> bytes:
    return _encode(ask)


def unpack_ask(message: bytes) -> Ask | None:
    """None for whatever is none: whoever sent it is not the other end that we know."""
    try:
        return _asks.decode(message)
    except msgspec.DecodeError:
        return None


def pack_retrieved(retrieved: Retrieved) -> list[bytes]:
    """The messages that tell it."""
    body = retrieved.body
    parts = max(1, -(-len(body) // PART_OCTETS_MAX))
    size = PART_OCTETS_MAX
    return [
        _encode(retrieved._replace(body=body[size * part : size * (part + 1)], part=part, parts=parts))
        for part in range(parts)
    ]


def unpack_retrieved(message: bytes) -> Retrieved | None:
    """One part of it; None for whatever is none."""
    try:
        return _retrieved.decode(message)
    except msgspec.DecodeError:
        return None
