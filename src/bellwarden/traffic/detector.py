"""What a detector is: lines with their sources, and a function that says which figures of a profile pass them."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import NamedTuple

from bellwarden.traffic.baseline import Baseline
from bellwarden.traffic.evidence import SCORE_MAX, SCORE_MIN, share_score, wilson
from bellwarden.traffic.profile import Share, TrafficProfile


class Family(str, Enum):
    """Kinds of evidence. Two must agree before anything happens by itself."""

    VOLUME = "volume and timing"
    CALLER_ID = "caller ID"
    CALLED = "called numbers"
    OUTCOME = "outcome of calls"
    EXTERNAL = "evidence from outside"
    OWN = "the operator's own condition"


class Line(NamedTuple):
    """A limit and where it comes from. `published` False: our own proposal; it is off until somebody asks for it."""

    value: float
    unit: str
    source: str
    published: bool = True


class Clue(NamedTuple):
    """One figure held against one line."""

    feature: str
    value: float
    unit: str
    part: int  # of `whole`, for a share; the count itself otherwise, with `whole` 0
    whole: int
    bound: float  # the end of the 95 % interval that was held against the line; the value itself for a count
    line: float
    source: str
    published: bool
    family: Family
    score: float  # from -2 to +3
    over: bool  # beyond the line, on the side that speaks of abuse
    fact: bool = False  # acts alone: no statistics about it


CALLS_MIN = 20  # fewer calls make no share that is held against a line: the interval of one of one begins at 0.21
Lines = Mapping[str, Line]
Look = Callable[[TrafficProfile, Lines], tuple[Clue, ...]]
Compare = Callable[[TrafficProfile, Baseline, Lines], tuple[Clue, ...]]


class Samples(str, Enum):
    """Which calls show a pattern best."""

    ANY = "any"
    SHORT = "short"  # answered, at most 6 s
    UNANSWERED = "unanswered"
    INVALID_CALLER = "invalid_caller"
    NEIGHBOUR = "neighbour"  # caller ID and called number begin with the same six digits
    SHORT_RING = "short_ring"
    HIGH_COST = "high_cost"


class Detector(NamedTuple):
    """`lines` are all there are; those in force are handed to `look`, which leaves out what has no line."""

    title: str
    lines: Lines
    look: Look
    asks: tuple[str, ...]  # what to ask the customer
    samples: Samples = Samples.ANY
    compare: Compare | None = None  # what a subject's own past says beside it


def in_force(name: str, detector: Detector, own: Lines, proposed: bool) -> Lines:
    """The published lines, the operator's `own` ("detector.line") in their place or beside them, and our proposals only
    where they are asked for.
    """
    if not own and proposed:
        return detector.lines
    return {
        line: own.get(f"{name}.{line}", known)
        for line, known in detector.lines.items()
        if proposed or known.published or f"{name}.{line}" in own
    }


def seen_by(detector: Detector, profile: TrafficProfile, baseline: Baseline | None, lines: Lines) -> tuple[Clue, ...]:
    """Everything that a detector says about a window by these lines."""
    clues = detector.look(profile, lines)
    return clues if detector.compare is None or baseline is None else clues + detector.compare(profile, baseline, lines)


def nothing(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    """The look of a detector that only compares."""
    return ()


def too_high(
    feature: str, share: Share, line: Line, family: Family, ordinary: float, fact: bool = False
) -> tuple[Clue, ...]:
    """A share that should stay below its line; over when even the low end of its interval lies above it."""
    if not share.whole:
        return ()
    low, _ = wilson(*share)
    score = share_score(*share, ordinary, line.value)
    over = low > line.value and share.whole >= CALLS_MIN
    return (_share(feature, share, low, line, family, score, over)._replace(fact=fact),)


def too_low(feature: str, share: Share, line: Line, family: Family, ordinary: float) -> tuple[Clue, ...]:
    """A share that should stay above its line; over when even the high end of its interval lies below it."""
    if not share.whole:
        return ()
    _, high = wilson(*share)
    score = share_score(*share, ordinary, line.value)
    return (_share(feature, share, high, line, family, score, high < line.value and share.whole >= CALLS_MIN),)


def _share(feature: str, share: Share, bound: float, line: Line, family: Family, score: float, over: bool) -> Clue:
    value = share.part / share.whole
    return Clue(feature, value, line.unit, *share, bound, line.value, line.source, line.published, family, score, over)


def too_many(feature: str, count: float, line: Line, family: Family, fact: bool = False) -> tuple[Clue, ...]:
    """A count that should not pass its line. Its score is how many times the line it is, up to the cap."""
    over = count > line.value
    score = min(SCORE_MAX, count / line.value) if over and line.value else (SCORE_MAX if over else 0.0)
    return (
        Clue(
            *(feature, float(count), line.unit, int(count), 0, float(count), line.value, line.source, line.published),
            *(family, max(SCORE_MIN, score), over, fact),
        ),
    )
