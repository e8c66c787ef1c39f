"""HEP version 3: a copied SIP message with where it was seen, as Kamailio's siptrace and other capture agents send it.

A packet is "HEP3", its length (16 bits), and chunks: vendor, type, length (16 bits each, big-endian; the length counts
these six octets) and payload. Source: "HEP/EEP version 3", revision 12, sections 3 and 4 (github.com/sipcapture/HEP).
"""

import zlib
from ipaddress import IPv4Address, IPv6Address
from struct import Struct
from typing import Final, NamedTuple

from bellwarden.sip.grammar import MESSAGE_BYTES_MAX

PACKET_BYTES_MAX: Final = 65_535
CHUNKS_MAX: Final = 64
SIP: Final = 1  # protocol type of the payload
_MAGIC: Final = b"HEP3"
_HEADER: Final = Struct(">4sH")
_CHUNK: Final = Struct(">HHH")
_LENGTHS: Final = {3: 4, 4: 4, 5: 16, 6: 16, 7: 2, 8: 2, 9: 4, 10: 4, 11: 1}


class HepFault(Exception):
    """The packet is no HEP version 3; the text says why."""


class HepPacket(NamedTuple):
    """A copied message. What the agent does not tell is "", 0 or b""."""

    at: float  # seconds since 1970, UTC, by the agent's clock
    protocol: int
    source: str  # textual address
    source_port: int
    destination: str
    destination_port: int
    key: bytes  # what the agent authenticates itself with
    payload: bytes


def read_hep(data: bytes) -> HepPacket:
    """HepFault for anything else, for a length that is not that of its chunk, and for chunks without end."""
    if len(data) < _HEADER.size:
        raise HepFault(f"only {len(data)} bytes")
    magic, size = _HEADER.unpack_from(data)
    if magic != _MAGIC:
        raise HepFault("it does not begin with HEP3; versions 1 and 2 are not read: set hep_version to 3")
    if size > len(data) or size < _HEADER.size:
        raise HepFault(f"it says that it has {size} bytes and has {len(data)}")
    chunks = _chunks(data, size)
    number = {kind: int.from_bytes(chunks.get(kind, b"")) for kind in (7, 8, 9, 10, 11)}
    if number[10] > 999_999:
        raise HepFault(f"{number[10]} microseconds of a second")
    payload = chunks.get(15, b"")
    if not payload and 16 in chunks:
        payload = _inflated(chunks[16])
    return HepPacket(
        number[9] + number[10] / 1e6,
        number[11],
        _address(chunks, 3, 5),
        number[7],
        _address(chunks, 4, 6),
        number[8],
        chunks.get(14, b""),
        payload,
    )


def _chunks(data: bytes, size: int) -> dict[int, bytes]:
    """Payloads of the generic chunks (vendor 0) by type; of one that comes twice the first."""
    found: dict[int, bytes] = {}
    at = _HEADER.size
    for _ in range(CHUNKS_MAX):
        if at == size:
            return found
        if at + _CHUNK.size > size:
            raise HepFault("a chunk is cut off")
        vendor, kind, length = _CHUNK.unpack_from(data, at)
        end = at + length
        if length < _CHUNK.size or end > size:
            raise HepFault(f"a chunk of type {kind} says that it has {length} bytes")
        if vendor == 0:
            if kind in _LENGTHS and length - _CHUNK.size != _LENGTHS[kind]:
                raise HepFault(f"a chunk of type {kind} has {length - _CHUNK.size} bytes, not {_LENGTHS[kind]}")
            found.setdefault(kind, data[at + _CHUNK.size : end])
        at = end
    raise HepFault(f"more than {CHUNKS_MAX} chunks")


def _address(chunks: dict[int, bytes], four: int, six: int) -> str:
    if four in chunks:
        return str(IPv4Address(chunks[four]))
    return str(IPv6Address(chunks[six])) if six in chunks else ""


def _inflated(data: bytes) -> bytes:
    try:
        inflater = zlib.decompressobj(wbits=47)  # zlib or gzip
        payload = inflater.decompress(data, MESSAGE_BYTES_MAX + 1)
    except zlib.error as error:
        raise HepFault(f"its payload can't be decompressed ({error})") from None
    if len(payload) > MESSAGE_BYTES_MAX:
        raise HepFault(f"its payload has more than {MESSAGE_BYTES_MAX} bytes")
    return payload
