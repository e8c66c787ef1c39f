"""An Oracle (Acme Packet) SBC that asks a session agent before the carrier's.

Sees          an INVITE on the cheapest route of the local policy; on 404, 503 and its own timeout the SBC recurses to
              the next route, which is the carrier; on 302 it recurses to the Contact; 603 goes back to the caller
Why           this SBC puts the next hop into the request line, so a 302 to the request URI would lead it back to the
              gate: it goes on with 404, and 302 is for diverted calls, whose Contact is another. Without a
              `stop-recurse` list it recurses on any failure below 600: so whatever is refused is 603, malformed
              messages too. An overloaded gate says 404 as well: a session agent that says 503 may be taken out of
              service
Source        RFC 3261 sections 21.3.3, 21.4.5, 21.6.2, 16.7 (a 6xx ends the search); examples/oracle/README.md
False alarms  a trunk that chooses 302 must keep the called party's own host in the request line, or calls loop
"""

from typing import Final

from bellwarden.model.verdict import Outcome
from bellwarden.switches.dialect import DECLINE, NOT_FOUND, ROUTE_ADVANCED, Switch, answer_table

SWITCH: Final = Switch(
    name="oracle",
    title="Oracle (Acme Packet) SBC with the shipped recipe",
    table=answer_table(
        goes_on=NOT_FOUND,
        refuses=DECLINE,
        overloaded=NOT_FOUND,
        exceptions={Outcome.MALFORMED: DECLINE},
    ),
    continues_on=frozenset((302,)) | ROUTE_ADVANCED,
    continue_choices=frozenset((302, 404, 503)),
    carries_identity_on=None,  # as above: to follow a redirect is the trunk's choice
    notes="404 continues; a trunk may choose 503 or 302 instead. Overloaded answers as continue does. Refused is 603. "
    "Signed calls need continue_status = 302: a 404 carries no Identity.",
)
