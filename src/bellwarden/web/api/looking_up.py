"""Rows that a request names, and those that an answer names."""

from collections.abc import Iterable
from typing import Final, TypeVar

from bellwarden.model.office.row import Row
from bellwarden.ports.office import Book, Missing

R = TypeVar("R", bound=Row)
SHOWN_MAX: Final = 128  # characters of a name that nobody has, said back


def wanted(book: Book[R], noun: str, **where: str) -> R:
    """The row of this one name. Missing when there is none."""
    (name,) = where.values()
    found = book.find(**where) if name else None
    if found is None:
        raise Missing(f"there is no {noun} {name[:SHOWN_MAX]}")
    return found


def names(book: Book[R], ids: Iterable[int], field: str) -> dict[int, str]:
    """What the API calls the rows that others point to, asked for once a page; 0 points to none."""
    some = sorted(set(ids) - {0})
    return {row.id: str(getattr(row, field)) for row in book.list(id__in=some, limit=len(some))} if some else {}
