"""Carries out the measures of `bellwarden enforce`, and says what holds now and whether the gate acts on it."""

import getpass
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bellwarden.cli.console import clock, columns, complain, counted, emit, number, say, utc, visible
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.homes import Now, open_home
from bellwarden.cli.shapes import EnforceJson, EnforceListJson, EnforcementJson
from bellwarden.flows.enforcement import EnforcementResult, EnforcementWorld, ListedMeasure, measures_in_force
from bellwarden.home import Home
from bellwarden.model.enforcement import Enforcement, EnforcementKind, EnforcementTarget
from bellwarden.model.policy import GateMode, PolicyDocument
from bellwarden.seam.fault import SeamFault

OBSERVES: Final = (
    'The gate only observes (mode = "observe"): such calls are recorded as refused, and go on all the same. '
    'Set mode = "enforce" in carrier.toml and push.'
)


def author() -> str:
    """Who acts, for the journal: the login name, also behind sudo."""
    return os.environ.get("SUDO_USER") or getpass.getuser()


def document_in_force(home: Home) -> PolicyDocument | None:
    """The current policy's document; None without one, or when it can't be read: a measure must not wait for that."""
    shelf = home.shelf()
    try:
        pointer = shelf.current()
        return None if pointer is None else shelf.load(pointer.snapshot).document
    except SeamFault as fault:
        complain(f"the current policy can't be read ({fault}); the measure is set all the same")
        return None


def carry_out(
    place: Path, order: Callable[[EnforcementWorld], EnforcementResult], as_json: bool, lifting: bool = False
) -> None:
    """Set or lift one measure."""
    home = open_home(place)
    journal = home.journal()
    book = journal.refresh()
    document = document_in_force(home)
    who = author()
    result = order(EnforcementWorld(journal, book, document, Now(), who))
    if result.enforcement is None:
        missing = lifting and "sets nothing" in result.refused
        code = Exit.NOT_FOUND if missing else Exit.HOME if journal.fault else Exit.USAGE
        raise CommandFault(code, result.refused)
    for warning in result.warnings:
        complain(warning)
    book = journal.refresh()
    one = result.enforcement
    mode = mode_of(document)
    if as_json:
        listed = ListedMeasure(one, book.authors.get(one.number, who))
        emit(EnforceJson("lifted" if lifting else "set", book.number, json_of(listed), mode))
        return
    if lifting:
        say(f"Lifted: line {one.number}, {told(one)}. Journal line {book.number}.")
        return
    say(f"In force: {told(one)}, {until(one)}. Journal line {one.number}.")
    if mode == GateMode.OBSERVE.value:
        say(OBSERVES)
    elif one.kind is not EnforcementKind.LIMIT:
        say("Emergency calls continue.")
    say(f'To end it: bellwarden enforce lift {one.number} --reason "…"')


def show_all(place: Path, as_json: bool) -> None:
    home = open_home(place)
    journal = home.journal()
    book = journal.refresh()
    if journal.fault:
        complain(f"{journal.fault}; what is listed stays in force")
    measures = measures_in_force(book, time.time())
    mode = mode_of(document_in_force(home))
    if as_json:
        emit(EnforceListJson(book.number, mode, [json_of(one) for one in measures]))
        return
    if not measures:
        say("Nothing is in force. A measure begins with: bellwarden enforce suspend CUSTOMER --reason …")
        return
    say(f"{counted(len(measures), 'measure')} in force")
    rows = [
        (
            str(one.enforcement.number),
            told(one.enforcement),
            f"since {clock(one.enforcement.set_at)}",
            until(one.enforcement),
            f"{visible(one.author, 32)}: {visible(one.enforcement.reason, 80)}",
        )
        for one in measures
    ]
    for line in columns(rows, right=frozenset((0,))):
        say(f"  {line}")
    if mode == GateMode.OBSERVE.value:
        say(OBSERVES)


def mode_of(document: PolicyDocument | None) -> str:
    return "" if document is None else document.carrier.mode.value


def told(one: Enforcement) -> str:
    """The measure as a person says it."""
    if one.kind is EnforcementKind.SUSPEND:
        return f"{visible(one.value)} is suspended"
    if one.kind is EnforcementKind.LIMIT:
        return f"{visible(one.value)} is limited to {counted(one.cps_max, 'call')} a second"
    if one.kind is EnforcementKind.RESTRICT_CALLER_IDS:
        return f"{visible(one.value)} may show {counted(len(one.numbers) + len(one.prefixes), 'caller ID')} only"
    if one.kind is EnforcementKind.CHALLENGE:
        whose = number(one.value) if one.target is EnforcementTarget.CALLING_NUMBER else visible(one.value)
        by = "" if one.by is None else one.by.value.replace("_", " ")
        return f"calls from {whose} are sent to the {by}"
    if one.target is EnforcementTarget.NAME:
        return f"calls that show the name {visible(one.value)} are blocked"
    if one.target is EnforcementTarget.UPSTREAM:
        return f"calls of the upstream provider {visible(one.value)} are blocked"
    if one.target is EnforcementTarget.PAIR:
        calling, _, called = one.value.partition(">")
        return f"calls from {number(calling)} to {number(called)} are blocked"
    if one.target is EnforcementTarget.SOURCE:
        return f"calls asked about by {one.value} are blocked"
    way = "to" if one.target is EnforcementTarget.CALLED_NUMBER else "from"
    return f"calls {way} {number(one.value)} are blocked"


def until(one: Enforcement) -> str:
    return f"until {clock(one.expires_at)}" if one.expires_at else "until lifted"


def json_of(one: ListedMeasure) -> EnforcementJson:
    measure = one.enforcement
    return EnforcementJson(
        line=measure.number,
        kind=measure.kind.value,
        target=measure.target.value,
        value=measure.value,
        reason=measure.reason,
        author=one.author,
        set_at=utc(measure.set_at),
        expires_at=utc(measure.expires_at) if measure.expires_at else "",
        cps_max=measure.cps_max,
        caller_ids=[*(f"+{one}" for one in measure.numbers), *(f"+{one}*" for one in measure.prefixes)],
        by="" if measure.by is None else measure.by.value,
    )
