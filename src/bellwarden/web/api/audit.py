"""The audit trail, read: who did what, in order, with the hashes that prove it."""

from typing import Annotated, Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from bellwarden.model.office.audit_event import ActorKind, AuditEvent
from bellwarden.model.office.integration import ApiScope
from bellwarden.web.api.entrance import open_to, told, world_of
from bellwarden.web.api.shapes import Limit, errors

ROUTER: Final = Router(tags=["audit"])


class EventOut(Schema):
    number: Annotated[int, Field(description="1, 2, 3 … without a gap")]
    at: float
    actor_kind: ActorKind
    actor: str
    on_behalf_of: str
    address: str
    request_id: str
    verb: str
    object_kind: str
    object_ref: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str
    previous: str
    hash: str


class EventsOut(Schema):
    items: list[EventOut]
    last: Annotated[int, Field(description="number of the newest event")]


def _shown(event: AuditEvent) -> EventOut:
    return EventOut(
        number=event.number,
        at=event.at,
        actor_kind=event.actor.kind,
        actor=event.actor.name,
        on_behalf_of=event.actor.on_behalf_of,
        address=event.actor.address,
        request_id=event.actor.request_id,
        verb=event.verb,
        object_kind=event.object_kind,
        object_ref=event.object_ref,
        before=dict(event.before),
        after=dict(event.after),
        reason=event.reason,
        previous=event.previous,
        hash=event.hash,
    )


@ROUTER.get(
    "/audit",
    auth=open_to(ApiScope.AUDIT),
    response={200: EventsOut, **errors()},
    operation_id="listAudit",
    summary="Events behind a number, in order",
)
def list_audit(
    request: HttpRequest,
    since: Annotated[int, Field(ge=0, le=2**53, description="number of the last event that you have")] = 0,
    limit: Limit = 100,
) -> HttpResponse:
    with world_of(request).office.reading() as desk:
        events = desk.audit_events(since, limit)
        return told(EventsOut(items=[_shown(one) for one in events], last=desk.last_audit()))
