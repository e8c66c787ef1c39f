"""Complaints that the desk has weighed, kept beside the log so that whoever judges calls can count them."""

from pathlib import Path
from typing import Final

import msgspec

from bellwarden.calllog.files import replace_whole
from bellwarden.calllog.references import Complained
from bellwarden.traffic.profile import SubjectKind, TrafficProfile

NAME: Final = "complaints.json"
KINDS: Final = (SubjectKind.CUSTOMER, SubjectKind.UPSTREAM)


class _Kept(msgspec.Struct, frozen=True):
    made_at: float  # seconds since 1970, UTC
    customers: dict[str, tuple[tuple[float, float], ...]]


def keep_complained(folder: Path, found: Complained, made_at: float) -> None:
    """`folder` is HOME/calllog. One that is not there has no calls to judge."""
    if folder.is_dir():
        replace_whole(folder / NAME, msgspec.json.encode(_Kept(made_at, dict(found))))


def complained(folder: Path) -> Complained | None:
    """None where no desk has told yet, or the file can't be read: nothing is known then."""
    try:
        return msgspec.json.decode((folder / NAME).read_bytes(), type=_Kept).customers
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def with_complaints(profile: TrafficProfile, known: Complained | None) -> TrafficProfile:
    """The window with the complaints about its calls: voices by their weight, rounded down."""
    if known is None or profile.kind not in KINDS:
        return profile
    since, until = profile.since.timestamp(), profile.until.timestamp()
    weight = sum(weight for at, weight in known.get(profile.subject, ()) if since <= at < until)
    return profile._replace(complainants=int(weight + 1e-9), complained_known=profile.answered)
