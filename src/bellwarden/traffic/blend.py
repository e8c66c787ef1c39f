"""How much of somebody's calls is dialler traffic mixed into conversations, and whose calls that are (F-35).

The whole looks sound where a twentieth of it is robocalls, so its caller IDs are looked at one by one. The calls of
each are counted by what became of them and whether both numbers lie in one exchange. A mixture of types of traffic is
fitted to these counts (expectation maximisation, A. P. Dempster and others, 1977); each type becomes what is found.
Those that are diallers by the published rule then add up: nine of ten answered calls end within a minute, and so does
the average. Caller IDs with a call or two say little each, and much together.

The interval comes from leaving out one twentieth of the caller IDs after another (jackknife; nothing is drawn), and
from what the method itself errs by.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from bellwarden.traffic.evidence import Z95

ALARM_SHARE: Final = 0.02  # lower end of the interval: our own proposal
CALLS_MIN: Final = 200  # fewer calls make no blend, and neither do fewer caller IDs:
CLUSTERS_MIN: Final = 100
METHOD_ERROR: Final = (
    0.005  # standard error of what is left when caller IDs abound: types that are taken for each other
)
GROUPS: Final = 20
ROUNDS: Final = 60  # at most
MOVED_MIN: Final = 1e-4  # of all calls: when fewer change their type in a round, it is the last
ROUNDS_AGAIN: Final = 8  # from the whole's solution, with a group left out
CONTRIBUTORS_MAX: Final = 10
# What became of a call; the lengths are those of the published rules.
OUTCOMES: Final = ("vacant", "unanswered", "up_to_6s", "up_to_30s", "up_to_60s", "up_to_120s", "longer")
_MIDDLE_S: Final = (0.0, 0.0, 3.5, 18.0, 45.0, 90.0, 240.0)
_ANSWERED: Final = range(2, 7)
_WITHIN_60S: Final = range(2, 5)
DIALLER_WITHIN_60S: Final = 0.9  # Legal Calls Only: dialler traffic is at least 90 % below 60 s …
DIALLER_ACD_S: Final = 60.0  # … and short on average


class Cluster(NamedTuple):
    """Calls of one caller ID (of one address, where that is known)."""

    key: str
    outcomes: tuple[int, ...]  # calls by OUTCOMES
    near: int  # calls whose both numbers lie in one exchange

    @property
    def calls(self) -> int:
        return sum(self.outcomes)


class Contributor(NamedTuple):
    key: str
    calls: int
    dialler_calls: float  # expected


class Blend(NamedTuple):
    """Share of calls that are a dialler's, with its 95 % interval; contributors by how much they add."""

    calls: int
    clusters: int
    share: float
    low: float
    high: float
    contributors: tuple[Contributor, ...]

    @property
    def alarm(self) -> bool:
        return self.low >= ALARM_SHARE


class Type(NamedTuple):
    """A type of traffic: its part of the clusters of each size, and how its calls end."""

    parts: tuple[float, ...]  # by _size
    calls: float  # expected
    outcomes: tuple[float, ...]
    near: float

    @property
    def dialler(self) -> bool:
        answered = math.fsum(self.outcomes[place] for place in _ANSWERED)
        within = math.fsum(self.outcomes[place] for place in _WITHIN_60S)
        length = math.fsum(self.outcomes[place] * _MIDDLE_S[place] for place in _ANSWERED)
        return within >= DIALLER_WITHIN_60S * answered and length < DIALLER_ACD_S * answered


SIZES: Final = (1, 3, 10, 40)  # calls of a cluster; those of one size are of each type equally often
# Where the fitting begins: conversations, contact centres, robocalls from anywhere, robocalls from next door. What they
# become is the data's to say; `_PRIOR` calls of each keep a type with little traffic from becoming something else.
_START: Final = (
    Type((0.70,) * len(SIZES), 0, (0.02, 0.40, 0.05, 0.16, 0.10, 0.11, 0.16), 0.01),
    Type((0.20,) * len(SIZES), 0, (0.03, 0.57, 0.06, 0.14, 0.10, 0.06, 0.04), 0.01),
    Type((0.05,) * len(SIZES), 0, (0.05, 0.65, 0.10, 0.17, 0.025, 0.003, 0.002), 0.005),
    Type((0.05,) * len(SIZES), 0, (0.08, 0.62, 0.10, 0.17, 0.025, 0.003, 0.002), 0.95),
)
_PRIOR: Final = (50.0, 400.0, 400.0, 400.0)

Pattern = tuple[tuple[int, ...], int]  # outcomes and near: clusters with the same counts are one


def blend(clusters: Iterable[Cluster], least: float = 0.0) -> Blend | None:
    """None for too few calls or caller IDs, and for a share below `least`: nobody wants to know its interval, which
    takes most of the work."""
    found = sorted(clusters)
    total = sum(one.calls for one in found)
    if total < CALLS_MIN or len(found) < CLUSTERS_MIN:
        return None
    whole = _patterns(found)
    types = _fitted(whole, _START, ROUNDS)
    share = _share(types)
    if share < least:
        return None
    groups = [_patterns(found[place::GROUPS]) for place in range(GROUPS)]
    without = [_share(_fitted(_less(whole, group), types, ROUNDS_AGAIN)) for group in groups if group]
    middle = math.fsum(without) / len(without)
    spread = math.sqrt((len(without) - 1) / len(without) * math.fsum((one - middle) ** 2 for one in without))
    error = Z95 * math.hypot(spread, METHOD_ERROR)
    low, high = max(0.0, share - error), min(1.0, share + error)
    return Blend(total, len(found), share, low, high, _contributors(found, types))


def _patterns(clusters: Sequence[Cluster]) -> Counter[Pattern]:
    return Counter((one.outcomes, one.near) for one in clusters)


def _less(whole: Mapping[Pattern, int], group: Mapping[Pattern, int]) -> dict[Pattern, int]:
    return {pattern: left for pattern, count in whole.items() if (left := count - group.get(pattern, 0))}


def _share(types: Sequence[Type]) -> float:
    return math.fsum(one.calls for one in types if one.dialler) / math.fsum(one.calls for one in types)


def _size(calls: int) -> int:
    return bisect_left(SIZES, calls) if calls <= SIZES[-1] else len(SIZES) - 1


def _fitted(patterns: Mapping[Pattern, int], types: Sequence[Type], rounds: int) -> tuple[Type, ...]:
    """Expectation and maximisation in turn. A cluster is of one type as a whole."""
    looked = [(_counted(counts, near), near, times) for (counts, near), times in patterns.items()]
    for _ in range(rounds):
        before = [one.calls for one in types]
        outcomes = [[one * prior for one in start.outcomes] for start, prior in zip(_START, _PRIOR, strict=True)]
        near = [start.near * prior for start, prior in zip(_START, _PRIOR, strict=True)]
        parts = [[1e-3] * len(SIZES) for _ in types]
        calls = [0.0] * len(types)
        logs = _logs(types)
        for counted, close, times in looked:
            total, size, _, told = counted
            for place, part in enumerate(_belongs(counted, close, logs)):
                if part < 1e-9:
                    continue
                weight = part * times
                parts[place][size] += weight
                calls[place] += weight * total
                near[place] += weight * close
                own = outcomes[place]
                for outcome, count in told:
                    own[outcome] += weight * count
        every = [math.fsum(one[size] for one in parts) for size in range(len(SIZES))]
        types = tuple(
            Type(
                tuple(one / of for one, of in zip(parts[place], every, strict=True)),
                calls[place],
                tuple(one / (calls[place] + prior) for one in outcomes[place]),
                near[place] / (calls[place] + prior),
            )
            for place, prior in enumerate(_PRIOR)
        )
        if max(abs(now - was) for now, was in zip(calls, before, strict=True)) < MOVED_MIN * math.fsum(calls):
            break
    return tuple(types)


class _Logs(NamedTuple):
    parts: tuple[float, ...]
    outcomes: tuple[float, ...]
    near: float
    far: float


def _logs(types: Sequence[Type]) -> list[_Logs]:
    return [
        _Logs(tuple(map(_log, one.parts)), tuple(map(_log, one.outcomes)), _log(one.near), _log(1 - one.near))
        for one in types
    ]


def _log(value: float) -> float:
    return math.log(max(value, 1e-12))


class _Counted(NamedTuple):
    """A cluster as the fitting looks at it, again and again."""

    calls: int
    size: int
    far: int
    outcomes: tuple[tuple[int, int], ...]  # place and count of those that are there


def _counted(counts: tuple[int, ...], near: int) -> _Counted:
    calls = sum(counts)
    return _Counted(calls, _size(calls), calls - near, tuple([one for one in enumerate(counts) if one[1]]))


def _belongs(counted: _Counted, near: int, logs: Sequence[_Logs]) -> list[float]:
    """How likely a cluster is of each type."""
    _, size, far, told = counted
    said = []
    for parts, outcomes, near_log, far_log in logs:
        total = parts[size] + near * near_log + far * far_log
        for outcome, count in told:
            total += count * outcomes[outcome]
        said.append(total)
    most = max(said)
    likely = [math.exp(one - most) for one in said]
    whole = math.fsum(likely)
    return [one / whole for one in likely]


def _contributors(clusters: Sequence[Cluster], types: Sequence[Type]) -> tuple[Contributor, ...]:
    logs = _logs(types)
    diallers = [one.dialler for one in types]
    found = []
    for one in clusters:
        parts = _belongs(_counted(one.outcomes, one.near), one.near, logs)
        expected = one.calls * math.fsum(part for part, dialler in zip(parts, diallers, strict=True) if dialler)
        found.append(Contributor(one.key, one.calls, expected))
    found.sort(key=lambda one: (-one.dialler_calls, one.key))
    return tuple(one for one in found[:CONTRIBUTORS_MAX] if one.dialler_calls >= 1)
