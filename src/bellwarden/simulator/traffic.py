"""Labelled calls from one seed: an endless stream of good and bad ones, each with the verdict that is right for it."""

from collections import deque
from collections.abc import Iterator
from random import Random
from typing import Final, NamedTuple

from bellwarden.simulator.invite import ANONYMOUS, Damage, InviteParts
from bellwarden.simulator.signing import Token
from bellwarden.simulator.world import (
    CALLERS,
    ELSEWHERE,
    GATE_HOST,
    IMPOSSIBLE,
    OURS,
    RIGHT,
    SCAM_NAMES,
    SHOWN,
    TOKENS,
    Caller,
    NumberPool,
    Story,
)

# A gate counts the attempts of the last second, in cells: a younger call surely counts, an older one surely not.
COUNTED_S: Final = 0.7
WINDOW_S: Final = 1.3
SIGNED_SHARE: Final = 0.8  # of the calls of callers that sign: some always come over a network that loses tokens
DAMAGES: Final = tuple(damage for damage in Damage if damage is not Damage.NONE)
EMERGENCY_NUMBERS: Final = ("911", "+1911", "933")
OUTSIDERS: Final = frozenset(("tessera", "longhaul"))  # whose calls come in for our customers


class Label(NamedTuple):
    """The truth about a call: what it is, the reason that a right verdict gives, and whether it goes on."""

    story: Story
    reason: str
    goes_on: bool


class LabelledCall(NamedTuple):
    number: int  # of the call in its stream, from 0
    at: float  # seconds after the stream's start
    caller: Caller
    calling: str
    called: str  # as dialled, as it stands in a URI
    display_name: str
    token: Token
    diverting: str  # number of a Diversion header, or ""
    damage: Damage
    label: Label


class _Draft(NamedTuple):
    """What a story makes of a call."""

    calling: str
    called: str
    display_name: str
    story: Story
    damage: Damage = Damage.NONE
    diverting: str = ""
    token: Token | None = None  # None: as its caller mostly does


def traffic(seed: int, calls_per_second: float) -> Iterator[LabelledCall]:
    """The same seed and rate give the same calls for ever. Arrivals are independent of each other (Poisson)."""
    return _Stream(seed, calls_per_second).calls()


def parts_of(call: LabelledCall, port: int, salt: str, identity: str = "") -> InviteParts:
    """The call as an INVITE. `salt` (hex) tells runs of one seed apart: a gate remembers branches for 32 seconds.

    `identity` is what a `TokenWriter` makes of the call's token when the call is placed.
    """
    caller = call.caller
    return InviteParts(
        host=caller.address,
        port=port,
        target=GATE_HOST,
        calling=call.calling,
        called=call.called,
        display_name=call.display_name,
        user_agent=caller.user_agent,
        unique=f"{salt}{call.number:08x}",
        identity=identity,
        damage=call.damage,
        diverting=call.diverting,
        charge_info=caller.charge_info,
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
            drafts: list[_Draft] = []
            while not drafts:
                caller = self._random.choices(CALLERS, self._weights)[0]
                drafts = self._drafts(caller, at)
            for draft in drafts:
                yield self._call(caller, at, draft)

    def _drafts(self, caller: Caller, at: float) -> list[_Draft]:
        """A story's calls; none when the caller would pass its limit without meaning to."""
        placed = self._placed[caller.customer]
        while placed and placed[0] < at - WINDOW_S:
            placed.popleft()
        story = self._random.choices(list(caller.stories), list(caller.stories.values()))[0]
        if caller.cps_max and len(placed) >= caller.cps_max:
            drafts = []
        elif story is Story.BURST:
            drafts = self._burst(caller, placed, at)
        elif story is Story.SIGNED_TWICE:
            drafts = self._signed_twice(caller) if len(placed) + 1 < caller.cps_max else []
        else:
            drafts = [self._draft(story, caller)]
        # Emergency calls are not counted against a limit.
        placed.extend(at for draft in drafts if draft.story is not Story.EMERGENCY)
        return drafts

    def _burst(self, caller: Caller, placed: deque[float], at: float) -> list[_Draft]:
        """As many calls at once as the limit still allows, and as many over it.

        None while it is uncertain whether an earlier call still counts at the gate.
        """
        if placed and placed[0] < at - COUNTED_S:
            return []
        within = caller.cps_max - len(placed)
        over = self._random.randrange(3, 3 + caller.cps_max)
        drafts = [self._draft(Story.GOOD, caller) for _ in range(within + over)]
        return [*drafts[:within], *(draft._replace(story=Story.BURST) for draft in drafts[within:])]

    def _signed_twice(self, caller: Caller) -> list[_Draft]:
        """A good call, and another one between the same numbers that carries the same token."""
        good = self._draft(Story.GOOD, caller)._replace(token=Token.GOOD)
        return [good, good._replace(story=Story.SIGNED_TWICE, token=Token.AGAIN)]

    def _draft(self, story: Story, caller: Caller) -> _Draft:
        calling = self._one_of(SHOWN.get(story, caller.pools))
        called = self._one_of(OURS if caller.customer in OUTSIDERS else ELSEWHERE)
        while called == calling:
            called = self._one_of(ELSEWHERE)
        draft = _Draft(calling, called, self._random.choice(caller.display_names), story)
        if story is Story.WITHHELD:
            return draft._replace(calling=ANONYMOUS, display_name="Anonymous")
        if story is Story.FORWARDED:
            return draft._replace(diverting=self._one_of(OURS))
        if story is Story.EMERGENCY:
            damage = self._random.choice((Damage.NONE, Damage.NONE, *DAMAGES))
            return draft._replace(called=self._random.choice(EMERGENCY_NUMBERS), damage=damage)
        if story is Story.SHOWS_CALLED:
            return draft._replace(calling=called)
        if story is Story.SCAM_NAME:
            return draft._replace(display_name=self._random.choice(SCAM_NAMES))
        if story is Story.IMPOSSIBLE_CALLED:
            return draft._replace(called=self._one_of((IMPOSSIBLE,)))
        if story is Story.MALFORMED:
            return draft._replace(damage=self._random.choice(DAMAGES))
        return draft

    def _call(self, caller: Caller, at: float, draft: _Draft) -> LabelledCall:
        token = TOKENS.get(draft.story, draft.token)
        if token is None:
            signed = caller.attests and draft.calling != ANONYMOUS and self._random.random() < SIGNED_SHARE
            token = Token.GOOD if signed else Token.NONE
        number = self._number
        self._number += 1
        called = draft.called
        if caller.dialled_prefix and draft.story is not Story.EMERGENCY:
            called = caller.dialled_prefix + called.lstrip("+")
        label = Label(draft.story, *RIGHT[draft.story])
        return LabelledCall(
            number,
            at,
            caller,
            draft.calling,
            called,
            draft.display_name,
            token,
            draft.diverting,
            draft.damage,
            label,
        )

    def _one_of(self, pools: tuple[NumberPool, ...]) -> str:
        pool = self._random.choice(pools)
        number = pool.first + self._random.randrange(pool.size)
        return f"+{number}" if number > 999 else str(number)
