"""The log's manifest: which files belong to it, what was imported into them, what is held. Replaced whole, last."""

from pathlib import Path
from typing import Final

import msgspec

from bellwarden.calllog.content import Mark
from bellwarden.calllog.fault import LogTrouble
from bellwarden.calllog.files import replace_whole

VERSION: Final = 2
NAME: Final = "manifest.json"
NO_MARK: Final = Mark(0, "")


class Source(msgspec.Struct, frozen=True):
    """One imported file, or what a known one had grown by; or a stream: one source however often it is read."""

    number: int
    name: str  # file name without its folder; of a stream its feed
    format: str
    zone: str
    head: Mark  # the beginning, by which the same file is suspected again; of a stream no mark
    finished: Mark  # all whole lines
    whole: Mark
    rows: int
    refused: int
    since: float | None  # first and last call, seconds since 1970
    until: float | None
    imported_at: float
    feed: str = ""  # where it came from: a folder, a spool, a socket; "" for files of before


class Segment(msgspec.Struct, frozen=True):
    """Calls of one day, in two files: all of them by calling number, and their narrow twin by called number.

    With `tokens` there is a third: the hashes of the tokens that its decisions saw or made.
    """

    number: int
    day: str  # 2026-05-31, UTC
    rows: int
    alone: int = 0  # decisions that no call record has joined
    undecided: int = 0  # call records that no decision has joined
    tokens: int = 0
    settled: bool = False  # its rows have been held against the decisions and records of the day

    @property
    def calls(self) -> str:
        return f"days/{self.day}/{self.number:08d}.calls.parquet"

    @property
    def by_called(self) -> str:
        return f"days/{self.day}/{self.number:08d}.called.parquet"

    @property
    def by_token(self) -> str:
        return f"days/{self.day}/{self.number:08d}.tokens.parquet"

    @property
    def files(self) -> tuple[str, ...]:
        return (self.calls, self.by_called, *((self.by_token,) if self.tokens else ()))


class Hold(msgspec.Struct, frozen=True):
    """Calls that may not expire: those of a number, a customer, a time, or all that is named of these together."""

    number: int  # counted from 1, never used twice
    reason: str
    reference: str  # of the subpoena, letter or case
    placed_at: float  # seconds since 1970, UTC
    telephone: int = 0  # E.164 digits, calling or called; 0 for any
    customer: str = ""
    since: float | None = None  # first and last moment, seconds since 1970
    until: float | None = None
    lifted_at: float | None = None


class Manifest(msgspec.Struct, frozen=True):
    version: int = VERSION
    next_segment: int = 1
    sources: tuple[Source, ...] = ()
    segments: tuple[Segment, ...] = ()
    places: dict[str, dict[str, int]] = {}  # by feed: of each segment of a spool, where reading goes on
    complete: dict[str, float] = {}  # by feed: all that began before then is here, seconds since 1970
    holds: tuple[Hold, ...] = ()

    def days(self, since: str = "", until: str = "9999-99-99") -> list[Segment]:
        """Segments of the days from `since` to `until`, both included."""
        return [one for one in self.segments if since <= one.day <= until]

    def with_segments(self, gone: set[int], fresh: tuple[Segment, ...], next_segment: int) -> "Manifest":
        """The same with some segments replaced."""
        kept = tuple(one for one in self.segments if one.number not in gone)
        return msgspec.structs.replace(self, segments=(*kept, *fresh), next_segment=next_segment)


def load(folder: Path) -> Manifest:
    """An empty one where there is none yet. LogTrouble when it can't be read."""
    try:
        data = (folder / NAME).read_bytes()
    except FileNotFoundError:
        return Manifest()
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except msgspec.DecodeError as error:
        raise LogTrouble(f"{folder / NAME} can't be read: {error}") from None
    if manifest.version != VERSION:
        raise LogTrouble(
            f"{folder / NAME} is of version {manifest.version}; this Bellwarden reads {VERSION}:"
            f" move {folder} away and import the files again"
        )
    return manifest


def save(folder: Path, manifest: Manifest) -> None:
    replace_whole(folder / NAME, msgspec.json.encode(manifest))
