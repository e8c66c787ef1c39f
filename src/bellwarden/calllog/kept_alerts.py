"""HOME/calllog/alerts.json: what was found in the log last, for whoever shows it. Replaced whole."""

from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from bellwarden.calllog.files import replace_whole

NAME: Final = "alerts.json"
SAMPLES: Final = 5


class KeptClue(msgspec.Struct, frozen=True):
    """One figure that is beyond its line."""

    feature: str
    value: float  # share or figure
    unit: str
    part: int
    whole: int  # 0: `value` is no share
    line: float
    source: str  # who drew the line
    published: bool
    family: str
    fact: bool

    @property
    def is_share(self) -> bool:
        return self.whole > 0


class KeptCall(msgspec.Struct, frozen=True):
    at: float
    calling: str
    called: str
    result: str
    billable_s: float | None
    decision_id: str
    attestation: str


class KeptAlert(msgspec.Struct, frozen=True):
    """A pattern of one subject: since when, how bad at worst, by which signs, which calls show it."""

    kind: str  # customer, trunk, upstream, calling, called
    subject: str
    detector: str
    title: str
    patterns: tuple[str, ...]  # titles of the patterns that a combined score saw
    step: str
    severity: int
    score: float
    first_at: float  # when it could first have been told
    since: float  # of the worst window
    until: float
    windows: int
    attempts: int  # in the worst window
    answered: int
    clues: tuple[KeptClue, ...]
    asks: tuple[str, ...]  # what to ask the customer
    samples: tuple[KeptCall, ...]

    @property
    def id(self) -> str:
        """The same for the same pattern of the same subject, however often it is found."""
        return sha256("\0".join((self.kind, self.subject, self.detector)).encode()).hexdigest()[:16]


class KeptAlerts(msgspec.Struct, frozen=True):
    made_at: float = 0.0  # 0.0: never
    since: float = 0.0  # of the calls that were looked at
    complete_up_to: float = 0.0
    took_s: float = 0.0
    alerts: tuple[KeptAlert, ...] = ()


def keep_alerts(folder: Path, found: KeptAlerts) -> None:
    """`folder` is HOME/calllog."""
    replace_whole(folder / NAME, msgspec.json.encode(found))


def kept_alerts(folder: Path) -> KeptAlerts:
    """Nothing found, made at 0.0, where nobody has looked yet or the file can't be read."""
    try:
        return msgspec.json.decode((folder / NAME).read_bytes(), type=KeptAlerts)
    except (FileNotFoundError, msgspec.DecodeError):
        return KeptAlerts()
