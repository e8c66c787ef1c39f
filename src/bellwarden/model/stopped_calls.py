"""Calls of one day that a measure would have stopped, as the call log itself tells them."""

from collections.abc import Mapping
from typing import NamedTuple

from bellwarden.model.customer_traffic import AreaCounts


class StoppedDay(NamedTuple):
    """Emergency calls are stopped by no measure: they stand in `calls` and `emergency` alone."""

    day: str  # 2026-05-31, UTC
    calls: int  # of the customer, or of everybody where the measure is against nobody of ours
    told: int  # of these, with what the measure goes by: a caller's name, an address
    answered: int  # of those that it would have stopped
    unanswered: int
    emergency: int
    areas: tuple[AreaCounts, ...]
    customers: Mapping[str, int]  # by key: whose calls it would have stopped
