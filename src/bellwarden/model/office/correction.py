"""What a person put right in a complaint as it was read: the machine's value stays beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from bellwarden.model.office.row import Row


class SpanKind(str, Enum):
    """What a marked place of the text was read as."""

    NUMBER = "number"
    TIME = "time"
    COUNT = "count"
    FACT = "fact"
    DANGER = "danger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Row):
    """One place of one text. The newest of a place that was not taken back holds."""

    complaint_id: int
    part: int
    place_from: int
    place_to: int
    kind: SpanKind
    text: str
    was: Mapping[str, object] = field(default_factory=dict)  # empty: the machine had read nothing here
    now: Mapping[str, object] = field(default_factory=dict)  # empty: nothing is to be read here
    made_by: str = ""
    taken_back_by: str = ""
