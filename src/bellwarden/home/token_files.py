"""The index of tokens beside each closed segment of the spool, and the search by it.

The writer of a segment leaves its index when it closes the segment. Where one is missing or damaged (a worker that was
killed, an older version) the first search makes it again; a segment that is still written is looked through.
"""

import mmap
import os
import struct
from bisect import bisect_right
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from bellwarden.home.files import TEMPORARY
from bellwarden.home.segment import INDEX_SUFFIX as SUFFIX
from bellwarden.home.segment import SegmentFile, is_open, segments_in
from bellwarden.model.decision import Decision
from bellwarden.seam.fault import SeamFault
from bellwarden.seam.spool import HEADER_SIZE, find_frames, read_frame, read_segment_header
from bellwarden.seam.token_index import TokenEntries, TokenIndex, keys_of


def index_path(segment: Path) -> Path:
    return segment.with_suffix(SUFFIX)


def write_index(segment: Path, packed: bytes) -> None:
    """Leave an index beside its segment, whole or not at all. It may be lost with the power: it can be made again."""
    temporary = segment.parent / f"{TEMPORARY}{segment.stem}{SUFFIX}-{os.getpid()}"
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with open(descriptor, "wb") as file:
            file.write(packed)
        os.replace(temporary, index_path(segment))
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise


class TokenFinder:
    """Over the spool of a home."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.rebuilt = 0  # indexes that were made again
        self.first_ms = 0  # the oldest that is kept; 0: nothing is

    def find(
        self, keys: Sequence[bytes], texts: Sequence[str], fits: Callable[[Decision], bool], most: int = 100
    ) -> list[Decision]:
        """The decisions that fit, newest segment first, at most `most`.

        `keys` are those of the index, `texts` what a record holds that fits: the one or the other is looked for.
        """
        segments = segments_in(self._folder)
        self.first_ms = segments[0].start_ms if segments else 0
        found: dict[str, Decision] = {}  # a record that is there twice has the same id both times
        for segment in reversed(segments):
            for decision in self._in(segment, keys, texts):
                if fits(decision):
                    found.setdefault(decision.id, decision)
                    if len(found) >= most:
                        return list(found.values())
        return list(found.values())

    def _in(self, segment: SegmentFile, keys: Sequence[bytes], texts: Sequence[str]) -> list[Decision]:
        try:
            with open(segment.path, "rb") as file:
                data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
            salt = read_segment_header(data)
            if is_open(segment.path):
                return _searched(bytes(data), salt, texts)
            index = self._index(segment, data, salt)
            places = sorted({place for key in keys for place in index.find(key)})
            return [one for one in (_read(data, place) for place in places) if one is not None]
        except (FileNotFoundError, ValueError, SeamFault):  # removed meanwhile, empty, or no segment of ours
            return []

    def _index(self, segment: SegmentFile, data: memoryview, salt: int) -> TokenIndex:
        size = len(data)
        try:
            return TokenIndex(index_path(segment.path).read_bytes(), salt, size)
        except (OSError, SeamFault):
            packed = _made_again(data, salt)
            self.rebuilt += 1
            with suppress(OSError):  # a home that we may only read
                write_index(segment.path, packed)
            return TokenIndex(packed, salt, size)


def _made_again(data: memoryview, salt: int) -> bytes:
    entries = TokenEntries()
    for place in find_frames(data, HEADER_SIZE, salt).starts:
        decision = _read(data, place)
        if decision is not None:
            entries.add(keys_of(decision), place)
    return entries.packed(salt, len(data))


def _searched(octets: bytes, salt: int, texts: Sequence[str]) -> list[Decision]:
    """A segment that is still written: wherever a text stands in it, the record around it."""
    wanted = [text.encode("utf-8", "replace") for text in texts]
    if not any(text in octets for text in wanted):
        return []
    starts = find_frames(octets, HEADER_SIZE, salt).starts
    places = set()
    for text in wanted:
        at = octets.find(text)
        while at >= 0:
            after = bisect_right(starts, at)
            if after:
                places.add(starts[after - 1])
            at = octets.find(text, at + len(text))
    return [one for one in (_read(octets, place) for place in sorted(places)) if one is not None]


def _read(data: memoryview | bytes, place: int) -> Decision | None:
    try:
        return read_frame(data, place)
    except (SeamFault, IndexError, ValueError, OverflowError, struct.error):
        return None
