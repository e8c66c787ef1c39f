"""A press in the office, and the very next calls at a real gate; an office that is killed, and a gate that goes on."""

import contextlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bellwarden.flows.enforcement import EnforcementWorld
from bellwarden.flows.office.enforcement import approve, kill, reinstate
from bellwarden.flows.office.gates import confirm
from bellwarden.flows.office.measures import Wish
from bellwarden.flows.office.proof import CALLS_UP, Prover
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.home.proofs import Proofs
from bellwarden.model.office.audit_event import Actor, ActorKind
from bellwarden.model.office.customer import CustomerRecord
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind, MeasureState
from bellwarden.model.office.people import Right
from tests.e2e import kit
from tests.flow.office.fake_office import FakeOffice

pytestmark = [pytest.mark.e2e, pytest.mark.slow, kit.needs_sipp]

HERE = Path(__file__).parent
POLICY = kit.ROOT / "tests" / "data" / "e2e" / "policy"
OAK, ASH, FIR = "127.0.0.11", "127.0.0.13", "127.0.0.14"
PRESS_S_MAX = 1.0  # from the press to the first refused INVITE, and to the gate's confirmation


class Now:
    def now(self) -> float:
        return time.time()


class Office:
    """Two people at an office in memory, over the journal of a real home."""

    def __init__(self, home: Path) -> None:
        self.home = Home(home)
        self.office = FakeOffice(Now())
        self.journal = self.home.journal()
        with self.office.writing(Actor(kind=ActorKind.SYSTEM, name="test")) as desk:
            self.oak = desk.customers.add(CustomerRecord(key="oak", name="Oak Dental"))
        self.prover = Prover(self.home.calls_seen(), self.home.evidence(), Proofs(self.home.path))

    def world(self, name: str) -> OfficeWorld:
        actor = Actor(kind=ActorKind.PERSON, name=name)
        return OfficeWorld(self.office, Now(), actor, frozenset(Right), lambda: self.enforcing(name))

    def enforcing(self, name: str) -> EnforcementWorld:
        shelf = self.home.shelf()
        pointer = shelf.current()
        policy = None if pointer is None else shelf.load(pointer.snapshot).document
        return EnforcementWorld(self.journal, self.journal.refresh(), policy, Now(), name)

    def record(self, found: EnforcementRecord) -> EnforcementRecord:
        with self.office.reading() as desk:
            return desk.enforcements.get(found.id)  # type: ignore[no-any-return]

    def follow(self, found: EnforcementRecord) -> EnforcementRecord:
        """What the worker does every second or so."""
        confirm(self.world("worker"), self.home.gate_states())
        self.prover.step(self.world("worker"))
        return self.record(found)


@contextlib.contextmanager
def calling(gate: kit.Gate, folder: Path, source: str, rate: int, seconds: int) -> Iterator[kit.Process]:
    """One call after the other, whatever is answered."""
    table = folder / f"asking-{source}.csv"
    table.write_text("SEQUENTIAL\n" + "".join(f"1446200{number:04d};12382000101;Oak\n" for number in range(1000)))
    command = ["sipp", f"{kit.LOOPBACK}:{gate.sip_port}", "-sf", str(HERE / "asking.xml"), "-inf", str(table)]
    command += ["-m", str(rate * seconds), "-r", str(rate), "-i", source, "-p", str(kit.free_port()), "-bind_local"]
    command += ["-nostdin", "-max_socket", "1000", "-timeout", str(seconds + 15)]
    process = kit.Process(command, table.with_suffix(".out"), folder)
    try:
        yield process
    finally:
        process.stop()


def test_the_next_call_is_refused_within_a_second_of_the_press(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with kit.gate(tmp_path / "home", POLICY) as gate, calling(gate, tmp_path, OAK, 100, 8):
        office = Office(gate.home)
        seen = kit.wait_until(lambda: list(office.home.spool_reader().last(20)), lambda found: len(found) == 20)
        assert {one.verdict.reason for one in seen} == {"NO_OBJECTION"}
        wish = Wish(MeasureKind.SUSPEND, "oak", time.time() + 3_600, internal_text="traceback 8841")
        pressed = kill(office.world("arne"), wish)
        active = kit.wait_until(
            lambda: office.follow(pressed),
            lambda found: found.state is MeasureState.ACTIVE and bool(found.first_refused_at),
        )
        first_s = active.first_refused_at - active.pressed_at
        last_s = active.last_call_at - active.pressed_at
        confirmed_s = active.confirmed_at - active.pressed_at
        for name, value in {"first refused": first_s, "last through": last_s, "confirmed": confirmed_s}.items():
            record_property(name, round(value, 3))
        print(f"press → first refused {first_s:.3f} s, last through {last_s:.3f} s, confirmed {confirmed_s:.3f} s")
        assert 0 < first_s <= PRESS_S_MAX
        assert last_s < first_s
        assert 0 < confirmed_s <= PRESS_S_MAX
        assert (ask(gate, OAK), ask(gate, OAK, "911"), ask(gate, FIR)) == (603, 302, 302)
        # Calls that were let through before are still up: which, stands in the record.
        kit.wait_until(lambda: office.follow(pressed), lambda _: evidence(office) > 0)
        asked = reinstate(office.world("arne"), office.oak.id, "a reseller's client", "its contract ended")
        approve(office.world("berit"), asked.id)
        assert kit.wait_until(lambda: ask(gate, OAK), lambda status: status == 302, 2.0) == 302
        back = kit.wait_until(lambda: office.follow(asked), lambda found: found.state is MeasureState.ACTIVE)
        assert back.confirmed_at
        assert office.record(pressed).state is MeasureState.REMOVED


def evidence(office: Office) -> int:
    with office.office.reading() as desk:
        return len(desk.evidence.list(kind=CALLS_UP))


def test_an_office_that_is_killed_loses_nothing_and_the_gate_goes_on(tmp_path: Path) -> None:
    """One office dies before its journal line, another right after it; the next one's worker finds both."""
    home, source = tmp_path / "home", {"PYTHONPATH": str(kit.ROOT / "src")}
    with kit.gate(home, POLICY) as gate:
        kit.command(home, "office", "adopt", str(POLICY))
        for customer, when in (("oak", "before"), ("ash", "after")):
            dying = [sys.executable, str(HERE / "dying_office.py"), str(home), customer, when]
            done = subprocess.run(dying, env=source, capture_output=True, timeout=30, check=False)
            assert done.returncode == -signal.SIGKILL, done.stderr.decode()
        assert kit.wait_until(lambda: ask(gate, ASH), lambda status: status == 603, 2.0) == 603
        assert (ask(gate, OAK), ask(gate, FIR)) == (302, 302)
        worker = [sys.executable, "-m", "bellwarden", "office", "worker", "--home", str(home)]
        process = kit.Process(worker, tmp_path / "worker.log", kit.ROOT, source)
        try:
            process.wait_for("ready")
            assert kit.wait_until(lambda: ask(gate, OAK), lambda status: status == 603) == 603
        finally:
            process.stop()
        assert ask(gate, FIR) == 302
        assert Home(home).journal().refresh().number == 2
        barred = json.loads(kit.command(home, "office", "suspended", "--json"))
        assert [one["customer"] for one in barred] == ["ash", "elm", "oak"]


def ask(gate: kit.Gate, source: str, called: str = "14462000100") -> int:
    """The status that a call from there is answered with."""
    told = kit.send_invite(gate.sip_port, source, called, "From: <sip:12382000101@192.0.2.7>;tag=a")
    return int(told.split()[0])
