"""The index beside a segment of the spool: which of its decisions saw or made a token, by origid and by signature.

A header and sorted entries of one size: 8 octets of key, 8 of the frame's place. It says only where to look: whoever
finds a place reads the decision there. It is no record: a lost or damaged one is made again from the segment.
"""

from bisect import bisect_left
from hashlib import blake2b
from struct import Struct
from typing import Final
from zlib import crc32

from bellwarden.model.decision import Decision
from bellwarden.seam.fault import SeamFault

KEY_SIZE: Final = 8
ENTRY_SIZE: Final = 16
_MAGIC: Final = b"bellwarden tokens 1\n"
_HEADER: Final = Struct(">20sIQQI")  # magic, the segment's salt and size, number of entries, CRC-32 of the entries
_PLACE: Final = Struct(">Q")
_NO_KEYS: Final = b""


def origid_key(origid: str) -> bytes:
    """Of an origination identifier (RFC 8588 section 5); capitals make no difference in a UUID (RFC 4122 section 3)."""
    return blake2b(origid.strip().lower().encode("utf-8", "replace"), digest_size=KEY_SIZE, person=b"origid").digest()


def signature_key(digest: str) -> bytes:
    """Of a token by the SHA-256 of its signature octets, in hex; b"" for a text that is none."""
    try:
        key = bytes.fromhex(digest[: 2 * KEY_SIZE])
    except ValueError:
        return _NO_KEYS
    return key if len(key) == KEY_SIZE else _NO_KEYS


def keys_of(decision: Decision) -> bytes:
    """All keys of a decision, one behind the other; b"" for a call that no token was seen or made of."""
    found, signing = decision.call.verification, decision.signing
    if found is None and signing is None:
        return _NO_KEYS
    keys = set()
    for one in (found, signing):
        if one is not None:
            if one.origid:
                keys.add(origid_key(one.origid))
            if one.signature:
                keys.add(signature_key(one.signature))
    keys.discard(_NO_KEYS)
    return b"".join(sorted(keys))


class TokenEntries:
    """The entries of a segment while it is written."""

    __slots__ = ("_entries",)

    def __init__(self) -> None:
        self._entries = bytearray()

    def add(self, keys: bytes, place: int) -> None:
        """The frame that begins at `place` has these keys."""
        behind = _PLACE.pack(place)
        for at in range(0, len(keys), KEY_SIZE):
            self._entries += keys[at : at + KEY_SIZE] + behind

    def packed(self, salt: int, size: int) -> bytes:
        """The whole index of a segment with this salt and so many octets."""
        entries = self._entries
        # Sorted in parts: one sort of all would keep the interpreter from everybody else for a tenth of a second.
        parts: list[list[bytes]] = [[] for _ in range(256)]
        for at in range(0, len(entries), ENTRY_SIZE):
            parts[entries[at]].append(bytes(entries[at : at + ENTRY_SIZE]))
        for part in parts:
            part.sort()
        body = b"".join([b"".join(part) for part in parts])
        return _HEADER.pack(_MAGIC, salt, size, len(body) // ENTRY_SIZE, crc32(body)) + body


class TokenIndex:
    """Over the octets of an index. SeamFault when they are none, damaged, or not of this segment as it is now."""

    __slots__ = ("_count", "_view")

    def __init__(self, data: bytes | memoryview, salt: int, size: int) -> None:
        self._view = view = memoryview(data)
        if len(view) < _HEADER.size:
            raise SeamFault(f"the index has only {len(view)} bytes")
        magic, its_salt, its_size, count, checksum = _HEADER.unpack_from(view)
        if magic != _MAGIC or its_salt != salt or its_size != size:
            raise SeamFault("the index is of another format or segment")
        body = view[_HEADER.size :]
        if len(body) != count * ENTRY_SIZE or crc32(body) != checksum:
            raise SeamFault("the index is damaged")
        self._count: int = count

    def __len__(self) -> int:
        return self._count

    def find(self, key: bytes) -> list[int]:
        """Places of the frames that have this key, ascending; now and then one that has not."""
        at = bisect_left(range(self._count), key, key=self._key)
        found = []
        while at < self._count and self._key(at) == key:
            found.append(_PLACE.unpack_from(self._view, _HEADER.size + at * ENTRY_SIZE + KEY_SIZE)[0])
            at += 1
        return found

    def _key(self, at: int) -> bytes:
        start = _HEADER.size + at * ENTRY_SIZE
        return bytes(self._view[start : start + KEY_SIZE])
