"""Calls that are up through Kamailio: their ends reach the gate, and those of a suspended customer are ended."""

import contextlib
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bellwarden.model.verdict import Outcome
from tests.e2e import kit
from tests.e2e.stub_gate import StubGate

pytestmark = [pytest.mark.e2e, kit.needs_kamailio, kit.needs_sipp]

RECIPES = ["kamailio-sip.cfg", "kamailio-http.cfg"]
POLICY = kit.ROOT / "tests" / "data" / "e2e" / "policy"
OAK, FIR = "127.0.0.11", "127.0.0.14"
OWN = "12382000101"
MESSAGES = "carrier.messages"
DECISION = "0199f3a2b7c4d1e200000001"


@contextlib.contextmanager
def answering(folder: Path) -> Iterator[int]:
    """A carrier that takes every call and keeps it until it is hung up."""
    port = kit.free_port()
    scenario = str(kit.EXAMPLES / "sipp" / "carrier.xml")
    command = ["sipp", "-sf", scenario, "-i", kit.LOOPBACK, "-p", str(port), "-nostdin", "-max_socket", "1000"]
    command += ["-trace_msg", "-message_file", str(folder / MESSAGES)]
    process = kit.Process(command, folder / "carrier.out", folder)
    try:
        yield port
    finally:
        process.stop()


@contextlib.contextmanager
def held(sbc: kit.Kamailio, source: str, called: list[str], folder: Path) -> Iterator[kit.Process]:
    """Calls that SIPp keeps up until somebody else ends them; then it exits with status 0."""
    table = folder / f"held-{source}-{called[0]}.csv"
    table.write_text("SEQUENTIAL\n" + "".join(f"{one};{OWN};Oak Dental\n" for one in called))
    command = ["sipp", f"{kit.LOOPBACK}:{sbc.port}", "-sf", str(kit.EXAMPLES / "sipp" / "held.xml"), "-inf", str(table)]
    command += ["-m", str(len(called)), "-r", "50", "-i", source, "-p", str(kit.free_port()), "-bind_local"]
    command += ["-nostdin", "-max_socket", "1000", "-timeout", "25", "-timeout_error"]
    process = kit.Process(command, table.with_suffix(".out"), folder)
    try:
        yield process
    finally:
        process.stop()


def hung_up(folder: Path) -> set[str]:
    """Call-IDs of the calls that the carrier got a BYE for."""
    return set(re.findall(r"^BYE .*?^Call-ID: (\S+)", (folder / MESSAGES).read_text(), re.MULTILINE | re.DOTALL))


def up(sbc: kit.Kamailio) -> int:
    """How many calls Kamailio holds for answered."""
    lines = dict(line.strip().split(": ") for line in sbc.ask("dlg.stats_active").splitlines() if ": " in line)
    return int(lines["ongoing"])


def ended(home: Path) -> list[dict[str, object]]:
    """What the gate kept of the ends that it was told."""
    found = list(home.rglob("*ended*"))
    return [json.loads(line) for file in found for line in file.read_text().splitlines()]


@pytest.mark.parametrize("file", RECIPES)
def test_a_suspended_customers_calls_are_ended_and_nobody_elses(file: str, tmp_path: Path) -> None:
    oaks, firs, emergency = [str(14462003000 + place) for place in range(12)], ["14462000911", "14462000912"], ["911"]
    with (
        answering(tmp_path) as carrier,
        kit.gate(tmp_path / "home", POLICY) as gate,
        kit.kamailio(file, tmp_path, gate, [carrier], [OAK, FIR]) as sbc,
        held(sbc, OAK, oaks, tmp_path) as of_oak,
        held(sbc, FIR, firs, tmp_path) as of_fir,
        held(sbc, OAK, emergency, tmp_path) as to_911,
    ):
        everybody = len(oaks) + len(firs)  # but the emergency call, which Kamailio keeps no count of
        assert kit.wait_until(lambda: up(sbc), lambda many: many == everybody) == everybody
        kit.command(gate.home, "enforce", "suspend", "oak", "--reason", "test of the switch")
        suspended = time.monotonic()
        assert of_oak.child.wait(15) == 0, of_oak.text()[-2000:]
        took_s = time.monotonic() - suspended
        told = kit.wait_until(lambda: ended(gate.home), lambda found: len(found) >= len(oaks))
        # Two further rounds of the recipe's timer: the others are left alone by those as well.
        rounds = kit.wait_until(lambda: time.monotonic() - suspended, lambda past: past > took_s + 2.2, 5)
        assert rounds > took_s + 2.2
        assert up(sbc) == len(firs)
        assert (of_fir.child.poll(), to_911.child.poll()) == (None, None)
        assert sbc.counted("suspended_ended") == len(oaks)
        # Both sides were told: SIPp's success above is the customer's.
        assert len(hung_up(tmp_path)) == len(oaks)
        refused = kit.place_calls([kit.Call("14462000920", OWN, source=OAK)], sbc.port, tmp_path)
    assert took_s < 8  # about one second, and a few more where many tests share the machine
    assert len({one["decision_id"] for one in told}) == len(oaks) == len(told)
    assert {one["sip_status"] for one in told} == {200}
    assert refused.outcomes["14462000920"].status == 603


@pytest.mark.parametrize("file", RECIPES)
def test_while_the_gate_is_away_a_suspended_customer_is_still_refused(file: str, tmp_path: Path) -> None:
    """What the recipe last heard stays in force: nobody gets his suspension lifted by bringing the gate down."""
    oaks, firs, emergency = kit.Call("14462000931", OWN, source=OAK), kit.Call("14462000932", OWN, source=FIR), "911"
    with (
        kit.Carrier() as carrier,
        kit.gate(tmp_path / "home", POLICY) as gate,
        kit.kamailio(file, tmp_path, gate, [carrier.port], [OAK, FIR]) as sbc,
    ):
        kit.command(gate.home, "enforce", "suspend", "oak", "--reason", "test of the switch")
        known = kit.wait_until(lambda: sbc.ask("htable.dump", "suspended"), lambda text: OAK in text)
        assert OAK in known
        gate.process.stop()
        placed = kit.place_calls([oaks, firs, kit.Call(emergency, OWN, source=OAK)], sbc.port, tmp_path)
    told = {called: outcome.status for called, outcome in placed.outcomes.items()}
    assert told == {oaks.called: 603, firs.called: 200, emergency: 200}
    assert set(carrier.calls()) == {firs.called, emergency}


@pytest.mark.parametrize("file", RECIPES)
def test_the_gate_is_told_of_every_end_and_of_no_call_that_it_refused(file: str, tmp_path: Path) -> None:
    answered, busy, refused, late, emergency = "14462000101", "14462000486", "14462000103", "14462000104", "911"
    with (
        kit.Carrier() as carrier,
        StubGate(outcomes={refused: Outcome.LIST}, late_s={late: 0.6}) as gate,
        kit.kamailio(file, tmp_path, gate, [carrier.port], [kit.LOOPBACK], GATE_TIMER_MS=300) as sbc,
    ):
        calls = [kit.Call(called) for called in (answered, busy, refused, emergency, late)]
        kit.place_calls(calls, sbc.port, tmp_path)
        assert sbc.wait_until_counted("ends_told", 3) == 3
    told = {carrier_call.called: one for carrier_call in carrier.invites for one in gate.ended
            if one["call_id"] == carrier_call.call_id}  # fmt: skip
    assert len(gate.ended) == 3
    # The headers that the recipe is given (an API key, where the gate wants one) go with every question.
    assert {("/v1/calls/ended", "kamailio"), ("/v1/suspensions", "kamailio")} <= gate.clients
    assert {called: (one.get("decision_id", ""), one["sip_status"]) for called, one in told.items()} == {
        answered: (DECISION, 200),
        busy: (DECISION, 486),
        late: ("", 200),
    }
    assert all(abs(one["at"] - time.time()) < 30 and one["duration_s"] <= 2 for one in gate.ended)


@pytest.mark.parametrize("file", RECIPES)
def test_ends_wait_for_a_gate_that_is_away_up_to_a_bound(file: str, tmp_path: Path) -> None:
    called, bound = [str(14462003000 + place) for place in range(150)], 120
    with (
        kit.Carrier() as carrier,
        StubGate() as gate,
        kit.kamailio(file, tmp_path, gate, [carrier.port], [kit.LOOPBACK], ENDS_MAX=bound) as sbc,
    ):
        gate.taking_ends = False
        placed = kit.place_calls([kit.Call(one) for one in called], sbc.port, tmp_path, rate=150)
        assert {outcome.status for outcome in placed.outcomes.values()} == {200}
        # One report may be under way while the queue fills up.
        lost = sbc.wait_until_counted("ends_lost", len(called) - bound - 1)
        gate.taking_ends = True
        told = sbc.wait_until_counted("ends_told", len(called) - lost)
    assert told == len(called) - lost == len({one["call_id"] for one in gate.ended})
    assert bound <= told <= bound + 1
    assert max(placed.set_up_ms) < 250
