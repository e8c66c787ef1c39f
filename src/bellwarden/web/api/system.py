"""What is in force: the policy, the gates and what each has taken in, and whose key this is."""

import time
from typing import Annotated, Final

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from bellwarden.model.office.integration import ApiKey, ApiScope
from bellwarden.seam.fault import SeamFault
from bellwarden.store.world import office_home
from bellwarden.web.api.entrance import READERS, open_to, told
from bellwarden.web.api.shapes import Moment, errors, moment

ROUTER: Final = Router(tags=["system"])
EVERYBODY: Final = tuple(ApiScope)


class PolicyOut(Schema):
    """Without a policy `serial` is 0 and the rest empty."""

    serial: int
    snapshot: str
    kind: str
    author: str
    reason: str
    at: Moment
    problem: Annotated[str, Field(description="why it can't be read; empty when it can")] = ""


class GateOut(Schema):
    gate: str
    version: str
    at: Annotated[Moment, Field(description="when it spoke last; each speaks every second; null: not heard yet")]
    silent_s: float | None
    address: Annotated[str, Field(description="where it is asked, on another machine; else empty")]
    journal: Annotated[int, Field(description="last journal line that every worker has taken in")]
    serial: int
    snapshot: str
    workers: int
    problem: str


class GatesOut(Schema):
    items: list[GateOut]


class KeyOut(Schema):
    name: str
    prefix: str
    scopes: list[ApiScope]
    expires_at: Moment


@ROUTER.get(
    "/policy",
    auth=open_to(*READERS, ApiScope.GATE),
    response={200: PolicyOut, **errors()},
    operation_id="policyStatus",
    summary="The policy that gates are to judge by",
)
def policy(request: HttpRequest) -> HttpResponse:
    nothing = PolicyOut(serial=0, snapshot="", kind="", author="", reason="", at=None)
    try:
        pointer = office_home().shelf().current()
    except (OSError, SeamFault) as error:
        return told(nothing.model_copy(update={"problem": str(error)}))
    if pointer is None:
        return told(nothing)
    return told(
        PolicyOut(
            serial=pointer.serial,
            snapshot=pointer.snapshot,
            kind=pointer.kind.value,
            author=pointer.author,
            reason=pointer.reason,
            at=moment(pointer.at),
        )
    )


@ROUTER.get(
    "/gates",
    auth=open_to(*READERS, ApiScope.GATE),
    response={200: GatesOut, **errors()},
    operation_id="gates",
    summary="Each gate, and what it has taken in",
)
def gates(request: HttpRequest) -> HttpResponse:
    now = time.time()
    items = [
        GateOut(
            gate=one.gate,
            version=one.version,
            at=moment(one.at),
            silent_s=max(0.0, now - one.at) if one.at else None,
            address=one.address,
            journal=one.journal,
            serial=one.serial,
            snapshot=one.snapshot,
            workers=len(one.workers),
            problem=one.problem,
        )
        for one in office_home().gate_states()
    ]
    return told(GatesOut(items=items))


@ROUTER.get(
    "/key",
    auth=open_to(*EVERYBODY),
    response={200: KeyOut, **errors()},
    operation_id="thisKey",
    summary="What this key may do",
)
def this_key(request: HttpRequest) -> HttpResponse:
    key: ApiKey = request.api_key  # type: ignore[attr-defined]
    return told(KeyOut(name=key.name, prefix=key.prefix, scopes=list(key.scopes), expires_at=moment(key.expires_at)))
