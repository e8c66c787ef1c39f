"""Answers already given, where all workers of a machine can read them.

The workers read one UDP socket, so a retransmitted INVITE may reach another worker than the INVITE did. It gets the
same answer, and its attempt is counted once, whoever takes it up. One worker alone needs none of this: the SIP core
remembers its own answers.
"""

import mmap
import struct
from hashlib import blake2b
from typing import Final
from zlib import crc32

import msgspec

from bellwarden.model.sip_answer import SipAnswer

# RFC 3261 section 17.2.1, timer H: 64 * T1; nobody retransmits an INVITE for longer.
KEPT_S: Final = 32.0
SLOTS: Final = 16_384  # 500 calls a second for 32 s; a younger answer takes an older one's slot
SLOT_BYTES: Final = 1_024

_HEADER: Final = struct.Struct("<16sdHI")  # digest of the transaction, given until, length, crc32 of all of it
_BODY_MAX: Final = SLOT_BYTES - _HEADER.size


class SharedReplies:
    """Made by the parent before it forks. No lock: a slot caught half-written fails its checksum and reads as empty."""

    __slots__ = ("_memory",)

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, SLOTS * SLOT_BYTES)

    def put(self, transaction: bytes, answer: SipAnswer, now: float) -> None:
        """Remember an answer. One that can't be kept is judged again if it is asked for again. `now` is monotonic."""
        try:
            body = msgspec.msgpack.encode(answer)
        except ValueError:  # a lone surrogate
            return
        if len(body) > _BODY_MAX:
            return
        digest = _digest(transaction)
        start = _slot(digest)
        until = now + KEPT_S
        record = _HEADER.pack(digest, until, len(body), _checksum(digest, until, body)) + body
        self._memory[start : start + len(record)] = record

    def get(self, transaction: bytes, now: float) -> SipAnswer | None:
        """The answer given to this transaction, or None."""
        digest = _digest(transaction)
        start = _slot(digest)
        kept, until, length, checksum = _HEADER.unpack_from(self._memory, start)
        if kept != digest or until < now or length > _BODY_MAX:
            return None
        body = self._memory[start + _HEADER.size : start + _HEADER.size + length]
        if _checksum(digest, until, body) != checksum:
            return None
        return msgspec.msgpack.decode(body, type=SipAnswer)


def _digest(transaction: bytes) -> bytes:
    return blake2b(transaction, digest_size=16).digest()


def _slot(digest: bytes) -> int:
    return int.from_bytes(digest[:4], "little") % SLOTS * SLOT_BYTES


def _checksum(digest: bytes, until: float, body: bytes) -> int:
    return crc32(body, crc32(struct.pack("<d", until), crc32(digest)))
