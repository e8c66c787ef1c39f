"""Shows the messages that were taken in, and puts one back to be read again."""

import sys
from pathlib import Path

from bellwarden.cli.console import clock, columns, counted, emit, emit_line, say, utc, visible
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.homes import open_home
from bellwarden.cli.mail_shapes import MessageJson
from bellwarden.home import HomeFault, MailDrop
from bellwarden.model.message import Kept, MessageState

NAME_START_MIN = 4


def show_messages(place: Path, state: str, as_json: bool) -> None:
    drop = open_home(place).mail_drop()
    found = list(drop.list(MessageState(state)))
    if as_json:
        for one in found:
            emit_line(message_json(drop, one))
        return
    if not found:
        say({"quarantine": "No message waits for a person.", "new": "Every message was read."}.get(state, "None yet."))
        return
    say(f"{counted(len(found), 'message')}, oldest first")
    rows = [
        (one.sha256[:12], clock(one.envelope.received_at), visible(one.envelope.sender, 40), visible(one.note, 160))
        for one in found
    ]
    for line in columns(rows):
        say(f"  {line}")
    if state == "quarantine":
        say("Look at one: bellwarden mail show NAME. Have it read again: bellwarden mail retry NAME.")


def write_message(place: Path, name: str) -> None:
    drop = open_home(place).mail_drop()
    try:
        sys.stdout.buffer.write(drop.raw(_named(drop, name).sha256))
    except HomeFault as fault:
        raise CommandFault(Exit.HOME, str(fault)) from None


def read_again(place: Path, name: str, as_json: bool) -> None:
    drop = open_home(place).mail_drop()
    after = drop.retry(_named(drop, name).sha256)
    if as_json:
        emit(message_json(drop, after))
        return
    say(f"{after.sha256[:12]} is read again with the next messages.")


def message_json(drop: MailDrop, one: Kept) -> MessageJson:
    came = one.envelope
    return MessageJson(
        sha256=one.sha256,
        state=one.state.value,
        note=one.note,
        source=came.source,
        received_at=utc(came.received_at),
        sender=came.sender,
        recipients=list(came.recipients),
        peer=came.peer,
        size=drop.size(one.sha256),
    )


def _named(drop: MailDrop, start: str) -> Kept:
    """The only message whose name begins so."""
    found = [one for state in MessageState for one in drop.list(state) if one.sha256.startswith(start.lower())]
    if len(found) == 1 and len(start) >= NAME_START_MIN:
        return found[0]
    why = f"{len(found)} messages begin with" if len(found) > 1 else "no message begins with"
    raise CommandFault(Exit.NOT_FOUND, f"{why} {visible(start, 64)!r} (at least {NAME_START_MIN} signs)")
