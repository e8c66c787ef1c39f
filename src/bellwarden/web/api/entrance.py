"""What holds for every request to the API: its key, its scope, how many a second, conditions, answers given once."""

import hashlib
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Schema
from ninja.constants import NOT_SET
from ninja.security.base import AuthBase

from bellwarden.flows.office.integrations import (
    KeyRefused,
    keep_answer,
    key_of,
    note_use,
    reserve,
    rights_of_key,
    still_its_own,
)
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.audit_event import Actor, ActorKind
from bellwarden.model.office.integration import AnsweredRequest, ApiKey, ApiScope
from bellwarden.ports.office import Busy, Conflict, Desk, Office
from bellwarden.store.world import office_world
from bellwarden.web.allowances import Allowances
from bellwarden.web.world import address_of

KEEP_MAX: Final = 50_000  # characters of an answer that is kept for an idempotency key
IDEMPOTENCY_KEY_MAX: Final = 200
REQUESTS_1S: Final = 50.0
BURST: Final = 100.0


class ScopeLacking(Exception):
    """The key is good, and not for this."""


class TooMany(Exception):
    """The key has asked more often than it may. `wait_s`: when to ask again."""

    def __init__(self, wait_s: float) -> None:
        self.wait_s = wait_s
        super().__init__(f"this key may ask {rate():g} times a second; wait {wait_s:.1f} s")


class Scoped(AuthBase):
    """`Authorization: Bearer KEY` or `X-Api-Key: KEY`, with one of these scopes."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, *scopes: ApiScope) -> None:
        super().__init__()
        self.scopes = scopes

    def __call__(self, request: HttpRequest) -> ApiKey:
        world = office_world(Actor(kind=ActorKind.SYSTEM, name="api"), frozenset())
        with world.office.reading() as desk:
            key = key_of(desk, _text_of(request), world.clock.now())
        allow(key.id)
        if not set(self.scopes) & set(key.scopes):
            wanted = " or ".join(one.value for one in self.scopes)
            raise ScopeLacking(f"key {key.prefix}… has not the scope {wanted}; an administrator makes one that has")
        request.api_key = key  # type: ignore[attr-defined]
        try:
            note_use(world, key)
        except Conflict:  # somebody else notes the same
            return key
        return key


def open_to(*scopes: ApiScope) -> Any:
    """For `auth=` of an operation. Everything that may be changed may be read."""
    return Scoped(*scopes) if scopes else NOT_SET


READERS: Final = (ApiScope.READ, ApiScope.CUSTOMERS, ApiScope.ENFORCE, ApiScope.CASES)


def world_of(request: HttpRequest) -> OfficeWorld:
    """The world of one deed: the key acts, on behalf of whoever made it."""
    key: ApiKey = request.api_key  # type: ignore[attr-defined]
    request_id = getattr(request, "request_id", "") or uuid.uuid4().hex
    request.request_id = request_id  # type: ignore[attr-defined]
    actor = Actor(
        kind=ActorKind.API_KEY,
        name=key.name,
        on_behalf_of=key.made_by,
        address=address_of(request),
        request_id=request_id,
    )
    world = office_world(actor, rights_of_key(key))
    place: AnsweredRequest | None = getattr(request, "answer_place", None)
    return world if place is None else provided(world, lambda desk: still_its_own(desk, place))


def provided(world: OfficeWorld, holds: Callable[[Desk], object]) -> OfficeWorld:
    """The same world, where each deed begins with this look, in its own transaction. It raises where it must not be."""
    return world._replace(office=ProvidedOffice(world.office, holds))


class ProvidedOffice(NamedTuple):
    """`ports.office.Office`."""

    office: Office
    holds: Callable[[Desk], object]

    @contextmanager
    def writing(self, actor: Actor) -> Iterator[Desk]:
        with self.office.writing(actor) as desk:
            self.holds(desk)
            yield desk

    def reading(self) -> AbstractContextManager[Desk]:
        return self.office.reading()


def may(request: HttpRequest, scope: ApiScope) -> bool:
    key: ApiKey = request.api_key  # type: ignore[attr-defined]
    return scope in key.scopes


def rate() -> float:
    return float(getattr(settings, "API_REQUESTS_1S", REQUESTS_1S))


def burst() -> float:
    return BURST * rate() / REQUESTS_1S


def allow(key_id: int) -> None:
    """TooMany when the key has asked too often."""
    wait_s = ALLOWANCES.take(key_id)
    if wait_s:
        raise TooMany(wait_s)


ALLOWANCES: Final = Allowances(rate, burst)


def version_wanted(request: HttpRequest) -> int:
    """The version that If-Match names (RFC 9110 section 13.1.1); 0 without one. Conflict for what is none of ours."""
    written = request.headers.get("If-Match", "").strip()
    if written in ("", "*"):
        return 0
    digits = written.removeprefix("W/").strip('"')
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 18 or int(digits) == 0:
        raise Conflict(f"If-Match {written[:40]} is no ETag of this API; take it from the answer to GET")
    return int(digits)


def told(body: Schema, status: int = 200, version: int = 0) -> HttpResponse:
    """An answer with its ETag."""
    response = HttpResponse(body.model_dump_json(), status=status, content_type="application/json")
    if version:
        response["ETag"] = f'"{version}"'
    return response


View = Callable[..., HttpResponse]


def once(again: Callable[[HttpRequest, str], HttpResponse]) -> Callable[[View], View]:
    """With the header Idempotency-Key the same request is done once: the second one gets the first one's answer.

    `again` makes that answer anew from the reference of the row, when the process died between deed and answer.
    """

    def wrapped(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            written = idempotency_key(request)
            if not written:
                return view(request, *arguments, **named)
            world, key = world_of(request), request.api_key  # type: ignore[attr-defined]
            place, answered, done = reserve(world, key, written, _fingerprint(request))
            if answered:
                response = HttpResponse(place.body, status=place.status, content_type="application/json")
                response["Idempotent-Replayed"] = "true"
                return response
            status, body = 500, ""
            try:
                if done:
                    made = again(request, done)
                    made["Idempotent-Replayed"] = "true"
                else:
                    request.answer_place = place  # type: ignore[attr-defined]
                    made = view(request, *arguments, **named)
                status, body = made.status_code, made.content.decode()
                return made
            finally:
                keep_answer(world, place, status if len(body) <= KEEP_MAX else 500, body)

        return guarded

    return wrapped


def idempotency_key(request: HttpRequest) -> str:
    """The header of that name; "" without one. Conflict for what is none."""
    written = request.headers.get("Idempotency-Key", "")
    if len(written) > IDEMPOTENCY_KEY_MAX or not written.isascii() or not written.isprintable():
        raise Conflict(f"an idempotency key has at most {IDEMPOTENCY_KEY_MAX} printable ASCII characters")
    return written


def _fingerprint(request: HttpRequest) -> str:
    said = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return hashlib.sha256(said).hexdigest()


def _text_of(request: HttpRequest) -> str:
    # RFC 6750 section 2.1: Authorization: Bearer <token>, the scheme in any case.
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    return request.headers.get("X-Api-Key", "").strip()


__all__ = ["READERS", "Busy", "KeyRefused", "ScopeLacking", "TooMany", "may", "once", "open_to", "told", "world_of"]
