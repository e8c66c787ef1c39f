"""When calls are made: curves over the hours of a day, and gaps of people, of machines, and of bursts."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from random import Random
from typing import Final, NamedTuple

HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS

# Weights of local hours 0 to 23. People at work are an assumption; robocalls are the hours that complaints tell.
WORK: Final = (0.1, 0.1, 0.1, 0.1, 0.1, 0.2, 0.4, 1, 2, 8, 10, 10, 8, 9, 10, 9, 8, 4, 1, 0.7, 0.4, 0.3, 0.2, 0.1)
ROBOCALLS: Final = (0, 0, 0, 0, 0, 0, 0, 0, 2.6, 8.7, 10, 11, 11.9, 9.5, 9.6, 8.6, 8, 5.3, 4, 1.9, 0.8, 0, 0, 0)
ROUND_THE_CLOCK: Final = (3, 2, 2, 2, 2, 3, 4, 6, 8, 9, 10, 10, 9, 9, 9, 9, 9, 9, 8, 7, 6, 5, 4, 3)


class Day(NamedTuple):
    """One day of a customer, by its own clock."""

    number: int  # from 0, the world's first
    midnight_ms: int  # local midnight as milliseconds since 1970, UTC
    weekday: int  # 0 is Monday
    offset_h: int  # local time less UTC

    @property
    def weekend(self) -> bool:
        return self.weekday >= 5

    def at(self, hour: float) -> int:
        """Milliseconds since 1970 of an hour of this day."""
        return self.midnight_ms + int(hour * HOUR_MS)


def poisson(rng: Random, mean: float) -> int:
    """How often something happens that happens `mean` times on average."""
    if mean <= 0:
        return 0
    if mean > 50:
        return max(0, round(rng.gauss(mean, mean**0.5)))
    count, product, limit = 0, rng.random(), 2.718281828459045**-mean
    while product > limit:
        count += 1
        product *= rng.random()
    return count


def human(rng: Random, day: Day, count: int, curve: Sequence[float]) -> list[int]:
    """Moments of people who do not know of each other: Poisson within each hour, ascending."""
    hours = rng.choices(range(24), cum_weights=list(accumulate(curve)), k=count)
    begin, draw = day.midnight_ms, rng.random
    return sorted(begin + int((hour + draw()) * HOUR_MS) for hour in hours)


def paced(rng: Random, begin_ms: int, cps: float, variation: float) -> Iterator[int]:
    """Moments of a machine that places `cps` calls a second; `variation`: of its gaps, by their mean."""
    gap = 1000 / cps
    at, draw = float(begin_ms), rng.gauss
    while True:
        yield int(at)
        at += max(0.02 * gap, draw(gap, gap * variation))
