"""The combined score: every sign of a window weighed against ordinary and abusive traffic, and added up.

A share speaks only as far as both ends of its 95 % interval agree, so that few calls say little; each sign is capped,
so that none decides; of signs that say the same thing the strongest counts.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from bellwarden.traffic.baseline import Baseline
from bellwarden.traffic.detector import CALLS_MIN, Clue, Family
from bellwarden.traffic.evidence import wilson
from bellwarden.traffic.likelihoods import JUMP, SIGNS_WEIGHED, SOURCE, Bins
from bellwarden.traffic.profile import TrafficProfile
from bellwarden.traffic.signs import SIGNS, Sign, jump

AGREES_MIN: Final = 1.0  # score of a family's signs together, for the family to agree


class Weighed(NamedTuple):
    """What all signs of a window say together."""

    score: float
    families: Mapping[Family, float]
    clues: tuple[Clue, ...]  # strongest first

    @property
    def agreeing(self) -> frozenset[Family]:
        return frozenset(family for family, score in self.families.items() if score >= AGREES_MIN)


def weigh(profile: TrafficProfile, baseline: Baseline | None = None, declared: bool = False) -> Weighed:
    """`declared`: the subject has proven that people want calls which look like these (schools, utilities, health)."""
    clues = []
    groups: dict[tuple[Family, str], float] = {}
    for sign in SIGNS:
        bins = SIGNS_WEIGHED.get(sign.feature)
        clue = None if bins is None else _clue(sign, bins, profile)
        if clue is None or (declared and sign.exempt and clue.score > 0):
            continue
        clues.append(clue)
        key = (sign.family, sign.group or sign.feature)
        if abs(clue.score) > abs(groups.get(key, 0.0)):
            groups[key] = clue.score
    times = None if baseline is None else jump(profile, baseline)
    if times is not None:
        clue = _number(Sign("volume_jump", Family.VOLUME, "F-2", "times its own median"), JUMP, times)
        clues.append(clue)
        groups[Family.VOLUME, clue.feature] = clue.score
    families: dict[Family, float] = {}
    for (family, _), score in groups.items():
        families[family] = families.get(family, 0.0) + score
    return Weighed(sum(families.values()), families, tuple(sorted(clues, key=lambda one: -one.score)))


def _clue(sign: Sign, bins: Bins, profile: TrafficProfile) -> Clue | None:
    if sign.share is not None:
        share = sign.share(profile)
        if (share.whole < CALLS_MIN and sign.distinct) or not share.whole:
            return None
        low, high = wilson(*share)
        score, bound = bins.agreed(low, high)
        value = share.part / share.whole
        over = score > 0 and share.whole >= CALLS_MIN
        return Clue(
            *(sign.feature, value, sign.unit, *share, bound, bins.line, SOURCE, False, sign.family, score, over)
        )
    number = None if sign.number is None else sign.number(profile)
    return None if number is None else _number(sign, bins, number)


def _number(sign: Sign, bins: Bins, value: float) -> Clue:
    score = bins.score(value)
    return Clue(
        *(sign.feature, float(value), sign.unit, int(value), 0, float(value), bins.line, SOURCE, False),
        *(sign.family, score, score > 0),
    )
