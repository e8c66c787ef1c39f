"""A rule of law or practice as dated data: what it asks, since when, on whose word, and how sure we are of its text."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

ParameterValue = str | int | float | bool | tuple[str, ...]


class RuleStatus(str, Enum):
    IN_FORCE = "in force"
    PROPOSED = "proposed"  # published for comment, or adopted with a later date: binds nobody yet
    CONSENT_ORDER = "consent order"  # binds the company named in it; regulators call it a model for the rest
    PRACTICE = "practice"  # no law asks for it; the trade does it


class RuleEvidence(str, Enum):
    """How the rule's wording was learned. It stays with every text generated from the rule."""

    PRIMARY = "V"  # read in the text of the law, the order or the judgment
    SECONDARY = "S"  # read in a law firm's, vendor's or trade body's account of it
    MEMORY = "M"  # from memory: re-check before relying on it
    PROPOSED = "P"  # a proposal or an open question
    DESIGN = "D"  # our own choice; no source prescribes it


@dataclass(frozen=True, slots=True)
class Rule:
    """`id` is jurisdiction/name, as findings and generated texts quote it."""

    id: str
    title: str
    jurisdiction: str  # the folder of its pack: "us"
    status: RuleStatus
    citation: str
    evidence: tuple[RuleEvidence, ...]  # more than one where parts of it were learned in different ways
    effective_from: date | None = None  # first day; None: not recorded
    effective_to: date | None = None  # last day; None: open
    parameters: tuple[tuple[str, ParameterValue], ...] = ()

    def in_force(self, day: date) -> bool:
        """Whether it binds on that day. Proposals, consent orders and practice bind nobody but those who chose them."""
        if self.status is not RuleStatus.IN_FORCE:
            return False
        begun = self.effective_from is None or self.effective_from <= day
        return begun and (self.effective_to is None or day <= self.effective_to)

    def parameter(self, name: str) -> ParameterValue | None:
        return next((value for key, value in self.parameters if key == name), None)
