"""The spool's reader: all workers as one, whatever is sound, whatever is damaged around it."""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest

from bellwarden.home import Home, SpoolBounds, SpoolReader, SpoolWriter, spool_reader
from bellwarden.home.segment import segments_in
from bellwarden.home.spool_reader import recorded_ms
from bellwarden.seam.spool import encode
from tests.home.spools import BIG_NAME, NOW_MS, SMALL, decision, ids


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


@pytest.mark.parametrize("cut", [1, 100, 700])
def test_a_torn_tail_is_reported_and_all_before_it_read(folder: Path, cut: int) -> None:
    writer = SpoolWriter(folder, "w1", SMALL)
    for count in range(10):
        writer.put(decision(0, count))
    writer.close()
    segment = segments_in(folder)[0]
    os.truncate(segment.path, segment.size - cut)
    for newest_first in (False, True):
        reader = SpoolReader(folder)
        assert len(list(reader.read(newest_first=newest_first))) == 9
        assert len(reader.faults) == 1
        assert "torn off or damaged to the end" in reader.faults[0]


def test_a_record_still_being_written_is_no_fault(folder: Path, writer: SpoolWriter) -> None:
    writer.put(decision(0))
    assert writer.flush()
    with open(segments_in(folder)[0].path, "ab") as file:
        file.write(encode(decision(1))[:50])
    reader = SpoolReader(folder)
    assert len(list(reader.read())) == 1
    assert reader.faults == []


def test_damage_is_reported_and_passed_over(folder: Path) -> None:
    writer = SpoolWriter(folder, "w1", SMALL)
    for count in range(25):
        writer.put(decision(count, count, name=BIG_NAME))
    writer.close()
    first, second, third = (segment.path for segment in segments_in(folder))
    with open(first, "r+b") as file:  # a record in the middle
        file.seek(250_000)
        file.write(b"damaged")
    with open(second, "r+b") as file:  # the header: nothing of it can be trusted
        file.write(b"damaged")
    with open(third, "ab") as file:
        file.write(b"trailing noise")
    reader = SpoolReader(folder)
    kept = [recorded_ms(one) - NOW_MS for one in reader.read()]
    assert kept == [0, 1, *range(3, 10), *range(20, 25)]
    assert f"{len(encode(decision(0, name=BIG_NAME)))} bytes at" in reader.faults[0]
    assert "not a segment of format 1" in reader.faults[1]
    assert "14 bytes at" in reader.faults[2]
    assert reader.fault_count == 3


def test_a_record_of_another_version_is_reported_and_the_others_read(folder: Path) -> None:
    writer = SpoolWriter(folder, "w1", SMALL)
    writer.put(decision(0))
    writer.close()
    path = segments_in(folder)[0].path
    data = path.read_bytes()
    strange = b"\x07whatever it may be"
    salt = int(data[19:27], 16)
    path.write_bytes(data + struct.pack(">II", len(strange), crc32(strange, salt)) + strange)
    reader = SpoolReader(folder)
    assert len(list(reader.read())) == 1
    assert "record of version 7; this version reads 1, 2" in reader.faults[0]


def test_workers_are_read_as_one_stream_in_order_of_time(folder: Path) -> None:
    for worker in range(1, 4):
        writer = SpoolWriter(folder, f"w{worker}", SMALL)
        for count in range(40):
            writer.put(decision(count * 10 + worker, count, worker, BIG_NAME))
        writer.close()
    assert len(segments_in(folder)) > 9
    expected = sorted(
        f"{NOW_MS + count * 10 + worker:012x}{worker:04x}{count:08x}" for count in range(40) for worker in range(1, 4)
    )
    reader = SpoolReader(folder)
    assert ids(reader.read()) == expected
    assert ids(reader.read(newest_first=True)) == expected[::-1]
    assert ids(reader.last(7)) == expected[::-1][:7]
    assert reader.last(0) == []


def test_a_stretch_of_time_is_read(folder: Path, writer: SpoolWriter) -> None:
    for count in range(100):
        writer.put(decision(count * 1000 - 100_000, count))
    assert writer.flush()
    since, until = (NOW_MS - 50_000) / 1000, (NOW_MS - 40_000) / 1000
    found = SpoolReader(folder).read(since, until)
    assert [recorded_ms(one) - NOW_MS for one in found] == list(range(-50_000, -40_000, 1000))
    assert ids(SpoolReader(folder).read(until=0.0)) == []


def test_reading_the_last_opens_no_older_segment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for age in (30_000, 20_000, 10_000):
        writer = SpoolWriter(folder, "w1", SMALL)
        writer.put(decision(-age))
        writer.close()
        path = segments_in(folder)[-1].path
        os.utime(path, ns=(0, (NOW_MS - age) * 1_000_000))
    opened: list[str] = []
    records = SpoolReader._records

    def watched(self: SpoolReader, segment, *said):  # type: ignore[no-untyped-def]
        opened.append(segment.path.name)
        return records(self, segment, *said)

    monkeypatch.setattr(SpoolReader, "_records", watched)
    assert len(SpoolReader(folder).last(1)) == 1
    assert opened == [f"{NOW_MS - 10_000:013d}-w1.spool"]


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_short_time_of_a_long_segment_is_read_without_the_rest(
    folder: Path, monkeypatch: pytest.MonkeyPatch, newest_first: bool
) -> None:
    writer = SpoolWriter(folder, "w1", SpoolBounds())
    for second in range(1_000):
        writer.put(decision((second - 1_000) * 1_000))
    writer.close()
    read: list[int] = []
    plain = spool_reader.read_frame
    monkeypatch.setattr(spool_reader, "read_frame", lambda data, start: (read.append(start), plain(data, start))[1])
    since = NOW_MS / 1000 - 500
    found = list(SpoolReader(folder).read(since, since + 3, newest_first))
    assert [recorded_ms(one) - NOW_MS for one in found] == sorted([-500_000, -499_000, -498_000], reverse=newest_first)
    assert len(read) < 60


def test_a_decision_is_found_by_its_id(folder: Path) -> None:
    for worker in range(1, 3):
        writer = SpoolWriter(folder, f"w{worker}", SMALL)
        for count in range(30):
            writer.put(decision(count, count, worker, BIG_NAME))
        writer.close()
    reader = SpoolReader(folder)
    for wanted in (decision(0, 0, 1, BIG_NAME), decision(29, 29, 2, BIG_NAME), decision(15, 15, 2, BIG_NAME)):
        assert reader.find(wanted.id) == wanted
    for unknown in ("", "00", "f" * 24, decision(15, 15, 3).id, "\ud800", "ACME TOOLS"):
        assert reader.find(unknown) is None


def test_a_decision_is_found_though_the_clock_was_wrong(folder: Path, writer: SpoolWriter) -> None:
    writer.put(decision(0, 0))
    writer.put(decision(-(10**9), 1))
    writer.put(decision(10**9, 2))
    assert writer.flush()
    for wanted in (decision(-(10**9), 1), decision(10**9, 2)):
        assert SpoolReader(folder).find(wanted.id) == wanted


def test_an_id_in_another_record_is_not_mistaken_for_it(folder: Path, writer: SpoolWriter) -> None:
    """The answer's headers may carry ids, and so may whatever a caller sends."""
    wanted = decision(5, 5)
    writer.put(decision(0, 0, name=f"not {wanted.id}"))
    writer.put(wanted)
    assert writer.flush()
    assert SpoolReader(folder).find(wanted.id) == wanted


def test_records_name_their_policy(folder: Path, writer: SpoolWriter) -> None:
    writer.put(decision(0))
    assert writer.flush()
    assert SpoolReader(folder).names("3f" * 32)
    assert not SpoolReader(folder).names("4f" * 32)


def test_new_decisions_are_followed_over_segments_and_workers(folder: Path) -> None:
    first = SpoolWriter(folder, "w1", SMALL)
    first.put(decision(0, 0))
    assert first.flush()
    reader, looks = SpoolReader(folder), [0]
    second = SpoolWriter(folder, "w2", SMALL)

    def stop() -> bool:
        """Between two looks something happens."""
        looks[0] += 1
        if looks[0] == 2:
            first.put(decision(1, 1))
            second.put(decision(2, 2, 2))
            assert first.flush()
            assert second.flush()
        if looks[0] == 4:
            for count in range(15):
                first.put(decision(10 + count, count, name=BIG_NAME))
            assert first.flush()
        return looks[0] > 6

    followed = [recorded_ms(one) - NOW_MS for one in reader.follow(stop, 0.0)]
    assert followed == [1, 2, *range(10, 25)]
    assert reader.faults == []
    first.close()
    second.close()


def test_a_spool_that_is_not_there_is_empty(tmp_path: Path) -> None:
    reader = SpoolReader(tmp_path / "nothing")
    assert list(reader.read()) == []
    assert reader.find("0" * 24) is None
    (tmp_path / "notes.txt").write_text("no segment")
    (tmp_path / "0000000000001-w1.spool").touch()
    assert list(SpoolReader(tmp_path).read()) == []
