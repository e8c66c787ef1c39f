"""A decision: one call asked about, judged and answered; what the spool keeps."""

from typing import NamedTuple

from bellwarden.model.call import CallAttempt
from bellwarden.model.sip_answer import SipAnswer
from bellwarden.model.stir import Signing
from bellwarden.model.usage import Usage
from bellwarden.model.verdict import Verdict


class Decision(NamedTuple):
    """Everything that was read and everything that was said, so that judging it again gives the same verdict."""

    id: str  # 24 hex digits: 12 of milliseconds since 1970, 4 of the worker's start, 8 of a counter
    call: CallAttempt
    usage: Usage
    verdict: Verdict
    observed: bool  # the gate only observed: the call continued whatever the verdict
    answer: SipAnswer
    policy: str  # snapshot id
    journal: int  # number of the last journal line in force
    latency_us: int = 0  # from datagram read to answer built
    signing: Signing | None = None  # None when the call is not one that we sign or pass on
