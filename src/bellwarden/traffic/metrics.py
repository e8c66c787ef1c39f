"""How good a way of finding is: shares with their intervals, rates with their bounds, precision over all thresholds."""

import math
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from bellwarden.traffic.evidence import wilson

CONFIDENCE: Final = 0.95
_BISECTIONS: Final = 60  # beyond the precision of floats


class Estimate(NamedTuple):
    """A figure, the ends of its 95 % interval, and how many observations it rests on. None: nothing was observed."""

    value: float | None
    low: float | None
    high: float | None
    of: int


NOTHING: Final = Estimate(None, None, None, 0)


def share(part: int, whole: int) -> Estimate:
    """`part` of `whole` with Wilson's interval."""
    return Estimate(part / whole, *wilson(part, whole), whole) if whole else NOTHING


def rate(events: int, exposure: float, of: int) -> Estimate:
    """Events by unit of exposure; the upper end is the one-sided 95 % bound: of no event it is three."""
    if exposure <= 0:
        return NOTHING
    return Estimate(events / exposure, 0.0, poisson_upper(events) / exposure, of)


def poisson_upper(events: int, confidence: float = CONFIDENCE) -> float:
    """The mean under which so few events have probability 1 - confidence (F. Garwood, 1936)."""
    low, high = 0.0, 10.0 + 3.0 * events
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if _poisson_cdf(events, middle) > 1 - confidence else (low, middle)
    return high


def _poisson_cdf(events: int, mean: float) -> float:
    if mean <= 0:
        return 1.0
    return math.fsum(math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)) for n in range(events + 1))


def quantile(values: Iterable[float], part: float) -> float | None:
    """The smallest value that at least `part` of all values do not exceed; None of nothing. Infinite values may occur:
    what never happened.
    """
    ordered = sorted(values)
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)] if ordered else None


class Scored(NamedTuple):
    score: float
    bad: bool


def precision_recall_area(scored: Sequence[Scored], bad_share: float | None = None) -> float | None:
    """Average precision: precision at every threshold, weighted by the recall it adds; equal scores are one threshold.

    `bad_share`: weigh the good ones so that this share of all is bad, because a precision means nothing at another
    base rate than that of the traffic it is for. None when all or none are bad.
    """
    bad = sum(one.bad for one in scored)
    good = len(scored) - bad
    if not bad or not good:
        return None
    weight = 1.0 if bad_share is None else bad * (1 - bad_share) / (bad_share * good)
    ordered = sorted(scored, key=lambda one: -one.score)
    area, caught, wrong, place = 0.0, 0, 0, 0
    while place < len(ordered):
        threshold, before = ordered[place].score, caught
        while place < len(ordered) and ordered[place].score == threshold:
            caught += ordered[place].bad
            wrong += not ordered[place].bad
            place += 1
        area += (caught - before) / bad * caught / (caught + weight * wrong)
    return area
