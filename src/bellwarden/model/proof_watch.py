"""What was seen around a press, second by second, as far as the decisions are read."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class ProofWatch:
    """Of one measure. Times in seconds since 1970; the first second of the lists begins at `begins_at`."""

    ref: str
    pressed_at: float
    begins_at: float
    read_up_to: float  # later seconds are not known yet
    known_from: float = 0.0  # no gate of this home kept a decision before
    passed: list[int] = field(default_factory=list)  # calls of its subject, emergency calls left out
    refused: list[int] = field(default_factory=list)
    emergency: int = 0  # calls that passed since the press
    up: int = -1  # calls that were up at the press; -1: not looked for yet, or the measure ends none
    goes_on: int = -1  # of these, as far as they are listed, not known to have ended
    looked_at: float = 0.0  # when that was
