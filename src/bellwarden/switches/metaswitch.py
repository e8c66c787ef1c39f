"""A Metaswitch call feature server that asks through its Perimeta SBC, as a trunk before the carrier's.

Sees          an INVITE on the first trunk of the routing list; on 302 the call is routed again, to the Contact and with
              the answer's headers; 603 goes back to the caller; after a timeout, and on most failures, the next trunk
              is tried
Why           302 carries everything back that the carrier is to see; a trunk may go on by 404 or 503 instead, where
              route advance is what the operator has. Whatever is refused is 603, malformed messages too: any failure
              below 600 may be tried on the next trunk
Source        RFC 3261 sections 21.3.3, 21.4.5, 21.5.4, 21.6.2, 16.7 (a 6xx ends the search);
              examples/metaswitch/README.md
False alarms  a media gateway model that route-advances on 603 sends every refused call to the carrier
"""

from typing import Final

from bellwarden.model.verdict import Outcome
from bellwarden.switches.dialect import DECLINE, MOVED_TEMPORARILY, ROUTE_ADVANCED, Switch, answer_table

SWITCH: Final = Switch(
    name="metaswitch",
    title="Metaswitch CFS with Perimeta",
    table=answer_table(
        goes_on=MOVED_TEMPORARILY,
        refuses=DECLINE,
        overloaded=MOVED_TEMPORARILY,
        exceptions={Outcome.MALFORMED: DECLINE},
    ),
    continues_on=frozenset((302,)) | ROUTE_ADVANCED,
    continue_choices=frozenset((302, 404, 503)),
    notes="302 continues; a trunk may choose 404 or 503 instead. Overloaded answers as continue does. Refused is 603.",
)
