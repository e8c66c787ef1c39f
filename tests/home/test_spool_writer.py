"""The spool's writer: what was flushed is there after a kill, and a full disk only counts."""

import errno
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bellwarden.home import Home, HomeFault, SpoolBounds, SpoolReader, SpoolWriter, spool_writer
from bellwarden.home.segment import INDEX_SUFFIX, OpenSegment, is_open, make_room, segments_in
from bellwarden.home.spool_reader import recorded_ms
from bellwarden.model.decision import Decision
from bellwarden.seam.spool import FRAME_SIZE_MAX, encode
from tests.home.spools import BIG_NAME, NOW_MS, ROOT, SMALL, decision, ids
from tests.seam.test_spool import a_decision


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = Home(tmp_path / "home")
    home.init()
    return home.spool


@pytest.fixture
def writer(folder: Path) -> Iterator[SpoolWriter]:
    made = SpoolWriter(folder, "w1", SMALL)
    yield made
    made.close()


def test_what_was_put_is_read_back(folder: Path, writer: SpoolWriter) -> None:
    put = [decision(0, count) for count in range(100)]
    for one in put:
        writer.put(one)
    assert writer.flush()
    reader = SpoolReader(folder)
    assert list(reader.read()) == put
    assert list(reader.read(newest_first=True)) == put[::-1]
    assert (reader.faults, reader.fault_count) == ([], 0)
    counters = writer.counters()
    assert (counters.written, counters.dropped, counters.depth, counters.depth_bytes, counters.fault) == (
        100, 0, 0, 0, "",
    )  # fmt: skip


def test_records_are_on_disk_soon_without_a_flush(folder: Path, writer: SpoolWriter) -> None:
    writer.put(decision(0))
    deadline = time.monotonic() + 5
    while not writer.counters().written and time.monotonic() < deadline:
        time.sleep(0.01)
    assert ids(SpoolReader(folder).read()) == ids([decision(0)])


def test_a_closed_writer_has_written_everything_and_drops_what_comes_after(folder: Path) -> None:
    writer = SpoolWriter(folder, "w1", SMALL)
    for count in range(50):
        writer.put(decision(0, count))
    writer.close()
    writer.put(decision(1))
    counters = writer.counters()
    assert (counters.written, counters.dropped, counters.depth, counters.fault) == (50, 1, 0, "")
    assert len(list(SpoolReader(folder).read())) == 50
    assert not is_open(segments_in(folder)[0].path)


def test_segments_end_at_their_size(folder: Path, writer: SpoolWriter) -> None:
    put = [decision(count, count, name=BIG_NAME) for count in range(25)]
    for one in put:
        writer.put(one)
    assert writer.flush()
    segments = segments_in(folder)
    assert len(segments) == 3
    assert max(segment.size for segment in segments) <= SMALL.segment_bytes_max
    assert [is_open(segment.path) for segment in segments] == [False, False, True]
    assert list(SpoolReader(folder).read()) == put


def test_segments_end_at_their_age(folder: Path) -> None:
    now = [1000.0]
    writer = SpoolWriter(folder, "w1", SMALL, clock=lambda: now[0])
    writer.put(decision(0, 1))
    assert writer.flush()
    now[0] += 601
    deadline = time.monotonic() + 5
    while is_open(segments_in(folder)[0].path) and time.monotonic() < deadline:
        time.sleep(0.01)  # an idle writer ends it, too
    assert not is_open(segments_in(folder)[0].path)
    writer.put(decision(1, 2))
    writer.close()
    assert len(segments_in(folder)) == 2


def test_a_segment_is_named_by_its_first_record_and_its_worker(folder: Path, writer: SpoolWriter) -> None:
    writer.put(decision(-5000))
    assert writer.flush()
    assert [path.name for path in folder.iterdir()] == [f"{NOW_MS - 5000:013d}-w1.spool"]
    assert folder.joinpath(f"{NOW_MS - 5000:013d}-w1.spool").stat().st_mode & 0o777 == 0o600


def test_two_writers_of_one_name_do_not_share_a_segment(folder: Path) -> None:
    writers = [SpoolWriter(folder, "w1", SMALL) for _ in range(2)]
    for count, writer in enumerate(writers):
        writer.put(decision(0, count))
        writer.close()
    assert len(segments_in(folder)) == 2
    assert ids(SpoolReader(folder).read()) == ids([decision(0, 0), decision(0, 1)])


def test_the_spool_keeps_below_its_bound_by_removing_the_oldest(folder: Path) -> None:
    bounds = SMALL._replace(spool_bytes_max=3 * SMALL.segment_bytes_max)
    writer = SpoolWriter(folder, "w1", bounds)
    for count in range(60):
        writer.put(decision(count, count, name=BIG_NAME))
    writer.close()
    assert sum(segment.size for segment in segments_in(folder)) <= bounds.spool_bytes_max
    assert writer.counters().removed_segments == 3
    assert recorded_ms(SpoolReader(folder).last(1)[0]) == NOW_MS + 59


def test_the_index_beside_a_segment_counts_and_goes_with_it(folder: Path) -> None:
    for count in range(2):
        one = SpoolWriter(folder, f"w{count}", SMALL)
        one.put(decision(count, count))
        one.close()
    first, second = segments_in(folder)
    for segment in (first, second):
        segment.path.with_suffix(INDEX_SUFFIX).write_bytes(bytes(1_000))
    assert make_room(folder, first.size + second.size + 1_999) == 1
    assert segments_in(folder) == [second]
    assert not first.path.with_suffix(INDEX_SUFFIX).exists()


def test_a_segment_that_somebody_writes_is_never_removed(folder: Path, writer: SpoolWriter) -> None:
    writer.put(decision(0))
    assert writer.flush()
    assert make_room(folder, 0) == 0
    assert len(segments_in(folder)) == 1


@pytest.mark.parametrize(
    "bounds",
    [SMALL._replace(queue_records_max=3), SMALL._replace(queue_bytes_max=3 * len(encode(a_decision())) + 10)],
)
def test_what_does_not_fit_the_queue_is_dropped_and_counted(folder: Path, bounds: SpoolBounds) -> None:
    folder.rmdir()  # so that nothing leaves the queue
    writer = SpoolWriter(folder, "w1", bounds)
    for count in range(10):
        writer.put(decision(0, count))
    assert not writer.flush(0.2)
    counters = writer.counters()
    assert (counters.written, counters.dropped, counters.depth) == (0, 7, 3)
    assert "No such file" in counters.fault
    folder.mkdir()  # and when it can be written, it is
    assert writer.flush()
    writer.close()
    assert (writer.counters().written, writer.counters().fault) == (3, "")
    assert ids(SpoolReader(folder).read()) == ids([decision(0, count) for count in range(3)])


def test_what_is_left_over_at_the_end_is_counted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bellwarden.home.spool_writer.CLOSE_SECONDS_MAX", 0.2)
    shutil.rmtree(folder)
    writer = SpoolWriter(folder, "w1", SMALL)
    writer.put(decision(0))
    writer.close()
    assert writer.counters()[:3] == (0, 1, 0)


@pytest.mark.parametrize(
    "unfit", [a_decision(1, "x" * FRAME_SIZE_MAX), a_decision()._replace(journal=2**70), "no decision", None]
)
def test_put_never_raises(folder: Path, writer: SpoolWriter, unfit: Decision) -> None:
    writer.put(unfit)
    writer.put(decision(0))
    assert writer.flush()
    assert writer.counters()[:2] == (1, 1)


def test_put_is_for_several_threads(folder: Path, writer: SpoolWriter) -> None:
    def put(worker: int) -> None:
        for count in range(500):
            writer.put(decision(0, count, worker))

    threads = [threading.Thread(target=put, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert writer.flush()
    assert writer.counters()[:3] == (2000, 0, 0)
    assert len(set(ids(SpoolReader(folder).read()))) == 2000


@pytest.mark.parametrize("name", ["", "W1", "../w", "a-b", "w" * 33, "w١"])
def test_a_worker_is_named_so_that_a_file_can_be(folder: Path, name: str) -> None:
    with pytest.raises(HomeFault, match="is no name for a worker"):
        SpoolWriter(folder, name, SMALL)


def test_a_segment_must_have_room_for_a_record(folder: Path) -> None:
    with pytest.raises(HomeFault, match="must have room for a record"):
        SpoolWriter(folder, "w1", SMALL._replace(segment_bytes_max=FRAME_SIZE_MAX))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB."""
    if os.geteuid():
        pytest.skip("only root may mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.decode().strip()}")
    yield disk
    subprocess.run(["umount", disk], check=True)


@pytest.mark.parametrize("free", [0, 5000, 150_000, 1_500_000])
def test_a_full_disk_only_counts_and_writing_goes_on_when_there_is_room(small_disk: Path, free: int) -> None:
    """Full from the start, or in the middle of a record: nothing is raised, nothing written is lost or doubled."""
    (small_disk / "filler").write_bytes(bytes(3 * 1024 * 1024 - free))
    writer = SpoolWriter(small_disk, "w1", SMALL._replace(queue_bytes_max=1_000_000))
    put = [decision(count, count, name="x" * 1000) for count in range(3000)]
    for one in put[:1500]:
        writer.put(one)
    writer.flush(0.5)
    for one in put[1500:]:
        writer.put(one)
    assert not writer.flush(0.5)
    full = writer.counters()
    assert full.dropped > 0
    assert full.depth > 0
    assert full.depth_bytes <= 1_000_000
    assert "No space left" in full.fault
    subprocess.run(["mount", "-o", "remount,size=12m", small_disk], check=True)
    assert writer.flush()
    last = decision(10_000)
    writer.put(last)
    writer.close()
    counters = writer.counters()
    assert (counters.depth, counters.fault, counters.written) == (0, "", 3001 - counters.dropped)
    reader = SpoolReader(small_disk)
    kept = list(reader.read())
    assert kept[-1] == last
    assert len(kept) == len(set(ids(kept))) == counters.written
    assert set(ids(kept)) <= set(ids([*put, last]))
    assert reader.faults == []


def test_a_record_that_was_begun_is_finished_where_it_was_begun(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when the segment's time is over by then: half a record in each of two segments would be none."""
    now, room = [1000.0], [2500]
    write = OpenSegment.write

    def on_a_full_disk(self: OpenSegment, data: bytes) -> int:
        if not room[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = write(self, data[: room[0]])
        room[0] -= written
        return written

    monkeypatch.setattr(OpenSegment, "write", on_a_full_disk)
    writer = SpoolWriter(folder, "w1", SMALL, clock=lambda: now[0])
    for count in range(10):
        writer.put(decision(0, count))
    assert not writer.flush(0.3)
    assert "No space left" in writer.counters().fault
    now[0] += 10_000
    room[0] = 1 << 30
    assert writer.flush()
    writer.close()
    reader = SpoolReader(folder)
    assert ids(reader.read()) == ids([decision(0, count) for count in range(10)])
    assert reader.faults == []
    assert segments_in(folder)[0].size > 2500


def test_a_record_is_acknowledged_once_the_disk_has_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk that failed to keep a batch is not asked again whether it did: the batch goes to a new segment."""
    sync, fails = OpenSegment.sync, [True]

    def failing(self: OpenSegment) -> None:
        if fails[0]:
            raise OSError(errno.EIO, "Input/output error")
        sync(self)

    monkeypatch.setattr(OpenSegment, "sync", failing)
    writer = SpoolWriter(folder, "w1", SMALL)
    put = [decision(0, count) for count in range(10)]
    for one in put:
        writer.put(one)
    assert not writer.flush(0.2)
    counters = writer.counters()
    assert (counters.written, counters.depth) == (0, 10)
    assert "Input/output error" in counters.fault
    fails[0] = False
    assert writer.flush()
    writer.close()
    assert writer.counters()[:3] == (10, 0, 0)
    segments = segments_in(folder)
    assert len(segments) > 1
    for segment in segments[:-1]:
        segment.path.unlink()
    assert list(SpoolReader(folder).read()) == put


def test_what_was_written_and_not_synced_is_written_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sync is for all that was written since the last one: if it fails, all of that is in doubt."""
    monkeypatch.setattr(spool_writer, "SYNC_SECONDS", 3_600.0)
    sync, fails = OpenSegment.sync, [False]

    def failing(self: OpenSegment) -> None:
        if fails[0]:
            fails[0] = False
            raise OSError(errno.EIO, "Input/output error")
        sync(self)

    monkeypatch.setattr(OpenSegment, "sync", failing)
    writer = SpoolWriter(folder, "w1", SMALL)
    writer.put(decision(0, 0))
    assert writer.flush()
    put = [decision(0, 0)]
    for count in range(1, 4):
        before = segments_in(folder)[-1].size
        writer.put(decision(0, count))
        put.append(decision(0, count))
        until = time.monotonic() + 5.0
        while segments_in(folder)[-1].size == before and time.monotonic() < until:
            time.sleep(0.01)
        # In the kernel's hands: a killed gate has not lost it. Nobody is told that it is on disk.
        assert list(SpoolReader(folder).read()) == put
        assert writer.counters()[0] == 1
    fails[0] = True
    assert writer.flush()
    writer.close()
    first, *others = segments_in(folder)
    assert others
    first.path.unlink()
    assert list(SpoolReader(folder).read()) == put[1:]


WRITE_UNTIL_KILLED = """
import sys
from pathlib import Path
from bellwarden.home import SpoolWriter
from tests.home.spools import SMALL, decision
writer = SpoolWriter(Path(sys.argv[1]), sys.argv[2], SMALL)
base = int(sys.argv[3])
for count in range(10_000_000):
    writer.put(decision(base, base + count, name="x" * 500))
    if count % 50 == 49 and writer.flush():
        print(base + count + 1, flush=True)
"""


def test_a_killed_writer_loses_nothing_that_was_flushed(folder: Path) -> None:
    for attempt, delay in enumerate((0.05, 0.1, 0.2)):
        base = attempt * 1_000_000
        process = subprocess.Popen(
            [sys.executable, "-c", WRITE_UNTIL_KILLED, str(folder), "w1", str(base)],
            stdout=subprocess.PIPE,
            env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        )
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(delay)
        process.kill()
        lines = [first, *process.stdout.read().splitlines(keepends=True)]
        process.wait()
        process.stdout.close()
        acknowledged = int([line for line in lines if line.endswith(b"\n")][-1])
        kept = [int(one.id[-8:], 16) for one in SpoolReader(folder).read()]
        assert set(range(base, acknowledged)) <= set(kept)
        assert len(kept) == len(set(kept))


def test_a_put_costs_a_call_little(folder: Path) -> None:
    """Measured near 2 µs with the packing; asserted with room for a busy machine."""
    writer = SpoolWriter(folder, "w1", SpoolBounds(queue_records_max=200_000))
    one = decision(0)
    times = []
    for _ in range(5):
        begin = time.process_time()
        for _ in range(2000):
            writer.put(one)
        times.append((time.process_time() - begin) / 2000)
        writer.flush()
    writer.close()
    assert min(times) < 20e-6
