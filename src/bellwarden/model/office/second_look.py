"""A decided complaint that goes to somebody else, who does not see what the first one said: the quality sample."""

from dataclasses import dataclass

from bellwarden.model.complaint_match import Match
from bellwarden.model.office.case import Answer
from bellwarden.model.office.row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLook(Row):
    complaint_id: int
    first_by: str  # never the one who looks again
    by: str = ""
    done_at: float = 0.0  # 0.0: it waits
    verdict: Match = Match.NO_DATA
    illegal: Answer = Answer.UNKNOWN
    against_terms: Answer = Answer.UNKNOWN
    harmful: Answer = Answer.UNKNOWN
    same_verdict: bool = False
    same_answers: int = 0  # of three
    note: str = ""
