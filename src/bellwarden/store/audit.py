"""The audit trail in the database: written at its end, read from its begin, never changed."""

from collections.abc import Iterator, Mapping

from bellwarden.flows.office.audit_chain import chained
from bellwarden.model.office.audit_event import Actor, ActorKind, AuditEvent
from bellwarden.model.office.row import Row
from bellwarden.store import models
from bellwarden.store.fields import NAME, TEXT
from bellwarden.store.shapes import fit_json, fit_text, moment_of, seconds_of

BATCH = 2_000


def append(
    actor: Actor,
    at: float,
    verb: str,
    row: Row | None,
    before: Mapping[str, object],
    after: Mapping[str, object],
    reason: str,
) -> AuditEvent:
    """One event at the end of the trail. The caller holds the writer's lock, so nobody else is at the same place."""
    new = AuditEvent(
        number=0,
        at=seconds_of(moment_of(at)),
        actor=actor,
        verb=verb,
        object_kind="" if row is None else kind_of(row),
        object_ref="" if row is None else row.ref or f"{kind_of(row)} {row.id}",
        before=fit_json("before", before),
        after=fit_json("after", after),
        reason=fit_text("reason", reason, TEXT),
    )
    last = models.AuditEvent.objects.order_by("-number").first()
    event = chained(new, None if last is None else event_of(last))
    models.AuditEvent.objects.create(**_columns(event))
    return event


def events(first: int = 1, until: float | None = None) -> Iterator[AuditEvent]:
    """The trail from this number on, in order, a batch at a time; `until`: those before that time."""
    while True:
        rows = models.AuditEvent.objects.filter(number__gte=first).order_by("number")
        if until is not None:
            rows = rows.filter(at__lt=moment_of(until))
        batch = list(rows[:BATCH])
        yield from (event_of(one) for one in batch)
        if len(batch) < BATCH:
            return
        first = batch[-1].number + 1


def event_of(row: models.AuditEvent) -> AuditEvent:
    """As the chain sees it."""
    actor = Actor(
        kind=ActorKind(row.actor_kind),
        name=row.actor_name,
        on_behalf_of=row.on_behalf_of,
        address=row.address,
        request_id=row.request_id,
    )
    return AuditEvent(
        number=row.number,
        at=seconds_of(row.at),
        actor=actor,
        verb=row.verb,
        object_kind=row.object_kind,
        object_ref=row.object_ref,
        before=row.before,
        after=row.after,
        reason=row.reason,
        previous=row.previous,
        hash=row.hash,
    )


def kind_of(row: Row) -> str:
    """What the trail calls a row: "customer", "enforcement", "api_key"."""
    name = type(row).__name__.removesuffix("Record")
    return "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in name).lstrip("_")


def _columns(event: AuditEvent) -> dict[str, object]:
    actor = event.actor
    return {
        "number": event.number,
        "at": moment_of(event.at),
        "actor_kind": actor.kind.value,
        "actor_name": fit_text("the actor's name", actor.name, NAME),
        "on_behalf_of": fit_text("on_behalf_of", actor.on_behalf_of, NAME),
        "address": fit_text("address", actor.address, 100),
        "request_id": fit_text("request_id", actor.request_id, 100),
        "verb": fit_text("verb", event.verb, 100),
        "object_kind": event.object_kind,
        "object_ref": fit_text("object_ref", event.object_ref, NAME),
        "before": event.before,
        "after": event.after,
        "reason": event.reason,
        "previous": event.previous,
        "hash": event.hash,
    }
