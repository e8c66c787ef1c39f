"""Other points of enforcement: a stream of what is in force and what no longer is; customers that are suspended."""

import time
from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Annotated, Final

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from bellwarden.flows.office import enforcement_stream as stories
from bellwarden.model.office.enforcement import EnforcementRecord, MeasureKind
from bellwarden.model.office.integration import ApiScope
from bellwarden.model.policy import Standing
from bellwarden.web.api.entrance import TooMany, open_to, told, world_of
from bellwarden.web.api.shapes import Given, Moment, Words, errors, moment

ROUTER: Final = Router(tags=["points of enforcement"])
WAIT_S_MAX: Final = 25.0
LOOK_S: Final = 0.25
WAITING_MAX: Final = 64
SUSPENDED_MAX: Final = 10_000
_places: Final = BoundedSemaphore(WAITING_MAX)


class MeasureOut(Schema):
    ref: str
    kind: MeasureKind
    value: str
    setting: dict[str, object]
    expires_at: Annotated[Moment, Field(description="it ends by itself then; null: only by a deletion")]
    journal_line: Annotated[int, Field(description="of the gates' journal; 0: it is carried by the policy")]


class DeletionOut(Schema):
    ref: str
    kind: MeasureKind
    value: str


class DeltaOut(Schema):
    revision: Annotated[int, Field(description="give it as `since` the next time")]
    whole: Annotated[bool, Field(description="`added` is all there is: drop everything else")]
    added: list[MeasureOut]
    deleted: list[DeletionOut]


class TakenIn(Given):
    point: Annotated[Words, Field(description="name of the point, such as sbc-1")]
    revision: Annotated[int, Field(ge=1, le=2**53)]


class TakenOut(Schema):
    confirmed: Annotated[int, Field(description="measures that the point had not confirmed before")]


class SuspendedOut(Schema):
    key: str
    external_id: str
    standing: Standing
    trunks: list[str]
    addresses: Annotated[list[str], Field(description="addresses that are this customer's alone")]


class SuspensionsOut(Schema):
    suspended: list[SuspendedOut]


def measure_out(row: EnforcementRecord) -> MeasureOut:
    return MeasureOut(
        ref=row.ref,
        kind=row.kind,
        value=row.value,
        setting=dict(row.setting),
        expires_at=moment(row.expires_at),
        journal_line=row.journal_line,
    )


@ROUTER.get(
    "/enforcements-stream",
    auth=open_to(ApiScope.GATE),
    response={200: DeltaOut, **errors()},
    operation_id="enforcementStream",
    summary="What is in force (since=0), or what changed since a revision",
)
def stream(
    request: HttpRequest,
    since: Annotated[int, Field(ge=0, le=2**53)] = 0,
    wait_s: Annotated[float, Field(ge=0, le=WAIT_S_MAX, description="how long to wait for a change")] = 0.0,
) -> HttpResponse:
    """With `wait_s` the answer comes with the first change, or empty at the end of that time."""
    world = world_of(request)
    delta = stories.since(world, since)
    if delta.empty and wait_s:
        if not _places.acquire(blocking=False):
            raise TooMany(1.0)
        try:
            delta = _waited(lambda: stories.since(world, since), wait_s)
        finally:
            _places.release()
    body = DeltaOut(
        revision=delta.revision,
        whole=delta.whole,
        added=[measure_out(one) for one in delta.added],
        deleted=[DeletionOut(ref=one.ref, kind=one.kind, value=one.value) for one in delta.deleted],
    )
    return told(body)


def _waited(ask: Callable[[], stories.Delta], wait_s: float) -> stories.Delta:
    until = time.monotonic() + wait_s
    while (delta := ask()).empty and time.monotonic() < until:
        time.sleep(LOOK_S)
    return delta


@ROUTER.post(
    "/enforcements-stream/taken-in",
    auth=open_to(ApiScope.GATE),
    response={200: TakenOut, **errors(409, 413)},
    operation_id="confirmEnforcements",
    summary="The point has taken in everything up to a revision",
)
def taken_in(request: HttpRequest, body: TakenIn) -> HttpResponse:
    return told(TakenOut(confirmed=stories.confirm(world_of(request), body.point, body.revision)))


@ROUTER.get(
    "/suspensions",
    auth=open_to(ApiScope.GATE, ApiScope.READ),
    response={200: SuspensionsOut, **errors()},
    operation_id="suspensions",
    summary="Customers whose calls an SBC is to end and refuse",
)
def suspensions(request: HttpRequest) -> HttpResponse:
    """Suspended and terminated ones, with the addresses by which an SBC knows them."""
    with world_of(request).office.reading() as desk:
        rows = desk.customers.list(standing__in=[Standing.SUSPENDED, Standing.TERMINATED], limit=SUSPENDED_MAX)
        ids = [row.id for row in rows]
        trunks = desk.trunks.list(customer_id__in=ids, limit=SUSPENDED_MAX) if ids else ()
    by_customer = {row.id: [one for one in trunks if one.customer_id == row.id] for row in rows}
    found = [
        SuspendedOut(
            key=row.key,
            external_id=row.external_id,
            standing=row.standing,
            trunks=[one.key for one in by_customer[row.id]],
            addresses=sorted({address for one in by_customer[row.id] for address in one.addresses}),
        )
        for row in rows
    ]
    return told(SuspensionsOut(suspended=found))
