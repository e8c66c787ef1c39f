"""Reads kept decisions: by time, the last ones, one by its id, or new ones as they come; over all workers' segments.

Damaged bytes are passed over and reported in `faults`; everything that is sound is read.
"""

import mmap
import re
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from heapq import heappop, heappush
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from bellwarden.home.gaps import Gap, read_gaps
from bellwarden.home.segment import SegmentFile, is_open, segments_in
from bellwarden.model.decision import Decision
from bellwarden.seam.brief import BriefDecision, read_brief
from bellwarden.seam.fault import SeamFault
from bellwarden.seam.spool import HEADER_SIZE, Frames, find_frames, read_frame, read_segment_header

FAULTS_MAX: Final = 1000  # faults kept; the count goes on
_ID: Final = re.compile(r"[0-9a-f]{24}", re.ASCII)  # see `model.decision`
SLACK_MS: Final = 2000  # a record may wait this long before it is written, and clocks may be set by so much
BATCH: Final = 20_000  # decisions that are handed over at once to whoever takes all of them in


class Stretch(NamedTuple):
    """What a segment holds behind a place of it."""

    segment: str  # file name
    end: int  # where reading goes on, once this has been kept
    decisions: list[BriefDecision]


class SpoolReader:
    """Over the segments of a folder, whoever writes them, also while they are written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.faults: list[str] = []
        self.fault_count = 0

    def read(
        self, since: float | None = None, until: float | None = None, newest_first: bool = False
    ) -> Iterator[Decision]:
        """Decisions in order of time, from `since` to before `until` (seconds since 1970, by the decisions' ids).

        Segments are opened one after the other as their time comes; the workers' records are merged.
        """
        low = 0 if since is None else int(since * 1000)
        high = 1 << 62 if until is None else int(until * 1000)
        segments = [s for s in segments_in(self._folder) if s.end_ms + SLACK_MS >= low and s.start_ms - SLACK_MS < high]
        within = (low - SLACK_MS, high + SLACK_MS)
        for decision in self._merged(segments, newest_first, within):
            at = recorded_ms(decision)
            if low <= at < high:
                yield decision
            elif at < within[0] if newest_first else at >= within[1]:
                return

    def last(self, count: int) -> list[Decision]:
        """The last `count` decisions, newest first."""
        return list(islice(self.read(newest_first=True), count))

    def find(self, decision_id: str) -> Decision | None:
        """The decision of this id. Its time says where to look first; then everything else is looked through."""
        if _ID.fullmatch(decision_id) is None:
            return None
        wanted = decision_id.encode("ascii")
        ms = int(decision_id[:12], 16)
        segments = segments_in(self._folder)
        near = [s for s in reversed(segments) if s.start_ms - SLACK_MS <= ms <= s.end_ms + SLACK_MS]
        rest = [s for s in reversed(segments) if s not in near]
        for segment in (*near, *rest):
            data = _map(segment.path)
            if data is not None and data.find(wanted) >= 0:
                found = self._find_in(segment, data, wanted, decision_id)
                if found is not None:
                    return found
        return None

    def names(self, snapshot_id: str) -> bool:
        """Whether any kept record may name this policy snapshot."""
        wanted = snapshot_id.encode("utf-8", "replace")
        for segment in reversed(segments_in(self._folder)):
            data = _map(segment.path)
            if data is not None and data.find(wanted) >= 0:
                return True
        return False

    def gaps(self, since: float | None = None, until: float | None = None) -> list[Gap]:
        """When decisions could not be kept at all, oldest first."""
        return read_gaps(self._folder, since, until)

    def follow(self, stop: Callable[[], bool], poll_seconds: float = 0.2) -> Iterator[Decision]:
        """New decisions from now on, as they are written, until `stop` says so; it is asked once a poll."""
        ends = self.ends()
        while not stop():
            yield from self.grown(ends)
            time.sleep(poll_seconds)

    def begins_at(self) -> float | None:
        """When the first segment that is still here was begun; None without one."""
        segments = segments_in(self._folder)
        return segments[0].start_ms / 1000 if segments else None

    def ends(self) -> dict[Path, int]:
        """Where each segment ends now."""
        segments = segments_in(self._folder)
        return {one.path: self._end_of(one) if is_open(one.path) else one.size for one in segments}

    def grown(self, ends: dict[Path, int]) -> list[Decision]:
        """Decisions written behind these places, in order of time; `ends` is moved on behind them."""
        fresh: list[Decision] = []
        segments = segments_in(self._folder)
        for segment in segments:
            start = ends.get(segment.path, HEADER_SIZE)
            if segment.size > start:
                frames, decisions = self._from(segment, start)
                ends[segment.path] = frames.end
                fresh.extend(decisions)
        present = {segment.path for segment in segments}
        for gone in [path for path in ends if path not in present]:
            del ends[gone]
        fresh.sort(key=recorded_ms)
        return fresh

    def segment_names(self) -> list[str]:
        """Of all that there are, oldest first."""
        return [one.path.name for one in segments_in(self._folder)]

    def fresh(self, ends: Mapping[str, int]) -> Iterator[Stretch]:
        """All decisions behind the places named, in parts of at most `BATCH`, oldest segment first.

        `ends`: the `end` of the last stretch of each segment that was kept; of others everything is read.
        """
        for segment in segments_in(self._folder):
            start = ends.get(segment.path.name, HEADER_SIZE)
            if segment.size <= start:
                continue
            data = _map(segment.path)
            frames = Frames([], [], start) if data is None else self._frames(segment, data, start)
            if data is None or not frames.starts:
                continue
            view = memoryview(data)
            for first in range(0, len(frames.starts), BATCH):
                places = frames.starts[first : first + BATCH]
                end = frames.starts[first + BATCH] if first + BATCH < len(frames.starts) else frames.end
                yield Stretch(segment.path.name, end, list(self._briefs(segment, view, places)))

    def _briefs(self, segment: SegmentFile, view: memoryview, places: list[int]) -> Iterator[BriefDecision]:
        for place in places:
            try:
                yield read_brief(view, place)
            except SeamFault as fault:
                self._report(segment, f"the record at {place} is passed over: {fault}")

    def _merged(
        self, segments: list[SegmentFile], newest_first: bool, within: tuple[int, int] = (0, 1 << 62)
    ) -> Iterator[Decision]:
        """All records in order of time. A segment waits unopened until the merge has come to its time."""
        sign = -1 if newest_first else 1
        waiting = [(-(s.end_ms + SLACK_MS) if newest_first else s.start_ms - SLACK_MS, s) for s in segments]
        waiting.sort(reverse=True)
        reading: list[tuple[int, int, Decision, Iterator[Decision]]] = []
        number = 0
        while waiting or reading:
            if waiting and (not reading or waiting[-1][0] <= reading[0][0]):
                records = self._records(waiting.pop()[1], newest_first, within)
                number += 1
                place = number
            else:
                _, place, decision, records = heappop(reading)
                yield decision
            following = next(records, None)
            if following is not None:
                heappush(reading, (sign * recorded_ms(following), place, following, records))

    def _records(self, segment: SegmentFile, newest_first: bool, within: tuple[int, int]) -> Iterator[Decision]:
        """Those of a time, and some more: where it begins is looked for in the frames, which stand in order of time."""
        data = _map(segment.path)
        if data is None:
            return
        starts = self._frames(segment, data).starts

        def recorded(start: int, unread: int) -> int:
            try:
                return recorded_ms(read_frame(memoryview(data), start))
            except SeamFault:  # told when it is read; until then rather too much is
                return unread

        first, last = 0, len(starts)
        if segment.start_ms < within[0]:
            first = bisect_left(starts, within[0], key=lambda start: recorded(start, within[0]))
        if segment.end_ms >= within[1]:
            last = bisect_left(starts, within[1], key=lambda start: recorded(start, 0))
        for place in range(last - 1, first - 1, -1) if newest_first else range(first, last):
            start = starts[place]
            decision = self._decision(segment, data, start)
            if decision is not None:
                yield decision

    def _find_in(self, segment: SegmentFile, data: mmap.mmap, wanted: bytes, decision_id: str) -> Decision | None:
        starts = self._frames(segment, data).starts
        place = data.find(wanted)
        while place >= 0:
            after = bisect_right(starts, place)
            if after:
                decision = self._decision(segment, data, starts[after - 1])
                if decision is not None and decision.id == decision_id:
                    return decision
            if after == len(starts):
                return None
            place = data.find(wanted, starts[after])
        return None

    def _from(self, segment: SegmentFile, start: int) -> tuple[Frames, list[Decision]]:
        """What was written to a segment since `start`, without judging a record that is not finished yet."""
        data = _map(segment.path)
        if data is None:
            return Frames([], [], start), []
        try:
            frames = find_frames(memoryview(data), start, read_segment_header(memoryview(data)))
        except SeamFault as fault:
            self._report(segment, str(fault))
            return Frames([], [], len(data)), []
        for damage in frames.damages:
            self._report(segment, damage.what)
        found = [self._decision(segment, data, at) for at in frames.starts]
        return frames, [decision for decision in found if decision is not None]

    def _end_of(self, segment: SegmentFile) -> int:
        data = _map(segment.path)
        return HEADER_SIZE if data is None else self._frames(segment, data).end

    def _frames(self, segment: SegmentFile, data: mmap.mmap, start: int = HEADER_SIZE) -> Frames:
        """The sound frames of a segment from `start` on, with a report of everything else in it."""
        try:
            frames = find_frames(memoryview(data), start, read_segment_header(memoryview(data)))
        except SeamFault as fault:
            self._report(segment, str(fault))
            return Frames([], [], HEADER_SIZE)
        for damage in frames.damages:
            self._report(segment, damage.what)
        left = len(data) - frames.end
        if left and not is_open(segment.path):
            self._report(segment, f"{left} bytes at {frames.end} are torn off or damaged to the end")
        return frames

    def _decision(self, segment: SegmentFile, data: mmap.mmap, start: int) -> Decision | None:
        try:
            return read_frame(memoryview(data), start)
        except SeamFault as fault:
            self._report(segment, f"the record at {start} is passed over: {fault}")
            return None

    def _report(self, segment: SegmentFile, what: str) -> None:
        self.fault_count += 1
        if len(self.faults) < FAULTS_MAX:
            self.faults.append(f"{segment.path.name}: {what}")


def recorded_ms(decision: Decision) -> int:
    """When a decision was made, in milliseconds since 1970, by its id, which ascends within a worker."""
    try:
        return int(decision.id[:12], 16)
    except ValueError:
        return int(decision.call.request.at * 1000)


def _map(path: Path) -> mmap.mmap | None:
    """A segment as read-only memory: segments only grow, or vanish. None when it vanished or is still empty."""
    try:
        with open(path, "rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (FileNotFoundError, ValueError):
        return None
