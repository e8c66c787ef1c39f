"""Somebody who works at the office, and the links by which one comes in for the first time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from bellwarden.model.office.people import Role
from bellwarden.model.office.row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Row):
    """An account. What proves who somebody is (password, second factor) is no field: only the log-in reads it."""

    key: str  # what one logs in with; written into the trail, never given to somebody else
    name: str  # what others read: J. Lindqvist
    email: str = ""
    roles: tuple[Role, ...] = ()
    disabled_at: float = 0.0
    settings: Mapping[str, object] = field(default_factory=dict)  # theme, density, keys, zone: what one chose oneself
    left_at: float = 0.0  # last seen before this log-in: "since you left"
    seen_at: float = 0.0


class LinkKind(str, Enum):
    SETUP = "setup"  # makes the first administrator, or lets one in again when nobody can get in
    INVITE = "invite"  # for somebody new
    RENEW = "renew"  # for somebody who lost password or second factor


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLink(Row):
    """A link that lets somebody in once. The link itself is shown once and not kept."""

    kind: LinkKind
    digest: str  # SHA-256 of the token, hex
    person_id: int = 0  # whose account it opens; 0: the account is made by it
    roles: tuple[Role, ...] = ()  # of the account that it makes
    made_by: str = ""
    expires_at: float = 0.0
    used_at: float = 0.0
    revoked_at: float = 0.0
