"""The one queue: filters and order in the address, saved views, a selection that the server keeps with its count.

What is selected is a list of ids from the moment of selecting: rows that come later are not in it, whatever the
filter says.
"""

import secrets
from collections.abc import Sequence
from typing import Final, NamedTuple

from django.db.models import Q
from django.http import HttpRequest

from bellwarden.ports.office import Missing
from bellwarden.store.models import SavedView

PICKED_MAX: Final = 500
_KEPT: Final = "picked"  # in the session: the last few selections
_KEPT_MAX: Final = 5


class Choice(NamedTuple):
    value: str
    word: str


class Filter(NamedTuple):
    """One select of the bar. The first choice is the usual one and stands in no address."""

    name: str
    word: str
    choices: tuple[Choice, ...]
    chosen: str = ""

    @property
    def usual(self) -> bool:
        return self.chosen == self.choices[0].value

    @property
    def chosen_word(self) -> str:
        return next((one.word for one in self.choices if one.value == self.chosen), self.chosen)


class Bar(NamedTuple):
    """The filters as this address has them, and the saved views of this page."""

    filters: tuple[Filter, ...]
    text: str
    views: tuple[SavedView, ...]
    query: str

    def of(self, name: str) -> str:
        """What is chosen of this filter."""
        return next(one.chosen for one in self.filters if one.name == name)

    @property
    def set(self) -> tuple[Filter, ...]:
        """Those that leave rows out."""
        return tuple(one for one in self.filters if not one.usual)


def bar_of(request: HttpRequest, page: str, filters: Sequence[Filter]) -> Bar:
    """Each filter with what the address chooses; an unknown choice is the usual one."""
    read = []
    for one in filters:
        typed = request.GET.get(one.name, "")
        known = any(choice.value == typed for choice in one.choices)
        read.append(one._replace(chosen=typed if known else one.choices[0].value))
    mine = Q(owner=getattr(request.user, "key", "")) | Q(shared=True)
    views = tuple(SavedView.objects.filter(mine, page=page).order_by("name", "id")[:30])
    return Bar(tuple(read), request.GET.get("q", "").strip()[:200], views, request.GET.urlencode())


def freeze(request: HttpRequest, ids: Sequence[int]) -> str:
    """Keep these rows for the deed to come; its name for the address."""
    token = secrets.token_urlsafe(9)
    kept: dict[str, list[int]] = dict(list(request.session.get(_KEPT, {}).items())[1 - _KEPT_MAX :])
    request.session[_KEPT] = {**kept, token: list(dict.fromkeys(ids))[:PICKED_MAX]}
    return token


def frozen(request: HttpRequest, token: str) -> list[int]:
    """Missing when it was not kept: another session, or too long ago."""
    found = request.session.get(_KEPT, {}).get(token)
    if found is None:
        raise Missing("This selection is no longer kept. Select again; nothing was done.")
    return [int(one) for one in found]
