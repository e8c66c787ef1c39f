"""What a database's refusal means, in the words of whoever pressed the button."""

from typing import Final

from django.db import DatabaseError, IntegrityError, models

from bellwarden.ports.office import Busy, OutOfOrder

# PostgreSQL's codes: no lock within its time, deadlock, serialization (its documentation, appendix A); SQLite says it.
_BUSY: Final = ("55P03", "40P01", "40001")
_OTHER_VERSION: Final = ("42P01", "42703")  # no such table, no such column
_SQLITE_OTHER_VERSION: Final = ("no such table", "no such column", "has no column named")


def refusal(model: type[models.Model], error: IntegrityError) -> str:
    """The message of the constraint that was in the way; both databases name it, each in its own manner."""
    if isinstance(error, models.ProtectedError):
        return "other rows point to it"
    text = str(error)
    for constraint in model._meta.constraints:
        if constraint.name in text or _columns(model, constraint) in text:
            return str(constraint.violation_error_message)
    if "FOREIGN KEY" in text.upper():
        return "it points to a row that is not there"
    return f"the office's database refused it: {_first_line(error)}"


def trouble(error: DatabaseError) -> Busy | OutOfOrder:
    """Something that is no fault of what was written."""
    code = getattr(error.__cause__, "sqlstate", "") or ""
    text = _first_line(error)
    if code in _BUSY or "database is locked" in text:
        return Busy("the office's database is busy; nothing was written, try again in a moment")
    if code in _OTHER_VERSION or any(words in text for words in _SQLITE_OTHER_VERSION):
        return OutOfOrder(f"the office's database is of another version ({text}); run: bellwarden office init")
    return OutOfOrder(f"the office's database can't be used, and nothing was written: {text}")


def _first_line(error: DatabaseError) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _columns(model: type[models.Model], constraint: models.BaseConstraint) -> str:
    """As SQLite names a unique constraint: by its columns."""
    if not isinstance(constraint, models.UniqueConstraint):
        return constraint.name
    columns = (model._meta.get_field(name).column for name in constraint.fields)  # type: ignore[union-attr]
    return "UNIQUE constraint failed: " + ", ".join(f"{model._meta.db_table}.{column}" for column in columns)
