"""A call as a switch recorded it after the fact (CDR), whatever the switch: what the call log keeps of it."""

from datetime import datetime
from enum import Enum
from typing import NamedTuple


class CallResult(str, Enum):
    """How a call attempt ended, as coarse as every switch can tell. The switch's own cause is kept beside it."""

    ANSWERED = "answered"  # somebody or something picked up (SIP 200)
    NO_ANSWER = "no_answer"  # it rang, nobody came (480, 408; Q.850 18, 19)
    BUSY = "busy"  # 486, 600; Q.850 17
    CANCELLED = "cancelled"  # the caller gave up before an answer (487)
    VACANT = "vacant"  # no such number (404, 410, 484, 604; Q.850 1, 3, 22, 28)
    REJECTED = "rejected"  # refused by the called party or by analytics for it (403, 603, 607, 608; Q.850 21)
    FAILED = "failed"  # anything else went wrong on the way
    UNKNOWN = "unknown"  # the record does not tell


class CallRecord(NamedTuple):
    """One row of the call log. None: the record does not tell."""

    began: datetime  # the attempt, UTC
    calling: int | None  # E.164 digits as a number, country code included
    called: int | None
    calling_text: str | None  # as received, where it was anything else than +1 and ten digits, eleven or ten digits
    called_text: str | None
    result: CallResult
    cause: str | None  # the switch's own word or code
    sip_status: int | None
    duration_ms: int | None  # from the attempt to its end
    billable_ms: int | None  # from the answer to the end; 0 when nobody answered
    customer: str | None
    trunk: str | None
    upstream: str | None
    source_ip: str | None
    call_id: str | None
    name: str | None  # caller's name as displayed (CNAM)
    decision_id: str | None  # of the gate's decision about the same call
    rung: str | None  # by what the decision was found: decision_id, correlation, call_id, numbers
    source: int  # number of the imported file in the log's manifest
    line: int  # line of that file, counted from 1 after decompression
    attestation: str | None = None  # A, B, C of the token that we saw or made (ATIS-1000074); None: unsigned or untold
    signer: str | None = None  # service provider code in the certificate of the token that came with the call
    verstat: str | None = None  # what verification said (3GPP TS 24.229 section 7.2A.20): TN-Validation-Passed, …
    ended_by: str | None = None  # caller, called
    verdict: str | None = None  # of the gate: allow, block, divert, limit; would_block… where it only observed
    retention: str | None = None  # class of `calllog.retention`; None: ordinary
