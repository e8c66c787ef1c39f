"""HOME/proofs: what the worker sees around a press while the page of the measure is looked at. The newest are kept."""

import re
from pathlib import Path
from typing import Final

import msgspec

from bellwarden.home.files import write_whole
from bellwarden.model.proof_watch import ProofWatch

KEPT: Final = 200
_REF: Final = re.compile(r"[A-Z0-9-]{1,24}", re.ASCII)


class Proofs:
    """Implements `flows.office.proof.ProofBoard`."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "proofs"

    def put(self, watch: ProofWatch) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        fresh = not self._path(watch.ref).exists()
        write_whole(self._path(watch.ref), msgspec.json.encode(watch))
        if fresh:
            for old in sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)[KEPT:]:
                old.unlink(missing_ok=True)

    def find(self, ref: str) -> ProofWatch | None:
        if _REF.fullmatch(ref) is None:
            return None
        try:
            return msgspec.json.decode(self._path(ref).read_bytes(), type=ProofWatch)
        except (OSError, msgspec.DecodeError):
            return None

    def _path(self, ref: str) -> Path:
        return self._folder / f"{ref}.json"
