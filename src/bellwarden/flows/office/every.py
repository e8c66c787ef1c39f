"""Many rows: all of a book, whose list ends at its limit; and in batches, so that each transaction is short."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final, TypeVar

from bellwarden.model.office.row import Row
from bellwarden.ports.office import Book

PAGE: Final = 2_000  # rows read at once

Kept = TypeVar("Kept", bound=Row)
T = TypeVar("T")


def every(book: Book[Kept], **where: Any) -> Iterator[Kept]:
    """In the order of their ids; `where` as in `Book.list`."""
    after = 0
    while page := book.list(id__gt=after, limit=PAGE, **where):
        yield from page
        after = page[-1].id


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """All of them, so many at a time."""
    rest = iter(rows)
    while batch := list(islice(rest, size)):
        yield batch
