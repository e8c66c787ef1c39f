"""What the spool could not keep: told by intervals, in bounded memory, on disk as soon as it takes them."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bellwarden.home import SpoolReader, SpoolWriter
from bellwarden.home.gaps import FILE_BYTES_MAX, FILE_NAME, INTERVALS_MAX, LASTS_S_MAX, QUIET_S, Gap, GapLog, read_gaps
from tests.home.spools import BIG_NAME, SMALL, decision

pytestmark = pytest.mark.door


def test_losses_close_together_are_one_interval(tmp_path: Path) -> None:
    log = GapLog(tmp_path, "w0")
    for n in range(10):
        log.note(100.0 + n, "full")
    log.note(109.0, "other")
    log.note(200.0, "full", 5)
    assert log.take(200.0 + QUIET_S) == [Gap(100.0, 109.0, 10, "w0", "full"), Gap(109.0, 109.0, 1, "w0", "other")]
    assert log.take(201.0 + QUIET_S) == [Gap(200.0, 200.0, 5, "w0", "full")]
    assert log.take(1_000.0) == []


def test_a_long_loss_is_several_intervals_and_a_clock_set_back_begins_one(tmp_path: Path) -> None:
    log = GapLog(tmp_path, "w0")
    for n in range(int(2.5 * LASTS_S_MAX)):
        log.note(100.0 + n, "full")
    log.note(50.0, "full")
    gaps = log.take(0.0, all_of_them=True)
    assert [one.decisions for one in gaps] == [61, 61, 28, 1]


def test_intervals_wait_in_bounded_memory_and_none_of_the_count_is_lost(tmp_path: Path) -> None:
    log = GapLog(tmp_path, "w0")
    for n in range(3 * INTERVALS_MAX):
        log.note(100.0 * n, "full")
    gaps = log.take(0.0, all_of_them=True)
    assert len(gaps) == INTERVALS_MAX
    assert sum(one.decisions for one in gaps) == 3 * INTERVALS_MAX


def test_the_file_is_bounded(tmp_path: Path) -> None:
    log = GapLog(tmp_path, "w0")
    (tmp_path / FILE_NAME).write_bytes(b" " * (FILE_BYTES_MAX + 1))
    log.write([Gap(1.0, 2.0, 3, "w0", "full")])
    log.write([Gap(2.0, 3.0, 3, "w0", "full")])
    assert (tmp_path / FILE_NAME).stat().st_size < 200
    assert [one.begin for one in read_gaps(tmp_path)] == [1.0, 2.0]
    assert [one.begin for one in read_gaps(tmp_path, since=2.5)] == [2.0]
    assert read_gaps(tmp_path, until=1.0) == []


def test_a_full_queue_leaves_its_interval_on_disk(tmp_path: Path) -> None:
    writer = SpoolWriter(tmp_path, "w0", SMALL._replace(queue_records_max=0))
    for count in range(20):
        writer.put(decision(0, count))
    writer.close()
    [gap] = SpoolReader(tmp_path).gaps()
    assert (gap.decisions, gap.worker, gap.why) == (20, "w0", "the queue to the disk was full")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("no small disk can be mounted here")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_leaves_its_interval_there_when_it_has_room_again(small_disk: Path) -> None:
    bounds = SMALL._replace(queue_records_max=10, segment_bytes_max=2 * 1024 * 1024, spool_bytes_max=1 << 30)
    writer = SpoolWriter(small_disk, "w0", bounds)
    (small_disk / "ballast").write_bytes(bytes(3 * 1024 * 1024 - 64 * 1024))
    put = 0
    while not writer.counters().dropped:
        writer.put(decision(put, put, name=BIG_NAME))
        put += 1
        writer.flush(0.05)
        assert put < 1_000
    for _ in range(30):
        writer.put(decision(put, put, name=BIG_NAME))
        put += 1
    assert "No space left" in writer.counters().fault
    (small_disk / "ballast").unlink()
    assert writer.flush(10)
    writer.close()
    counters = writer.counters()
    gaps = SpoolReader(small_disk).gaps()
    assert sum(one.decisions for one in gaps) == counters.dropped == put - counters.written
    assert "No space left" in gaps[-1].why
