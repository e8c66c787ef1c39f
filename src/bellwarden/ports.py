"""What the stories ask of the world. Doors offer it, the roof hands it in, tests give fakes that pass the same contract."""

from collections.abc import Callable, Sequence
from typing import Protocol

from bellwarden.model.decision import Decision
from bellwarden.model.enforcement import Enforcement
from bellwarden.model.usage import Usage


class Clock(Protocol):
    def now(self) -> float:
        """Seconds since 1970, UTC."""


class Counters(Protocol):
    def count_attempt(self, customer: str, trunk: str, at: float) -> Usage:
        """Count one attempt of both and read them back, this one included. Keys may be "" (not counted, reads 0)."""


class EnforcementBook(Protocol):
    """The enforcements in force, as far as the journal has been read."""

    @property
    def number(self) -> int:
        """Number of the last journal line taken in; 0 for an empty journal."""

    def naming(
        self, source_ip: str, customer: str, calling: Sequence[str], called: str, at: float
    ) -> tuple[Enforcement, ...]:
        """Those in force at `at` against the source, the customer, a calling number, the called number or a pair.

        Numbers are canonical digits; an empty one names nobody.
        """


class DecisionSink(Protocol):
    def put(self, decision: Decision) -> None:
        """Keep the decision, later and elsewhere. Never blocks, never raises; what does not fit is dropped and counted."""


NextDecisionId = Callable[[float], str]
