"""Sheets that somebody handed in, kept between the look at what they would change and the deed; a day at most."""

import re
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from bellwarden.home.files import write_whole

KEPT_S: Final = 86_400.0
FILES_MAX: Final = 50
_NAME: Final = re.compile(r"[0-9a-f]{64}")


class Uploads:
    """HOME/state/imports/<sha256>: the same file handed in twice is kept once."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "state" / "imports"

    def keep(self, data: bytes) -> str:
        """Its name. Old ones make room."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._prune()
        name = sha256(data).hexdigest()
        write_whole(self._folder / name, data, 0o600)
        return name

    def load(self, name: str) -> bytes | None:
        """None for one that is not here any more."""
        if not _NAME.fullmatch(name):
            return None
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def _prune(self) -> None:
        found = sorted(self._folder.iterdir(), key=lambda path: -path.stat().st_mtime)
        for at, path in enumerate(found):
            if at >= FILES_MAX - 1 or time.time() - path.stat().st_mtime > KEPT_S:
                with suppress(FileNotFoundError):
                    path.unlink()
