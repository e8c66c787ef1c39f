"""The drill of a gate that is lost while calls come in: what it cost, by Kamailio's own word and the carrier's.

`make test` runs it with a tenth of the calls, `python -m bench.fail_open` whole.
"""

import contextlib
import signal
import threading
from dataclasses import dataclass
from pathlib import Path

from tests.e2e import kit
from tests.e2e.reasons import CUSTOMERS, OAK, OWN, POLICY, REFUSED

RECIPES = ("kamailio-sip.cfg", "kamailio-http.cfg")
FAULTS = {"hung": signal.SIGSTOP, "closed": signal.SIGTERM, "killed": signal.SIGKILL}
FIRST_CALLED = 14462003000
SLOW_MS = 100.0  # a judged call takes a few milliseconds, also on a busy machine


@dataclass
class Drill:
    """What came of it. Times from INVITE to the carrier's 200, milliseconds."""

    placed: kit.Placed
    reached: int  # of the calls placed while the gate was lost, those that came to the carrier
    arrived_refused: int  # calls with a reason to be refused that came to the carrier all the same
    refused_before: int
    refused_after: int
    marked_down: int  # how often Kamailio took the gate out, by its own statistic
    silent_probes: int  # probes that got no answer
    state_lost: str  # what Kamailio said of the gate while it was lost, and after it came back
    state_back: str

    @property
    def lost(self) -> int:
        return sum(outcome.status != 200 for outcome in self.placed.outcomes.values())

    @property
    def slow(self) -> int:
        return sum(time > SLOW_MS for time in self.placed.set_up_ms)

    @property
    def slowest_ms(self) -> float:
        return max(self.placed.set_up_ms)


def drill(file: str, fault: str, folder: Path, calls: int = 120, rate: int = 100) -> Drill:
    """Lose the gate after a quarter of the calls, then give it back. One call per reason to refuse before and after."""
    wanted = [kit.Call(str(FIRST_CALLED + place), OWN, source=OAK) for place in range(calls)]
    reasons = list(REFUSED.values())
    with contextlib.ExitStack() as stack:
        carrier = stack.enter_context(kit.Carrier())
        first = stack.enter_context(kit.gate(folder / "home", POLICY))
        sbc = stack.enter_context(kit.kamailio(file, folder, first, [carrier.port], CUSTOMERS))
        before = kit.place_calls(reasons, sbc.port, folder)
        quarter = len(carrier.invites) + calls // 4
        loss = threading.Thread(target=_lose, args=(first.process, fault, carrier, quarter), daemon=True)
        loss.start()
        placed = kit.place_calls(wanted, sbc.port, folder, rate)
        loss.join()
        state_lost = kit.wait_until(lambda: state(sbc, file), lambda said: said == "out")
        silent, marked = silent_probes(sbc, file), sbc.counted("gate_marked_down")
        if fault == "hung":
            first.process.signal(signal.SIGCONT)
        else:
            stack.enter_context(kit.gate(folder / "home", POLICY, (first.sip_port, first.http_port)))
        state_back = kit.wait_until(lambda: state(sbc, file), lambda said: said == "in")
        after = kit.place_calls(reasons, sbc.port, folder)
    arrived = [invite.called for invite in carrier.invites]
    return Drill(
        placed,
        len({call.called for call in wanted} & set(arrived)),
        sum(call.called in arrived for call in reasons),
        sum(outcome.status == 603 for outcome in before.outcomes.values()),
        sum(outcome.status == 603 for outcome in after.outcomes.values()),
        marked,
        silent,
        state_lost,
        state_back,
    )


def state(sbc: kit.Kamailio, file: str) -> str:
    """Whether Kamailio asks the gate: "in" or "out"."""
    if file == "kamailio-http.cfg":
        return "out" if "value: 1" in sbc.ask("htable.get", "gate", "silent") else "in"
    return "in" if "FLAGS: AP" in _gates(sbc) else "out"


def silent_probes(sbc: kit.Kamailio, file: str) -> int:
    """How many probes got no answer, as Kamailio counts them."""
    if file == "kamailio-http.cfg":
        return sbc.counted("gate_probes_silent")
    return int(_gates(sbc).partition("TIMEOUT: ")[2].split()[0])


def _gates(sbc: kit.Kamailio) -> str:
    """Kamailio's list of destinations as far as they are gates (set 1)."""
    return next(part for part in sbc.ask("dispatcher.list").split("SET: {") if "ID: 1\n" in part)


def _lose(process: kit.Process, fault: str, carrier: kit.Carrier, calls: int) -> None:
    """As soon as so many calls have come to the carrier."""
    kit.wait_until(lambda: len(carrier.invites), lambda many: many >= calls)
    process.signal(FAULTS[fault])
