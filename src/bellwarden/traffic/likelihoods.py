"""How much a value speaks for abuse: log-likelihood ratios by bins of the value, capped at -2 and +3."""

from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

SOURCE: Final = "Bellwarden's weights, set by hand on simulated traffic, seeds 1 to 12"


class Bins(NamedTuple):
    """`scores[n]` holds from `edges[n-1]` to below `edges[n]`; there is one score more than edges."""

    edges: tuple[float, ...]
    scores: tuple[float, ...]

    def score(self, value: float) -> float:
        return self.scores[bisect_right(self.edges, value)]

    def agreed(self, low: float, high: float) -> tuple[float, float]:
        """What all values from `low` to `high` say at least, and the end that says it; 0 where they contradict."""
        held = self.scores[bisect_right(self.edges, low) : bisect_right(self.edges, high) + 1]
        least, most = min(held), max(held)
        if least > 0:
            return least, low if held[0] <= held[-1] else high
        return (most, high if held[0] <= held[-1] else low) if most < 0 else (0.0, low)

    @property
    def line(self) -> float:
        """The value where they begin to speak for abuse."""
        return _line(self)


@lru_cache(maxsize=256)
def _line(bins: Bins) -> float:
    scores = bins.scores
    turns = [place for place in range(1, len(scores)) if (scores[place] > 0) != (scores[place - 1] > 0)]
    if not turns:
        return bins.edges[-1]
    return bins.edges[(turns[0] if scores[-1] > scores[0] else turns[-1]) - 1]


Weights = Mapping[str, Bins]

# Calls to many people who do not want them: blasts, snowshoe, impersonation, one-ring calls, probing.
ROBOCALLS: Final[Weights] = {
    # Volume and timing
    "attempts_10s_max": Bins((10, 30, 100), (-0.2, 0.0, 0.5, 1.0)),
    "gap_cv": Bins((0.4, 0.6), (0.7, 0.4, 0.0)),
    "caller_attempts_max": Bins((10, 200), (-0.2, 0.0, 0.2)),
    "volume_jump": Bins((3, 10, 30), (0.0, 0.5, 1.0, 1.5)),
    # Caller IDs
    "unique_caller_ratio": Bins((0.02, 0.1, 0.3, 0.7), (-0.4, 0.0, 0.5, 1.2, 2.0)),
    "new_caller_ratio": Bins((0.1, 0.3, 0.6), (-0.3, 0.0, 0.7, 1.2)),
    "unowned_ratio": Bins((0.01, 0.1, 0.5), (-0.2, 0.3, 1.0, 1.5)),
    "invalid_caller_ratio": Bins((0.01, 0.05, 0.15), (0.0, 0.7, 1.5, 2.5)),
    "unallocated_ratio": Bins((0.01, 0.05, 0.2), (-0.2, 1.0, 2.0, 3.0)),
    "neighbour_ratio": Bins((0.02, 0.05, 0.1, 0.3), (-0.1, 0.0, 0.7, 1.5, 2.5)),
    "high_cost_caller_ratio": Bins((0.01, 0.1), (0.0, 1.5, 3.0)),
    "name_callers_max": Bins((50, 200), (0.0, 0.7, 1.5)),
    # Called numbers
    "unique_called_ratio": Bins((0.6, 0.85, 0.97), (-1.5, -0.7, 0.0, 0.8)),
    "two_way_ratio": Bins((0.01, 0.05, 0.15), (0.2, -0.5, -1.2, -2.0)),
    "sequential_ratio": Bins((0.02, 0.05, 0.10), (0.0, 1.0, 2.0, 3.0)),
    "vacant_ratio": Bins((0.03, 0.05, 0.10, 0.15), (-0.3, 0.0, 0.8, 1.5, 2.0)),
    "dnc_ratio": Bins((0.05, 0.15, 0.30), (-1.0, -0.5, 0.0, 0.1)),
    "off_hours_ratio": Bins((0.3, 0.6), (0.0, 0.3, 0.5)),
    # Outcome
    "short_call_ratio": Bins((0.06, 0.10, 0.16, 0.22, 0.30), (-1.5, -0.7, 0.0, 0.8, 1.5, 2.2)),
    "acd_s": Bins((13, 20, 25, 33, 45, 60, 100), (2.5, 2.0, 1.0, 0.3, 0.0, -0.4, -1.0, -2.0)),
    "over_120s_ratio": Bins((0.1, 0.2), (0.0, -0.7, -1.5)),
    "asr": Bins((0.05, 0.20, 0.30, 0.45, 0.50, 0.58), (2.5, 1.0, 0.8, 0.5, 0.0, -0.7, -1.5)),
    "rejected_ratio": Bins((0.03, 0.06, 0.10, 0.20), (-0.2, 0.2, 0.5, 1.0, 1.5)),
    "short_ring_ratio": Bins((0.1, 0.3, 0.6), (-0.1, 0.7, 1.5, 2.5)),
    "caller_hangup_ratio": Bins((0.1, 0.3), (0.0, 0.5, 1.0)),
    # From outside
    "hot_block_ratio": Bins((0.02, 0.1, 0.3), (-0.2, 0.7, 1.5, 2.5)),
    # Wanted calls draw at most 3 complaints of 100,000 answered ones, robocalls 5 to 80; no complaint proves nothing.
    "complaint_ratio": Bins((5e-5, 1e-4, 3e-4), (0.0, 0.7, 1.5, 2.5)),
    "honeypot_ratio": Bins((0.001, 0.003), (0.0, 0.7, 1.5)),
    "attested_b_or_c_ratio": Bins((0.2, 0.8), (-0.5, 0.5, 1.1)),
}
# The same over a day, in which people call a second time and an office goes through its few numbers.
ROBOCALLS_DAY: Final[Weights] = {
    **ROBOCALLS,
    "unique_caller_ratio": Bins((0.005, 0.015, 0.05, 0.3), (-0.7, 0.0, 1.3, 2.0, 2.0)),
    "unique_called_ratio": Bins((0.80, 0.93, 0.985), (-1.5, -1.0, -0.2, 1.3)),
}
# And over a week, in which whoever has customers talks to some of them twice, and is called by some of them.
ROBOCALLS_WEEK: Final[Weights] = {
    **ROBOCALLS_DAY,
    "unique_caller_ratio": Bins((0.003, 0.01, 0.03, 0.3), (-0.7, 0.0, 1.3, 2.0, 2.0)),
    "unique_called_ratio": Bins((0.80, 0.93, 0.985), (-1.5, -1.0, -0.2, 2.0)),
    "two_way_ratio": Bins((0.01, 0.05, 0.15), (0.7, -0.5, -1.2, -2.0)),
}
# A thief of a customer's lines calls where it costs most.
TOLL_FRAUD: Final[Weights] = {
    "high_cost_parallel_max": Bins((2, 3, 5), (0.0, 1.0, 2.0, 3.0)),
    "volume_jump": ROBOCALLS["volume_jump"],
    "high_cost_ratio": Bins((0.02, 0.1, 0.3), (-1.0, 0.7, 1.5, 2.5)),
    "high_cost_prefixes": Bins((2, 3), (0.0, 0.5, 1.0)),
    "high_cost_same_length": Bins((3, 5), (0.0, 1.0, 2.0)),
    "high_cost_minutes": Bins((10, 60), (0.0, 0.7, 1.5)),
}
# One number is called by all means, so that nobody else gets through.
FLOOD: Final[Weights] = {
    "attempts_10s_max": Bins((6, 12, 20), (-0.5, 0.7, 1.2, 1.5)),
    "gap_cv": ROBOCALLS["gap_cv"],
    "volume_jump": ROBOCALLS["volume_jump"],
    "unique_caller_ratio": Bins((0.1, 0.3, 0.7), (0.0, 0.5, 1.0, 2.0)),
    "unowned_ratio": ROBOCALLS["unowned_ratio"],
    "rate_to_one": Bins((10, 20, 30), (-2.0, 1.5, 2.5, 3.0)),
    "short_call_ratio": Bins((0.3, 0.6), (0.0, 0.5, 1.0)),
    "asr": Bins((0.05, 0.3), (1.0, 0.5, 0.0)),
}
