"""The combined score: every sign of a window weighed against ordinary and abusive traffic, and added up.

A share speaks only as far as both ends of its 95 % interval agree, so that few calls say little; each sign is capped,
so that none decides; of signs that say the same thing the strongest counts.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from bellwarden.traffic.baseline import Baseline
from bellwarden.traffic.detector import CALLS_MIN, Clue, Family
from bellwarden.traffic.evidence import Z95, wilson
from bellwarden.traffic.likelihoods import (
    FLOOD,
    ROBOCALLS,
    ROBOCALLS_DAY,
    ROBOCALLS_WEEK,
    SOURCE,
    TOLL_FRAUD,
    Bins,
    Weights,
)
from bellwarden.traffic.profile import SubjectKind, TrafficProfile
from bellwarden.traffic.signs import DISTINCT_MIN, JUMP, SIGNS, Sign, jump

DAY_S: Final = 86_400
WEEK_S: Final = 7 * DAY_S
FAMILIES_MIN: Final = 2  # that must agree before anything happens by itself
AGREES_MIN: Final = 1.0  # score of a family's signs together, for the family to agree


class Weighed(NamedTuple):
    """What all signs of a window say together about one hypothesis."""

    score: float
    families: Mapping[Family, float]
    clues: tuple[Clue, ...]  # strongest first

    @property
    def agreeing(self) -> frozenset[Family]:
        return frozenset(family for family, score in self.families.items() if score >= AGREES_MIN)


def weigh(profile: TrafficProfile, baseline: Baseline | None = None, declared: bool = False) -> Weighed:
    """Under the hypothesis that explains the window best: of the three kinds of abuse each has its own signs.

    `declared`: the subject has proven that people want calls which look like these (schools, utilities, health).
    """
    found = [_weigh(weights, profile, baseline, declared) for weights in _hypotheses(profile)]
    return max(found, key=lambda one: (len(one.agreeing) >= FAMILIES_MIN, one.score))


def _hypotheses(profile: TrafficProfile) -> Iterator[Weights]:
    """Most windows have no costly call, and no number that is called over and over: nothing to weigh."""
    if profile.kind is SubjectKind.CALLED:
        yield FLOOD
        return
    if profile.window_s >= WEEK_S:
        yield ROBOCALLS_WEEK
    else:
        yield ROBOCALLS_DAY if profile.window_s >= DAY_S else ROBOCALLS
    if profile.high_cost:
        yield TOLL_FRAUD
    if profile.called_attempts_max >= CALLS_MIN / 2:
        yield FLOOD


def _weigh(weights: Weights, profile: TrafficProfile, baseline: Baseline | None, declared: bool) -> Weighed:
    clues = []
    groups: dict[tuple[Family, str], float] = {}
    for sign in SIGNS:
        if sign.group == "callers" and profile.kind is SubjectKind.CALLING:
            continue  # one caller ID has one
        bins = weights.get(sign.feature)
        clue = None if bins is None else _clue(sign, bins, profile)
        if clue is None or (declared and sign.exempt and clue.score > 0):
            continue
        clues.append(clue)
        key = (sign.family, sign.group or sign.feature)
        if abs(clue.score) > abs(groups.get(key, 0.0)):
            groups[key] = clue.score
    times = None if baseline is None else jump(profile, baseline)
    if times is not None:
        clue = _number(JUMP, weights["volume_jump"], times)
        clues.append(clue)
        groups[JUMP.family, clue.feature] = clue.score
    families: dict[Family, float] = {}
    for (family, _), score in groups.items():
        families[family] = families.get(family, 0.0) + score
    return Weighed(sum(families.values()), families, tuple(sorted(clues, key=lambda one: -one.score)))


def _clue(sign: Sign, bins: Bins, profile: TrafficProfile) -> Clue | None:
    if sign.share is not None:
        share = sign.share(profile)
        if not share.whole or (sign.distinct and share.whole < DISTINCT_MIN):
            return None
        value = share.part / share.whole
        # How many are different is no chance of each: it has no interval.
        low, high = (value, value) if sign.distinct else wilson(*share)
        score, bound = bins.agreed(low, high)
        over = score > 0 and share.whole >= CALLS_MIN
        return Clue(
            *(sign.feature, value, sign.unit, *share, bound, bins.line, SOURCE, False, sign.family, score, over)
        )
    number = None if sign.number is None else sign.number(profile)
    if number is None or not sign.spread:
        return None if number is None else _number(sign, bins, number)
    off = min(1.0, Z95 * sign.spread / math.sqrt(profile.timed))
    score, bound = bins.agreed(number * (1 - off), number * (1 + off))
    return _number(sign, bins, number)._replace(score=score, bound=bound, over=score > 0)


def _number(sign: Sign, bins: Bins, value: float) -> Clue:
    score = bins.score(value)
    return Clue(
        *(sign.feature, float(value), sign.unit, int(value), 0, float(value), bins.line, SOURCE, False),
        *(sign.family, score, score > 0),
    )
