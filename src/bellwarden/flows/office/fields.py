"""What was handed in for a row: read field by field, all that is wrong told at once, and kept where it differs."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple, TypeVar

from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.telling import Put, told
from bellwarden.model.office.row import Row
from bellwarden.policy.shape import NAME_MAX, NAME_SIGNS
from bellwarden.ports.office import Book, Conflict, Desk

R = TypeVar("R", bound=Row)


class Gathered(NamedTuple):
    changes: dict[str, Any]
    faults: list[FieldFault]


def gathered(
    fields: Collection[str], values: Mapping[str, Any], read: Callable[[str, Any], Mapping[str, Any]]
) -> Gathered:
    """The changes that `read` makes of each given field, and why it made none: by its ValueError or BadInput."""
    changes: dict[str, Any] = {}
    faults = [FieldFault(name, "there is no such field") for name in values if name not in fields]
    for name in fields:
        if name not in values:
            continue
        try:
            changes |= read(name, values[name])
        except ValueError as error:
            faults.append(FieldFault(name, str(error)))
        except BadInput as bad:
            faults += bad.faults
    return Gathered(changes, faults)


def lasting_key(kept: str, text: str, known_by: str) -> str:
    """A name of the policy files; of a row that is kept (`kept` is not empty) it can't change. ValueError."""
    if kept and text != kept:
        raise ValueError(f"stays {kept}: {known_by} by it")
    if not text or len(text) > NAME_MAX or not NAME_SIGNS.issuperset(text):
        raise ValueError(f"has 1 to {NAME_MAX} of the signs A-Z a-z 0-9 _ - .")
    return text


def still_as_seen(called: str, kept: Row, version: int) -> None:
    """Conflict when somebody saved the row after the version that the change was made on (0: on whatever is kept)."""
    if version and version != kept.version:
        raise Conflict(f"{called} was saved by somebody else meanwhile; nothing of yours was written")


def keep(desk: Desk, book: Book[R], kept: R, row: R, verb: str, told_of: Row | None = None) -> Put[R]:
    """Save a changed row and tell the trail (of `told_of`, where the row has no name of its own).

    What is the same already is not written again.
    """
    difference = told(kept, row)
    if difference.same:
        return Put(kept, False, False)
    saved = book.save(row)
    desk.audit(verb, told_of or saved, *difference)
    return Put(saved, False, True)
