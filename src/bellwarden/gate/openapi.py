"""The HTTP API's description (OpenAPI 3.1), generated from the structs that read and write it: it can't drift."""

from collections.abc import Collection
from typing import Any, Final

import msgspec

from bellwarden import __version__
from bellwarden.gate.api import (
    CountsReply,
    DecisionQuestion,
    DecisionReply,
    EndedQuestion,
    EndedReply,
    ErrorReply,
    SuspensionsReply,
)
from bellwarden.gate.stir_api import (
    SIGNING_PATH,
    VERIFICATION_PATH,
    SigningQuestion,
    SigningReply,
    StirErrorReply,
    VerificationQuestion,
    VerificationReply,
)
from bellwarden.seam.gate_state import GateState

Json = dict[str, Any]

PLACE: Final = "#/components/schemas/{name}"
STIR_BODIES: Final = (SigningQuestion, SigningReply, VerificationQuestion, VerificationReply, StirErrorReply)
KEYED: Final[list[Json]] = [{"bearer": []}, {"key": []}, {}]
_OF_BODIES: Final = ("400", "408", "413", "415")  # answers that only a request with a body can get


def openapi() -> Json:
    """The whole document; building it takes milliseconds, so it is made at first request and kept."""
    asked = (DecisionQuestion, DecisionReply, EndedQuestion, EndedReply)
    bodies = (CountsReply, *asked, ErrorReply, SuspensionsReply, GateState)
    references, schemas = msgspec.json.schema_components((*bodies, *STIR_BODIES), ref_template=PLACE)
    counts, question, reply, ended, ended_reply, error, suspensions, state, *stir = references
    return {
        "openapi": "3.1.0",
        "info": {"title": "Bellwarden gate", "version": __version__},
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "key": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
            },
        },
        "paths": {
            "/v1/decisions": {
                "post": _operation("decide", "Judge a call before it is placed", question)
                | {"responses": _responses("200", "the decision", reply, error)}
            },
            "/v1/calls/ended": {
                "post": _operation("callEnded", "Tell how a call ended", ended)
                | {"responses": _responses("202", "taken", ended_reply, error)}
            },
            "/v1/suspensions": {
                "get": _operation("suspensions", "Whose calls are to be ended")
                | {"responses": _responses("200", "the suspended customers", suspensions, error, _OF_BODIES)}
            },
            "/v1/counts": {
                "get": _operation("counts", "What the gate has counted since it started, worker by worker")
                | {"responses": _responses("200", "the counts", counts, error, _OF_BODIES)}
            },
            "/v1/state": {
                "get": _operation("state", "Which journal line and policy every worker of this gate has taken in")
                | {"responses": _responses("200", "the state", state, error, _OF_BODIES)}
            },
            **_stir_paths(*stir),
            "/healthz": {"get": _open("health", "Policy version and age, journal number; 503 without a policy")},
            "/metrics": {
                "get": _open(
                    "metrics",
                    "Prometheus metrics of all workers; customers and trunks are named only to holders of a key",
                )
            },
            "/openapi.json": {"get": _open("openapi", "This document")},
        },
    }


def _stir_paths(signing: Json, signed: Json, verification: Json, verified: Json, error: Json) -> Json:
    trunk: Json = {
        "name": "trunk",
        "in": "query",
        "required": False,
        "schema": {"type": "string", "maxLength": 256},
        "description": "key of the trunk in the policy; left out, the one of the client's own address",
    }
    sign = _operation("sign", "Sign a call that is about to be placed (STI-AS of ATIS-1000082)", signing)
    verify = _operation("verify", "Verify the Identity headers of a call (STI-VS of ATIS-1000082)", verification)
    unsigned = {"503": _described("there is no key to sign with, or no trust list to verify by", error)}
    refused = _described("no trunk has this source, or the policy does not let this call be signed", error)
    answers = _responses("200", "the token", signed, error) | unsigned | {"403": refused}
    found = _responses("200", "what the tokens are worth", verified, error) | unsigned
    parameters: Json = {"parameters": [trunk]}
    return {
        SIGNING_PATH: {"post": sign | parameters | {"responses": answers}},
        VERIFICATION_PATH: {"post": verify | parameters | {"responses": found}},
    }


def _described(text: str, schema: Json) -> Json:
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def _operation(name: str, summary: str, body: Json | None = None) -> Json:
    operation: Json = {"operationId": name, "summary": summary, "security": KEYED}
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return operation


def _responses(status: str, meaning: str, reply: Json, error: Json, without: Collection[str] = ()) -> Json:
    told = {
        status: (meaning, reply),
        "400": ("a field is wrong", error),
        "401": ("no configured API key was given", error),
        "403": ("no trunk has this source, or no key is configured and the client is not local", error),
        "408": ("the body did not come in time", error),
        "413": ("the body is longer than 64 kB", error),
        "415": ("the body is not application/json", error),
        "500": ("the gate failed; let the call continue", error),
    }
    described: Json = {code: _described(text, schema) for code, (text, schema) in told.items() if code not in without}
    described["503"] = {"description": "too many requests at once, told in plain text; let the call continue"}
    return described


def _open(name: str, summary: str) -> Json:
    return {"operationId": name, "summary": summary, "security": [], "responses": {"200": {"description": "ok"}}}
