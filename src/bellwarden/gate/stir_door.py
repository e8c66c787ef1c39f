"""The routes of the signing and verification API, ATIS-1000082, over one worker's world and with its key and caches."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from bellwarden.flows.signing import Wanted
from bellwarden.flows.stir_service import PROTOCOL as STIR
from bellwarden.flows.stir_service import certificates_missing, find_call, sign_for_client, verify_for_client
from bellwarden.gate.api import FieldError
from bellwarden.gate.bodies import JSON_TYPE, json_response, read_body, with_error_headers
from bellwarden.gate.parking import Parking
from bellwarden.gate.stir_api import (
    kept_request_id,
    presented_by,
    read_signing,
    read_verification,
    signing_reply,
    stir_error,
    verification_reply,
)
from bellwarden.gate.tally import count
from bellwarden.gate.world import GateWorld
from bellwarden.model.call import CallAttempt, CallRequest
from bellwarden.model.decision import Decision
from bellwarden.model.stir import Attestation
from bellwarden.stir.attestation import AttestationReason
from bellwarden.verdict.explain import sentence

REQUEST_ID: Final = "x-requestid"
# Reasons that lie with us, and not with the call: a client may try another server.
OURS: Final = frozenset(
    one.value
    for one in (
        AttestationReason.NO_SIGNER,
        AttestationReason.NO_CERTIFICATE_URL,
        AttestationReason.OTHER_CODE,
        AttestationReason.CERTIFICATE_ENDED,
        AttestationReason.SIGNING_FAILED,
    )
)
TRUNK_MAX: Final = 256


class StirDoor:
    """`parking` is where a verification waits for a certificate that is not here yet."""

    def __init__(self, world: GateWorld, parking: Parking | None) -> None:
        self._world = world
        self._parking = parking

    async def sign(self, request: Request) -> Response:
        """POST /stir/v1/signing."""
        _look_at_accept(request)
        call_world = self._world.call
        now = call_world.now()
        asked = read_signing(await read_body(request), now)
        call = self._call(request, asked.orig.tn, asked.dest.tn[0], now)
        wanted = Wanted(Attestation(asked.attest), asked.origid.lower(), asked.iat)
        decision, identity = sign_for_client(call, wanted, call_world)
        call_world.sink.put(decision)
        signing = decision.signing
        if signing is not None:
            count(self._world.tally.signings, f"{signing.outcome.value} {signing.attestation}".strip())
        if identity:
            return json_response(200, signing_reply(identity))
        raise _unsigned(decision)

    async def verify(self, request: Request) -> Response:
        """POST /stir/v1/verification."""
        _look_at_accept(request)
        call_world = self._world.call
        now = call_world.now()
        asked = read_verification(await read_body(request), now)
        call = self._call(request, asked.from_.tn, asked.to.tn[0], now)
        presented = presented_by(asked)
        urls = certificates_missing(presented, call, call_world)
        if urls and self._parking is not None:
            await self._parking.wait_for(call.trunk, urls)
        decision = verify_for_client(call, presented, call_world)
        verification = None if decision is None else decision.call.verification
        if decision is None or verification is None:
            raise FieldError("", "no certificate can be had here: the gate has no trust list", 503)
        call_world.sink.put(decision)
        tally = self._world.tally
        count(tally.verifications, verification.status.value)
        if verification.reason:
            count(tally.verification_faults, f"{verification.code or ''} {verification.reason}".strip())
        return json_response(200, verification_reply(verification))

    def _call(self, request: Request, calling: str, called: str, now: float) -> CallAttempt:
        """The call of whose trunk the client speaks: named in the URL, else the one of its own address."""
        trunk = request.query_params.get("trunk", "")[:TRUNK_MAX]
        source_ip = request.client.host if request.client is not None else ""
        asked = CallRequest(
            at=now,
            source_ip=source_ip,
            called=called,
            calling=calling,
            trunk=trunk,
            correlation=kept_request_id(request.headers.getlist(REQUEST_ID)),
            protocol=STIR,
        )
        call = find_call(asked, self._world.call)
        if call is None:
            field = "trunk" if trunk else "source_ip"
            raise FieldError(field, "no trunk of the policy has this source; name one: ?trunk=KEY", 403)
        return call


def stir_error_response(status: int, field: str, reason: str, headers: Mapping[str, str] | None = None) -> Response:
    """An error in the form of ATIS-1000082."""
    return with_error_headers(json_response(status, stir_error(status, field, reason)), headers)


def _unsigned(decision: Decision) -> FieldError:
    """Why there is no token: the policy refuses the call, or forbids the token, or there is no key to use."""
    signing = decision.signing
    if signing is None:
        return FieldError(decision.verdict.reason, sentence(decision.verdict, decision.observed), 403)
    reason = signing.reason.replace("_", " ") or signing.outcome.value
    if signing.reason in OURS:
        return FieldError("", reason, 503)
    return FieldError("signing", reason, 403)


def _look_at_accept(request: Request) -> None:
    """RFC 9110 section 12.5.1, as far as one kind of answer needs it."""
    wanted = request.headers.get("accept", "")
    kinds = [part.partition(";")[0].strip().lower() for part in wanted.split(",")]
    if wanted and not any(kind in (JSON_TYPE, "application/*", "*/*", "") for kind in kinds):
        raise FieldError("accept", wanted[:100], 406)
