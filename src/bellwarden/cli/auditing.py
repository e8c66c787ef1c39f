"""Carries out `bellwarden audit`: the trail of a home's office, checked and written out."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bellwarden.cli.console import counted, emit, note, say
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.homes import open_home
from bellwarden.cli.office_serving import configured
from bellwarden.cli.office_shapes import AuditCheckJson, AuditDayJson
from bellwarden.home import Home
from bellwarden.store.office_file import DATABASE

T = TypeVar("T")


def verify_trail(place: Path, against: Path | None, as_json: bool) -> Exit:
    """NO when it is not as it was written."""
    home = open_office(place)
    from bellwarden.store.audit_days import check

    kept = against or home.path / "audit"
    found = _told(lambda: check(kept if kept.is_dir() else None, home.verifier()))
    broken = found.broken
    if as_json:
        number, why = (broken.number, broken.why) if broken else (0, "")
        emit(AuditCheckJson(broken is None, found.events, found.days, number, why, found.last_hash))
    elif broken is None:
        say(f"The trail is whole: {counted(found.events, 'event')}, {counted(found.days, 'signed day')} agree with it.")
        if not found.days:
            note("No signed day to compare with: a trail cut at its end would not show. `audit export` makes them.")
    else:
        say(f"NOT AS IT WAS WRITTEN: {broken.why}.")
        note(f"{counted(found.events, 'event')} before it hold. Keep the database as it is and compare with a copy.")
    return Exit.NO if broken else Exit.DONE


def export_days(folder: Path, place: Path, as_json: bool) -> None:
    home = open_office(place)
    from bellwarden.store.audit_days import write_days

    written = _told(lambda: write_days(folder, home.signing_key(), home.verifier(), time.time()))
    if as_json:
        emit(
            [
                AuditDayJson(
                    one.root.day, one.root.first, one.root.last, one.root.root, str(one.events_file), str(one.root_file)
                )
                for one in written
            ]
        )
        return
    for one in written:
        say(f"{one.root.day}  events {one.root.first} to {one.root.last}  {one.root.root}")
    if not written:
        say("Nothing new: no day has ended since the last export.")


def open_office(place: Path) -> Home:
    """The home of an office that is there, Django set up. CommandFault when there is none."""
    home = open_home(place)
    configured(place)
    from django.db import OperationalError, connection

    try:
        there = "office_auditevent" in connection.introspection.table_names()
    except OperationalError as error:
        raise CommandFault(
            Exit.HOME, f"the office's database can't be opened ({error}); see [database] in office.toml or {DATABASE}"
        ) from None
    if not there:
        raise CommandFault(
            Exit.NOT_FOUND, f"there is no office in {place}; make it: bellwarden office init --home {place}"
        )
    return home


def _told(work: Callable[[], T]) -> T:
    """AuditFault and what the disk refuses, as a command says it."""
    from bellwarden.store.audit_days import AuditFault

    try:
        return work()
    except AuditFault as fault:
        raise CommandFault(Exit.HOME, f"the trail is not as it was written: {fault}") from None
    except OSError as error:
        raise CommandFault(Exit.HOME, f"{error.filename}: {(error.strerror or str(error)).lower()}") from None
