"""The exact bytes of an audit event, and the chain that its hash makes with the one before.

docs/guide/audit.md tells the format; a verifier of few lines can be written from it.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final, NamedTuple

from bellwarden.model.office.audit_event import AuditEvent

BEGIN: Final = "0" * 64  # what the first event names as the one before

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Break(NamedTuple):
    """The first event that is not as it was written."""

    number: int
    why: str


def exact_json(value: object) -> str:
    """One text for one value: keys in order, no blanks, letters as they are (UTF-8), numbers as Python writes them."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def moment_text(at: float) -> str:
    """2026-11-22T10:24:37.123456Z: always six places."""
    moment = _EPOCH + timedelta(microseconds=round(at * 1_000_000))
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def line_of(event: AuditEvent) -> str:
    """What is hashed: everything but the hash itself, as one line of JSON."""
    actor = event.actor
    return exact_json(
        {
            "number": event.number,
            "at": moment_text(event.at),
            "actor_kind": actor.kind.value,
            "actor": actor.name,
            "on_behalf_of": actor.on_behalf_of,
            "address": actor.address,
            "request_id": actor.request_id,
            "verb": event.verb,
            "object_kind": event.object_kind,
            "object_ref": event.object_ref,
            "before": dict(event.before),
            "after": dict(event.after),
            "reason": event.reason,
            "previous": event.previous,
        }
    )


def chained(event: AuditEvent, last: AuditEvent | None) -> AuditEvent:
    """The event as the next one after `last`: with its number, the hash before, and its own."""
    if last is None:
        placed = replace(event, number=1, previous=BEGIN)
    else:  # time never runs backward in the trail, whatever the clock does
        placed = replace(event, number=last.number + 1, previous=last.hash, at=max(event.at, last.at))
    return replace(placed, hash=hash_of(line_of(placed)))


def hash_of(line: str) -> str:
    return sha256(line.encode()).hexdigest()


def first_break(events: Iterable[AuditEvent], last: AuditEvent | None = None) -> Break | None:
    """The first event that breaks the chain; None when all hold. `last`: the one before the first."""
    for event in events:
        found = break_at(event, last)
        if found is not None:
            return found
        last = event
    return None


def break_at(event: AuditEvent, last: AuditEvent | None) -> Break | None:
    """Why the event can't be the one after `last`; None when it can."""
    number, previous = (1, BEGIN) if last is None else (last.number + 1, last.hash)
    if event.number != number:
        return Break(number, f"event {number} is missing: {event.number} comes in its place")
    if event.hash != hash_of(line_of(event)):
        return Break(number, f"event {number} is not as it was written: what it says has another hash")
    if event.previous != previous:
        return Break(number, f"event {number} does not follow event {number - 1}: it names another hash before it")
    return None
