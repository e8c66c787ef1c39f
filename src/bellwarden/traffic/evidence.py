"""How much a figure says: bounds that a small number of calls can't pass, and log-likelihood ratios with caps."""

import math
from typing import Final

Z95: Final = 1.959964  # two-sided 95 %
SCORE_MIN: Final = -2.0
SCORE_MAX: Final = 3.0


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95 % interval of a share (E. B. Wilson, 1927). (0, 1) of nothing: nothing is known."""
    if whole <= 0:
        return 0.0, 1.0
    share = part / whole
    square = Z95 * Z95
    middle = share + square / (2 * whole)
    spread = Z95 * math.sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    below = 1 + square / whole
    return max(0.0, (middle - spread) / below), min(1.0, (middle + spread) / below)


def share_score(part: int, whole: int, ordinary: float, line: float) -> float:
    """Log-likelihood ratio of `line` against `ordinary` as the true share, both strictly between 0 and 1; capped, so
    that no single figure decides.
    """
    ratio = part * math.log(line / ordinary) + (whole - part) * math.log((1 - line) / (1 - ordinary))
    return capped(ratio)


def capped(score: float) -> float:
    return min(SCORE_MAX, max(SCORE_MIN, score))
