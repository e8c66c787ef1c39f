"""Counts, their sum over workers, and the board they are published on."""

import os

from bellwarden.gate.tally import FIELDS, LABELS_MAX, Board, Tally, added, count


def tally_of(**counts: object) -> Tally:
    tally = Tally()
    for name, value in counts.items():
        setattr(tally, name, value)
    return tally


def test_labels_are_bounded() -> None:
    counts: dict[str, int] = {}
    for i in range(LABELS_MAX + 50):
        count(counts, str(i))
    assert len(counts) == LABELS_MAX + 1
    assert counts["other"] == 50


def test_the_sum_of_two_workers_holds_every_count_of_both() -> None:
    first, second = Tally(), Tally()
    first.decisions["block"] = {"CPS_LIMIT": 2, "LIST": 1}
    second.decisions["block"] = {"CPS_LIMIT": 3}
    second.decisions["allow"] = {"NO_OBJECTION": 7}
    first.latency[0], second.latency[0], second.latency[10] = 4, 5, 1
    first.unknown_source, second.unknown_source = 1, 2
    total = added([first, second])
    assert total.decisions["block"] == {"CPS_LIMIT": 5, "LIST": 1}
    assert total.decisions["allow"] == {"NO_OBJECTION": 7}
    assert (total.latency[0], total.latency[10], total.unknown_source) == (9, 1, 3)
    assert first.decisions["block"] == {"CPS_LIMIT": 2, "LIST": 1}


def test_published_counts_are_read_by_another_process() -> None:
    board = Board(2)
    child = os.fork()
    if child == 0:
        board.publish(1, tally_of(unknown_source=5, faults={"400": 2}))
        os._exit(0)
    os.waitpid(child, 0)
    read = board.read(1)
    assert read is not None
    assert (read.unknown_source, read.faults) == (5, {"400": 2})
    assert board.read(0) is None


def test_every_count_is_published_and_added() -> None:
    board, tally = Board(1), Tally()
    numbers = iter(range(1, 100))
    for name in FIELDS:
        kind = type(getattr(tally, name))
        setattr(tally, name, {int: next(numbers), dict: {"x": next(numbers)}, list: [next(numbers)] * 11}[kind])
    tally.decisions = {"allow": {"NO_OBJECTION": 5}}
    board.publish(0, tally)
    read = board.read(0)
    assert read is not None
    assert [getattr(read, name) for name in FIELDS] == [getattr(tally, name) for name in FIELDS]
    total = added([read])
    assert [getattr(total, name) for name in FIELDS if name != "decisions"] == [
        getattr(tally, name) for name in FIELDS if name != "decisions"
    ]
    assert total.decisions["allow"] == {"NO_OBJECTION": 5}


def test_counts_caught_half_written_read_as_the_ones_before() -> None:
    board = Board(1)
    board.publish(0, tally_of(unknown_source=5))
    board.read(0)
    board.publish(0, tally_of(unknown_source=6))
    board._memory[20] ^= 0xFF
    read = board.read(0)
    assert read is not None
    assert read.unknown_source == 5
