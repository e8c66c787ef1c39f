"""What is told to a customer about its calls, what it answers to that, and its appeal. Times end: of the answer, of the
appeal, and of the link by which its page is reached.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from bellwarden.model.office.moves import Moves
from bellwarden.model.office.row import Row


class CustomerNoticeState(str, Enum):
    WAITING = "waiting"  # told, or about to be: its answer is waited for
    ANSWERED = "answered"  # somebody of ours looks at the answer
    OVERDUE = "overdue"  # nothing came in time
    SETTLED = "settled"  # nothing more is asked
    WITHDRAWN = "withdrawn"  # it was not right to send it: counts for nothing


NOTICE_MOVES: Final[Moves[CustomerNoticeState]] = {
    CustomerNoticeState.WAITING: {
        "answer": CustomerNoticeState.ANSWERED,
        "run_out": CustomerNoticeState.OVERDUE,
        "settle": CustomerNoticeState.SETTLED,
        "withdraw": CustomerNoticeState.WITHDRAWN,
    },
    CustomerNoticeState.ANSWERED: {
        "ask_again": CustomerNoticeState.WAITING,
        "settle": CustomerNoticeState.SETTLED,
        "withdraw": CustomerNoticeState.WITHDRAWN,
    },
    CustomerNoticeState.OVERDUE: {
        "answer": CustomerNoticeState.ANSWERED,
        "settle": CustomerNoticeState.SETTLED,
        "withdraw": CustomerNoticeState.WITHDRAWN,
    },
    CustomerNoticeState.SETTLED: {"withdraw": CustomerNoticeState.WITHDRAWN},
    CustomerNoticeState.WITHDRAWN: {},
}
OPEN: Final = (CustomerNoticeState.WAITING, CustomerNoticeState.ANSWERED, CustomerNoticeState.OVERDUE)


class FoundBy(str, Enum):
    """How it came to our notice; never who told it."""

    COMPLAINT = "complaint"
    OWN_RECORDS = "own_records"
    AUTHORITY = "authority"  # a traceback, a regulator, a court


class Ground(str, Enum):
    LAW = "law"
    TERMS = "terms"
    NETWORK = "network"


class Ask(str, Enum):
    """What the customer is to do or to bring; the 16 CFR 310.5 records where consent is claimed."""

    STOP = "stop"
    CONSENT = "consent"
    OPT_OUT = "opt_out"
    CALLER_ID = "caller_id"
    SCRIPT = "script"
    DO_NOT_CALL = "do_not_call"
    CALLER = "caller"
    CURE = "cure"


@dataclass(frozen=True, slots=True)
class OwnCall:
    """One of the customer's own calls, as its page lists it."""

    began: float
    calling: str
    called: str  # cut short where whoever was called may be in danger
    answered_s: int
    result: str  # word of `model.call_record.CallResult`


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerNotice(Row):
    """A statement of reasons to one customer. The text that was sent is its letter's (`notice_id`), and stays."""

    customer_id: int
    case_id: int = 0
    enforcement_id: int = 0  # the measure it tells of; 0: nothing was done yet
    notice_id: int = 0  # the letter
    state: CustomerNoticeState = CustomerNoticeState.WAITING
    given_by: str = ""
    address: str = ""  # where it went: its page is shut as soon as the customer's contact is another
    rung: int = 0  # of the ladder, from 1; 0: beside it
    facts: str = ""
    found_by: FoundBy = FoundBy.COMPLAINT
    ground: Ground = Ground.TERMS
    ground_text: str = ""
    asks: tuple[str, ...] = ()
    calls: tuple[OwnCall, ...] = ()
    told_at: float = 0.0  # when the letter may go out
    answer_due_at: float = 0.0
    appeal_due_at: float = 0.0
    page_until: float = 0.0
    remind_at: float = 0.0  # the next reminder; 0.0: none is left
    reminders: int = 0
    answers: int = 0
    answered_at: float = 0.0
    views: int = 0
    viewed_at: float = 0.0
    ended_by: str = ""
    ended_at: float = 0.0
    end_text: str = ""  # what we make of the answer; the customer reads it on its page


class AppealState(str, Enum):
    FILED = "filed"
    LATE = "late"  # filed when its time was over: a person may take it all the same
    UPHELD = "upheld"  # what was done stands
    OVERTURNED = "overturned"  # what was done is taken back and no longer counts
    WITHDRAWN = "withdrawn"


APPEAL_MOVES: Final[Moves[AppealState]] = {
    AppealState.FILED: {
        "uphold": AppealState.UPHELD,
        "overturn": AppealState.OVERTURNED,
        "withdraw": AppealState.WITHDRAWN,
    },
    AppealState.LATE: {"admit": AppealState.FILED, "withdraw": AppealState.WITHDRAWN},
    AppealState.UPHELD: {},
    AppealState.OVERTURNED: {},
    AppealState.WITHDRAWN: {},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal(Row):
    """One for each notice. Whoever took part in what it is about does not decide it."""

    customer_notice_id: int
    customer_id: int
    case_id: int = 0
    enforcement_id: int = 0
    state: AppealState = AppealState.FILED
    said: str = ""  # the customer's words
    filed_at: float = 0.0
    reviewer: str = ""
    decided_at: float = 0.0
    decision: str = ""  # the customer reads it on its page
    reversal_id: int = 0  # the measure that takes back what was done, where one was asked for
