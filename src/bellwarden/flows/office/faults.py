"""What is wrong with what was handed in, by field: screens, API and imports tell it beside the field."""

from collections.abc import Iterable
from typing import NamedTuple


class FieldFault(NamedTuple):
    """`field` as the form, the API and the sheet's header name it; "" for the whole."""

    field: str
    reason: str


class BadInput(Exception):
    """Nothing was written, because of these."""

    def __init__(self, faults: Iterable[FieldFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{one.field}: {one.reason}" if one.field else one.reason for one in self.faults))
