"""Lists that the calls are held against: whose numbers, which must not be called, which nobody uses, where a code is.

Each is optional. A list that is missing (None) leaves its counts and the number of calls held against it at 0, so that
nothing known never looks like nothing found. An empty list is a list.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from bellwarden.numbering.allocation import BlockTable
from bellwarden.traffic.high_cost import HIGH_COST

Complained = Mapping[str, tuple[tuple[float, float], ...]]  # by customer: time of the call, weight of the complaint
Ranges = tuple[tuple[int, int], ...]  # E.164 digits, first and last, both included


class References(NamedTuple):
    """Numbers are E.164 digits as integers, country code included."""

    owned: Mapping[str, Ranges] | None = None  # by customer: its numbers, and others that it has proved it may show
    dnc: tuple[Path, ...] | None = None  # files of the do-not-call list, as its administrator gives them out
    reserved: Collection[int] | None = None  # our own numbers that nobody uses (honeypot)
    allocation: BlockTable | None = None  # who holds each thousand-block of country code 1
    zones: Mapping[int, tuple[str, ...]] | None = None  # IANA names by area code; more than one where it spans them
    hot_blocks: Collection[int] | None = None  # numbers without the last three digits
    high_cost: tuple[str, ...] = HIGH_COST
    complaints: Complained | None = None  # of the desk: one for each voice whose calls are in the log
