"""The week before the demonstration: its customers' call records, taken into the log and looked at for patterns."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bellwarden.cli.console import columns, counted, visible

if TYPE_CHECKING:
    from bellwarden.cli.reviewing import Review

COUNTRY: Final = "US"
SHOWN: Final = 6
WIDTH: Final = 100


class PastWeek:
    """Made, imported and reviewed beside the gate's start. A folder that has its records already keeps them."""

    def __init__(self, folder: Path, log: Path) -> None:
        self.records = folder / "last-week.csv"
        self.worst = ""  # the customer at the top; "" while nobody knows
        self._log = log
        self._lines: list[str] = []
        self._thread = threading.Thread(target=self._run, name="last week", daemon=True)

    def begin(self) -> None:
        self._thread.start()

    @property
    def over(self) -> bool:
        """Its calls are in the log, or could not be taken in."""
        return self._thread.ident is not None and not self._thread.is_alive()

    def wait(self, seconds: float) -> list[str]:
        """What there is to show, if it is known by then."""
        if self._thread.ident is not None:
            self._thread.join(seconds)
        return [] if self._thread.is_alive() else self._lines

    def _run(self) -> None:
        # Here, because DuckDB and what else it takes would make the gate's start wait.
        from bellwarden.calllog import CallLog
        from bellwarden.calllog.asking import asking
        from bellwarden.cli.reviewing import review_log
        from bellwarden.cli.taking_in import Reading, take_in
        from bellwarden.simulator.worlds import past

        if not self.records.exists():
            self.records.parent.mkdir(parents=True, exist_ok=True)
            self.records.write_text(past.records(datetime.fromtimestamp(time.time(), UTC)), encoding="utf-8")
        files = list(take_in(Reading([self.records], "", None, "", COUNTRY), CallLog(self._log)))
        with asking(self._log) as asker:
            review = review_log(asker, files, "customer", 100)
        self.worst = review.drawn[0].subject.subject if review.drawn and review.drawn[0].subject.action else ""
        self._lines = list(_lines(review))


def _lines(review: "Review") -> Iterator[str]:
    from bellwarden.cli.review_words import STEP_WORDS, verdict_sentence, why

    yield ""
    calls = sum(drawn.subject.profile.counts["attempts"] for drawn in review.drawn)
    yield f"Last week's call records ({counted(int(calls), 'call')}). {verdict_sentence(review.document)}"
    yield ""
    shown = [drawn.subject for drawn in review.drawn if drawn.subject.action][:SHOWN]
    rows = []
    for one in shown:
        sign, _, word = STEP_WORDS[one.action]
        first = min(pattern.first_at for pattern in one.patterns)
        at = f"{datetime.fromisoformat(first):%a %d %b %H:%M}"
        rows.append((f"{sign} {word}", visible(one.subject, 20), f"since {at}", why(one)))
    yield from (f"  {line if len(line) <= WIDTH else line[: WIDTH - 1] + '…'}" for line in columns(rows))
