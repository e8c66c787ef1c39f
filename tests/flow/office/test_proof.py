"""What the decisions say after a press: the last call let through, the first refused, the calls that were up."""

import json
from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime
from hashlib import sha256

import pytest

from bellwarden.flows.office.enforcement import kill
from bellwarden.flows.office.impact_record import keep_impact
from bellwarden.flows.office.proof import CALLS_UP, Prover, concerns
from bellwarden.flows.office.proof_seconds import BY_SECOND
from bellwarden.model.call import CallAttempt, CallRequest
from bellwarden.model.customer_traffic import Counts, Coverage, CustomerTraffic, Destination, Different, HourCounts
from bellwarden.model.decision import Decision
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind
from bellwarden.model.proof_watch import ProofWatch
from bellwarden.model.sip_answer import SipAnswer
from bellwarden.model.usage import NO_USAGE
from bellwarden.model.verdict import (
    CALL_CONTINUES,
    EMERGENCY_CONTINUES,
    Action,
    EvidenceClass,
    Finding,
    Mode,
    Outcome,
    Verdict,
    Weighed,
)
from bellwarden.numbering.reading import read_number
from tests.flow.office.conftest import Bench
from tests.flow.office.test_enforcement import in_force, wish


def by_line(line: int) -> Verdict:
    finding = Finding("ENFORCEMENT", "suspend", EvidenceClass.FACT, "", f"journal line {line}")
    return Verdict(Action.BLOCK, "ENFORCEMENT", Outcome.SUSPENDED, (Weighed(finding, Mode.ACT, Action.BLOCK),))


class Seen:
    """Decisions and ends that a test writes."""

    def __init__(self) -> None:
        self.kept: list[Decision] = []
        self.over: set[str] = set()
        self.read = 0
        self.files: dict[str, bytes] = {}

    def put(
        self, at: float, verdict: Verdict = CALL_CONTINUES, customer: str = "quillmark", observed: bool = False
    ) -> str:
        calling, called = read_number("+12384460000", "US"), read_number("+14462000100", "US")
        request = CallRequest(at, "192.0.2.1", "+14462000100", "+12384460000", display_name="Gold Card", call_id="c")
        call = CallAttempt(request, called, calling, calling, "pop", customer, "")
        name = f"{int(at * 1000):012x}{len(self.kept):012x}"
        self.kept.append(Decision(name, call, NO_USAGE, verdict, observed, SipAnswer(302, ""), "a" * 64, 1))
        return name

    def decisions(self, since: float, until: float, newest_first: bool = False) -> Iterable[Decision]:
        found = [one for one in self.kept if since <= one.call.request.at < until]
        self.read += len(found)
        return sorted(found, key=lambda one: one.call.request.at, reverse=newest_first)

    def ended(self, since: float) -> set[str]:
        return self.over

    def begins_at(self) -> float | None:
        return min((one.call.request.at for one in self.kept), default=None)

    def keep(self, content: bytes) -> str:
        digest = sha256(content).hexdigest()
        self.files[digest] = content
        return digest


class Board:
    """What the page would show."""

    def __init__(self) -> None:
        self.told: dict[str, ProofWatch] = {}

    def put(self, watch: ProofWatch) -> None:
        self.told[watch.ref] = deepcopy(watch)

    def find(self, ref: str) -> ProofWatch | None:
        return self.told.get(ref)


def test_the_last_call_through_and_the_first_refused(bench: Bench) -> None:
    seen = Seen()
    record = in_force(bench, wish())
    pressed = record.pressed_at
    seen.put(pressed - 1)
    seen.put(pressed + 0.03)
    seen.put(pressed + 0.05, customer="other")
    seen.put(pressed + 0.09, by_line(record.journal_line))
    seen.put(pressed + 0.2, by_line(record.journal_line))
    seen.put(pressed + 0.3, EMERGENCY_CONTINUES)
    seen.put(pressed + 0.35, by_line(99))
    bench.clock.pass_by(1)
    prover = Prover(seen, seen, Board())
    (proven,) = prover.step(bench.system())
    assert (proven.last_call_at, proven.first_refused_at) == (pressed + 0.03, pressed + 0.09)
    version = proven.version
    assert prover.step(bench.system()) == ()
    assert bench.desk().enforcements.get(record.id).version == version


def test_what_was_looked_at_is_not_looked_at_again(bench: Bench) -> None:
    seen = Seen()
    record = in_force(bench, wish())
    for number in range(50):
        seen.put(record.pressed_at + number)
    bench.clock.pass_by(50)
    prover = Prover(seen, seen, Board())
    prover.step(bench.system())
    bench.clock.pass_by(2)
    seen.read = 0
    prover.step(bench.system())
    assert seen.read <= 5


def test_a_gate_that_only_observes_lets_calls_through(bench: Bench) -> None:
    seen = Seen()
    record = in_force(bench, wish())
    seen.put(record.pressed_at + 0.5, by_line(record.journal_line), observed=True)
    bench.clock.pass_by(1)
    (proven,) = Prover(seen, seen, Board()).step(bench.system())
    assert (proven.last_call_at, proven.first_refused_at) == (record.pressed_at + 0.5, 0.0)


def test_of_a_limit_only_the_first_refused_call_says_something(bench: Bench) -> None:
    seen = Seen()
    record = in_force(bench, wish(MeasureKind.LIMIT, setting={"cps_max": 2}))
    seen.put(record.pressed_at + 0.2, by_line(record.journal_line))
    seen.put(record.pressed_at + 0.5)
    bench.clock.pass_by(10)
    (proven,) = Prover(seen, seen, Board()).step(bench.system())
    assert (proven.last_call_at, proven.first_refused_at) == (0.0, record.pressed_at + 0.2)
    assert seen.files == {}


def test_calls_that_were_up_are_listed_once_as_evidence(bench: Bench) -> None:
    seen = Seen()
    now = bench.clock.now()
    up = seen.put(now - 30)
    seen.over.add(seen.put(now - 20))
    seen.put(now - 10, by_line(1))
    seen.put(now - 10, EMERGENCY_CONTINUES)
    seen.put(now - 181)  # taken to last 180 s
    record = in_force(bench, wish())
    prover = Prover(seen, seen, Board())
    prover.step(bench.system())
    assert seen.files == {}
    bench.clock.pass_by(4)
    prover.step(bench.system())
    prover.step(bench.system())
    (row,) = bench.desk().evidence.list(kind=CALLS_UP)
    assert (row.enforcement_id, row.summary) == (record.id, f"1 calls up when {record.ref} was pressed")
    (content,) = seen.files.values()
    told = json.loads(content)
    assert (told["up"], told["whole"]) == (1, True)
    assert [one[0] for one in told["calls"]] == [up]


def test_the_seconds_around_a_press_are_counted_once_each(bench: Bench) -> None:
    seen, board = Seen(), Board()
    bench.clock.pass_by(0.25)
    pressed = bench.clock.now()
    for second in range(-70, 0):
        seen.put(pressed + second)
    record = in_force(bench, wish())
    seen.put(pressed + 0.1)
    for second in range(1, 150):
        seen.put(pressed + second, by_line(record.journal_line))
    seen.put(pressed + 3, EMERGENCY_CONTINUES)
    seen.put(pressed + 3, customer="other")
    prover = Prover(seen, seen, board)
    for wait in (1, 4, 0, 60, 300):
        bench.clock.pass_by(wait)
        prover.step(bench.system())
        told = board.told[record.ref]
        known = int(told.read_up_to - told.begins_at)
        assert sum(told.passed) == min(60 + (known > 60), known)
        assert sum(told.refused) == max(0, known - 61)
    assert (known, told.emergency, told.known_from) == (180, 1, pressed - 70)
    assert told.passed[60] == 1 and told.refused[61:63] == [1, 1]
    (row,) = bench.desk().evidence.list(kind=BY_SECOND)
    assert row.summary == "61 calls passed and 119 were refused in 3 minutes"
    assert json.loads(seen.files[row.sha256])["refused"] == told.refused
    Prover(seen, seen, board).step(bench.system())  # a worker that began anew
    assert len(bench.desk().evidence.list(kind=BY_SECOND)) == 1


def test_which_calls_go_on_is_looked_at_again(bench: Bench) -> None:
    seen, board = Seen(), Board()
    now = bench.clock.now()
    first, _ = seen.put(now - 30), seen.put(now - 60)
    record = in_force(bench, wish())
    prover = Prover(seen, seen, board)
    for wait, ended, left in ((4, "", 2), (5, first, 2), (10, first, 1), (120, first, 0)):
        seen.over = {ended}
        bench.clock.pass_by(wait)
        prover.step(bench.system())
        if wait != 5:
            assert (board.told[record.ref].up, board.told[record.ref].goes_on) == (2, left)


@pytest.mark.parametrize(
    ("kind", "value", "names"),
    [
        (MeasureKind.SUSPEND, "quillmark", True),
        (MeasureKind.SUSPEND, "oak", False),
        (MeasureKind.BLOCK_UPSTREAM, "quillmark", True),
        (MeasureKind.BLOCK_CALLING, "12384460000", True),
        (MeasureKind.BLOCK_CALLING, "14462000100", False),
        (MeasureKind.BLOCK_CALLED, "14462000100", True),
        (MeasureKind.BLOCK_PAIR, "12384460000>14462000100", True),
        (MeasureKind.BLOCK_PAIR, "14462000100>12384460000", False),
        (MeasureKind.BLOCK_SOURCE, "192.0.2.1", True),
        (MeasureKind.BLOCK_NAME, "*gold*", True),
        (MeasureKind.BLOCK_NAME, "silver*", False),
        (MeasureKind.CHALLENGE, "12384460000", True),
    ],
)
def test_a_measure_names_the_calls_that_the_gate_would(kind: MeasureKind, value: str, names: bool) -> None:
    seen = Seen()
    seen.put(100.0)
    assert concerns(EnforcementRecord(kind=kind, value=value), seen.kept[0]) is names


def test_what_a_kill_switch_would_have_stopped_is_kept_after_the_press(bench: Bench) -> None:
    class NoTraffic:
        def customer_hours(self, since: datetime, until: datetime, customer: str) -> CustomerTraffic:
            hour = HourCounts(since.timestamp(), Destination.HOME, Counts(attempts=10, answered=4))
            sure = Different(1, True)
            nothing = Coverage((), (), (), 0.0)
            return CustomerTraffic(customer, since.timestamp(), until.timestamp(), (hour,), (), (), sure, sure, nothing)

    seen = Seen()
    record = kill(bench.world("arne"), wish())
    if hasattr(bench.office, "jobs"):
        assert bench.office.jobs == [("impact", {"enforcement_id": record.id})]
    kept = keep_impact(bench.system(), record.id, NoTraffic(), seen)  # type: ignore[arg-type]
    assert kept is not None
    assert (kept.stopped, kept.answered) == (10, 4)
    (row,) = bench.desk().evidence.list(kind="preview")
    assert row.enforcement_id == record.id
    assert json.loads(seen.files[row.sha256])["stopped"] == 10
    assert keep_impact(bench.system(), record.id, NoTraffic(), seen) is None  # type: ignore[arg-type]
