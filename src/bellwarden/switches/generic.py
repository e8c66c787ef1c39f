"""Any SBC that follows 3xx redirects and nothing else.

Sees          an INVITE from the SBC's route list; 302 with the original request URI sends it on, any other final
              answer ends the call
Why           302 is the one answer that every SBC can be told to go on with, and the only one that never means a failed
              route; refusals may then say what they are: 403, 503, 603. An overloaded gate has no opinion and must not
              cost a lawful call, so it answers 302 as well: on a 503 this SBC would end the call
Source        RFC 3261 sections 8.3, 21.3.3, 21.4.4, 21.5.4, 21.6.2; rules: us/G-05, us/G-22
False alarms  many SBCs go on to the next route on 403, 404, 480, 503 and 607: there a suspended customer's call would
              pass. Take the dialect of that SBC, or switch route advance off for this route. Some SBCs also rest a
              server that said 503 with Retry-After (RFC 3261 section 21.5.4): then the next second's calls go unjudged
"""

from typing import Final

from bellwarden.model.verdict import Outcome
from bellwarden.switches.dialect import (
    BAD_REQUEST,
    DECLINE,
    FORBIDDEN,
    MOVED_TEMPORARILY,
    SERVICE_UNAVAILABLE,
    Switch,
    answer_table,
)

SWITCH: Final = Switch(
    name="generic",
    title="any SBC that follows redirects",
    table=answer_table(
        goes_on=MOVED_TEMPORARILY,
        refuses=DECLINE,
        overloaded=MOVED_TEMPORARILY,
        exceptions={
            Outcome.MALFORMED: BAD_REQUEST,
            Outcome.SUSPENDED: FORBIDDEN,
            Outcome.UPSTREAM: FORBIDDEN,
            Outcome.CALLER_ID_RIGHT: FORBIDDEN,
            # RFC 8224 section 6.2.2: 428, 436, 437 or 438 in its place where a token is to blame.
            Outcome.VERIFICATION: FORBIDDEN,
            # RFC 3261 section 21.5.4: try again later; the only refusal that is not final.
            Outcome.LIMIT: SERVICE_UNAVAILABLE,
        },
    ),
    continues_on=frozenset((302,)),
    decision_in_contact=True,
    limit_retry_after_s=1,
    notes="The SBC must go on upon 302 only. Every other answer ends the call.",
)
