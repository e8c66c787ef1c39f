"""FreeSWITCH with the recipe of examples/freeswitch, which asks over HTTP before the call is bridged.

Sees          a question from a script of the dialplan (`sip` in the JSON answer); 302 to the number that was asked
              about goes on to the carrier, 302 to another Contact is bridged instead, 503 and no answer go on, anything
              else ends the call
Why           on a SIP 302 FreeSWITCH transfers the caller into another context, where the called number may match other
              extensions than before; a script that asks first leaves the dialplan as it is. It responds with the status
              and the phrase that it was told, and 603 holds at whoever asked FreeSWITCH
Source        RFC 3261 sections 21.3.3, 21.5.4, 21.6.2; examples/freeswitch/README.md
False alarms  `continue_on_fail` on the bridge to the carrier sends calls on that the carrier refused
"""

from typing import Final

from bellwarden.switches.dialect import RECIPE_GOES_ON, RECIPE_TABLE, Switch

SWITCH: Final = Switch(
    name="freeswitch",
    title="FreeSWITCH with the shipped recipe",
    table=RECIPE_TABLE,
    continues_on=RECIPE_GOES_ON,
    notes="The recipe goes on upon 302, 503 and its own timeout. Everything else is what the caller is told.",
)
