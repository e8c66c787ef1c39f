"""Whose calls are judged while the gate is behind: everybody's up to a fair share, so the heaviest are shed first.

Asleep until datagrams have waited too long; until then nobody is counted, and a call pays nothing for it. Awake, it
counts each asker's calls in windows of a tenth of a second and lets everybody have the same number of them judged: the
largest that fits what the gate gets done. Who asks for less is judged completely, whoever else floods
(max-min fairness; B. Bertsekas, R. Gallager, Data Networks, section 6.5.2).

Windows are of the time in which messages arrived, so that counts are rates however fast a queue is worked off. How much
longer than a window it took to answer one says what a judged call costs, and so how many fit the next.
"""

from typing import Final, Protocol

from bellwarden.model.call import CallRequest

# The gate is behind when what it reads has waited this long: still far from late, so that those who stay within their
# share are never late.
BEHIND_S: Final = 0.02
WINDOW_S: Final = 0.1
FIRST_WINDOW_S: Final = 0.02  # the first look must be over before calls become late
# So long nobody asked for more than its share, and nothing waited, before it goes to sleep.
QUIET_S: Final = 0.5
SILENCE_S: Final = 1.0  # nothing asked for so long: what was learnt is of another time
SHED_COST: Final = 0.3  # of a judged call's, until it has been measured
SHED_COST_MAX: Final = 0.9
BUSY: Final = 0.9  # of the time is shared out; the rest is for heartbeat, HTTP and the host
WORK_OFF: Final = 0.3  # of what waits beyond BEHIND_S is worked off in the next window
MORE: Final = 1.1  # so much more is tried than what was measured fits, while nothing waits
JUDGED_MIN: Final = 0.1  # of what the gate could judge if it did nothing else: some decisions are always made
ASKERS_MAX: Final = 8_192  # counted apart in one window; all others share one count
OTHERS: Final = "(others)"
UNBOUNDED: Final = 1 << 30


class AskerNames(Protocol):
    def of(self, data: bytes, source_ip: str) -> str:
        """A name for whoever asks by this message."""

    def of_request(self, asked: CallRequest) -> str:
        """The same name, of a question that was read."""


class Admission:
    """Of one worker. Times are monotonic; `arrived` is when the messages that are read now arrived, at the earliest."""

    __slots__ = (
        "_asked",
        "_askers",
        "_began",
        "_capacity",
        "_ends",
        "_judge_s",
        "_judged",
        "_judged_s",
        "_other_s",
        "_quiet_since",
        "_rested",
        "_share",
        "_shed",
        "_shed_each_s",
        "_shed_s",
        "_waited_s",
        "active",
    )

    def __init__(self, askers: AskerNames) -> None:
        self._askers = askers
        self.active = False
        self._asked: dict[str, int] = {}
        self._judged = self._shed = 0
        self._judged_s = self._shed_s = 0.0  # what those of this window took
        # What one call takes, by the windows before; 0: not measured yet.
        self._judge_s = self._shed_each_s = self._other_s = 0.0
        self._rested = False  # the queue was seen empty in this window
        self._capacity = 0.0  # calls that can be judged in a window, as far as learnt
        self._share = UNBOUNDED  # calls of one asker that are judged in this window
        self._began = self._ends = 0.0
        self._waited_s = 0.0  # what a message had waited when this window began
        self._quiet_since = 0.0

    def behind(self, waited_s: float, now: float) -> None:
        """A message was read that had waited longer than BEHIND_S; it may have been a pause of the machine only."""
        if not self.active:
            self.active = True
            self._judge_s = self._shed_each_s = self._other_s = self._capacity = 0.0
            self._share = UNBOUNDED
            self._quiet_since = now
            self._open(now - waited_s, FIRST_WINDOW_S, waited_s)

    def admits(self, data: bytes, source_ip: str) -> bool:
        """Whether this call is judged; to be asked once for each INVITE while `active`."""
        return self._within(self._askers.of(data, source_ip))

    def admits_request(self, asked: CallRequest) -> bool:
        """The same for a question that came over HTTP."""
        return self._within(self._askers.of_request(asked))

    def _within(self, asker: str) -> bool:
        asked = self._asked
        count = asked.get(asker)
        if count is None:
            if len(asked) >= ASKERS_MAX:
                asker = OTHERS
            count = asked.get(asker, 0)
        asked[asker] = count + 1
        return count < self._share

    def overdue(self, now: float) -> bool:
        """Whether nobody turns the windows: what comes over streams only has no other clock than the heartbeat."""
        return now - self._ends > 3 * WINDOW_S

    def took(self, judged: bool, seconds: float) -> None:
        """So long one call took; to be told for each while `active`."""
        if judged:
            self._judged += 1
            self._judged_s += seconds
        else:
            self._shed += 1
            self._shed_s += seconds

    def caught_up(self, now: float) -> None:
        """Nothing waits."""
        self._rested = True
        self.turn_when_due(now, now)

    def turn_when_due(self, arrived: float, now: float) -> None:
        """Begin the next window when this one is over. To be called at each wake-up while `active`."""
        if arrived >= self._ends:
            self._turn(arrived, now)

    def _turn(self, arrived: float, now: float) -> None:
        lasted = arrived - self._began
        waited_s = now - arrived
        waits = waited_s > BEHIND_S
        if lasted > SILENCE_S or (not waits and not self._capacity):
            self.active = False
            return
        whole = WINDOW_S / lasted
        asked = [count * whole for count in self._asked.values()]
        all_asked = sum(asked)
        self._measure(0.0 if self._rested else lasted + waited_s - self._waited_s)
        fits = self._fitting(all_asked, waited_s)
        self._capacity = fits if waits else max(fits, min(self._capacity, fits) * MORE)
        if waits or all_asked > self._capacity:
            self._quiet_since = now
        elif now - self._quiet_since >= QUIET_S:
            self.active = False
            return
        # Never far above what was asked for: nobody knows yet what lies there.
        self._capacity = max(min(self._capacity, 2 * all_asked), 1.0)
        self._share = fair_share(asked, self._capacity)
        self._open(arrived, WINDOW_S, waited_s)

    def _measure(self, took_s: float) -> None:
        """What judging and shedding a call takes, by this window, and what reading, ACKs and all else takes beside it.
        `took_s`: to answer the window; 0 when there was nothing to do in between.
        """
        answered = self._judged + self._shed
        if answered and took_s:
            other_s = max(took_s - self._judged_s - self._shed_s, 0.0) / answered
            self._other_s = _blend(self._other_s, other_s)
        if self._judged:
            self._judge_s = _blend(self._judge_s, self._judged_s / self._judged)
        if self._shed:
            self._shed_each_s = _blend(self._shed_each_s, self._shed_s / self._shed)

    def _fitting(self, asked: float, waited_s: float) -> float:
        """Calls that can be judged in the next window while all others of as many as were asked about are shed."""
        judge_s = self._judge_s
        if not judge_s:
            return asked / 2  # all of them came too late to be judged: a guess, until the first one is
        shed_s = min(self._shed_each_s or judge_s * SHED_COST, judge_s * SHED_COST_MAX) + self._other_s
        judge_s += self._other_s
        room_s = BUSY * WINDOW_S - WORK_OFF * max(waited_s - BEHIND_S, 0.0)
        return max((room_s - asked * shed_s) / (judge_s - shed_s), JUDGED_MIN * WINDOW_S / judge_s)

    def _open(self, began: float, lasts_s: float, waited_s: float) -> None:
        self._began = began
        self._ends = began + lasts_s
        self._asked = {}
        self._judged = self._shed = 0
        self._judged_s = self._shed_s = 0.0
        self._rested = False
        self._waited_s = waited_s


def _blend(before: float, now: float) -> float:
    return (before + now) / 2 if before else now


def fair_share(asked: list[float], capacity: float) -> int:
    """The largest number that each asker may have so that all together have at most `capacity`; at least 1."""
    left = capacity
    ordered = sorted(asked)
    for done, count in enumerate(ordered):
        equal = left / (len(ordered) - done)
        if count > equal:
            return max(int(equal), 1)
        left -= count
    # All of it fits. Whoever asks for more now than anybody did has no claim to all that is left.
    return max(int(left + (ordered[-1] if ordered else 0.0)), 1)
