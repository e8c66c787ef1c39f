"""Keys to the office's API: made, checked at each request, revoked; and requests that are answered only once.

Only a key's digest is kept. It stands for a program, not for a person: it can propose and enter, never approve.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.office.integration import AnsweredRequest, ApiKey, ApiScope
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Conflict, Desk

MARK: Final = "bwo_"  # office; found by whoever looks for keys in places where none belong
PREFIX_SIGNS: Final = 12  # the mark and eight more
KEY_SIGNS_MIN: Final = 40
USED_EVERY_S: Final = 60.0  # `last_used_at` is written no oftener
ANSWERS_KEPT_S: Final = 86_400.0
INTERRUPTED_S: Final = 60.0

RIGHTS: Final[Mapping[ApiScope, frozenset[Right]]] = {
    ApiScope.READ: frozenset((Right.READ,)),
    ApiScope.CUSTOMERS: frozenset((Right.READ, Right.EDIT_CUSTOMERS)),
    ApiScope.ENFORCE: frozenset((Right.READ, Right.PROPOSE)),
    ApiScope.CASES: frozenset((Right.READ, Right.WORK_CASES)),
    ApiScope.COMPLAINTS: frozenset(),
    ApiScope.GATE: frozenset((Right.READ,)),
    ApiScope.CPNI: frozenset((Right.READ_CPNI,)),
    ApiScope.AUDIT: frozenset((Right.READ_AUDIT,)),
}


class KeyRefused(Exception):
    """No key, or one that opens nothing. The text does not say which part of it was right."""


class Reserved(NamedTuple):
    """A request with an idempotency key: `kept` has the answer of the first one, or is the place for this one's."""

    kept: AnsweredRequest
    answered: bool
    done: str = ""  # reference of what the first one made, whose process died before it could keep its answer


def make_key(world: OfficeWorld, name: str, scopes: Sequence[ApiScope], expires_at: float, text: str) -> ApiKey:
    """Keep a key's digest. `text` is the key itself: the caller made it at random and shows it once."""
    need(world, Right.MANAGE_PEOPLE)
    faults = []
    if not name.strip() or len(name) > 100 or not name.isprintable():
        faults.append(FieldFault("name", "is a line of 1 to 100 characters: who uses the key"))
    if not scopes:
        faults.append(FieldFault("scopes", "names nothing; without any the key opens nothing"))
    if expires_at and expires_at <= world.clock.now():
        faults.append(FieldFault("expires_at", "has passed already"))
    if faults:
        raise BadInput(faults)
    if not text.startswith(MARK) or len(text) < KEY_SIGNS_MIN:
        raise ValueError("a key's text is made by new_key_text")
    with world.office.writing(world.actor) as desk:
        if desk.api_keys.find(name=name.strip(), revoked_at=0.0) is not None:
            raise BadInput([FieldFault("name", f"{name.strip()} has a key already; revoke it or take another name")])
        row = ApiKey(
            name=name.strip(),
            prefix=text[:PREFIX_SIGNS],
            digest=digest_of(text),
            scopes=tuple(dict.fromkeys(scopes)),
            made_by=world.actor.name,
            expires_at=expires_at,
        )
        kept = desk.api_keys.add(row)
        desk.audit("api_key.create", kept, after={"name": kept.name, "scopes": [one.value for one in kept.scopes]})
    return kept


def revoke_key(world: OfficeWorld, key_id: int) -> ApiKey:
    """It opens nothing from the next request on. It stays on record: audit events name it."""
    need(world, Right.MANAGE_PEOPLE)
    with world.office.writing(world.actor) as desk:
        kept = desk.api_keys.get(key_id)
        if kept.revoked_at:
            return kept
        saved = desk.api_keys.save(replace(kept, revoked_at=world.clock.now()))
        desk.audit("api_key.revoke", saved, before={"name": kept.name})
    return saved


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def key_of(desk: Desk, text: str, now: float) -> ApiKey:
    """The key that a request brought. KeyRefused when there is none such, or it is over."""
    if not text:
        raise KeyRefused("give a key: Authorization: Bearer KEY, or X-Api-Key: KEY")
    prefix = text[:PREFIX_SIGNS]
    kept = desk.api_keys.find(prefix=prefix) if prefix.isascii() and prefix.isprintable() else None
    # Where nothing has this prefix the same is done: no answer comes sooner.
    expected = kept.digest if kept is not None else "0" * 64
    if not hmac.compare_digest(expected, digest_of(text)) or kept is None:
        raise KeyRefused("this key opens nothing; see /settings/keys of the console")
    if kept.revoked_at:
        raise KeyRefused(f"key {kept.prefix}… was revoked")
    if kept.expires_at and now >= kept.expires_at:
        raise KeyRefused(f"key {kept.prefix}… has expired")
    return kept


def rights_of_key(key: ApiKey) -> frozenset[Right]:
    """Never a right to approve, to kill or to manage: these are people's."""
    return frozenset[Right]().union(*(RIGHTS[one] for one in key.scopes))


def note_use(world: OfficeWorld, key: ApiKey) -> None:
    """When it was last used, to the minute."""
    now = world.clock.now()
    if 0 <= now - key.last_used_at < USED_EVERY_S:
        return
    with world.office.writing(world.actor) as desk:
        kept = desk.api_keys.get(key.id)
        if not 0 <= now - kept.last_used_at < USED_EVERY_S:
            desk.api_keys.save(replace(kept, last_used_at=now))


def reserve(world: OfficeWorld, key: ApiKey, idempotency_key: str, fingerprint: str) -> Reserved:
    """Take the place for an answer, or find the one that was given. Conflict when the two requests differ."""
    now, request_id = world.clock.now(), world.actor.request_id
    with world.office.writing(world.actor) as desk:
        kept = desk.answered_requests.find(key_id=key.id, idempotency_key=idempotency_key)
        if kept is None:
            row = AnsweredRequest(
                key_id=key.id, idempotency_key=idempotency_key, fingerprint=fingerprint, request_id=request_id
            )
            return Reserved(desk.answered_requests.add(row), False)
        if kept.fingerprint != fingerprint:
            raise Conflict("this idempotency key was used for another request; take a new one for each deed")
        if kept.status:
            return Reserved(kept, True)
        if now - kept.updated_at < INTERRUPTED_S:
            raise Conflict("the first request with this idempotency key is still at work; repeat it in a minute")
        # Its process died. What it did stands in the trail, in the same transaction as the deed, or was not done.
        wrote = desk.audit_of(kept.request_id, kept.created_at)
        mine = kept if wrote else replace(kept, request_id=request_id)
        return Reserved(desk.answered_requests.save(mine), False, wrote[0].object_ref if wrote else "")


def still_its_own(desk: Desk, place: AnsweredRequest) -> None:
    """Within each deed of such a request. Conflict when it was taken for dead, and another one has taken its place."""
    if desk.answered_requests.get(place.id).request_id != place.request_id:
        raise Conflict("this request took so long that its repetition has taken its place; nothing was written by it")


def keep_answer(world: OfficeWorld, place: AnsweredRequest, status: int, body: str) -> None:
    """The answer for whoever asks again; one that refused (4xx, 5xx) frees the key, so that it can be tried anew."""
    with world.office.writing(world.actor) as desk:
        kept = desk.answered_requests.find(id=place.id)
        if kept is None or kept.request_id != place.request_id:
            return  # its repetition has taken its place
        if status >= 400:
            desk.answered_requests.delete(kept)
        else:
            desk.answered_requests.save(replace(kept, status=status, body=body))


def forget_answers(world: OfficeWorld) -> str:
    """Answers older than a day."""
    gone = 0
    while True:
        with world.office.writing(world.actor) as desk:
            old = desk.answered_requests.list(created_at__lt=world.clock.now() - ANSWERS_KEPT_S, limit=100)
            for one in old:
                desk.answered_requests.delete(one)
        gone += len(old)
        if len(old) < 100:
            return f"{gone} forgotten" if gone else ""
