"""How much a value speaks for abuse: log-likelihood ratios by bins of the value, capped at -2 and +3."""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Final, NamedTuple

SOURCE: Final = "Bellwarden's weights, tuned on simulated traffic (seeds 1 to 19)"


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
        rising = self.scores[-1] > self.scores[0]
        places = [
            place for place in range(1, len(self.scores)) if (self.scores[place] > 0) != (self.scores[place - 1] > 0)
        ]
        return self.edges[(places[0] if rising else places[-1]) - 1] if places else self.edges[-1]


SIGNS_WEIGHED: Final[Mapping[str, Bins]] = {
    # Volume and timing
    "attempts_10s_max": Bins((10, 30, 100), (-0.3, 0.0, 0.7, 1.5)),
    "gap_cv": Bins((0.5, 0.7), (1.0, 0.3, 0.0)),
    "caller_attempts_max": Bins((10, 200, 1000), (-0.3, 0.0, 0.3, 0.7)),
    "high_cost_parallel_max": Bins((2, 3, 5), (0.0, 1.5, 2.0, 3.0)),
    # Caller IDs
    "unique_caller_ratio": Bins((0.02, 0.1, 0.3, 0.7), (-1.5, -0.5, 0.5, 1.5, 2.5)),
    "new_caller_ratio": Bins((0.1, 0.3, 0.6), (-1.0, 0.0, 1.0, 2.0)),
    "unowned_ratio": Bins((0.01, 0.1, 0.5), (-1.5, 0.5, 1.5, 2.5)),
    "invalid_caller_ratio": Bins((0.003, 0.01, 0.05), (0.0, 1.0, 2.0, 3.0)),
    "unallocated_ratio": Bins((0.003, 0.01, 0.05), (-0.5, 1.0, 2.0, 3.0)),
    "neighbour_ratio": Bins((0.05, 0.1, 0.3), (-0.3, 0.5, 1.5, 2.5)),
    "high_cost_caller_ratio": Bins((0.01, 0.1), (0.0, 2.0, 3.0)),
    "name_callers_max": Bins((50, 200), (0.0, 0.7, 1.5)),
    # Called numbers
    "unique_called_ratio": Bins((0.6, 0.85, 0.97), (-1.5, -0.5, 0.3, 1.0)),
    "two_way_ratio": Bins((0.01, 0.05, 0.2), (0.2, -0.5, -1.0, -2.0)),
    "sequential_ratio": Bins((0.02, 0.05, 0.10), (0.0, 1.0, 2.0, 3.0)),
    "vacant_ratio": Bins((0.03, 0.05, 0.10, 0.15), (-0.7, 0.0, 1.2, 2.0, 2.5)),
    "dnc_ratio": Bins((0.10, 0.2, 0.35), (-1.5, -0.5, 1.0, 2.0)),
    "off_hours_ratio": Bins((0.05, 0.3), (-0.2, 0.3, 0.7)),
    "rate_to_one": Bins((20, 40, 60), (0.0, 1.0, 2.0, 3.0)),
    "high_cost_ratio": Bins((0.02, 0.1, 0.5), (0.0, 1.0, 2.0, 3.0)),
    # Outcome
    "short_call_ratio": Bins((0.10, 0.2, 0.25, 0.35), (-1.0, -0.3, 0.7, 1.5, 2.5)),
    "acd_s": Bins((15, 22, 40, 100), (2.5, 1.5, 0.3, -0.5, -2.0)),
    "over_120s_ratio": Bins((0.02, 0.1, 0.2), (1.0, 0.0, -0.7, -1.5)),
    "asr": Bins((0.05, 0.2, 0.35, 0.5), (2.5, 1.0, 0.5, 0.0, -1.5)),
    "rejected_ratio": Bins((0.03, 0.06, 0.15), (-0.5, 0.3, 1.2, 2.0)),
    "short_ring_ratio": Bins((0.1, 0.3, 0.8), (-0.2, 0.5, 1.5, 3.0)),
    "caller_hangup_ratio": Bins((0.1, 0.3), (0.0, 0.7, 1.5)),
    # From outside
    "hot_block_ratio": Bins((0.02, 0.1, 0.3), (-0.2, 0.7, 1.5, 2.5)),
    "honeypot_ratio": Bins((0.0005, 0.005), (0.0, 1.5, 3.0)),
    "attested_b_or_c_ratio": Bins((0.2, 0.8), (-0.5, 0.5, 1.1)),
}
JUMP: Final = Bins((3, 10, 30), (0.0, 0.5, 1.5, 3.0))
