"""A line of the audit trail as a sentence: who did what to which, from what to what."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from bellwarden.store.models import AuditEvent
from bellwarden.web import known_people, parts
from bellwarden.web.telling_words import VERBS


class Change(NamedTuple):
    field: str
    before: str
    after: str


class EventLine(NamedTuple):
    """`kind` of who did it: person, rule, system, api_key; `key` is what the trail calls them."""

    number: int
    at: Any
    who: str
    key: str
    kind: str
    icon: str
    what: str
    ref: str
    href: str
    changes: tuple[Change, ...]
    reason: str


PLACES: Final = {"case": "/cases/", "enforcement": "/enforcements/", "customer": "/customers/", "person": "/people/"}
SILENT: Final = frozenset(("version", "updated_at", "lease_until"))


def event_line(event: AuditEvent) -> EventLine:
    icon, words = VERBS.get(event.verb, ("circle-check", _plain(event.verb)))
    who = known_people.names().get(str(event.actor_name), str(event.actor_name))
    kind = event.object_kind.lower()
    place = PLACES.get(kind, "")
    named = str(event.after.get("key", "")) or event.object_ref if kind in ("customer", "person") else event.object_ref
    href = place + event.object_ref if place and event.object_ref and kind in ("case", "enforcement") else ""
    changes = tuple(_changes(event.before, event.after))
    doer = (who, str(event.actor_name), str(event.actor_kind))
    return EventLine(event.number, event.at, *doer, icon, words, named, href, changes, event.reason)


def _plain(verb: str) -> str:
    """`enforcement.activate` → enforcement: activate."""
    noun, _, deed = verb.partition(".")
    return f"{parts.plain_words(noun).lower()}: {deed.replace('_', ' ')}" if deed else verb


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    names = [name for name in dict.fromkeys((*before, *after)) if name not in SILENT]
    return [
        Change(parts.plain_words(name).lower(), _text(before.get(name), name), _text(after.get(name), name))
        for name in names
        if before.get(name) != after.get(name)
    ]


def _text(value: object, name: str = "") -> str:
    if value is None or value == "":
        return ""
    if name.endswith(("_at", "until")) and isinstance(value, int | float):  # seconds since 1970; exact, as the trail is
        return f"{datetime.fromtimestamp(value, UTC):%Y-%m-%d %H:%M:%S} UTC" if value else ""
    if isinstance(value, list | tuple):
        return ", ".join(map(_text, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_text(one)}" for key, one in value.items())
    return str(value)
