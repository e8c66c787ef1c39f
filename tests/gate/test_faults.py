"""What becomes of calls while something is broken, and what is said about it: each row with its default and setting."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from bellwarden.flows.call import CallWorld
from bellwarden.gate import udp
from bellwarden.gate.faults import CLOCK, FAULTS, JOURNAL, SNAPSHOT, SPOOL, STALE, STEP_SHOWN_S, FaultWatch
from bellwarden.gate.sources import RefusedPolicy, SpoolState
from bellwarden.model.call import CallAttempt
from bellwarden.model.enforcement import Enforcement, EnforcementKind, EnforcementTarget
from bellwarden.model.policy import Faults, OnFault, PolicyDocument, Standing
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import JUDGING_FAILED, Finding, Outcome
from bellwarden.verdict.check import Check
from bellwarden.verdict.policy import Policy
from tests.gate import gates
from tests.gate.gates import ACME, BOREAL, RunningGate, SipClient, Store, gate, invite, loaded, status_of, wait_until
from tests.verdict.worlds import ACME as CUSTOMER
from tests.verdict.worlds import BOREAL as OTHER
from tests.verdict.worlds import DOCUMENT, TRANSIT, acting

pytestmark = pytest.mark.door

SUSPENDED = Enforcement(1, EnforcementKind.SUSPEND, EnforcementTarget.CUSTOMER, "acme", "fraud", 0.0)
STRICT = replace(DOCUMENT, modes=acting("called_number_invalid"))
NO_SUCH_NUMBER = "+12"


def document_with(**settings: Any) -> PolicyDocument:
    return replace(STRICT, faults=Faults(**settings))


def _fails(call: CallAttempt, policy: Policy, usage: Usage) -> Finding | None:
    raise RuntimeError("a check with a bug")


@contextmanager
def failing_gate(monkeypatch: pytest.MonkeyPatch, document: PolicyDocument) -> Iterator[RunningGate]:
    """A gate that fails at every call that is not an emergency."""
    monkeypatch.setattr(gates, "CHECKS", {**gates.CHECKS, "broken": Check(_fails, 10, Outcome.LIST)})
    with gate(Store(loaded(document))) as one:
        yield one


def test_judging_fails_calls_go_on_and_the_suspended_customers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with failing_gate(monkeypatch, DOCUMENT) as one, SipClient(one.udp) as acme, SipClient(one.udp, BOREAL) as boreal:
        assert status_of(acme.ask(invite())) == 302
        one.book.entries = (SUSPENDED,)
        assert status_of(acme.ask(invite())) == 403
        assert status_of(acme.ask(invite(called="911"))) == 302
        assert status_of(boreal.ask(invite())) == 302
        reasons = [each.verdict.reason for each in one.decisions(4)]
        assert reasons == [JUDGING_FAILED, "ENFORCEMENT", "EMERGENCY_CALL", JUDGING_FAILED]
        assert one.worker.tally.failures == 3
        with one.http() as client:
            told = client.post(
                "/v1/decisions", json={"calling_number": "+1", "called_number": "+14462005555", "source_ip": ACME}
            )
            assert (told.json()["action"], told.json()["reason"]) == ("block", "ENFORCEMENT")


def test_judging_fails_and_the_book_too_the_policys_standing_still_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    barred = replace(CUSTOMER, standing=Standing.TERMINATED)
    document = replace(DOCUMENT, customers=(barred, OTHER, TRANSIT))
    with failing_gate(monkeypatch, document) as one, SipClient(one.udp) as acme, SipClient(one.udp, BOREAL) as boreal:
        one.book.fails = RuntimeError("broken book")
        assert status_of(acme.ask(invite())) == 403
        assert status_of(boreal.ask(invite())) == 302


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"suspended": OnFault.CONTINUE}, (302, 302)),
        ({"judging_failed": OnFault.REFUSE}, (403, 403)),
        ({"judging_failed": OnFault.REFUSE, "suspended": OnFault.CONTINUE}, (302, 403)),
    ],
)
def test_judging_fails_under_other_settings(
    settings: dict[str, OnFault], said: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        failing_gate(monkeypatch, document_with(**settings)) as one,
        SipClient(one.udp) as acme,
        SipClient(one.udp, BOREAL) as boreal,
    ):
        one.book.entries = (SUSPENDED,)
        assert (status_of(acme.ask(invite())), status_of(boreal.ask(invite()))) == said
        assert status_of(boreal.ask(invite(called="911"))) == 302


class Broken:
    """A journal that can't be followed."""

    problem = "journal line 7 is refused: it does not follow on line 6"

    def poll(self) -> bool:
        return False


@pytest.mark.parametrize(
    ("way", "good", "bad"), [(OnFault.JUDGE, 302, 603), (OnFault.CONTINUE, 302, 302), (OnFault.REFUSE, 403, 603)]
)
def test_the_journal_is_broken(way: OnFault, good: int, bad: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "Journal", Broken)
    with gate(Store(loaded(document_with(journal_broken=way)))) as one, SipClient(one.udp, BOREAL) as sbc:
        wait_until(lambda: JOURNAL in one.worker._faults.now)
        assert status_of(sbc.ask(invite(calling="+17562001234"))) == good
        assert status_of(sbc.ask(invite(called=NO_SUCH_NUMBER))) == bad
        assert status_of(sbc.ask(invite(called="911"))) == 302
        one.book.entries = (SUSPENDED._replace(value="boreal"),)
        assert status_of(sbc.ask(invite())) == 403
        with one.http() as client:
            [told] = client.get("/healthz").json()["faults"]
            assert (told["name"], told["reason"], told["calls"]) == (JOURNAL, Broken.problem, way.value)
            assert 'bellwarden_gate_fault{fault="journal"} 1.0' in client.get("/metrics").text
            assert 'bellwarden_gate_fault{fault="snapshot"} 0.0' in client.get("/metrics").text


def test_a_refused_snapshot_is_a_fault_until_a_good_one_comes() -> None:
    with gate(Store(loaded(STRICT))) as one, SipClient(one.udp) as sbc, one.http() as client:
        roster = one._gate._shared.roster
        roster.refuse(RefusedPolicy("snapshot2", 2, "its layer is corrupt"), 1)
        wait_until(lambda: SNAPSHOT in one.worker._faults.now)
        assert status_of(sbc.ask(invite(called=NO_SUCH_NUMBER))) == 603
        [told] = client.get("/healthz").json()["faults"]
        assert (told["name"], told["reason"], told["calls"]) == ("snapshot", "its layer is corrupt", "judge")
        roster.refuse(None, 1)
        wait_until(lambda: not one.worker._faults.now)
        assert client.get("/healthz").json()["faults"] == []


class Watched:
    """A fault watch over a world of plain values, with clocks that a test moves."""

    def __init__(self, **settings: Any) -> None:
        self.wall, self.steady, self.spool = 1_000_000.0, 50.0, ""
        self.stands: list[OnFault] = []
        call = SimpleNamespace(policy=SimpleNamespace(document=document_with(**settings)), stand=self.stands.append)
        self.world: Any = SimpleNamespace(refused=None, journal_problem="", call=call, signer=None, credentials=None)
        self.watch = FaultWatch(self.world, self, lambda: self.wall, lambda: self.steady)

    def state(self) -> SpoolState:
        return SpoolState(0, 0, 0, self.spool)

    def after(self, seconds: float, step: float = 0.0) -> dict[str, str]:
        self.wall += seconds + step
        self.steady += seconds
        self.watch.beat(self.steady)
        return {name: one.calls for name, one in self.watch.now.items()}


@pytest.mark.parametrize("way", list(OnFault))
def test_the_last_good_snapshot_does_for_a_day(way: OnFault) -> None:
    one = Watched(snapshot_stale=way)
    one.world.refused = RefusedPolicy("", 0, "there is no statement of the current snapshot")
    assert one.after(1) == {SNAPSHOT: "judge"}
    assert one.after(23.9 * 3600) == {SNAPSHOT: "judge"}
    assert one.stands[-1] is OnFault.JUDGE
    assert one.after(0.2 * 3600) == {SNAPSHOT: "judge", STALE: way.value}
    assert one.stands[-1] is way
    one.world.refused = None
    assert one.after(1) == {}
    assert one.stands[-1] is OnFault.JUDGE


def test_of_two_faults_the_stricter_one_holds() -> None:
    one = Watched(snapshot_stale=OnFault.CONTINUE, snapshot_stale_h=1.0, journal_broken=OnFault.REFUSE)
    one.world.refused, one.world.journal_problem = RefusedPolicy("", 0, "gone"), "line 3 is refused"
    one.after(1)
    one.after(3700)
    assert set(one.watch.now) == {SNAPSHOT, STALE, JOURNAL}
    assert one.stands[-1] is OnFault.REFUSE


def test_a_stale_snapshot_opens_what_depends_on_it_and_nothing_else() -> None:
    with gate(Store(loaded(STRICT))) as one, SipClient(one.udp) as sbc:
        one.worker._heartbeat._jobs.remove(one.worker._faults.beat)  # type: ignore[union-attr]
        call: CallWorld = one.worker.world.call
        call.stand(OnFault.CONTINUE)
        assert status_of(sbc.ask(invite(called=NO_SUCH_NUMBER))) == 302
        one.book.entries = (SUSPENDED,)
        assert status_of(sbc.ask(invite())) == 403
        opened, barred = one.decisions(2)
        assert (opened.verdict.reason, opened.observed) == ("CALLED_NUMBER_INVALID", True)
        assert (barred.verdict.reason, barred.observed) == ("ENFORCEMENT", False)


def test_a_revocation_list_that_can_t_be_had_is_told() -> None:
    watch = Watched()
    watch.world.credentials = SimpleNamespace(revocations_problem="the revocation list can't be fetched: 503")
    assert watch.after(0) == {"stir_revocations": "judge"}
    watch.world.credentials.revocations_problem = ""
    assert watch.after(1) == {}


def test_a_disk_that_takes_nothing_is_told() -> None:
    one = Watched()
    one.spool = "[Errno 28] No space left on device"
    assert one.after(1.1) == {SPOOL: "judge"}
    one.spool = ""
    assert one.after(1.1) == {}


@pytest.mark.parametrize(("step", "said"), [(3600.0, "forward by 3600.0 s"), (-3600.0, "back by 3600.0 s")])
def test_a_step_of_the_clock_is_told_for_a_while(step: float, said: str) -> None:
    one = Watched()
    assert one.after(1) == {}
    assert one.after(1, step) == {CLOCK: "judge"}
    assert said in one.watch.now[CLOCK].reason
    assert one.after(STEP_SHOWN_S - 1) == {CLOCK: "judge"}
    assert one.after(2) == {}


def test_a_fault_is_logged_when_it_begins_and_when_it_ends(caplog: pytest.LogCaptureFixture) -> None:
    one = Watched()
    one.spool = "no space"
    for _ in range(100):
        one.after(1)
    one.spool = ""
    one.after(2)
    assert [each.getMessage() for each in caplog.records] == [
        "fault spool: no space; calls: judge",
        "fault spool is over: no space",
    ]


@pytest.mark.parametrize("step", [3600.0, -3600.0])
def test_a_step_of_the_clock_makes_no_datagram_late(step: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel's time stamps are of the wall clock; how long a datagram waited is bounded by the steady one."""
    clock = udp.time
    with gate() as one, SipClient(one.udp) as sbc:
        sbc.ask(invite())
        monkeypatch.setattr(udp, "time", lambda: clock() + step)
        for _ in range(3):
            assert sbc.hears_nothing(0.03)  # so long that the next datagram's stamp is looked at
            assert status_of(sbc.ask(invite())) == 302
        assert [each.verdict.reason for each in one.decisions(4)] == ["NO_OBJECTION"] * 4
        assert one.worker.tally.shed == 0


def test_every_fault_is_named_once() -> None:
    assert len(set(FAULTS)) == len(FAULTS)
