"""The HTTP API: calls asked about in JSON, ends of calls, health, metrics. The same brain as SIP, the same answer."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from time import monotonic
from typing import Final

import msgspec
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bellwarden.flows.call import begin, certificates_awaited, conclude, judge, look_at_tokens, resume
from bellwarden.flows.late import unjudged
from bellwarden.gate.api import (
    DecisionReply,
    EndedReply,
    ErrorDetail,
    ErrorReply,
    FieldError,
    Question,
    SuspensionsReply,
    decision_reply,
    read_ended,
    read_question,
    suspensions_reply,
)
from bellwarden.gate.faults import Fault
from bellwarden.gate.keys import ApiKeys
from bellwarden.gate.logs import BoundedLog
from bellwarden.gate.metrics import GateCollector
from bellwarden.gate.openapi import openapi
from bellwarden.gate.parking import Parking
from bellwarden.gate.sources import CallEndSink
from bellwarden.gate.tally import Tally, count, note_decision
from bellwarden.gate.world import GateWorld
from bellwarden.model.decision import Decision
from bellwarden.model.enforcement import EnforcementKind, EnforcementTarget
from bellwarden.verdict.suspended import SuspendedCustomers

BODY_BYTES_MAX: Final = 65_536
BODY_S_MAX: Final = 5.0  # a body that trickles in longer than this is not waited for
JSON_TYPE: Final = "application/json"

Handler = Callable[[Request], Awaitable[Response]]
Tallies = Callable[[bool], Iterator[Tally]]  # as Worker.tallies


class HttpDoor:
    """The routes over one worker's world."""

    def __init__(
        self,
        world: GateWorld,
        ends: CallEndSink,
        keys: ApiKeys,
        tallies: Tallies,
        faults: Mapping[str, Fault],
        parking: Parking | None = None,
    ) -> None:
        self._world = world
        self._parking = parking
        self._ends = ends
        self._keys = keys
        self._faults = faults
        self._log = BoundedLog(logging.getLogger(__name__))
        self._tallies = tallies
        self._metrics = _registry(GateCollector(world, lambda: tallies(False), faults, named=False))
        self._named_metrics = _registry(GateCollector(world, lambda: tallies(False), faults, named=True))
        self._openapi = b""
        self.leaving = False  # the worker goes: each client is asked to come again on a new connection
        self._suspended: SuspendedCustomers | None = None

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/v1/decisions", self._guarded(self.decide, keyed=True), methods=["POST"]),
                Route("/v1/calls/ended", self._guarded(self.call_ended, keyed=True), methods=["POST"]),
                Route("/v1/suspensions", self._guarded(self.suspensions, keyed=True), methods=["GET"]),
                Route("/v1/counts", self._guarded(self.counts, keyed=True), methods=["GET"]),
                Route("/healthz", self._guarded(self.health), methods=["GET"]),
                Route("/metrics", self._guarded(self.metrics), methods=["GET"]),
                Route("/openapi.json", self._guarded(self.describe), methods=["GET"]),
            ],
            exception_handlers={HTTPException: self._no_route},
        )

    async def decide(self, request: Request) -> Response:
        body = await _body(request)
        started = monotonic()
        world = self._world
        call = world.call
        question = read_question(body, call.policy, call.now())
        asked = question.request
        decision = await self._judged(question)
        if decision is None:
            field = "trunk" if asked.trunk else "source_ip"
            raise FieldError(field, "no trunk of the policy has this source", 403)
        # Measured here, because `at` may be the client's own.
        decision = decision._replace(latency_us=int((monotonic() - started) * 1e6))
        loaded = world.loaded
        serial, age_s = (0, 0.0) if loaded is None else (loaded.serial, max(call.now() - loaded.pushed_at, 0.0))
        reply = decision_reply(decision, serial, age_s)
        call.sink.put(decision)
        note_decision(world.tally, decision)
        return _json(200, reply)

    async def _judged(self, question: Question) -> Decision | None:
        call = self._world.call
        asked, presented = question
        try:
            if not presented.identities or not call.stirs:
                return judge(asked, call, presented)
            begun = begin(asked, call)
            if begun is None:
                return None
            begun = look_at_tokens(begun, call, presented)
            urls = certificates_awaited(begun, call, presented)
            if not urls or self._parking is None:
                return conclude(begun, call, presented)
            await self._parking.wait_for(begun.call.trunk, urls)
            return resume(begun, call, presented)
        except Exception:  # noqa: BLE001 -- fails open, and the bounded log tells it
            self._world.tally.failures += 1
            self._log.failure("a call asked about over HTTP could not be judged; it was told to go on", monotonic())
            return unjudged(asked, self._world.call)

    async def call_ended(self, request: Request) -> Response:
        ended = read_ended(await _body(request), self._world.call.now())
        self._ends.put(ended)
        if ended.decision_id:
            self._world.counters.end_call(ended.decision_id, ended.duration_s, ended.at)
        self._world.tally.calls_ended += 1
        return _json(202, EndedReply(True))

    async def suspensions(self, request: Request) -> Response:
        call = self._world.call
        if self._suspended is None or self._suspended.policy is not call.policy:
            self._suspended = SuspendedCustomers(call.policy)
        by_journal = {
            one.value
            for one in call.book.in_force(call.now())
            if one.kind is EnforcementKind.SUSPEND and one.target is EnforcementTarget.CUSTOMER
        }
        return _json(200, suspensions_reply(self._suspended.find(by_journal), call.policy.observes))

    async def counts(self, request: Request) -> Response:
        """`CountsReply`, made worker by worker: with thousands of customers, calls get their turn in between."""
        workers = []
        for tally in self._tallies(True):
            workers.append(msgspec.json.encode(tally))
            await asyncio.sleep(0)
        return Response(b'{"now":%.6f,"workers":[%b]}' % (monotonic(), b",".join(workers)), media_type=JSON_TYPE)

    async def health(self, request: Request) -> Response:
        world = self._world
        loaded, held = world.loaded, world.in_force
        now = world.call.now()
        told: dict[str, object] = {
            "status": "ok" if loaded is not None else "no policy",
            "policy": None
            if held is None
            else {"version": held.snapshot, "serial": held.serial, "age_s": max(now - held.pushed_at, 0.0)},
            "workers": world.workers,
            "refused": None if world.refused is None else world.refused._asdict(),
            "journal": world.call.book.number,
            "journal_problem": world.journal_problem,
            "observes": world.call.policy.observes,
            "faults": [one._asdict() for one in self._faults.values()],
        }
        return _json(200 if loaded is not None else 503, told)

    async def metrics(self, request: Request) -> Response:
        """Customers and trunks by name only for whom the other routes would answer, too."""
        registry = self._named_metrics if self._keys.admit(request) else self._metrics
        return Response(generate_latest(registry), headers={"content-type": CONTENT_TYPE_PLAIN_0_0_4})

    async def describe(self, request: Request) -> Response:
        if not self._openapi:
            self._openapi = msgspec.json.encode(openapi())
        return Response(self._openapi, media_type=JSON_TYPE)

    def _guarded(self, handler: Handler, keyed: bool = False) -> Handler:
        """Keys, errors that name the field, and the count of answers, around every route.

        With keys configured, health, metrics and description stay open: without a key they hold nothing about customers
        or calls.
        Without, nothing is open to other machines.
        """

        async def guarded(request: Request) -> Response:
            try:
                if (keyed or not self._keys.configured) and not self._keys.admit(request):
                    raise self._unauthorised()
                response = await handler(request)
            except FieldError as error:
                response = _error(error.status, error.field, error.reason)
            except ClientDisconnect:
                response = Response(status_code=499)  # nobody reads it
            except Exception:  # noqa: BLE001 -- the client lets the call go on upon a 500; the bounded log tells it
                self._log.failure("an HTTP request could not be answered", monotonic())
                response = _error(500, "", "the gate failed; let the call continue")
            count(self._world.tally.http_requests, str(response.status_code))
            if self.leaving:
                response.headers["connection"] = "close"
            return response

        return guarded

    def _unauthorised(self) -> FieldError:
        if self._keys.configured:
            return FieldError("authorization", "give a configured API key: Authorization: Bearer KEY", 401)
        reason = "no API key is configured, so only this machine's own clients are answered"
        return FieldError("authorization", reason, 403)

    async def _no_route(self, request: Request, error: Exception) -> Response:
        """404 and 405 of the router, in the form of every other error."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        reason = error.detail if isinstance(error, HTTPException) else "internal error"
        count(self._world.tally.http_requests, str(status))
        headers = error.headers if isinstance(error, HTTPException) else None
        return _error(status, "", reason, headers)


def _registry(collector: GateCollector) -> CollectorRegistry:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(collector)
    return registry


async def _body(request: Request) -> bytes:
    """The body within its bounds. It must say it is JSON, so that no web page can make a browser post here unasked."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON_TYPE:
        raise FieldError("content-type", f"send {JSON_TYPE}", 415)
    length = request.headers.get("content-length", "0")
    if length.isascii() and length.isdigit() and int(length) > BODY_BYTES_MAX:
        raise FieldError("content-length", f"the body may hold {BODY_BYTES_MAX} bytes", 413)
    parts = bytearray()
    try:
        async with asyncio.timeout(BODY_S_MAX):
            async for part in request.stream():
                parts += part
                if len(parts) > BODY_BYTES_MAX:
                    raise FieldError("", f"the body may hold {BODY_BYTES_MAX} bytes", 413)
    except TimeoutError as error:
        raise FieldError("", f"the body did not come within {BODY_S_MAX:.0f} s", 408) from error
    return bytes(parts)


def _json(
    status: int, body: DecisionReply | EndedReply | ErrorReply | SuspensionsReply | Mapping[str, object]
) -> Response:
    return Response(msgspec.json.encode(body), status_code=status, media_type=JSON_TYPE)


def _error(status: int, field: str, reason: str, headers: Mapping[str, str] | None = None) -> Response:
    response = _json(status, ErrorReply(ErrorDetail(field, reason)))
    if status == 401:
        response.headers["www-authenticate"] = "Bearer"  # RFC 6750 section 3
    if status in (408, 413):
        response.headers["connection"] = "close"  # the rest of the body is not read
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response
