"""What the worker does about notices to customers: tells of measures, reminds, proposes the next step."""

from datetime import UTC, datetime, timedelta
from typing import Final

from bellwarden.calllog.rollups import Rollups
from bellwarden.flows.office import executives, notice_ends
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.store.web_file import web_file_of
from bellwarden.store.world import notice_page

BUSY_DAYS: Final = 7


class CustomerWork:
    """One worker's."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._page = notice_page(home)
        address = web_file_of(home.path).address
        self._record = lambda ref: f"{address}/enforcements/{ref}"

    def step(self, world: OfficeWorld) -> str:
        told = notice_ends.tell_of_measures(world, self._page)
        reminded = notice_ends.remind(world, self._page)
        over = notice_ends.run_out(world, self._busiest)
        warned = executives.tell(world, self._record)
        counts = (
            (told, "told"),
            (reminded, "reminded"),
            (over, "without an answer"),
            (warned, "letters to executives"),
        )
        return ", ".join(f"{count} {word}" for count, word in counts if count)

    def _busiest(self, customer: str) -> float:
        """Calls a second in the busiest hour of the last week: the roll-ups know hours, and an hour's mean is less than
        its busiest second, so a limit that is a share of it is on the strict side."""
        until = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        with Rollups(self._home.path / "calllog") as traffic:
            hours = traffic.customer_hours(until - timedelta(days=BUSY_DAYS), until, customer).hours
        by_hour: dict[float, int] = {}
        for one in hours:
            by_hour[one.at] = by_hour.get(one.at, 0) + one.counts.attempts
        return max(by_hour.values(), default=0) / 3_600
