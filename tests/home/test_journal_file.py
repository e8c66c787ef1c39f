"""The enforcement journal on disk: acknowledged lines stay, writers take turns, gates see a line at once."""

import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bellwarden.home import Home
from bellwarden.model.enforcement import EnforcementKind, EnforcementTarget
from bellwarden.seam.fault import SeamFault
from bellwarden.seam.journal import EnforcementBook, LiftOrder, MeasureSet, SetOrder

AT = 1763761234.5


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.init()
    return made


def journal_path(home: Home) -> Path:
    return home.path / "enforcement.journal"


def suspend(customer: str = "acme") -> SetOrder:
    return SetOrder(EnforcementKind.SUSPEND, EnforcementTarget.CUSTOMER, customer, "case 7", "noc", AT)


def in_force(home: Home) -> list[str]:
    """What a gate that starts now has in force."""
    book = EnforcementBook()
    book.apply(home.journal_follower().poll())
    return [one.value for one in book.in_force(AT)]


def test_an_appended_line_is_in_force_at_a_gate_with_its_next_look(home: Home) -> None:
    follower, journal = home.journal_follower(), home.journal()
    assert follower.poll() == []
    event = journal.append(suspend())
    assert isinstance(event, MeasureSet)
    assert follower.poll() == [event]
    assert follower.poll() == []
    journal.append(LiftOrder(1, "sorted out", "noc", AT))
    assert [one.number for one in follower.poll()] == [2]
    assert journal.book.in_force(AT) == ()


def test_the_journal_is_closed_to_others(home: Home) -> None:
    home.journal().append(suspend())
    assert journal_path(home).stat().st_mode & 0o777 == 0o600


def test_writers_of_one_process_see_each_others_lines(home: Home) -> None:
    one, other = home.journal(), home.journal()
    assert [journal.append(suspend()).number for journal in (one, other, one)] == [1, 2, 3]
    assert other.refresh().number == 3


def _append_many(path: Path, name: str, start: "multiprocessing.synchronize.Barrier") -> None:
    journal = Home(path).journal()
    start.wait()
    for number in range(25):
        journal.append(suspend(f"{name}-{number}"))


def test_several_processes_append_at_once_and_no_line_is_lost(home: Home) -> None:
    start = multiprocessing.Barrier(4)
    processes = [multiprocessing.Process(target=_append_many, args=(home.path, f"writer{n}", start)) for n in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4
    values = in_force(home)
    assert sorted(values) == sorted(f"writer{n}-{number}" for n in range(4) for number in range(25))
    for n in range(4):  # each writer's own lines are in the order it wrote them
        assert [value for value in values if value.startswith(f"writer{n}-")] == [f"writer{n}-{i}" for i in range(25)]


def _append_until_killed(path: Path, acknowledged: "multiprocessing.connection.Connection") -> None:
    journal = Home(path).journal()
    while True:
        acknowledged.send(journal.append(suspend()).number)


def test_a_killed_writer_loses_no_acknowledged_line(home: Home) -> None:
    for delay in (0.005, 0.02, 0.05):
        receiver, sender = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=_append_until_killed, args=(home.path, sender))
        process.start()
        sender.close()
        last = receiver.recv()
        time.sleep(delay)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        while receiver.poll():
            try:
                last = receiver.recv()
            except EOFError:
                break
        book = home.journal().refresh()
        assert book.number >= last
        assert home.journal().append(suspend()).number == book.number + 1


def test_a_line_torn_by_a_dead_writer_is_cut_off_by_the_next(home: Home) -> None:
    journal, follower = home.journal(), home.journal_follower()
    journal.append(suspend())
    with open(journal_path(home), "ab") as file:
        file.write(b'{"journal":1,"line":2,"prev":"')
    assert len(follower.poll()) == 1
    assert follower.fault == ""
    journal.append(suspend("zenith"))
    assert [event.number for event in follower.poll()] == [2]
    assert in_force(home) == ["acme", "zenith"]


def test_nothing_is_written_after_a_refused_line(home: Home) -> None:
    """Whoever signs the next line vouches for all before it."""
    journal, follower = home.journal(), home.journal_follower()
    journal.append(suspend())
    with open(journal_path(home), "ab") as file:
        file.write(b'{"journal":1,"line":2,"event":"lift","lifts":1}\n')
    before = journal_path(home).read_bytes()
    with pytest.raises(SeamFault, match="nothing was written: journal line 2 is refused: there is no signature"):
        journal.append(suspend("zenith"))
    assert journal_path(home).read_bytes() == before
    assert len(follower.poll()) == 1
    assert "line 2 is refused" in follower.fault
    assert in_force(home) == ["acme"]


def test_a_refused_line_can_be_set_aside_and_the_journal_goes_on(home: Home) -> None:
    journal, follower = home.journal(), home.journal_follower()
    journal.append(suspend())
    assert journal.set_aside_refused(AT) is None
    with open(journal_path(home), "ab") as file:
        file.write(b"noise\nmore noise")
    follower.poll()
    assert follower.fault
    aside = journal.set_aside_refused(AT)
    assert aside is not None
    assert aside.read_bytes() == b"noise\nmore noise"
    journal.append(suspend("zenith"))
    assert [event.number for event in follower.poll()] == [1, 2][1:]
    assert follower.fault == ""
    assert in_force(home) == ["acme", "zenith"]


@pytest.mark.parametrize("left", [0, 1, -1])
def test_a_journal_that_lost_lines_lifts_nothing(home: Home, left: int) -> None:
    """Cut, emptied or removed: no measure ends because its line is gone, as long as the gate runs."""
    journal, follower, book = home.journal(), home.journal_follower(), EnforcementBook()
    journal.append(suspend())
    journal.append(suspend("zenith"))
    book.apply(follower.poll())
    whole = journal_path(home).read_bytes()
    if left < 0:
        journal_path(home).unlink()
    else:
        journal_path(home).write_bytes(b"".join(whole.splitlines(keepends=True)[:left]))
    book.apply(follower.poll())
    assert "all measures up to line 2 stay in force" in follower.fault
    assert len(book.in_force(AT)) == 2
    with pytest.raises(SeamFault, match="nothing was written: the journal lost lines"):
        journal.append(suspend("north"))
    journal_path(home).write_bytes(whole)
    assert follower.poll() == []
    assert follower.fault == ""


def test_a_journal_with_another_past_is_refused(home: Home, tmp_path: Path) -> None:
    follower, other = home.journal_follower(), Home(tmp_path / "other")
    home.journal().append(suspend())
    follower.poll()
    (tmp_path / "other" / "keys").mkdir(parents=True)
    for path in home.keys.iterdir():
        (other.keys / path.name).write_bytes(path.read_bytes())
        (other.keys / path.name).chmod(0o600)
    other.init()
    for customer in ("north", "south", "west"):
        other.journal().append(suspend(customer))
    os.replace(other.path / "enforcement.journal", journal_path(home))
    assert follower.poll() == []
    assert "journal line 2 is refused" in follower.fault


@contextmanager
def small_files() -> Iterator[None]:
    """No file may grow beyond 500 bytes: the second line of a journal does not fit.

    For as long as it takes and no longer: the limit holds for the whole process, the test report in a file included.
    """
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_line_that_the_disk_does_not_take_leaves_the_journal_as_it_was(home: Home) -> None:
    journal = home.journal()
    journal.append(suspend())
    before = journal_path(home).read_bytes()
    with small_files(), pytest.raises(OSError, match="took only a part"):
        journal.append(suspend())
    assert journal_path(home).read_bytes() == before
    assert in_force(home) == ["acme"]
