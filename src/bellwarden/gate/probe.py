"""The gate asks itself: a synthetic call, all the way from its bytes to its verdict, five times a second.

It is nobody's call: judged in a world of its own, it is not counted, not kept and not metered. What it took, and how
long it would have waited for its turn, decide what an SBC's OPTIONS is answered: 200, or 503 so that a sick gate is
taken out of the rotation before calls wait for it.
"""

from collections import deque
from time import perf_counter
from typing import Final

from bellwarden.flows.call import CallWorld, judge
from bellwarden.gate.world import GateWorld
from bellwarden.model.policy import Trunk
from bellwarden.sip.message import read_request
from bellwarden.switches.reading import read_invite

# A second of heartbeats. One stall in it counts with all the calls that would have waited while it lasted.
PROBES: Final = 20
SLOW_MAX: Final = 4  # of them may be slower than the limit: a fifth of a second
WARM_RUNS: Final = 50
EVERY_BEATS: Final = 4  # a call of one's own with a cold cache costs as much as ten of others
LIMIT_S: Final = 0.05  # unless the operator says otherwise

# Numbers of area codes that nobody has, in a domain that nobody can have (RFC 2606 section 2).
_CALL: Final = (
    b"INVITE sip:+14462000100@probe.invalid;user=phone SIP/2.0\r\n"
    b"Via: SIP/2.0/UDP probe.invalid;branch=z9hG4bKprobe;rport\r\n"
    b"From: <sip:+12382000100@probe.invalid>;tag=probe\r\n"
    b"To: <sip:+14462000100@probe.invalid>\r\n"
    b"Call-ID: probe@probe.invalid\r\n"
    b"CSeq: 1 INVITE\r\n"
    b"Max-Forwards: 70\r\n"
    b"Contact: <sip:probe.invalid>\r\n"
    b"Content-Length: 0\r\n\r\n"
)


class SelfProbe:
    """Of one worker. Call `beat` at each heartbeat, `period_s` apart."""

    def __init__(self, world: GateWorld, period_s: float, limit_s: float = LIMIT_S) -> None:
        self._world = world
        self._period_s = period_s
        self._limit_s = limit_s
        self._recent_s: deque[float] = deque(maxlen=PROBES)
        self._call: CallWorld | None = None
        self._trunk: Trunk | None = None
        self._beats = 0
        self._took_s = 0.0
        self.fault = "there is no policy"  # why the gate can't judge; "" when it can

    def prepare(self) -> None:
        """Once the policy is taken up: judge until everything on the way has been touched once."""
        self._call = self._world.rehearsal()
        self._trunk = next(iter(self._world.call.policy.document.trunks), None)
        for _ in range(WARM_RUNS):
            self.run()

    def beat(self, late_s: float) -> None:
        """Look now, and probe when it is time. `late_s`: how long a call had to wait for its turn."""
        if self._beats % EVERY_BEATS == 0 or self.fault:
            self._took_s = self.run()
        self._beats += 1
        took_s = self._took_s
        # Every call that came while the loop was held up waited, too, the later ones less.
        waited_s = late_s
        for _ in range(PROBES):
            self._recent_s.append(waited_s + took_s)
            waited_s -= self._period_s
            if waited_s <= 0.0:
                break

    @property
    def well(self) -> bool:
        """Whether calls are judged, and fast enough."""
        return not self.fault and sum(took_s > self._limit_s for took_s in self._recent_s) <= SLOW_MAX

    @property
    def slowest_s(self) -> float:
        """Of the recent probes, waiting included."""
        return max(self._recent_s, default=0.0)

    def run(self) -> float:
        """Judge the synthetic call once; how long it took. What goes wrong is in `fault`."""
        call, trunk = self._call, self._trunk
        if call is None:
            return 0.0
        started = perf_counter()
        try:
            if trunk is not None:  # without a trunk nobody is answered anyway
                source_ip = trunk.addresses[0] if trunk.addresses else ""
                asked = read_invite(
                    read_request(_CALL), source_ip, call.now(), call.policy.carrier, "", self._world.headers_read
                )
                judge(asked._replace(trunk=trunk.key), call)
            self.fault = ""
        except Exception as error:  # noqa: BLE001 -- whatever it is, calls meet it as well, and the SBC must be told
            self.fault = f"the gate can't judge its own call: {type(error).__name__}: {error}"
        return perf_counter() - started
