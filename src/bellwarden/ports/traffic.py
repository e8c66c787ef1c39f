"""What the stories ask of the call log's roll-ups. Answers take milliseconds, however many calls lie behind."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bellwarden.model.customer_traffic import Counts, Coverage, CustomerTraffic, DaySums, PeerDay, PeerFigure


class Traffic(Protocol):
    """Moments carry a zone; hours that the time touches are counted whole, `until` itself is not in it."""

    def customer_hours(self, since: datetime, until: datetime, customer: str) -> CustomerTraffic:
        """Of one customer, by its key; "" for calls whose customer nobody knows."""

    def totals(self, since: datetime, until: datetime, customers: Sequence[str]) -> Mapping[str, Counts]:
        """Of these customers, of all when none is named, over whole days (UTC); who has no call is not there."""

    def attempts(self, since: datetime, until: datetime) -> int:
        """Of all customers together, over whole days (UTC)."""

    def days(self, since: datetime, until: datetime, customers: Sequence[str]) -> Mapping[str, Sequence[DaySums]]:
        """The same day by day; days without a call are not there."""

    def peers(self, since: datetime, until: datetime, figure: PeerFigure) -> Sequence[PeerDay]:
        """Day by day; days with fewer than 5 such customers are not there."""

    def coverage(self, since: datetime, until: datetime) -> Coverage: ...
