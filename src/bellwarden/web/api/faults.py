"""Whatever goes wrong is told in one form: the field, the reason, and what to do."""

import logging
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from bellwarden.flows.office.cases import NotYet
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.integrations import KeyRefused
from bellwarden.flows.office.world import NotAllowed
from bellwarden.model.office.moves import MoveRefused
from bellwarden.ports.office import Busy, Conflict, Missing, Unfit
from bellwarden.web.api.entrance import ScopeLacking, TooMany
from bellwarden.web.sheets import SheetFault

log: Final = logging.getLogger("bellwarden.web.api")

# A story's fault and its status; the first that fits.
STATUSES: Final[Sequence[tuple[type[Exception], int]]] = (
    (KeyRefused, 401),
    (ScopeLacking, 403),
    (NotAllowed, 403),
    (Missing, 404),
    (Http404, 404),
    (Busy, 503),
    (MoveRefused, 409),
    (Unfit, 400),
    (SheetFault, 400),
    (RequestDataTooBig, 413),
)


def install(api: NinjaAPI) -> None:
    for kind, status in STATUSES:
        api.add_exception_handler(kind, partial(_plain, api, status))
    for kind, handler in (
        (Conflict, _conflict),
        (BadInput, _bad_input),
        (NotYet, _not_yet),
        (ValidationError, _invalid),
        (HttpError, _http),
        (TooMany, _too_many),
        (OperationalError, _no_database),
        (InterfaceError, _no_database),
    ):
        api.add_exception_handler(kind, partial(handler, api))


def _plain(api: NinjaAPI, status: int, request: HttpRequest, error: Any) -> HttpResponse:
    text = str(error) if not isinstance(error, Http404) else "there is nothing at this address"
    response = _told(api, request, status, [("", text or "this can't be answered")])
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Bellwarden office"'  # RFC 6750 section 3
    if status == 503:
        response["Retry-After"] = "1"
    return response


def _bad_input(api: NinjaAPI, request: HttpRequest, error: Any) -> HttpResponse:
    return _told(api, request, 400, error.faults)


def _not_yet(api: NinjaAPI, request: HttpRequest, error: Any) -> HttpResponse:
    return _told(api, request, 409, [("", f"not yet so: {one.text}") for one in error.guards if not one.met])


def _invalid(api: NinjaAPI, request: HttpRequest, error: Any) -> HttpResponse:
    return _told(api, request, 400, _of_pydantic(error))


def _http(api: NinjaAPI, request: HttpRequest, error: Any) -> HttpResponse:
    return _told(api, request, error.status_code, [("", str(error))])


def _conflict(api: NinjaAPI, request: HttpRequest, error: Any) -> HttpResponse:
    """412 where the client named a version (RFC 9110 section 15.5.13), 409 where it did not."""
    if request.headers.get("If-Match"):
        return _told(api, request, 412, [("If-Match", str(error))])
    return _told(api, request, 409, [("", str(error))])


def _too_many(api: NinjaAPI, request: HttpRequest, error: Any) -> HttpResponse:
    response = _told(api, request, 429, [("", str(error))])
    response["Retry-After"] = str(int(error.wait_s) + 1)
    return response


def _no_database(api: NinjaAPI, request: HttpRequest, error: Any) -> HttpResponse:
    log.error("the database does not answer: %s", error)
    response = _told(
        api,
        request,
        503,
        [("", "the office's database does not answer; calls are still judged. Try again in a moment")],
    )
    response["Retry-After"] = "5"
    return response


def _of_pydantic(error: ValidationError) -> list[tuple[str, str]]:
    """`body.customer.name` as `name`: where a field stands says the request itself."""
    found = []
    for one in error.errors:
        where = [str(part) for part in one.get("loc", ())]
        named = where[2:] if where[:1] == ["body"] else where[1:]
        reason = str(one.get("msg", "can't be read"))
        found.append((".".join(named), reason[:1].lower() + reason[1:]))
    return found or [("", "can't be read")]


def _told(api: NinjaAPI, request: HttpRequest, status: int, faults: Any) -> HttpResponse:
    errors = [{"field": field, "reason": reason} for field, reason in faults]
    return api.create_response(request, {"error": errors[0], "errors": errors}, status=status)
