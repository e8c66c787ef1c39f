"""What the gates of a home decided, and which of its calls ended: for whoever looks back at the last minutes."""

import json
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from bellwarden.home.spool_reader import SpoolReader
from bellwarden.model.decision import Decision

ENDED: Final = "calls-ended.jsonl"


class CallsOfHome:
    def __init__(self, spool: Path, state: Path) -> None:
        self._spool = spool
        self._state = state

    def decisions(self, since: float, until: float, newest_first: bool = False) -> Iterable[Decision]:
        return SpoolReader(self._spool).read(since, until, newest_first)

    def begins_at(self) -> float | None:
        return SpoolReader(self._spool).begins_at()

    def ended(self, since: float) -> Collection[str]:
        """Of both files: the one that is written, and the one before."""
        found: set[str] = set()
        for name in (f"{ENDED}.1", ENDED):
            with suppress(FileNotFoundError), open(self._state / name, "rb") as file:
                for line in file:
                    with suppress(ValueError, TypeError, KeyError):  # torn at its end, or damaged
                        told = json.loads(line)
                        if told["at"] >= since:
                            found.add(str(told["decision_id"]))
        return found
