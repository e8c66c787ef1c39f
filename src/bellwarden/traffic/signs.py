"""The figures that the combined score weighs: what each one is, and to which family of evidence it belongs.

Which values are ordinary and which are not stands in `likelihoods`. `F-n` as in `profile`.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from bellwarden.traffic.baseline import Baseline
from bellwarden.traffic.detector import CALLS_MIN, Family
from bellwarden.traffic.profile import Share, TrafficProfile

DISTINCT_MIN: Final = 40  # attempts, before the share of different ones among them says anything
JUMP_ATTEMPTS_MIN: Final = 120  # in a window, before it is compared with the subject's past: detection of small numbers
HITS_MIN: Final = 3
COMPLAINANTS_MIN: Final = 3  # different ones, before their share of the answered calls says anything


class Sign(NamedTuple):
    """`share` or `number`: the figure; None where it says nothing. Signs of one `group` say the same thing: the
    strongest counts.
    """

    feature: str
    family: Family
    row: str
    unit: str
    share: Callable[[TrafficProfile], Share] | None = None
    number: Callable[[TrafficProfile], float | None] | None = None
    spread: float = 0.0  # of a mean length: standard deviation of a single call by the mean; gives it an interval
    group: str = ""
    distinct: bool = False  # a share of different ones is no share of chances: of few calls it says nothing
    exempt: bool = False  # a declared notifier may look like this


def ended(profile: TrafficProfile) -> int:
    """Attempts whose outcome is known: calls that still ring or talk have none yet."""
    return (
        profile.answered
        + profile.no_answer
        + profile.busy
        + profile.cancelled
        + profile.vacant
        + profile.rejected
        + profile.failed
    )


def _enough(value: float | None, profile: TrafficProfile, least: int = CALLS_MIN) -> float | None:
    return value if profile.attempts >= least else None


def rate_to_one(profile: TrafficProfile) -> float | None:
    """Attempts to the busiest called number in the busiest minute, estimated."""
    top = profile.top_called.ratio
    return _enough(None if top is None else top * profile.attempts_60s_max, profile)


def honeypot(profile: TrafficProfile) -> Share:
    """One or two hits are wrong numbers and say nothing."""
    return Share(0, 0) if 0 < profile.honeypot_hits < HITS_MIN else profile.honeypot_calls


def complained(profile: TrafficProfile) -> Share:
    """One or two complain of everybody."""
    return Share(0, 0) if profile.complainants < COMPLAINANTS_MIN else profile.complained_calls


_CALLER, _CALLED, _OUTCOME, _VOLUME, _OUTSIDE = (
    Family.CALLER_ID,
    Family.CALLED,
    Family.OUTCOME,
    Family.VOLUME,
    Family.EXTERNAL,
)
SIGNS: Final = (
    # Volume and timing
    Sign("attempts_10s_max", _VOLUME, "F-1", "attempts in 10 s", number=lambda p: _enough(p.attempts_10s_max, p)),
    Sign("gap_cv", _VOLUME, "F-32", "of the mean gap", number=lambda p: _enough(p.gap_cv, p), exempt=True),
    Sign("caller_attempts_max", _VOLUME, "F-8", "attempts", number=lambda p: p.caller_attempts_max, exempt=True),
    Sign("high_cost_parallel_max", _VOLUME, "F-26", "calls at once", number=lambda p: p.high_cost_parallel_max),
    # Caller IDs
    Sign(
        "unique_caller_ratio",
        _CALLER,
        "F-9",
        "of attempts",
        share=lambda p: p.unique_callers,
        group="callers",
        distinct=True,
    ),
    Sign("new_caller_ratio", _CALLER, "F-10", "of caller IDs", share=lambda p: p.churn, group="callers", distinct=True),
    Sign("unowned_ratio", _CALLER, "F-11", "of attempts", share=lambda p: p.unowned_calls, group="callers"),
    Sign("invalid_caller_ratio", _CALLER, "F-12", "of attempts", share=lambda p: p.invalid_caller_calls, group="plan"),
    Sign("unallocated_ratio", _CALLER, "F-12", "of attempts", share=lambda p: p.unallocated_calls, group="plan"),
    Sign("neighbour_ratio", _CALLER, "F-13", "of attempts at home", share=lambda p: p.neighbours),
    Sign(
        *("high_cost_caller_ratio", _CALLER, "F-21", "of attempts"),
        share=lambda p: Share(p.high_cost_callers, p.attempts),
    ),
    Sign("name_callers_max", _CALLER, "F-31", "caller IDs", number=lambda p: p.name_callers_max, group="callers"),
    # Called numbers
    Sign(
        "unique_called_ratio",
        _CALLED,
        "F-15",
        "of attempts",
        share=lambda p: p.unique_called,
        distinct=True,
        exempt=True,
    ),
    Sign("two_way_ratio", _CALLED, "F-15", "of called numbers", share=lambda p: p.two_way_called),
    Sign("sequential_ratio", _CALLED, "F-14", "of consecutive attempts", share=lambda p: p.steps),
    Sign("vacant_ratio", _CALLED, "F-16", "of ended attempts", share=lambda p: Share(p.vacant, ended(p))),
    Sign("dnc_ratio", _CALLED, "F-18", "of attempts", share=lambda p: p.dnc_calls),
    Sign("off_hours_ratio", _CALLED, "F-19", "of attempts", share=lambda p: p.off_hours_calls),
    Sign("rate_to_one", _CALLED, "F-23", "attempts in a minute", number=rate_to_one),
    Sign("high_cost_ratio", _CALLED, "F-25", "of attempts", share=lambda p: p.high_cost_calls, group="cost"),
    Sign("high_cost_prefixes", _CALLED, "F-25", "prefixes", number=lambda p: p.high_cost_prefixes),
    # Outcome
    Sign("high_cost_same_length", _OUTCOME, "F-26", "calls", number=lambda p: p.high_cost_same_length),
    Sign("high_cost_minutes", _OUTCOME, "F-25", "minutes", number=lambda p: p.high_cost_billable_ms / 60_000),
    Sign("short_call_ratio", _OUTCOME, "F-3", "of answered", share=lambda p: p.short_calls, exempt=True),
    Sign(
        "acd_s",
        _OUTCOME,
        "F-5",
        "s",
        number=lambda p: p.acd_s if p.timed >= CALLS_MIN else None,
        spread=1.0,
        group="length",
        exempt=True,
    ),
    Sign("over_120s_ratio", _OUTCOME, "F-6", "of answered", share=lambda p: p.over_120s_calls, group="length"),
    Sign("asr", _OUTCOME, "F-4", "of ended attempts", share=lambda p: Share(p.answered, ended(p)), exempt=True),
    Sign("rejected_ratio", _OUTCOME, "F-17", "of ended attempts", share=lambda p: Share(p.rejected, ended(p))),
    Sign("short_ring_ratio", _OUTCOME, "F-21", "of ended attempts", share=lambda p: Share(p.short_rings, ended(p))),
    Sign("caller_hangup_ratio", _OUTCOME, "F-20", "of answered", share=lambda p: p.caller_hangups),
    # From outside
    Sign("hot_block_ratio", _OUTSIDE, "F-28", "of attempts", share=lambda p: p.hot_block_calls),
    Sign("complaint_ratio", _OUTSIDE, "F-27", "of answered", share=complained),
    Sign("honeypot_ratio", _OUTSIDE, "F-33", "of attempts", share=honeypot),
    Sign(
        *("attested_b_or_c_ratio", _OUTSIDE, "F-29", "of signed attempts"),
        share=lambda p: Share(p.attest_b + p.attest_c, p.signed),
    ),
)


JUMP: Final = Sign("volume_jump", Family.VOLUME, "F-2", "times its own median")


def jump(profile: TrafficProfile, baseline: Baseline) -> float | None:
    """How many times the subject's own median of this hour of the day (F-2)."""
    if profile.attempts < JUMP_ATTEMPTS_MIN:
        return None
    middle = baseline.median("attempts", profile)
    return None if middle is None else profile.attempts / max(middle, 1.0)
