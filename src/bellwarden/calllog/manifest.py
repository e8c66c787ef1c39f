"""The log's manifest: which files belong to it and what was imported into them. Replaced whole, and last of all."""

from pathlib import Path
from typing import Final

import msgspec

from bellwarden.calllog.content import Mark
from bellwarden.calllog.fault import CallLogFault
from bellwarden.calllog.files import replace_whole

VERSION: Final = 2
NAME: Final = "manifest.json"


class Source(msgspec.Struct, frozen=True):
    """One imported file, or what a known one had grown by."""

    number: int
    name: str  # file name without its folder
    format: str
    zone: str
    head: Mark  # the beginning, by which the same file is suspected again
    finished: Mark  # all whole lines
    whole: Mark
    rows: int
    refused: int
    since: float | None  # first and last call, seconds since 1970
    until: float | None
    imported_at: float


class Segment(msgspec.Struct, frozen=True):
    """Calls of one day, in two files: all of them by calling number, and their narrow twin by called number."""

    number: int
    day: str  # 2026-05-31, UTC
    rows: int

    @property
    def calls(self) -> str:
        return f"days/{self.day}/{self.number:08d}.calls.parquet"

    @property
    def by_called(self) -> str:
        return f"days/{self.day}/{self.number:08d}.called.parquet"


class Manifest(msgspec.Struct, frozen=True):
    version: int = VERSION
    next_segment: int = 1
    sources: tuple[Source, ...] = ()
    segments: tuple[Segment, ...] = ()

    def days(self, since: str = "", until: str = "9999-99-99") -> list[Segment]:
        """Segments of the days from `since` to `until`, both included."""
        return [one for one in self.segments if since <= one.day <= until]


def load(folder: Path) -> Manifest:
    """An empty one where there is none yet. CallLogFault when it can't be read."""
    try:
        data = (folder / NAME).read_bytes()
    except FileNotFoundError:
        return Manifest()
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except msgspec.DecodeError as error:
        raise CallLogFault(f"{folder / NAME} can't be read: {error}") from None
    if manifest.version != VERSION:
        raise CallLogFault(
            f"{folder / NAME} is of version {manifest.version}; this Bellwarden reads {VERSION}:"
            f" move {folder} away and import the files again"
        )
    return manifest


def save(folder: Path, manifest: Manifest) -> None:
    replace_whole(folder / NAME, msgspec.json.encode(manifest))
