"""Profile of somebody's calls in one window of time: counts, and the figures made of them. The call log fills it in.

Only calls to telephone numbers (E.164) count; calls between extensions and to service codes do not. `F-n` names the
feature's row in docs/reference/features.md.
"""

import math
from datetime import datetime
from enum import Enum
from typing import NamedTuple

DAY_BEGINS_H, DAY_ENDS_H = 8, 21  # no telephone solicitation earlier or later (47 CFR 64.1200(c)(1))
SHORT_S = 6  # an answered call of at most so many seconds is short: the line of all published limits but one


class SubjectKind(str, Enum):
    """Whose calls a profile is about."""

    CUSTOMER = "customer"
    TRUNK = "trunk"
    UPSTREAM = "upstream"
    CALLING = "calling"  # a caller ID
    CALLED = "called"  # a called number: who is called too often (F-23, F-24)


NUMBER_KINDS = (SubjectKind.CALLING, SubjectKind.CALLED)  # whose subjects are telephone numbers


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
    answered: int  # somebody or something picked up
    timed: int  # answered calls whose billable time is known
    billable_ms: int  # of the timed calls
    short: int  # answered, more than 0 and at most 6 s (F-3)
    under_60s: int  # timed calls that lasted less than a minute (F-6)
    over_120s: int  # timed calls that lasted more than two minutes (F-6)
    no_answer: int  # it rang, nobody came
    busy: int
    cancelled: int  # the caller gave up before an answer
    vacant: int  # no such number (F-16)
    rejected: int  # refused by the called party or by analytics for it (F-16)
    failed: int  # anything else went wrong
    analytics_rejects: int  # SIP 607 and 608 (F-17)
    statused: int  # attempts with a SIP status
    short_rings: int  # not answered, ended after 1 to 6 s (F-21)
    invalid_callers: int  # caller ID that no numbering plan allows (F-12)
    callers: int  # different caller IDs (F-9)
    caller_attempts_max: int  # of the busiest caller ID (F-8)
    numbered: int  # attempts with a caller ID that is a number
    home_pairs: int  # both numbers have country code 1
    same_area: int  # and the same area code (F-13)
    same_exchange: int  # and the same area and office code (F-13)
    called_numbers: int  # different ones (F-15)
    called_attempts_max: int  # to the busiest called number (F-23)
    called_callers_max: int  # different caller IDs that called one and the same number
    pair_attempts_max: int  # from one caller ID to one number (F-24)
    sequential: int  # called number 1 to 10 above the one dialled before (F-14)
    sequential_run_max: int  # calls in the longest row of such steps (F-14)
    attempts_1s_max: int  # in one second of the clock (F-1)
    attempts_10s_max: int  # in any 10 s (F-1)
    attempts_60s_max: int  # in any 60 s (F-1)
    squares_10s: int  # sum of the squares of attempts in 10 s of the clock (F-32)
    high_cost: int  # to prefixes of high cost (F-25)
    high_cost_billable_ms: int  # of those that were timed (F-25)
    high_cost_prefixes: int  # different ones (F-25)
    high_cost_parallel_max: int  # at the same time (F-26)
    high_cost_callers: int  # from a caller ID of a high-cost prefix (F-21)
    name_callers_max: int  # different caller IDs under one displayed name (F-31)
    # Of a list that is missing, and of a thing that no record tells, the whole is 0: nothing is known.
    unowned: int = 0  # of `owned_known`: with a caller ID that is not the customer's (F-11)
    owned_known: int = 0  # with a caller ID, of a customer whose numbers are listed
    new_callers: int = 0  # of `callers_dated`: caller IDs that this subject had not shown in the 14 days before (F-10)
    callers_dated: int = 0  # different caller IDs, where the subject has calls in those 14 days
    history_days: int = 0  # days with calls of the subject among those 14
    two_way: int = 0  # called numbers that on the same day called a caller ID of the subject (F-15)
    dnc_called: int = 0  # of `dnc_known`: to a number on the do-not-call list (F-18)
    dnc_known: int = 0  # attempts held against the list
    off_hours: int = 0  # of `zoned`: before 8 or after 21 h where the called number's area code is (F-19)
    zoned: int = 0  # to an area code whose time zone is listed
    caller_hangups_10s: int = 0  # of `ended_known`: the caller hung up within 10 s of the answer (F-20)
    ended_known: int = 0  # answered, timed, and the record tells who hung up
    callbacks: int = 0  # of `short_rings`: the called number called the caller ID within the 24 h after (F-22)
    fruitless_max: int = 0  # to the number that most calls not answered or shorter than 10 s went to (F-24)
    withheld: int = 0  # the caller withheld the number (F-24)
    high_cost_same_length: int = 0  # most answered calls to one prefix that are, within 4 s, equally long (F-26)
    hot_block_callers: int = 0  # of `hot_block_known`: caller ID in a block of complaints (F-28)
    hot_block_known: int = 0  # with a caller ID, held against the list
    attest_a: int = 0  # of `unsigned_known`: signed with attestation A (F-29)
    attest_b: int = 0  # with B
    attest_c: int = 0  # with C
    signed: int = 0  # with any attestation (F-29)
    unsigned_known: int = 0  # attempts whose record tells whether they were signed
    unallocated: int = 0  # of `allocation_known`: caller ID in a thousand-block that nobody holds (F-12)
    allocation_known: int = 0  # with a caller ID of country code 1, held against the list
    honeypot_hits: int = 0  # of `honeypot_known`: to one of our own numbers that nobody uses (F-33)
    honeypot_known: int = 0  # attempts held against the list
    gap_ms_sum: float = 0.0  # time between consecutive attempts, all together (F-32)
    gap_ms_squares: float = 0.0  # sum of the squares of those times (F-32)
    line_entropy_bits: float = 0.0  # of the last four digits dialled: at most 13.3 (F-14)
    # Told by the complaint desk, not by the calls.
    complainants: int = 0  # different people whose complaints name calls of the window that are in the log (F-27)
    complained_known: int = 0  # answered calls held against the desk's complaints (F-27)

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
    def called_again(self) -> int:
        """Attempts to a number already called in the window (F-15)."""
        return self.attempts - self.called_numbers

    @property
    def unowned_calls(self) -> Share:
        """F-11."""
        return Share(self.unowned, self.owned_known)

    @property
    def churn(self) -> Share:
        """F-10."""
        return Share(self.new_callers, self.callers_dated)

    @property
    def repeated_calls(self) -> Share:
        return Share(self.called_again, self.attempts)

    @property
    def two_way_called(self) -> Share:
        return Share(self.two_way, self.called_numbers)

    @property
    def dnc_calls(self) -> Share:
        """F-18."""
        return Share(self.dnc_called, self.dnc_known)

    @property
    def off_hours_calls(self) -> Share:
        """F-19."""
        return Share(self.off_hours, self.zoned)

    @property
    def caller_hangups(self) -> Share:
        """F-20."""
        return Share(self.caller_hangups_10s, self.ended_known)

    @property
    def called_back(self) -> Share:
        """F-22."""
        return Share(self.callbacks, self.short_rings)

    @property
    def unallocated_calls(self) -> Share:
        return Share(self.unallocated, self.allocation_known)

    @property
    def hot_block_calls(self) -> Share:
        """F-28."""
        return Share(self.hot_block_callers, self.hot_block_known)

    @property
    def honeypot_calls(self) -> Share:
        """F-33."""
        return Share(self.honeypot_hits, self.honeypot_known)

    @property
    def complained_calls(self) -> Share:
        """F-27."""
        return Share(self.complainants, self.complained_known)

    @property
    def signed_calls(self) -> Share:
        """F-29."""
        return Share(self.signed, self.unsigned_known)

    @property
    def weakly_attested(self) -> Share:
        return Share(self.attest_b + self.attest_c, self.signed)

    @property
    def gap_cv(self) -> float | None:
        """Standard deviation by mean of the gaps between attempts (F-32): about 1 for callers who do not know of each
        other, below 0.5 for a machine's pace. None of fewer than three attempts.
        """
        gaps = self.attempts - 1
        if gaps < 2 or not self.gap_ms_sum:
            return None
        mean = self.gap_ms_sum / gaps
        return math.sqrt(max(0.0, self.gap_ms_squares / gaps - mean * mean)) / mean

    @property
    def whole(self) -> bool:
        """The window as it ended, not a look at it while it lasted."""
        return self.until > self.last_at

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


FROM_CALLS = TrafficProfile._fields[6:-2]  # what the log counts, behind the subject, the window, first and last call
