"""Tokens accepted lately, in memory that all workers of a machine map: a token is good for one call only.

RFC 8224 section 12.1: within its freshness a token can be cut out of one call and pasted into another. So each one is
remembered with the call it came in; the same call may bring it again, a fork or a retransmission, another may not.

Places are in sets of four, the oldest is overwritten where all are taken: a bounded table, which holds a quarter
million tokens, the freshness of 60 seconds twice at 2,000 calls a second. There is no lock. Two workers that see one
token in two calls in the same microsecond may both let it pass; a half-written place is nobody's.
"""

import mmap
import os
import struct
from hashlib import blake2b
from typing import Final

SETS: Final = 65_536
WAYS: Final = 4
KEEPS_FRESHNESS: Final = 2  # times the freshness: clocks differ, and a token of the future is younger than it looks

_PLACE: Final = struct.Struct("<QQd")  # the token's name, its call's, and until when it is remembered
_SET_BYTES: Final = WAYS * _PLACE.size


class SeenTokens:
    """`ports.TokensSeen`. Made by the supervisor before it forks; `keep_s` is the policy's, set by each worker."""

    __slots__ = ("_memory", "_secret", "keep_s")

    def __init__(self, sets: int = SETS) -> None:
        self._memory = mmap.mmap(-1, sets * _SET_BYTES)
        # Keyed, so that nobody can choose tokens that meet in one set.
        self._secret = os.urandom(16)
        self.keep_s = 120.0

    def is_replay(self, signature: bytes, call: str, at: float) -> bool:
        """See `TokensSeen`."""
        token, name = struct.unpack("<QQ", self._name(signature) + self._name(call.encode("utf-8", "replace")))
        memory = self._memory
        first = token % (len(memory) // _SET_BYTES) * _SET_BYTES
        free, free_until = first, float("inf")
        for place in range(first, first + _SET_BYTES, _PLACE.size):
            seen, seen_in, until = _PLACE.unpack_from(memory, place)
            if seen == token and until >= at:
                return bool(seen_in != name)
            if until < free_until:
                free, free_until = place, until
        _PLACE.pack_into(memory, free, token, name, at + self.keep_s)
        return False

    def _name(self, data: bytes) -> bytes:
        return blake2b(data, key=self._secret, digest_size=8).digest()
