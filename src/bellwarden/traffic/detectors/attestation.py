"""Most signed calls are signed without the signer knowing who calls.

Sees          the share of signed attempts with attestation B or C
Why           robocalls are found among B and C several times as often as among A (TransNexus, 2022 and 2023)
Source        the ratio is published, a line is not: our own proposal, off until asked for
False alarms  gateways sign everything from abroad with C, as they must
"""

from typing import Final

from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, too_high
from bellwarden.traffic.profile import TrafficProfile

ORDINARY: Final = 0.3
OURS: Final = "Bellwarden's proposal; TransNexus publishes shares, no line"


def attestation(profile: TrafficProfile, lines: Lines) -> tuple[Clue, ...]:
    if "attested_b_or_c_ratio" not in lines:
        return ()
    return too_high(
        "attested_b_or_c_ratio", profile.weakly_attested, lines["attested_b_or_c_ratio"], Family.EXTERNAL, ORDINARY
    )


DETECTOR: Final = Detector(
    title="Calls that nobody vouches for",
    lines={"attested_b_or_c_ratio": Line(0.8, "of signed attempts", OURS, published=False)},
    look=attestation,
    asks=("Who are your customers that you do not know, and why?",),
)
