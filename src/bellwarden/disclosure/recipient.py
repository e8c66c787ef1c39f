"""What kinds of people and bodies write to an abuse desk, and how far each is answered."""

from enum import Enum
from typing import NamedTuple


class Stance(str, Enum):
    ANSWER = "answer"
    ACKNOWLEDGE = "acknowledge"  # a reference, and that it is handled
    SILENCE = "silence"


class Recipient(NamedTuple):
    """A plug-in of `recipients/`. `blocks` are texts of `wording`, in their order."""

    stance: Stance
    blocks: tuple[str, ...]
    basis: str  # why no more may be said
    withheld: tuple[str, ...]  # categories that were not disclosed, for the ledger
    delay_s: int = 900  # before it goes out, the same for whatever was found
    by_person: bool = False  # a person reads it before it goes
