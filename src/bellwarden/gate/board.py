"""Where the workers of a machine publish their counts once a second, for each other and for `bellwarden top`.

Whoever answers a scrape adds them up. A replaced worker goes on from its predecessor's last published counts, so that
no sum falls. The board is memory without a name; on Linux another process of the same user reads it under
/proc/PID/fd/FD while the gate lives, needs no key, and can't hold the gate up.
"""

import mmap
import os
import struct
import weakref
from dataclasses import replace
from typing import Final
from zlib import crc32

import msgspec

from bellwarden.gate.counts import Parties, Tally

MAGIC: Final = b"bellwarden-counts-1\n"

_PAGE: Final = 4_096
_REGION: Final = 4 * 1024 * 1024  # bytes a worker may publish; only what is used becomes memory
_HEAD_BYTES: Final = 128 * 1024  # of them for everything but customers and trunks one by one
_FRONT: Final = struct.Struct("<20sI")  # magic, workers
_HEADER: Final = struct.Struct("<II")  # length, crc32
_TRIES: Final = 3
Last = dict[tuple[int, bool], Tally]  # what was read last, by worker and with or without the parties
_decode_head: Final = msgspec.msgpack.Decoder(Tally).decode
_decode_parties: Final = msgspec.msgpack.Decoder(tuple[Parties, Parties]).decode


class Board:
    """Made by the parent before it forks."""

    __slots__ = ("__weakref__", "_last", "_memory", "fd", "workers")

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.fd = -1  # of the memory, where others can find it (Linux)
        size = _PAGE + workers * _REGION
        if hasattr(os, "memfd_create"):
            self.fd = os.memfd_create("bellwarden-counts")
            weakref.finalize(self, os.close, self.fd)
            os.ftruncate(self.fd, size)
        self._memory = mmap.mmap(self.fd, size)
        self._memory[: _FRONT.size] = _FRONT.pack(MAGIC, workers)
        self._last: Last = {}

    def publish(self, worker: int, tally: Tally) -> None:
        """Show a worker's counts to the others; customers and trunks that do not fit stay as they were shown last."""
        head = replace(tally, customers=tally.customers.summary(), trunks=tally.trunks.summary())
        start = _PAGE + worker * _REGION
        _write(self._memory, start, _HEAD_BYTES, msgspec.msgpack.encode(head))
        body = msgspec.msgpack.encode((tally.customers, tally.trunks))
        _write(self._memory, start + _HEAD_BYTES, _REGION - _HEAD_BYTES, body)

    def read(self, worker: int, parties: bool = True) -> Tally | None:
        """A worker's last published counts, None before the first time; caught half-written, the ones before.

        Without the parties, which may be thousands, only what the metrics need of them.
        """
        return _read(self._memory, worker, self._last, parties)


class BoardView:
    """Another process's board, read only. Raises OSError when it can't be had, ValueError when it is no board."""

    def __init__(self, path: str) -> None:
        fd = os.open(path, os.O_RDONLY)
        try:
            size = os.fstat(fd).st_size
            self._memory = mmap.mmap(fd, size, prot=mmap.PROT_READ) if size >= _PAGE else None
        finally:
            os.close(fd)
        magic, self.workers = (b"", 0) if self._memory is None else _FRONT.unpack_from(self._memory)
        if magic != MAGIC or size < _PAGE + self.workers * _REGION:
            raise ValueError("not the counts of a gate of this version")
        self._last: Last = {}

    def read(self, worker: int) -> Tally | None:
        """As `Board.read`."""
        return None if self._memory is None else _read(self._memory, worker, self._last, True)


def _write(memory: mmap.mmap, start: int, room: int, body: bytes) -> None:
    if len(body) + _HEADER.size <= room:
        memory[start : start + _HEADER.size + len(body)] = _HEADER.pack(len(body), crc32(body)) + body


def _whole(memory: mmap.mmap, start: int, room: int) -> bytes:
    """What was written there; b"" when it is caught half-written."""
    for _ in range(_TRIES):
        length, checksum = _HEADER.unpack_from(memory, start)
        body = memory[start + _HEADER.size : start + _HEADER.size + min(length, room - _HEADER.size)]
        if length and crc32(body) == checksum:
            return body
    return b""


def _read(memory: mmap.mmap, worker: int, last: Last, parties: bool) -> Tally | None:
    start = _PAGE + worker * _REGION
    head = _whole(memory, start, _HEAD_BYTES)
    tail = _whole(memory, start + _HEAD_BYTES, _REGION - _HEAD_BYTES) if parties else b""
    if head and (tail or not parties):
        tally = _decode_head(head)
        if parties:
            tally.customers, tally.trunks = _decode_parties(tail)
        last[worker, parties] = tally
    return last.get((worker, parties))
