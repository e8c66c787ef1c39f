"""What is ordinary for one subject: its own figures of the same hour of the day before, and how far off one is."""

import statistics
from collections import defaultdict, deque
from typing import Final

from bellwarden.traffic.profile import TrafficProfile

VALUES_MAX: Final = 28  # same-hour values remembered
VALUES_MIN: Final = 7  # fewer are no baseline
MAD_TO_SIGMA: Final = 1.4826  # of a normal distribution


class Baseline:
    """One subject's memory. Windows are taken in as time goes; half a memory of abuse is needed to make it ordinary."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, int], deque[float]] = defaultdict(lambda: deque(maxlen=VALUES_MAX))

    def take(self, profile: TrafficProfile) -> None:
        """Remember a whole window."""
        hour = profile.since.hour
        for name, value in figures(profile).items():
            self._values[name, hour].append(value)

    def median(self, name: str, profile: TrafficProfile) -> float | None:
        """None without enough of a past."""
        past = self._past(name, profile)
        return None if past is None else statistics.median(past)

    def z(self, name: str, profile: TrafficProfile) -> float | None:
        """Robust z of a figure: distance from the median in units of spread. None without enough of a past."""
        past = self._past(name, profile)
        if past is None:
            return None
        middle = statistics.median(past)
        spread = MAD_TO_SIGMA * statistics.median(abs(one - middle) for one in past)
        return (figures(profile)[name] - middle) / (spread + max(1.0, 0.1 * middle))

    def _past(self, name: str, profile: TrafficProfile) -> deque[float] | None:
        past = self._values.get((name, profile.since.hour))
        return None if past is None or len(past) < VALUES_MIN else past


def figures(profile: TrafficProfile) -> dict[str, float]:
    """What is compared with its own past."""
    return {"attempts": float(profile.attempts), "callers": float(profile.callers)}
