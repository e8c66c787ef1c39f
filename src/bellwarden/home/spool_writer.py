"""Keeps decisions without ever holding a call up: `put` packs and queues, one thread writes, a full disk only counts.

Each worker process has its own segments, so that workers write side by side without knowing of each other.
"""

import contextlib
import errno
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from bellwarden.home.fault import HomeFault
from bellwarden.home.gaps import GapLog
from bellwarden.home.segment import OpenSegment, is_worker_name, make_room
from bellwarden.home.token_files import write_index
from bellwarden.model.decision import Decision
from bellwarden.seam.fault import SeamFault
from bellwarden.seam.spool import FRAME_SIZE_MAX, HEADER_SIZE, encode
from bellwarden.seam.token_index import TokenEntries, keys_of

FLUSH_SECONDS: Final = 0.05  # a killed gate loses no more than this
SYNC_SECONDS: Final = 0.2  # a machine without power no more than this; a sync costs as much as hundreds of records
BACK_OFF_SECONDS_MAX: Final = 5.0
CLOSE_SECONDS_MAX: Final = 2.0  # how long a closing writer tries to get its last records onto a failing disk
WRITE_BYTES: Final = 1 << 20  # handed to the kernel at once

# The disk may have room again: the segment stays good, writing goes on where it stopped.
_FULL: Final = frozenset((errno.ENOSPC, errno.EDQUOT))


class SpoolBounds(NamedTuple):
    """Every limit of a worker's spool. Sizes are in bytes."""

    queue_records_max: int = 65_536
    queue_bytes_max: int = 32 * 1024 * 1024
    segment_bytes_max: int = 64 * 1024 * 1024
    segment_seconds_max: float = 600.0
    spool_bytes_max: int = 4 * 1024 * 1024 * 1024  # of all workers' segments together


class SpoolCounters(NamedTuple):
    """Since the start. Every decision put is written, dropped, or still in the depth."""

    written: int  # records on disk
    dropped: int  # records that found no room in the queue, or could not be packed, or were left over at the end
    depth: int  # records waiting
    depth_bytes: int
    written_bytes: int
    removed_segments: int  # segments taken away to stay below `spool_bytes_max`
    fault: str  # what the disk said last; "" while it takes what it is given


class SpoolWriter:
    """`ports.DecisionSink` on disk. Make it in the process that uses it: a fork does not carry its thread over."""

    def __init__(self, folder: Path, worker: str, bounds: SpoolBounds, clock: Callable[[], float] = time.time) -> None:
        if not is_worker_name(worker):
            raise HomeFault(f"{worker!r} is no name for a worker: 1 to 32 small letters and digits")
        if bounds.segment_bytes_max < HEADER_SIZE + FRAME_SIZE_MAX + 8:
            raise HomeFault(f"a segment must have room for a record: more than {FRAME_SIZE_MAX} bytes")
        self._folder = folder
        self._worker = worker
        self._bounds = bounds
        self._clock = clock
        self._salt = int.from_bytes(os.urandom(4), "big")
        # Shared between the callers of put and the thread, under the lock.
        self._gaps = GapLog(folder, worker)
        self._lock = threading.Lock()
        self._settled = threading.Condition(self._lock)
        self._frames: list[bytes] = []
        self._keys: list[bytes] = []  # of each frame's tokens
        self._first_id = ""
        self._depth = 0
        self._depth_bytes = 0
        self._written = 0
        self._written_bytes = 0
        self._dropped = 0
        self._closed = False
        self._sync_wanted = False
        # The thread's own. The batch is what may have to be written again: all that is not known to be on disk.
        self._batch: list[bytes] = []
        self._batch_keys: list[bytes] = []
        self._entries = TokenEntries()  # of the segment
        self._batch_id = ""
        self._next = 0  # first frame of the batch that is not wholly written
        self._cut = 0  # how many bytes of that one are
        self._segment: OpenSegment | None = None
        self._synced_at = 0.0
        self._pause = FLUSH_SECONDS
        self._removed_segments = 0
        self._fault = ""
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="spool", daemon=True)
        self._thread.start()

    def put(self, decision: Decision) -> None:
        """Keep the decision, soon. Never blocks, never raises; what does not fit is dropped and counted."""
        try:
            decision_id = decision.id
            frame = encode(decision, self._salt)
            keys = keys_of(decision)
        except (SeamFault, AttributeError, TypeError, ValueError):
            with self._lock:
                self._drop("the decision can't be packed")
            return
        size = len(frame)
        bounds = self._bounds
        with self._lock:
            if (
                self._closed
                or self._depth >= bounds.queue_records_max
                or self._depth_bytes + size > bounds.queue_bytes_max
            ):
                self._drop(self._fault or ("the gate was ending" if self._closed else "the queue to the disk was full"))
                return
            if not self._frames:
                self._first_id = decision_id
            self._frames.append(frame)
            self._keys.append(keys)
            self._depth += 1
            self._depth_bytes += size

    def _drop(self, why: str, count: int = 1) -> None:
        """Under the lock."""
        if count:
            self._dropped += count
            self._gaps.note(self._clock(), why, count)

    def counters(self) -> SpoolCounters:
        fault = self._fault
        if not self._thread.is_alive() and not self._closed:
            fault = "the thread that writes has ended"
        with self._lock:
            return SpoolCounters(
                self._written,
                self._dropped,
                self._depth,
                self._depth_bytes,
                self._written_bytes,
                self._removed_segments,
                fault,
            )

    def flush(self, timeout_s: float = 5.0) -> bool:
        """Wait until everything put so far is on disk; False when the disk did not take it in time."""
        with self._lock:
            goal = self._written + self._depth
            self._sync_wanted = True
            self._wake.set()
            return self._settled.wait_for(lambda: self._written >= goal, timeout_s)

    def close(self) -> None:
        """Write what waits and stop. A failing disk gets a last chance of some seconds; the rest is dropped."""
        with self._lock:
            self._closed = True
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closed:
            self._wake.wait(self._pause)
            self._wake.clear()
            self._drain()
        deadline = time.monotonic() + CLOSE_SECONDS_MAX
        while self._depth and time.monotonic() < deadline:
            self._drain()
            if self._fault:
                time.sleep(FLUSH_SECONDS)
        with self._lock:
            self._drop(self._fault or "the gate was ending", self._depth)
            self._depth = self._depth_bytes = 0
        self._end_segment()
        self._write_gaps(all_of_them=True)

    def _drain(self) -> None:
        with self._lock:
            if self._frames:
                if not self._batch:
                    self._batch_id = self._first_id
                self._batch += self._frames
                self._batch_keys += self._keys
                self._frames = []
                self._keys = []
        try:
            if self._batch:
                self._write_batch()
            elif self._segment is not None and self._is_aged(self._segment):
                self._end_segment()
        except OSError as error:
            self._back_off(error)
        else:
            self._pause = FLUSH_SECONDS
            self._fault = ""
            self._write_gaps()

    def _write_gaps(self, all_of_them: bool = False) -> None:
        with self._lock:
            gaps = self._gaps.take(self._clock(), all_of_them)
        if not gaps:
            return
        try:
            self._gaps.write(gaps)
        except OSError:  # the next time
            with self._lock:
                self._gaps.give_back(gaps)

    def _write_batch(self) -> None:
        batch = self._batch
        segment = self._segment
        while self._next < len(batch):
            segment = self._segment_for(len(batch[self._next]))
            room = self._bounds.segment_bytes_max - segment.size
            place = segment.size - self._cut  # of the frame that comes next
            self._advance(segment.write(self._chunk(min(room, WRITE_BYTES))), place)
        now = time.monotonic()
        if not (self._sync_wanted or self._closed) and now - self._synced_at < SYNC_SECONDS:
            return
        if segment is not None:
            self._sync(segment)
        self._synced_at = now
        size = sum(map(len, batch))
        self._batch = []
        self._batch_keys = []
        self._next = 0
        with self._lock:
            self._sync_wanted = self._sync_wanted and bool(self._frames)  # whoever waits may wait for these
            self._written += len(batch)
            self._written_bytes += size
            self._depth -= len(batch)
            self._depth_bytes -= size
            self._settled.notify_all()

    def _segment_for(self, size: int) -> OpenSegment:
        """The segment that the next frame goes to. A frame that was begun is finished where it was begun."""
        segment = self._segment
        if segment is not None:
            has_room = segment.size + size <= self._bounds.segment_bytes_max
            if self._cut or (has_room and not self._is_aged(segment)):
                return segment
            self._sync(segment)
            self._end_segment()
        room = self._bounds.spool_bytes_max - self._bounds.segment_bytes_max
        self._removed_segments += make_room(self._folder, room)
        now = self._clock()
        self._segment = OpenSegment(self._folder, self._start_ms(now), self._worker, self._salt, now)
        return self._segment

    def _is_aged(self, segment: OpenSegment) -> bool:
        return self._clock() - segment.opened_at >= self._bounds.segment_seconds_max

    def _start_ms(self, now: float) -> int:
        """The time of the first record, which may have waited for a full disk: readers look for it by the name."""
        milliseconds = int(now * 1000)
        try:
            return min(int(self._batch_id[:12], 16), milliseconds)
        except ValueError:
            return milliseconds

    def _chunk(self, room: int) -> bytes:
        """The rest of a frame that was begun, and as many whole ones after it as there is room for."""
        batch, at = self._batch, self._next
        first = batch[at][self._cut :]
        parts = [first]
        room -= len(first)
        for at in range(self._next + 1, len(batch)):
            room -= len(batch[at])
            if room < 0:
                break
            parts.append(batch[at])
        return b"".join(parts)

    def _advance(self, written: int, place: int) -> None:
        written += self._cut
        while self._next < len(self._batch) and written >= len(self._batch[self._next]):
            size = len(self._batch[self._next])
            if self._batch_keys[self._next]:
                self._entries.add(self._batch_keys[self._next], place)
            place += size
            written -= size
            self._next += 1
        self._cut = written

    def _back_off(self, error: OSError) -> None:
        self._fault = str(error)
        self._pause = min(self._pause * 2, BACK_OFF_SECONDS_MAX)
        if error.errno not in _FULL:
            self._begin_again()

    def _sync(self, segment: OpenSegment) -> None:
        try:
            segment.sync()
        except OSError:
            self._begin_again()
            raise

    def _begin_again(self) -> None:
        """Write the batch once more, to a new segment, since nobody knows what the disk kept of it.

        A record that is then there twice has the same id both times.
        """
        self._next = self._cut = 0
        self._end_segment(sound=False)

    def _end_segment(self, sound: bool = True) -> None:
        entries, self._entries = self._entries, TokenEntries()
        if self._segment is not None:
            if sound:
                with contextlib.suppress(OSError):  # who looks for a token makes it again
                    write_index(self._segment.path, entries.packed(self._salt, self._segment.size))
            try:
                self._segment.close()
            except OSError as error:
                self._fault = str(error)
            self._segment = None
