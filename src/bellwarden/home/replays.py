"""HOME/replays: what the console asked of the past, and what it answered. One file each; the newest are kept."""

import re
from pathlib import Path
from typing import Any, Final

import msgspec

from bellwarden.home.files import write_whole

KEPT: Final = 200
_ID: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)


class KeptReplay(msgspec.Struct, frozen=True):
    """`result` is what `bellwarden replay --json` answers; None while it runs and when it failed."""

    id: str
    asked_at: float
    asked_by: str
    rule: str
    days: int
    begun_at: float = 0.0
    finished_at: float = 0.0
    fault: str = ""
    result: dict[str, Any] | None = None
    what: str = "rule"  # draft, or the id of a policy of before

    @property
    def words(self) -> str:
        """What was tried, in one line."""
        if self.what == "rule":
            return self.rule
        return "the draft of the office" if self.what == "draft" else f"policy {self.what[:12]}"

    @property
    def state(self) -> str:
        if self.fault:
            return "failed"
        if self.result is not None:
            return "done"
        return "running" if self.begun_at else "waiting"


class Replays:
    def __init__(self, home: Path) -> None:
        self._folder = home / "replays"

    def put(self, replay: KeptReplay) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        write_whole(self._folder / f"{replay.id}.json", msgspec.json.encode(replay))
        for old in sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)[KEPT:]:
            old.unlink(missing_ok=True)

    def find(self, replay_id: str) -> KeptReplay | None:
        if _ID.fullmatch(replay_id) is None:
            return None
        return _read(self._folder / f"{replay_id}.json")

    def list(self) -> list[KeptReplay]:
        """Newest first."""
        found = (_read(path) for path in self._folder.glob("*.json"))
        return sorted((one for one in found if one is not None), key=lambda one: one.asked_at, reverse=True)


def _read(path: Path) -> KeptReplay | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=KeptReplay)
    except (OSError, msgspec.DecodeError):
        return None
