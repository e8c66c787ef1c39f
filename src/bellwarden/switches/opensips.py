"""OpenSIPS with the recipe of examples/opensips.

Sees          an INVITE relayed to the gate; the failure route goes on to the carrier on 302, on 503 and on its own
              timeout, and passes every other answer down to the caller as it stands
Why           a usual failure route goes on upon any failure but 6xx, so refusals are always 603, whatever the reason:
              they hold even where the recipe was loosened. 503 is left to the overloaded gate, which has no opinion; it
              carries no Retry-After, so that OpenSIPS keeps asking
Source        RFC 3261 section 16.7 (a 6xx ends all branches), sections 21.3.3, 21.5.4, 21.6.2;
              examples/opensips/README.md
False alarms  a failure route that also retries on 603 breaks every refusal; OpenSIPS' `disable_6xx_block` does the same
"""

from typing import Final

from bellwarden.switches.dialect import RECIPE_GOES_ON, RECIPE_TABLE, Switch

SWITCH: Final = Switch(
    name="opensips",
    title="OpenSIPS with the shipped recipe",
    table=RECIPE_TABLE,
    continues_on=RECIPE_GOES_ON,
    notes="The recipe goes on upon 302, 503 and its own timeout. Everything else is passed down to the caller.",
)
