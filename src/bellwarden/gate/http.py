"""The HTTP API: calls asked about in JSON, ends of calls, health, metrics. The same brain as SIP, the same answer."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from time import monotonic

import msgspec
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bellwarden.flows.call import begin, certificates_awaited, conclude, judge, look_at_tokens, resume
from bellwarden.flows.late import shed, unjudged
from bellwarden.gate.admission import Admission
from bellwarden.gate.api import (
    EndedReply,
    FieldError,
    Question,
    decision_reply,
    read_ended,
    read_question,
    suspensions_reply,
)
from bellwarden.gate.bodies import JSON_TYPE, error_response, json_response, read_body
from bellwarden.gate.faults import Fault
from bellwarden.gate.keys import ApiKeys
from bellwarden.gate.logs import BoundedLog
from bellwarden.gate.metrics import GateCollector
from bellwarden.gate.openapi import openapi
from bellwarden.gate.parking import Parking
from bellwarden.gate.sources import CallEndSink
from bellwarden.gate.stir_api import SIGNING_PATH, STIR_PREFIX, VERIFICATION_PATH, kept_request_id
from bellwarden.gate.stir_door import REQUEST_ID, StirDoor, stir_error_response
from bellwarden.gate.tally import Tally, count, note_decision
from bellwarden.gate.world import GateWorld
from bellwarden.model.decision import Decision
from bellwarden.model.enforcement import EnforcementKind, EnforcementTarget
from bellwarden.model.verdict import OVER_FAIR_SHARE, Outcome
from bellwarden.seam.gate_state import GateState
from bellwarden.verdict.suspended import SuspendedCustomers

Handler = Callable[[Request], Awaitable[Response]]
ErrorForm = Callable[[int, str, str], Response]  # status, field, reason
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
        admission: Admission | None = None,
        state: Callable[[], GateState] | None = None,
    ) -> None:
        self._world = world
        self._state = state
        self._admission = admission
        self._parking = parking
        self._ends = ends
        self._keys = keys
        self._faults = faults
        self._log = BoundedLog(logging.getLogger(__name__))
        self._tallies = tallies
        self._metrics = _registry(GateCollector(world, lambda: tallies(False), faults, named=False))
        self._named_metrics = _registry(GateCollector(world, lambda: tallies(False), faults, named=True))
        self._signing = StirDoor(world, parking)
        self._openapi = b""
        self.leaving = False  # the worker goes: each client is asked to come again on a new connection
        self._suspended: SuspendedCustomers | None = None

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/v1/decisions", self._guarded(self.decide, keyed=True), methods=["POST"]),
                Route("/v1/calls/ended", self._guarded(self.call_ended, keyed=True), methods=["POST"]),
                Route("/v1/suspensions", self._guarded(self.suspensions, keyed=True), methods=["GET"]),
                Route(SIGNING_PATH, self._stir(self._signing.sign), methods=["POST"]),
                Route(VERIFICATION_PATH, self._stir(self._signing.verify), methods=["POST"]),
                Route("/v1/state", self._guarded(self.state, keyed=True), methods=["GET"]),
                Route("/v1/counts", self._guarded(self.counts, keyed=True), methods=["GET"]),
                Route("/healthz", self._guarded(self.health), methods=["GET"]),
                Route("/metrics", self._guarded(self.metrics), methods=["GET"]),
                Route("/openapi.json", self._guarded(self.describe), methods=["GET"]),
            ],
            exception_handlers={HTTPException: self._no_route},
        )

    async def decide(self, request: Request) -> Response:
        body = await read_body(request)
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
        return json_response(200, reply)

    async def _judged(self, question: Question) -> Decision | None:
        call = self._world.call
        asked, presented = question
        try:
            admission = self._admission
            if admission is not None and admission.active:
                return self._shared_out(admission, question)
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

    def _shared_out(self, admission: Admission, question: Question) -> Decision | None:
        """While the gate is behind: judged within its asker's share, else let pass; no call waits for a certificate."""
        call = self._world.call
        began = monotonic()
        within = admission.admits_request(question.request)
        if within:
            decision = judge(question.request, call, question.presented)
        else:
            decision = shed(question.request, call, OVER_FAIR_SHARE)
            self._world.tally.shed += decision is not None and decision.verdict.outcome is Outcome.OVERLOADED
        admission.took(within, monotonic() - began)
        return decision

    async def call_ended(self, request: Request) -> Response:
        ended = read_ended(await read_body(request), self._world.call.now())
        self._ends.put(ended)
        if ended.decision_id:
            self._world.counters.end_call(ended.decision_id, ended.duration_s, ended.at)
        self._world.tally.calls_ended += 1
        return json_response(202, EndedReply(True))

    async def suspensions(self, request: Request) -> Response:
        call = self._world.call
        if self._suspended is None or self._suspended.policy is not call.policy:
            self._suspended = SuspendedCustomers(call.policy)
        by_journal = {
            one.value
            for one in call.book.in_force(call.now())
            if one.kind is EnforcementKind.SUSPEND and one.target is EnforcementTarget.CUSTOMER
        }
        return json_response(200, suspensions_reply(self._suspended.find(by_journal), call.policy.observes))

    async def state(self, request: Request) -> Response:
        """For the office: what every worker of this gate has taken in."""
        if self._state is None:
            raise FieldError("", "this gate does not say", 404)
        return json_response(200, self._state())

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
        return json_response(200 if loaded is not None else 503, told)

    async def metrics(self, request: Request) -> Response:
        """Customers and trunks by name only for whom the other routes would answer, too."""
        registry = self._named_metrics if self._keys.admit(request) else self._metrics
        return Response(generate_latest(registry), headers={"content-type": CONTENT_TYPE_PLAIN_0_0_4})

    async def describe(self, request: Request) -> Response:
        if not self._openapi:
            self._openapi = msgspec.json.encode(openapi())
        return Response(self._openapi, media_type=JSON_TYPE)

    def _guarded(self, handler: Handler, keyed: bool = False, told: ErrorForm = error_response) -> Handler:
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
                response = told(error.status, error.field, error.reason)
            except ClientDisconnect:
                response = Response(status_code=499)  # nobody reads it
            except Exception:  # noqa: BLE001 -- the client lets the call go on upon a 500; the bounded log tells it
                self._log.failure("an HTTP request could not be answered", monotonic())
                response = told(500, "", "the gate failed; let the call continue")
            count(self._world.tally.http_requests, str(response.status_code))
            if self.leaving:
                response.headers["connection"] = "close"
            return response

        return guarded

    def _stir(self, handler: Handler) -> Handler:
        """As every keyed route, with the errors of ATIS-1000082; the client's request id comes back with the answer."""
        guarded = self._guarded(handler, keyed=True, told=stir_error_response)

        async def identified(request: Request) -> Response:
            response = await guarded(request)
            request_id = kept_request_id(request.headers.getlist(REQUEST_ID))
            if request_id:
                response.headers[REQUEST_ID] = request_id
            return response

        return identified

    def _unauthorised(self) -> FieldError:
        if self._keys.configured:
            return FieldError("authorization", "give a configured API key: Authorization: Bearer KEY", 401)
        reason = "no API key is configured, so only this machine's own clients are answered"
        return FieldError("authorization", reason, 403)

    async def _no_route(self, request: Request, error: Exception) -> Response:
        """404 and 405 of the router, in the form of every other error of its API."""
        form = stir_error_response if request.url.path.startswith(STIR_PREFIX) else error_response
        status = error.status_code if isinstance(error, HTTPException) else 500
        reason = error.detail if isinstance(error, HTTPException) else "internal error"
        count(self._world.tally.http_requests, str(status))
        headers = error.headers if isinstance(error, HTTPException) else None
        return form(status, "", reason, headers)


def _registry(collector: GateCollector) -> CollectorRegistry:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(collector)
    return registry
