"""The batch side of `bellwarden stir verify`: to be written with the certificates' room."""

from pathlib import Path
from typing import NamedTuple


class Settings(NamedTuple):
    roots: list[Path]
    lists: list[Path]
    certificates: Path
    at: float | None
    freshness_s: float
    future_skew_s: float
    requires_identity: bool
    replay: bool
    country: str


def judge_file(name: str, settings: Settings) -> None:
    raise NotImplementedError
