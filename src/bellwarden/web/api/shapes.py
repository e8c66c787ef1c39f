"""What the API says and takes: one word for one thing, the same as in the console, the trail and the policy files.

Times are seconds since 1970, UTC, as in the gate's API; null stands for none.
"""

import base64
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, Generic, TypeVar

from ninja import Schema
from pydantic import ConfigDict, Field

from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.model.office.row import Row

Item = TypeVar("Item")
Kept = TypeVar("Kept", bound=Row)
LIMIT_MAX: Final = 500
Limit = Annotated[int, Field(ge=1, le=LIMIT_MAX, description="rows of one answer")]
After = Annotated[str, Field(max_length=64, description="`next` of the answer before")]
Words = Annotated[str, Field(max_length=200)]
Long = Annotated[str, Field(max_length=4_000)]
Moment = Annotated[float | None, Field(description="seconds since 1970, UTC")]
RowId = Annotated[int, Field(ge=1, le=2**63 - 1)]


class Given(Schema):
    """A body. A field that it does not know is an error, not a shrug."""

    model_config = ConfigDict(extra="forbid")

    def values(self) -> dict[str, Any]:
        """The fields that were written, as stories take them."""
        return self.model_dump(mode="python", exclude_unset=True)


class FaultOut(Schema):
    field: Annotated[str, Field(description="path of the field, a header's name, or empty for the whole")]
    reason: str


class ErrorOut(Schema):
    """The same form as the gate's: `error` is the first of `errors`."""

    error: FaultOut
    errors: list[FaultOut]


class Page(Schema, Generic[Item]):
    items: list[Item]
    next: Annotated[str | None, Field(description="give it as `after` for the rows behind these; null at the end")]


ERRORS: Final = dict.fromkeys((400, 401, 403, 404, 409, 412, 413, 429, 503), ErrorOut)


def errors(*codes: int) -> dict[int, type[ErrorOut]]:
    """Those that every operation can answer, and these."""
    return dict.fromkeys((400, 401, 403, 429, 503, *codes), ErrorOut)


def cursor_of(row_id: int) -> str:
    return base64.urlsafe_b64encode(f"v1:{row_id}".encode()).decode().rstrip("=")


def read_cursor(text: str) -> int:
    """The id behind which the page begins; 0 for the first page."""
    if not text:
        return 0
    try:
        mark, _, digits = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition(":")
    except ValueError:
        mark, digits = "", ""
    if mark != "v1" or not digits.isascii() or not digits.isdecimal() or len(digits) > 18:
        raise BadInput([FieldFault("after", "is no `next` of an answer; leave it out for the first page")])
    return int(digits)


def page_of(rows: Sequence[Kept], limit: int, shown: Callable[[Kept], Item]) -> dict[str, Any]:
    """`rows` has one more than `limit` where there are further ones."""
    more = len(rows) > limit
    return {"items": [shown(one) for one in rows[:limit]], "next": cursor_of(rows[limit - 1].id) if more else None}


def moment(at: float) -> float | None:
    return at or None
