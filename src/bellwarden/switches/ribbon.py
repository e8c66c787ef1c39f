"""A Ribbon SBC that is set up to ask its maker's identity hub over SIP: 503 is clean, 603 is suspect, 300 redirects.

Sees          an INVITE on the first route of the routing label; on 503 the SBC cranks back to the next route, which is
              the carrier; on 300 and 302 it follows the Contact; 603 goes back to the caller
Why           the operator changes one address and nothing else in the SBC. A trunk whose SBC is set up for signing
              takes 300 with the request URI as Contact (`continue_status = 300`): that is what the hub answers where
              nothing is signed. Where something is, it takes it out of the Contact's URI, so a signed call always
              goes on by a redirect. Everything refused is 603, malformed messages too: which other failures a crankback
              profile holds is anybody's guess
Source        RFC 3261 sections 21.3.1, 21.5.4, 21.6.2; RFC 3398 section 8.2.6.1 (503 is cause 41, 603 is cause 21);
              examples/ribbon/README.md
False alarms  a crankback profile that holds cause 21 (call rejected) sends every refused call to the carrier; an SBC
              that rests a trunk group after several 503 stops asking
"""

from typing import Final

from bellwarden.model.policy import IdentityPlace
from bellwarden.model.verdict import Outcome
from bellwarden.switches.dialect import (
    DECLINE,
    MULTIPLE_CHOICES,
    ROUTE_ADVANCED,
    SERVICE_UNAVAILABLE,
    Switch,
    answer_table,
)

SWITCH: Final = Switch(
    name="ribbon",
    title="Ribbon SBC set up for an identity hub",
    table=answer_table(
        goes_on=SERVICE_UNAVAILABLE,
        refuses=DECLINE,
        overloaded=SERVICE_UNAVAILABLE,
        exceptions={Outcome.MALFORMED: DECLINE},
    ),
    continues_on=frozenset((300, 302)) | ROUTE_ADVANCED,
    continue_choices=frozenset((300, 302, 503)),
    carries_identity_on=MULTIPLE_CHOICES,
    identity_in=IdentityPlace.CONTACT,
    notes="503 continues; a trunk may choose 300 or 302 instead. Overloaded answers as continue does. Refused is 603. "
    "A signed call goes on by 300, with the Identity inside its Contact.",
)
