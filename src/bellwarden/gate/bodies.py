"""The body of an HTTP request, within its bounds, and answers in JSON."""

import asyncio
from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from bellwarden.gate.api import ErrorDetail, ErrorReply, FieldError

BODY_BYTES_MAX: Final = 65_536
BODY_S_MAX: Final = 5.0  # a body that trickles in longer than this is not waited for
JSON_TYPE: Final = "application/json"


async def read_body(request: Request) -> bytes:
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


def json_response(status: int, body: Struct | Mapping[str, object]) -> Response:
    return Response(msgspec.json.encode(body), status_code=status, media_type=JSON_TYPE)


def error_response(status: int, field: str, reason: str, headers: Mapping[str, str] | None = None) -> Response:
    return with_error_headers(json_response(status, ErrorReply(ErrorDetail(field, reason))), headers)


def with_error_headers(response: Response, headers: Mapping[str, str] | None = None) -> Response:
    """What clients of HTTP expect beside the body, whatever its form."""
    if response.status_code == 401:
        response.headers["www-authenticate"] = "Bearer"  # RFC 6750 section 3
    if response.status_code in (408, 413):
        response.headers["connection"] = "close"  # the rest of the body is not read
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response
