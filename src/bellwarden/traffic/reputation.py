"""Reputation of numbers and of blocks of a thousand, from complaints: evidence, and never a verdict.

Most complaints name a number that nobody complained about before, so a list of numbers finds nearly nothing. The block
that a number lies in (all but the last three digits) is seen again five times as often. Whoever is named need not have
called: caller IDs are spoofed.

A complaint fades to half its weight in 14 days. What a block scores: its different numbers of each day, faded; a
twentieth of those in all ten blocks of the same exchange; twice as much where calls are free of charge for the called,
since such numbers are rented by the range. docs/benchmarks.md has what this finds on days that it was not made on.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

from bellwarden.model.number import NumberKind
from bellwarden.numbering.reading import read_number

HALF_LIFE_DAYS: Final = 14.0
KEPT_DAYS: Final = 180  # older complaints weigh less than a seven-thousandth
EXCHANGE_WEIGHT: Final = 0.05
TOLL_FREE_WEIGHT: Final = 2.0
HOT_SCORE_MIN: Final = 1.3  # more than one fresh complaint about one private number
HOT_BLOCKS_MAX: Final = 10_000

Complaints = Mapping[date, Mapping[int, int]]  # day → number (E.164 digits) → complaints of that day


class Standing(NamedTuple):
    """What was complained about a number or a block until a day. All zero: nothing."""

    complaints: int
    numbers: int  # different ones
    days: int  # on which there was a complaint
    last: date | None
    faded: float  # complaints, by weight


class HotBlock(NamedTuple):
    block: int  # E.164 digits without the last three
    score: float
    numbers: float  # different ones a day, faded


def block_of(number: int) -> int:
    return number // 1000


def weight(age_days: int) -> float:
    """Of a complaint; nothing of one that lies ahead or too long ago."""
    return 0.5 ** (age_days / HALF_LIFE_DAYS) if 0 <= age_days <= KEPT_DAYS else 0.0


class Reputation:
    """Complaints as they weigh on one day, `today`."""

    def __init__(self, complaints: Complaints, today: date) -> None:
        first = today - timedelta(days=KEPT_DAYS)
        self._complaints = {day: complaints[day] for day in sorted(complaints) if first <= day <= today}
        self._today = today

    @property
    def days(self) -> int:
        return len(self._complaints)

    def number(self, number: int) -> Standing:
        return self._standing(lambda one: one == number)

    def block(self, block: int) -> Standing:
        return self._standing(lambda one: block_of(one) == block)

    def _standing(self, meant: Callable[[int], bool]) -> Standing:
        found = {
            day: named
            for day, counts in self._complaints.items()
            if (named := {one: count for one, count in counts.items() if meant(one)})
        }
        return Standing(
            complaints=sum(sum(named.values()) for named in found.values()),
            numbers=len({one for named in found.values() for one in named}),
            days=len(found),
            last=max(found, default=None),
            faded=sum(self._weight(day) * sum(named.values()) for day, named in found.items()),
        )

    def _weight(self, day: date) -> float:
        return weight((self._today - day).days)

    def hot(self, count: int = HOT_BLOCKS_MAX, score_min: float = HOT_SCORE_MIN) -> list[HotBlock]:
        """The blocks with the highest scores, highest first; the same complaints give the same order."""
        blocks: dict[int, float] = {}
        for day, counts in self._complaints.items():
            each = self._weight(day)
            for number in counts:
                block = block_of(number)
                blocks[block] = blocks.get(block, 0.0) + each
        exchanges: dict[int, float] = {}
        for block, numbers in blocks.items():
            exchanges[block // 10] = exchanges.get(block // 10, 0.0) + numbers
        scored = [HotBlock(block, _score(block, own, exchanges[block // 10]), own) for block, own in blocks.items()]
        scored = [one for one in scored if one.score >= score_min]
        scored.sort(key=lambda one: (-one.score, one.block))
        return scored[:count]


def _score(block: int, own: float, exchange: float) -> float:
    score = own + EXCHANGE_WEIGHT * exchange
    return score * TOLL_FREE_WEIGHT if _toll_free(block) else score


def _toll_free(block: int) -> bool:
    return read_number(f"+{block}000").kind is NumberKind.TOLL_FREE
