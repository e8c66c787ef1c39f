"""The decision spool: every decision as a framed record in segments that survive a crash; one reader for all versions.

A segment is a header line and frames one after the other: length (4 bytes, big-endian, of what follows the checksum),
CRC-32 (RFC 1952 section 8; 4 bytes), version (1 byte), payload. The checksum begins with the segment's salt, a random
number: bytes of a message from outside can never pass for a frame, wherever a reader has to pick up the thread.
"""

import json
import re
from collections.abc import Callable
from struct import Struct
from typing import Final, NamedTuple
from zlib import crc32

import msgspec

from bellwarden.model.decision import Decision
from bellwarden.seam.fault import SeamFault

HEADER_SIZE: Final = 28
FRAME_SIZE_MAX: Final = 1024 * 1024  # bytes; a message has at most 65,536, and a record repeats little of it
RESYNC_MAX: Final = 2 * FRAME_SIZE_MAX  # how far a reader looks for the next sound frame before it gives a segment up

# Version 1: the decision's fields in order, nested as they are, in MessagePack.
# Version 2: the same in JSON, for text that UTF-8 can't carry (lone surrogates, which JSON clients can send).
MESSAGE_PACK: Final = b"\x01"
JSON: Final = b"\x02"

_FRAME: Final = Struct(">II")
_OVERHEAD: Final = _FRAME.size
_MAGIC: Final = b"bellwarden spool 1 "
_VERSIONS: Final = re.compile(b"[\x01\x02]")

_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(Decision).decode


def segment_header(salt: int) -> bytes:
    """What a segment begins with: format and salt (32 bits), one readable line."""
    return _MAGIC + b"%08x\n" % salt


def read_segment_header(data: bytes | memoryview) -> int:
    """The salt of a segment. SeamFault when the bytes are no segment of a format that this version reads."""
    head = bytes(data[:HEADER_SIZE])
    if len(head) < HEADER_SIZE:
        raise SeamFault(f"the segment has only {len(head)} bytes")
    digits = head[len(_MAGIC) : -1]
    if not head.startswith(_MAGIC) or not head.endswith(b"\n") or digits.strip(b"0123456789abcdef"):
        raise SeamFault(f"not a segment of format 1: it begins with {head!r}")
    return int(digits, 16)


def encode(decision: Decision, salt: int = 0) -> bytes:
    """A decision as a frame. SeamFault when it is too large for one, TypeError when it holds what no decision holds."""
    try:
        record = MESSAGE_PACK + _encode(decision)
    except UnicodeEncodeError:
        record = JSON + json.dumps(decision).encode("ascii")
    except OverflowError as error:
        raise SeamFault(f"a number in the decision is too large to be kept: {error}") from None
    size = len(record)
    if size > FRAME_SIZE_MAX:
        raise SeamFault(f"the decision takes {size} bytes; a record holds at most {FRAME_SIZE_MAX}")
    return _FRAME.pack(size, crc32(record, salt)) + record


def _from_message_pack(payload: bytes | memoryview) -> Decision:
    return _decode(payload)


def _from_json(payload: bytes | memoryview) -> Decision:
    return msgspec.convert(json.loads(bytes(payload)), Decision)


DECODERS: Final[dict[int, Callable[[bytes | memoryview], Decision]]] = {1: _from_message_pack, 2: _from_json}


def decode(version: int, payload: bytes | memoryview) -> Decision:
    """The decision in a frame of any version so far. SeamFault for another version or a payload that is no decision."""
    read = DECODERS.get(version)
    if read is None:
        known = ", ".join([str(one) for one in sorted(DECODERS)])
        raise SeamFault(f"record of version {version}; this version reads {known}")
    try:
        return read(payload)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise SeamFault(f"record of version {version} can't be read: {error}") from None


class Damage(NamedTuple):
    """Bytes of a segment that hold no sound frame."""

    start: int
    size: int
    what: str


class Frames(NamedTuple):
    """What a stretch of a segment holds. Once it has grown, reading goes on at `end`, where a torn frame may be."""

    starts: list[int]  # where sound frames begin, ascending
    damages: list[Damage]
    end: int


def find_frames(data: bytes | memoryview, start: int, salt: int) -> Frames:
    """Walk from frame to frame, checksums verified; past damage, on to the next sound frame if one is near."""
    starts: list[int] = []
    damages: list[Damage] = []
    total = len(data)
    view = memoryview(data)
    here = start
    while here + _OVERHEAD < total:
        size, checksum = _FRAME.unpack_from(view, here)
        record = here + _OVERHEAD
        end: int = record + size
        # What _sound_frame looks at, without the call: a spool has millions of frames.
        if 1 < size <= FRAME_SIZE_MAX and end <= total and crc32(view[record:end], salt) == checksum:
            starts.append(here)
            here = end
            continue
        found = _next_sound_frame(view, here + 1, total, salt)
        if not found:
            break
        damages.append(Damage(here, found - here, f"{found - here} bytes at {here} are damaged and passed over"))
        here = found
    return Frames(starts, damages, here)


def read_frame(data: bytes | memoryview, start: int) -> Decision:
    """The decision of a sound frame that begins at `start` (see `find_frames`)."""
    size = _FRAME.unpack_from(data, start)[0]
    record = start + _OVERHEAD
    return decode(data[record], memoryview(data)[record + 1 : record + size])


def _sound_frame(view: memoryview, start: int, total: int, salt: int) -> int:
    """Where the sound frame at `start` ends; 0 when there is none."""
    record = start + _OVERHEAD
    if record >= total:
        return 0
    size, checksum = _FRAME.unpack_from(view, start)
    end: int = record + size
    if not 1 < size <= FRAME_SIZE_MAX or end > total or crc32(view[record:end], salt) != checksum:
        return 0
    return end


def _next_sound_frame(view: memoryview, start: int, total: int, salt: int) -> int:
    """Where the next sound frame begins; 0 when there is none near. Only known versions are looked for, being cheap."""
    stretch = bytes(view[start : min(total, start + RESYNC_MAX)])
    for version in _VERSIONS.finditer(stretch, _OVERHEAD):
        here = start + version.start() - _OVERHEAD
        if _sound_frame(view, here, total, salt):
            return here
    return 0
