"""Profile of somebody's calls in one window of time: counts, and the figures made of them. The call log fills it in.

Only calls to telephone numbers (E.164) count; calls between extensions and to service codes do not. `F-n` names the
feature's row in the published feature lists that docs/guide/call-records.md tells about.
"""

from datetime import datetime
from enum import Enum
from typing import NamedTuple

SHORT_S = 6  # an answered call of at most so many seconds is short: the line of all published limits but one


class SubjectKind(str, Enum):
    """Whose calls a profile is about."""

    CUSTOMER = "customer"
    TRUNK = "trunk"
    UPSTREAM = "upstream"
    CALLING = "calling"  # a caller ID


class Share(NamedTuple):
    """So many of so many: kept apart, because three of ten is less certain than three hundred of a thousand."""

    part: int
    whole: int

    @property
    def ratio(self) -> float | None:
        return self.part / self.whole if self.whole else None


class TrafficProfile(NamedTuple):
    """Counts are attempts unless the name says otherwise. Times are UTC."""

    kind: SubjectKind
    subject: str
    since: datetime  # window: from here …
    until: datetime  # … to before here
    first_at: datetime
    last_at: datetime
    attempts: int
    answered: int
    timed: int  # answered calls whose billable time is known
    billable_ms: int  # of those
    short: int  # answered, more than 0 and at most 6 s (F-3)
    under_60s: int
    over_120s: int
    no_answer: int
    busy: int
    cancelled: int
    vacant: int
    rejected: int
    failed: int
    analytics_rejects: int  # SIP 607 and 608 (F-17)
    statused: int  # attempts with a SIP status
    short_rings: int  # not answered, ended after 1 to 6 s (F-21)
    invalid_callers: int  # caller ID that no numbering plan allows (F-12)
    callers: int  # different caller IDs (F-9)
    caller_attempts_max: int  # of the busiest caller ID (F-8)
    numbered: int  # attempts with a caller ID that is a number
    home_pairs: int  # both numbers have country code 1
    same_area: int  # and the same area code (F-13)
    same_exchange: int  # and the same area and office code
    called_numbers: int  # different ones (F-15)
    called_attempts_max: int  # to the busiest called number (F-23)
    called_callers_max: int  # different caller IDs that called one and the same number
    pair_attempts_max: int  # from one caller ID to one number (F-24)
    sequential: int  # called number 1 to 10 above the one dialled before (F-14)
    sequential_run_max: int
    attempts_1s_max: int  # (F-1)
    attempts_10s_max: int
    attempts_60s_max: int
    squares_10s: int  # sum of the squares of attempts in 10 s (F-32)
    high_cost: int  # to prefixes of high cost (F-25)
    high_cost_billable_ms: int
    high_cost_prefixes: int  # different ones
    high_cost_parallel_max: int  # at the same time (F-26)
    high_cost_callers: int  # from a caller ID of a high-cost prefix
    name_callers_max: int  # different caller IDs under one displayed name (F-31)

    @property
    def asr(self) -> float | None:
        """Answer-seizure ratio (F-4)."""
        return self.answered / self.attempts if self.attempts else None

    @property
    def acd_s(self) -> float | None:
        """Average billable length of answered calls, seconds (F-5)."""
        return self.billable_ms / 1000 / self.timed if self.timed else None

    @property
    def short_calls(self) -> Share:
        return Share(self.short, self.timed)

    @property
    def under_60s_calls(self) -> Share:
        """F-6."""
        return Share(self.under_60s, self.timed)

    @property
    def over_120s_calls(self) -> Share:
        return Share(self.over_120s, self.timed)

    @property
    def answers(self) -> Share:
        return Share(self.answered, self.attempts)

    @property
    def unique_callers(self) -> Share:
        """Different caller IDs by attempts (F-9)."""
        return Share(self.callers, self.numbered)

    @property
    def unique_called(self) -> Share:
        return Share(self.called_numbers, self.attempts)

    @property
    def neighbours(self) -> Share:
        return Share(self.same_exchange, self.home_pairs)

    @property
    def area_neighbours(self) -> Share:
        return Share(self.same_area, self.home_pairs)

    @property
    def steps(self) -> Share:
        """Sequential steps by pairs of consecutive attempts."""
        return Share(self.sequential, max(self.attempts - 1, 0))

    @property
    def vacant_calls(self) -> Share:
        """F-16."""
        return Share(self.vacant, self.attempts)

    @property
    def rejected_calls(self) -> Share:
        return Share(self.rejected, self.attempts)

    @property
    def invalid_caller_calls(self) -> Share:
        return Share(self.invalid_callers, self.attempts)

    @property
    def short_ring_calls(self) -> Share:
        return Share(self.short_rings, self.attempts)

    @property
    def top_called(self) -> Share:
        return Share(self.called_attempts_max, self.attempts)

    @property
    def high_cost_calls(self) -> Share:
        return Share(self.high_cost, self.attempts)

    @property
    def window_s(self) -> float:
        return (self.until - self.since).total_seconds()

    @property
    def fano_10s(self) -> float | None:
        """Variance by mean of attempts in 10 s (F-32): near 1 for callers who do not know of each other, below 1 for
        a machine's pace, far above 1 for bursts. None for a window in which less than ten fall into 10 s on average.
        """
        bins = self.window_s / 10
        mean = self.attempts / bins if bins else 0.0
        return (self.squares_10s / bins - mean * mean) / mean if mean >= 10 else None
