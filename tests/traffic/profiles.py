"""Profiles for tests: an hour of an ordinary customer, and what is said to be otherwise."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bellwarden.traffic.profile import SubjectKind, TrafficProfile

HOUR = datetime(2026, 5, 30, 9, tzinfo=UTC)


def profile(hours: float = 1, **counts: Any) -> TrafficProfile:
    """An ordinary hour of a small office with 200 calls; `counts` replace what they name."""
    ordinary = dict.fromkeys(TrafficProfile._fields[6:], 0) | {
        "attempts": 200,
        "answered": 140,
        "timed": 140,
        "billable_ms": 140 * 95_000,
        "short": 14,
        "under_60s": 70,
        "over_120s": 40,
        "no_answer": 40,
        "busy": 15,
        "vacant": 3,
        "rejected": 2,
        "callers": 3,
        "caller_attempts_max": 90,
        "numbered": 200,
        "home_pairs": 198,
        "same_area": 60,
        "same_exchange": 4,
        "called_numbers": 110,
        "called_attempts_max": 9,
        "called_callers_max": 2,
        "pair_attempts_max": 6,
        "attempts_1s_max": 1,
        "name_callers_max": 3,
    }
    until = HOUR + timedelta(hours=hours)
    return TrafficProfile(SubjectKind.CUSTOMER, "quillmark", HOUR, until, HOUR, until, **(ordinary | counts))
