"""The few kinds of columns that the office's tables are made of, each with a bound that holds on every database."""

import json
from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from django.db import models
from django.db.models.lookups import Exact

from bellwarden.flows.office.audit_chain import exact_json

if TYPE_CHECKING:
    Chars = models.CharField[Any, Any]
    Texts = models.TextField[Any, Any]
else:
    Chars, Texts = models.CharField, models.TextField

WORD: Final = 64  # a state, a kind, a role
NAME: Final = 200  # also the longest text in an index: PostgreSQL takes 2,700 bytes
LINE: Final = 1_000
TEXT: Final = 50_000
JSON_MAX: Final = 1_000_000  # characters


def word(words: type[Enum], default: Enum | None = None) -> "Chars":
    """One of a short list."""
    choices = [(str(one.value), str(one.value).replace("_", " ")) for one in words]
    if default is None:
        return WordField(max_length=WORD, choices=choices)
    return WordField(max_length=WORD, choices=choices, default=default.value)


def line(length: int = LINE) -> "Chars":
    """One line of text; "" for none."""
    return models.CharField(max_length=length, default="", blank=True)


def named(length: int = LINE) -> "Chars":
    """A line that no two rows share unless it is ""."""
    return NamedField(max_length=length, default="", blank=True)


def text() -> "Texts":
    return models.TextField(max_length=TEXT, default="", blank=True)


def moment() -> "models.DateTimeField[Any, Any]":
    """A time, UTC; NULL where the record has 0.0."""
    return models.DateTimeField(null=True, blank=True)


def count() -> "models.BigIntegerField[Any, Any]":
    return models.BigIntegerField(default=0)


def table() -> "models.JSONField[Any, Any]":
    return models.JSONField(default=dict, blank=True)


def several() -> "models.JSONField[Any, Any]":
    return models.JSONField(default=list, blank=True)


class WordField(Chars):
    """One of a short list. The list stands in the code and in no migration: a new word changes no table."""

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value.value if isinstance(value, Enum) else value)

    def deconstruct(self) -> Any:
        name, _, arguments, keywords = super().deconstruct()
        keywords.pop("choices", None)
        return name, "django.db.models.CharField", arguments, keywords


class NamedField(Chars):
    """The index that keeps it unique has no empty ones, and SQLite looks there only for a question that says so, too:
    else it reads the whole table to find one row by its name."""

    def deconstruct(self) -> Any:
        name, _, arguments, keywords = super().deconstruct()
        return name, "django.db.models.CharField", arguments, keywords


@NamedField.register_lookup
class _ExactName(Exact):
    def as_sql(self, compiler: Any, connection: Any) -> Any:
        sql, params = super().as_sql(compiler, connection)
        if not self.rhs or not self.rhs_is_direct_value():
            return sql, params
        column, _ = self.process_lhs(compiler, connection)
        return f"({sql} AND NOT ({column} = ''))", params


class ExactJsonField(Texts):
    """JSON as text, letter by letter what was written: PostgreSQL's own kind would write numbers anew."""

    def from_db_value(self, value: str | None, *_: object) -> Any:
        return None if value is None else json.loads(value)

    def get_prep_value(self, value: Any) -> Any:
        return exact_json(value) if isinstance(value, Mapping) else super().get_prep_value(value)

    def deconstruct(self) -> Any:
        name, _, arguments, keywords = super().deconstruct()
        return name, "django.db.models.TextField", arguments, keywords
