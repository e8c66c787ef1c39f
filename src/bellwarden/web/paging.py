"""A page of a list: so many rows, which of how many, and the way on. State lives in the URL (`?page=3`)."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from django.http import HttpRequest

SIZE: Final = 50


class Page(NamedTuple):
    rows: Sequence[Any]
    number: int  # from 1
    total: int
    size: int

    @property
    def words(self) -> str:
        """`51 to 100 of 5,000`."""
        if not self.total:
            return "nothing here"
        first = (self.number - 1) * self.size + 1
        return f"{first:,} to {first + len(self.rows) - 1:,} of {self.total:,}"

    @property
    def before(self) -> int:
        """Number of the page before; 0 when this is the first."""
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1 if self.number * self.size < self.total else 0


def page_of(request: HttpRequest, rows: Any, size: int = SIZE) -> Page:
    """The page that the URL names, of a queryset or a sequence; one too far on is the last."""
    total = len(rows) if isinstance(rows, Sequence) else rows.count()
    written = request.GET.get("page", "1")
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 9 else 1
    number = max(1, min(number, -(-total // size)))
    first = (number - 1) * size
    return Page(list(rows[first : first + size]), number, total, size)
