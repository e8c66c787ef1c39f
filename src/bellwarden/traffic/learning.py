"""Lines from an operator's own past: what hardly any of its customers ever passes.

For each line: the 99th of a hundred windows of every customer, then the 90th of a hundred customers, so that neither a
bad hour nor one customer in ten being bad moves it; a tenth is added, so that tomorrow may be a little busier. A line
is never drawn stricter than Bellwarden's own: what nobody has done in four weeks is no crime.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from bellwarden.traffic.detector import Clue, Detector
from bellwarden.traffic.profile import TrafficProfile

WINDOW_QUANTILE: Final = 0.99
SUBJECT_QUANTILE: Final = 0.90
ROOM: Final = 1.1
SUBJECTS_MIN: Final = 10  # fewer customers are no crowd to learn from
SIZES: Final = ((30, "small"), (300, "medium"))  # by attempts in the busiest hour; larger ones are "large"


class Proposal(NamedTuple):
    """A line, and what it would have done in the time that it was learned from."""

    detector: str
    line: str
    value: float
    unit: str
    share: bool
    windows: int  # that it would have alerted in
    subjects: tuple[str, ...]  # whose
    of_size: Mapping[str, tuple[int, int]]  # by size: how many of them, of how many


def learn(profiles: Iterable[TrafficProfile], detectors: Mapping[str, Detector]) -> list[Proposal]:
    """`profiles`: whole windows of equal length. Lines that too few customers have a figure for are left alone."""
    seen: dict[tuple[str, str], dict[str, list[float]]] = {}
    examples: dict[tuple[str, str], Clue] = {}
    busiest: dict[str, int] = {}
    for profile in profiles:
        busiest[profile.subject] = max(busiest.get(profile.subject, 0), profile.attempts)
        for name, detector in detectors.items():
            for clue in detector.look(profile, detector.lines):
                if clue.feature in detector.lines and not clue.fact:
                    examples[name, clue.feature] = clue
                    seen.setdefault((name, clue.feature), {}).setdefault(profile.subject, []).append(clue.bound)
    return [
        _proposal(key, examples[key], by_subject, busiest)
        for key, by_subject in seen.items()
        if len(by_subject) >= SUBJECTS_MIN
    ]


def _upper(clue: Clue) -> bool:
    """Whether the line is passed upwards: of a share, the low end of its interval is then held against it."""
    return not clue.whole or clue.bound <= clue.value


def _line(example: Clue, by_subject: Mapping[str, Sequence[float]]) -> float:
    upper = _upper(example)
    windows, subjects = (WINDOW_QUANTILE, SUBJECT_QUANTILE) if upper else (1 - WINDOW_QUANTILE, 1 - SUBJECT_QUANTILE)
    value = quantile(sorted(quantile(sorted(values), windows) for values in by_subject.values()), subjects)
    value = max(value * ROOM, example.line) if upper else min(value / ROOM, example.line)
    small = example.whole or example.line < 1  # a share, or as small as one
    return min(0.99, max(0.001, round(value, 3))) if small else float(math.ceil(value))


def _proposal(
    key: tuple[str, str], example: Clue, by_subject: Mapping[str, Sequence[float]], busiest: Mapping[str, int]
) -> Proposal:
    upper, value = _upper(example), _line(example, by_subject)
    over = {
        name: sum((one > value) if upper else (one < value) for one in values) for name, values in by_subject.items()
    }
    alerted = tuple(sorted(name for name, count in over.items() if count))
    of_size: dict[str, tuple[int, int]] = {}
    for name in by_subject:
        size = next((word for limit, word in SIZES if busiest[name] <= limit), "large")
        hit, of = of_size.get(size, (0, 0))
        of_size[size] = (hit + (over[name] > 0), of + 1)
    return Proposal(*key, value, example.unit, bool(example.whole), sum(over.values()), alerted, of_size)


def quantile(ordered: Sequence[float], share: float) -> float:
    """Of sorted values; between two of them in proportion."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
