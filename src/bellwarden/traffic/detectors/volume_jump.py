"""Many times the calls that the subject makes at this hour of other days.

Sees          attempts by the median of the same hour of the last four weeks, from 120 attempts and seven such hours on
Why           stolen credentials, or a customer whose business is not what it was
Source        no figure is published: our own proposal, off until asked for
False alarms  a snow day at a school, an outage at a utility, the first day of a campaign that was announced
"""

from typing import Final

from bellwarden.traffic.baseline import Baseline
from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, nothing, too_many
from bellwarden.traffic.profile import TrafficProfile
from bellwarden.traffic.signs import jump

OURS: Final = "Bellwarden's proposal; nothing is published"


def volume_jump(profile: TrafficProfile, baseline: Baseline, lines: Lines) -> tuple[Clue, ...]:
    times = jump(profile, baseline)
    if times is None or "times" not in lines:
        return ()
    return too_many("times", int(times), lines["times"], Family.VOLUME)


DETECTOR: Final = Detector(
    title="Jump in volume",
    lines={"times": Line(10, "times its own median", OURS, published=False)},
    look=nothing,
    compare=volume_jump,
    asks=("What is different today? If it isn't you who calls, change the passwords of your telephone system now.",),
)
