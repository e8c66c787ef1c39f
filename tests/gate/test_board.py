"""The board: counts published by one process and read by others, whole or not at all."""

import os
from pathlib import Path

import pytest

from bellwarden.gate import board as module
from bellwarden.gate.board import Board, BoardView
from bellwarden.gate.counts import METRICS, Parties, Tally


def test_published_counts_are_read_by_another_process() -> None:
    board = Board(2)
    child = os.fork()
    if child == 0:
        board.publish(1, Tally(unknown_source=5, faults={"400": 2}))
        os._exit(0)
    os.waitpid(child, 0)
    read = board.read(1)
    assert read is not None
    assert (read.unknown_source, read.faults) == (5, {"400": 2})
    assert board.read(0) is None


def test_everything_of_a_tally_is_published() -> None:
    tally = Tally(addresses=["udp:127.0.0.1:5060"])
    tally.customers = Parties({"acme": 150, "boreal": 5}, {"acme": {"LIST": 2}})
    tally.customers.sum_up()
    for number, field in enumerate(METRICS, 1):
        setattr(tally, field, {int: number, float: float(number), dict: {"x": number}}[type(getattr(tally, field))])
    board = Board(1)
    board.publish(0, tally)
    assert board.read(0) == tally
    head = board.read(0, parties=False)
    assert head is not None
    assert (head.customers.all_attempts, head.customers.shown) == (155, {"acme": (0, 0)})
    assert (head.customers.attempts, head.unknown_source) == ({}, tally.unknown_source)


@pytest.mark.parametrize("parties", [False, True])
@pytest.mark.parametrize("part", [0, module._HEAD_BYTES])
def test_counts_caught_half_written_read_as_the_ones_before(part: int, parties: bool) -> None:
    board = Board(1)
    board.publish(0, Tally(unknown_source=5))
    board.read(0, parties)
    board.publish(0, Tally(unknown_source=6))
    board._memory[module._PAGE + part + 12] ^= 0xFF
    read = board.read(0, parties)
    assert read is not None
    assert read.unknown_source == (6 if part and not parties else 5)


def test_customers_that_do_not_fit_stay_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_REGION", module._HEAD_BYTES + 4_096)
    board = Board(1)
    board.publish(0, Tally(customers=Parties({"acme": 5})))
    board.publish(0, Tally(unknown_source=7, customers=Parties({f"customer{i}": 1 for i in range(1_000)})))
    read = board.read(0)
    assert read is not None
    assert (read.unknown_source, read.customers.attempts) == (7, {"acme": 5})


def test_the_memory_is_found_by_others_while_the_board_lives() -> None:
    board = Board(3)
    board.publish(2, Tally(unknown_source=9))
    view = BoardView(f"/proc/{os.getpid()}/fd/{board.fd}")
    assert view.workers == 3
    assert [one and one.unknown_source for one in map(view.read, range(3))] == [None, None, 9]
    board.publish(2, Tally(unknown_source=10))
    read = view.read(2)
    assert read is not None and read.unknown_source == 10


@pytest.mark.parametrize("content", [b"", b"x", b"\0" * 8_192, b"bellwarden-counts-1\n\xff\xff" + b"\0" * 8_192])
def test_what_is_no_board_is_refused(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "board"
    place.write_bytes(content)
    with pytest.raises(ValueError, match="not the counts"):
        BoardView(str(place))
    with pytest.raises(FileNotFoundError):
        BoardView(str(tmp_path / "none"))


def test_a_board_gives_its_memory_back() -> None:
    before = set(os.listdir("/proc/self/fd"))
    board = Board(1)
    assert set(os.listdir("/proc/self/fd")) - before
    del board
    assert set(os.listdir("/proc/self/fd")) <= before
