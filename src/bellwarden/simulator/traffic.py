"""Labelled calls from one seed: an endless stream of good and bad ones, each with the verdict that is right for it."""

from collections import deque
from collections.abc import Callable, Iterator
from random import Random
from typing import Final, NamedTuple

from bellwarden.simulator.invite import Damage, InviteParts, invented_identity
from bellwarden.simulator.world import CALLERS, DESTINATIONS, GATE_HOST, Caller, NumberPool, Story

NO_OBJECTION: Final = "NO_OBJECTION"
BURST_GAP_S: Final = 2.5  # between two bursts of one caller: its last second has to be empty again
IDENTITY_SHARE: Final = 0.3  # of the calls that carry a signature
WINDOW_S: Final = 1.3  # a little more than the second in which a gate counts attempts


class Label(NamedTuple):
    """The truth about a call: what it is, whether it may go on, and the reason a right verdict gives."""

    story: Story
    goes_on: bool
    reason: str


class LabelledCall(NamedTuple):
    number: int  # of the call in its stream, from 0
    at: float  # seconds after the stream's start
    customer: str  # key of who places it
    source_ip: str
    calling: str
    called: str
    display_name: str
    user_agent: str
    identity: str
    damage: Damage
    label: Label


class _Draft(NamedTuple):
    """What a story makes of a call."""

    calling: str
    called: str
    display_name: str
    label: Label
    damage: Damage = Damage.NONE


def traffic(seed: int, calls_per_second: float) -> Iterator[LabelledCall]:
    """The same seed and rate give the same calls for ever. Arrivals are independent of each other (Poisson)."""
    return _Stream(seed, calls_per_second).calls()


def parts_of(call: LabelledCall, port: int, salt: str) -> InviteParts:
    """The call as an INVITE. `salt` (hex) tells the runs of one seed apart: a gate remembers branches for 32 seconds."""
    return InviteParts(
        host=call.source_ip,
        port=port,
        target=GATE_HOST,
        calling=call.calling,
        called=call.called,
        display_name=call.display_name,
        user_agent=call.user_agent,
        unique=f"{salt}{call.number:08x}",
        identity=call.identity,
        damage=call.damage,
    )


class _Stream:
    def __init__(self, seed: int, calls_per_second: float) -> None:
        self._random = Random(seed)
        self._rate = calls_per_second
        self._number = 0
        self._placed: dict[str, deque[float]] = {caller.customer: deque() for caller in CALLERS}
        self._weights = [caller.weight for caller in CALLERS]

    def calls(self) -> Iterator[LabelledCall]:
        at = 0.0
        while True:
            at += self._random.expovariate(self._rate)
            caller = self._random.choices(CALLERS, self._weights)[0]
            for draft in self._drafts(caller, at):
                yield self._call(caller, at, draft)

    def _drafts(self, caller: Caller, at: float) -> list[_Draft]:
        """A story's calls; none when the caller would pass its limit without meaning to."""
        placed = self._placed[caller.customer]
        while placed and placed[0] < at - WINDOW_S:
            placed.popleft()
        story = self._random.choices(list(caller.stories), list(caller.stories.values()))[0]
        if story is Story.BURST:
            if placed and placed[-1] > at - BURST_GAP_S:
                return []
            drafts = [self._good(caller) for _ in range(caller.cps_max)]
            over = Label(Story.BURST, False, "CPS_LIMIT")
            drafts += [self._good(caller)._replace(label=over) for _ in range(caller.cps_max)]
        elif caller.cps_max and len(placed) >= caller.cps_max:
            return []
        else:
            drafts = [_TELLERS[story](self, caller)]
        # Emergency calls are not counted.
        placed.extend(at for draft in drafts if draft.label.story is not Story.EMERGENCY)
        return drafts

    def _call(self, caller: Caller, at: float, draft: _Draft) -> LabelledCall:
        identity = ""
        if caller.signs and self._random.random() < IDENTITY_SHARE:
            identity = invented_identity(draft.calling, draft.called, int(at), self._random.randbytes(64))
        number = self._number
        self._number += 1
        return LabelledCall(
            number,
            at,
            caller.customer,
            caller.address,
            draft.calling,
            draft.called,
            draft.display_name,
            caller.user_agent,
            identity,
            draft.damage,
            draft.label,
        )

    def _from_pool(self, pool: NumberPool) -> str:
        return f"+{pool.first + self._random.randrange(pool.count)}"

    def _good(self, caller: Caller) -> _Draft:
        """An ordinary call: a number the caller may show, to somebody who exists."""
        calling = self._from_pool(self._random.choice(caller.pools))
        called = self._from_pool(self._random.choice(DESTINATIONS))
        name = self._random.choice(caller.display_names)
        return _Draft(calling, called, name, Label(Story.GOOD, True, NO_OBJECTION))

    def _showing(self, caller: Caller, story: Story) -> _Draft:
        """A call that shows a number which nobody may show, or not this caller."""
        pool = self._random.choice(story.pools)
        calling = pool.short_code or self._from_pool(pool)
        return self._good(caller)._replace(calling=calling, label=Label(story, False, story.reason))
