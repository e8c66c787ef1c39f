"""Asterisk with the recipe of examples/asterisk, which asks over HTTP before the call is dialled.

Sees          a question from the dialplan (`sip` in the JSON answer); 302 to the number that was asked about goes on to
              the carrier, 302 to another Contact is dialled instead, 503 and no answer go on, anything else hangs up
Why           a call that Asterisk forwards by itself upon a SIP 302 is dialled within the timeout of the question: so
              the dialplan asks first and dials afterwards. It hangs up with the status that it was told: 603 ends a
              call at whoever asked Asterisk, other failures may be tried elsewhere
Source        RFC 3261 sections 21.3.3, 21.5.4, 21.6.2; examples/asterisk/README.md
False alarms  an Asterisk older than 18.21, 20.6 or 21.1 has no PJSIPHangup and answers 403 in place of 603: an SBC in
              front of it may go on upon that. The Reason header of a 603+ does not pass a dialplan
"""

from typing import Final

from bellwarden.switches.dialect import RECIPE_GOES_ON, RECIPE_TABLE, Switch

SWITCH: Final = Switch(
    name="asterisk",
    title="Asterisk with the shipped recipe",
    table=RECIPE_TABLE,
    continues_on=RECIPE_GOES_ON,
    notes="The recipe goes on upon 302, 503 and its own timeout. Everything else is what the caller is told.",
)
