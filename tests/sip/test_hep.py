"""HEP version 3: what agents send is read, and nothing else makes the reader do more than say why not."""

import gzip
import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.sip.copied import read_copied
from bellwarden.sip.hep import CHUNKS_MAX, HepFault, HepPacket, read_hep
from bellwarden.sip.seen_calls import SeenCalls

MESSAGE = b"OPTIONS sip:a@b.example SIP/2.0\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n"


def chunk(kind: int, payload: bytes, vendor: int = 0) -> bytes:
    return struct.pack(">HHH", vendor, kind, len(payload) + 6) + payload


def hep(payload: bytes = MESSAGE, *more: bytes, at: float = 1_780_000_000.25, **said: int | str) -> bytes:
    """As Kamailio 5.6's siptrace puts one together: HEP revision 12, section 3.3."""
    source, destination = (bytes(map(int, str(said.get(k, "192.0.2.1")).split("."))) for k in ("source", "destination"))
    chunks = [
        chunk(1, b"\x02"),
        chunk(2, b"\x11"),
        chunk(3, source),
        chunk(4, destination),
        chunk(7, struct.pack(">H", int(said.get("source_port", 5060)))),
        chunk(8, struct.pack(">H", int(said.get("destination_port", 5060)))),
        chunk(9, struct.pack(">I", int(at))),
        chunk(10, struct.pack(">I", round(at % 1 * 1e6))),
        chunk(11, b"\x01"),
        chunk(12, struct.pack(">I", 1)),
        *more,
        chunk(15, payload),
    ]
    body = b"".join(chunks)
    return b"HEP3" + struct.pack(">H", len(body) + 6) + body


def test_a_packet() -> None:
    read = read_hep(hep(MESSAGE, chunk(14, b"secret"), source_port=5071, destination="198.51.100.7"))
    assert read == HepPacket(1_780_000_000.25, 1, "192.0.2.1", 5071, "198.51.100.7", 5060, b"secret", MESSAGE)


def test_addresses_of_version_6() -> None:
    body = chunk(5, b"\x20\x01\x0d\xb8" + bytes(11) + b"\x01") + chunk(6, b"\x20\x01\x0d\xb8" + bytes(11) + b"\x02")
    read = read_hep(b"HEP3" + struct.pack(">H", len(body) + 6) + body)
    assert (read.source, read.destination, read.payload) == ("2001:db8::1", "2001:db8::2", b"")


@pytest.mark.parametrize("compressed", [zlib.compress(MESSAGE), gzip.compress(MESSAGE)], ids=["zlib", "gzip"])
def test_a_compressed_payload(compressed: bytes) -> None:
    body = chunk(16, compressed)
    assert read_hep(b"HEP3" + struct.pack(">H", len(body) + 6) + body).payload == MESSAGE


WHOLE = hep()
BOMB = chunk(16, zlib.compress(bytes(10_000_000)))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "only 0 bytes"),
        (b"\x01\x10\x02\x11" + bytes(20), "hep_version"),
        (WHOLE[:-1], "says that it has"),
        (b"HEP3\x00\x05", "says that it has"),
        (b"HEP3\x00\x08\x00\x00", "cut off"),
        (b"HEP3\x00\x0c" + struct.pack(">HHH", 0, 15, 5), "type 15 says"),
        (b"HEP3\x00\x0c" + struct.pack(">HHH", 0, 15, 7), "type 15 says"),
        (b"HEP3" + struct.pack(">H", 6 + 7) + chunk(3, b"\x01"), "not 4"),
        (b"HEP3" + struct.pack(">H", 6 + 10) + chunk(10, b"\xff\xff\xff\xff"), "microseconds"),
        (b"HEP3" + struct.pack(">H", 6 + 6 * (CHUNKS_MAX + 1)) + chunk(99, b"") * (CHUNKS_MAX + 1), "more than 64"),
        (b"HEP3" + struct.pack(">H", 6 + len(BOMB)) + BOMB, "more than 65536 bytes"),
        (b"HEP3" + struct.pack(">H", 6 + 9) + chunk(16, b"abc"), "can't be decompressed"),
    ],
)
def test_what_is_no_packet(data: bytes, why: str) -> None:
    with pytest.raises(HepFault, match=why):
        read_hep(data)


def test_chunks_of_other_vendors_are_passed_over() -> None:
    assert read_hep(hep(MESSAGE, chunk(3, b"anything", vendor=42))).source == "192.0.2.1"


HEADS = [b"INVITE sip:1@a SIP/2.0", b"SIP/2.0 200 OK", b"BYE sip:1@a SIP/2.0", b"SIP/2.0 486 Busy", b"ACK x SIP/2.0"]
LINES = [b"Call-ID: 1", b"i: 1", b"CSeq: 1 INVITE", b"CSeq: 2 BYE", b"From: <sip:+12382000150@a>;tag=1", b" folded"]


@given(
    st.one_of(
        st.binary(max_size=400),
        st.builds(lambda cut, at, to: WHOLE[:at] + cut + WHOLE[to:], st.binary(max_size=8), *[st.integers(0, 200)] * 2),
        st.builds(
            lambda head, lines, noise: hep(b"\r\n".join([head, *lines, noise])),
            st.sampled_from(HEADS),
            st.lists(st.one_of(st.sampled_from(LINES), st.binary(max_size=40)), max_size=8),
            st.binary(max_size=40),
        ),
    )
)
def test_no_bytes_do_any_harm(data: bytes) -> None:
    calls = SeenCalls(calls_max=3)
    with suppress(HepFault):
        packet = read_hep(data)
        message = read_copied(packet.payload)
        if message is not None:
            assert message.call_id
            assert len(message.calling) < 256
            calls.add(packet, message)
    assert len(calls) <= 1
