"""Far more calls than usual, from caller IDs that the subject never showed: somebody else may be using its account.

Sees          a jump in volume against the subject's own past, together with caller IDs unseen in the 14 days before
Why           a thief of credentials calls as much as he can until he is found, and shows numbers of his own choice
Source        no figure is published: our own proposal, off until asked for
False alarms  the first day of a campaign with new numbers, announced or not
"""

from typing import Final

from bellwarden.traffic.baseline import Baseline
from bellwarden.traffic.detector import Clue, Detector, Family, Line, Lines, nothing, too_high, too_many
from bellwarden.traffic.profile import TrafficProfile
from bellwarden.traffic.signs import jump

OURS: Final = "Bellwarden's proposal; nothing is published"


def account_takeover(profile: TrafficProfile, baseline: Baseline, lines: Lines) -> tuple[Clue, ...]:
    times = jump(profile, baseline)
    if times is None or not {"jump", "unseen_caller_ratio"} <= lines.keys() or times <= lines["jump"].value:
        return ()
    unseen = too_high("unseen_caller_ratio", profile.churn, lines["unseen_caller_ratio"], Family.CALLER_ID, 0.1)
    if not any(clue.over for clue in unseen):
        return ()
    return (*too_many("jump", int(times), lines["jump"], Family.VOLUME), *unseen)


DETECTOR: Final = Detector(
    title="Account taken over",
    lines={
        "jump": Line(3, "times its own median", OURS, published=False),
        "unseen_caller_ratio": Line(0.5, "of caller IDs", OURS, published=False),
    },
    look=nothing,
    compare=account_takeover,
    asks=("Did you place the sample calls? If not, change the passwords of your telephone system now.",),
)
