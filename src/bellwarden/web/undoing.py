"""The undo bar: what this person did last, for fifteen seconds, whatever page comes next. One at a time."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from django.http import HttpRequest

from bellwarden.flows.office.deciding import UNDO_S
from bellwarden.flows.office.undoing import Done
from bellwarden.store.models import Case

_KEPT: Final = "undo"  # in the session


class Offer(NamedTuple):
    words: str
    deed: str
    done: tuple[Done, ...]
    left_ms: int


def offer(request: HttpRequest, words: str, deed: str, done: Sequence[Done], now: float) -> None:
    """The words say what was done, and what goes on by itself when it is not undone."""
    if done:
        kept = [[one.row_id, one.version, dict(one.before)] for one in done]
        request.session[_KEPT] = {"words": words, "deed": deed, "done": kept, "until": now + UNDO_S}


def offered(request: HttpRequest, now: float) -> Offer | None:
    session = getattr(request, "session", None)
    kept: Any = session.get(_KEPT) if session is not None else None
    if not kept or now >= kept["until"]:
        return None
    done = tuple(Done(*one) for one in kept["done"])
    return Offer(kept["words"], kept["deed"], done, int((kept["until"] - now) * 1000))


def forget(request: HttpRequest) -> None:
    request.session.pop(_KEPT, None)


def cases_done(ids: Sequence[int]) -> list[Done]:
    """As they stand now, behind the deed."""
    return [Done(*one) for one in Case.objects.filter(pk__in=ids).values_list("pk", "version")]
