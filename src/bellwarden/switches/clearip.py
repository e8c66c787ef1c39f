"""An SBC already set up for TransNexus ClearIP: 404 or 503 means no objection, 603 refuses, 302 diverts.

Sees          an INVITE on the first route; on 404 or 503 the SBC advances to the next route, which is the carrier; on
              302 it follows the Contact
Why           the operator changes one address and nothing else in the SBC. Which of 404, 503 and 302 continues is the
              trunk's `continue_status`, because some switches ask a second time on one of them and not on another (two
              records of one call are the symptom). Whatever is refused is 603: suspended, unknown, over a limit, listed
Source        RFC 3261 sections 21.4.5, 21.5.4, 21.6.2; the contract that ClearIP's users have configured
False alarms  403, 484 and 480 would be more telling but are route-advanced by common switches, so they are never sent;
              a message that can't be read is 400 or 483, as with ClearIP itself
"""

from typing import Final

from bellwarden.model.verdict import Outcome
from bellwarden.switches.dialect import BAD_REQUEST, DECLINE, NOT_FOUND, Switch, answer_table

SWITCH: Final = Switch(
    name="clearip",
    title="SBC set up for TransNexus ClearIP",
    table=answer_table(
        goes_on=NOT_FOUND,
        refuses=DECLINE,
        overloaded=NOT_FOUND,
        exceptions={Outcome.MALFORMED: BAD_REQUEST},
    ),
    continues_on=frozenset((302, 404, 503)),
    continue_choices=frozenset((302, 404, 503)),
    notes="404 continues; a trunk may choose 503 or 302 instead. Overloaded answers as continue does. A signed call "
    "goes on by 302, with the Identity as its header.",
)
