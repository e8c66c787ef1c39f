"""Opens complaints of files by a home's policy and call log, and shows them."""

import sys
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from bellwarden.calllog.asking import asking
from bellwarden.calllog.complaints import ComplaintCalls, NoCalls
from bellwarden.cli.complaint_screen import complaint_json, unread_json
from bellwarden.cli.complaint_shapes import ComplaintJson
from bellwarden.cli.complaint_text import complaint_lines
from bellwarden.cli.console import emit_line, note, say, visible
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.homes import open_home
from bellwarden.cli.traffic_settings import area_zones
from bellwarden.complaints.limits import MESSAGE_BYTES_MAX
from bellwarden.disclosure import recipients
from bellwarden.flows.complaint import ComplaintWorld, open_complaint, owners_of, reference_of, secrets_of
from bellwarden.home import Home
from bellwarden.home.mail_drop import MailDrop
from bellwarden.mail.child import Setting
from bellwarden.mail.reading import MessageReader, Unreadable
from bellwarden.model.message import Envelope, MessageState
from bellwarden.model.policy import PolicyDocument
from bellwarden.ports.complaint import CallBook
from bellwarden.rules import shipped_packs

FILE: Final = "complaints.toml"
# Where a carrier says nothing of its own zone, those of its country are looked at, as the least likely ones.
COUNTRY_ZONES: Final = {
    "US": ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    "CA": ("America/Toronto", "America/Winnipeg", "America/Edmonton", "America/Vancouver"),
    "GB": ("Europe/London",),
    "FR": ("Europe/Paris",),
    "MX": ("America/Mexico_City",),
    "ES": ("Europe/Madrid",),
}


class Settings(NamedTuple):
    """HOME/complaints.toml."""

    zones: tuple[str, ...]
    senders: dict[str, tuple[str, ...]]
    competitors: tuple[str, ...] = ()  # domains: what comes from there counts less


def open_files(files: Sequence[Path], home: Path, as_json: bool) -> None:
    """CommandFault when a file, the home or its policy isn't there; a message that can't be read is told of instead."""
    paths = list(_paths(files))
    place = open_home(home)
    document = _document(place)
    settings = settings_of(home, document.carrier.country)
    unread = 0
    with ExitStack() as stack:
        setting = Setting(document.carrier.country, settings.zones, area_zones(home))
        reader = stack.enter_context(MessageReader(setting))
        calls: CallBook = NoCalls()
        if (home / "calllog" / "manifest.json").is_file():
            calls = ComplaintCalls(home / "calllog", stack.enter_context(asking(home / "calllog")))
        world = world_of(document, calls, settings.senders)
        drop = MailDrop(home)
        for path in paths:
            for one in _opened(path, drop, reader, world):
                unread += bool(one.fault)
                if as_json:
                    emit_line(one)
                else:
                    for line in complaint_lines(one):
                        say(line)
    if unread:
        note(f"{unread} of {len(paths)} could not be read; they wait in {home / 'complaints' / 'quarantine'}")


def world_of(document: PolicyDocument, calls: CallBook, senders: dict[str, tuple[str, ...]]) -> ComplaintWorld:
    return ComplaintWorld(
        carrier=document.carrier.name,
        country=document.carrier.country,
        owners=owners_of(document),
        area_countries=dict(document.numbering.area_countries),
        secrets=secrets_of(document),
        calls=calls,
        rules=[rule for pack in shipped_packs().values() for rule in pack],
        recipients=recipients.load(),
        listed=senders,
    )


def _opened(path: Path, drop: MailDrop, reader: MessageReader, world: ComplaintWorld) -> Iterator[ComplaintJson]:
    """What others have taken in stays where it stands, but for what can be read by now."""
    data = sys.stdin.buffer.read(MESSAGE_BYTES_MAX + 1) if str(path) == "-" else path.read_bytes()
    now = datetime.now(UTC)
    before = drop.find(sha256(data).hexdigest())
    kept = drop.take(data, Envelope("file", now.timestamp()))
    ours = before is None or before.state is MessageState.QUARANTINE
    reference = reference_of(kept.sha256)
    try:
        readings = reader.read(data, path.name, now)
    except Unreadable as fault:
        if ours:
            drop.quarantine(kept.sha256, str(fault))
        yield unread_json(str(path), kept.sha256, reference, before is not None, str(fault))
        return
    if ours:
        drop.finish(kept.sha256, f"opened from a file as {reference}")
    for reading in readings:
        opened = open_complaint(reading, kept.sha256, world, now)
        yield complaint_json(str(path), kept.sha256, before is not None, opened)


def _paths(files: Sequence[Path]) -> Iterator[Path]:
    for path in files:
        if str(path) == "-":
            yield path
        elif path.is_dir():
            yield from sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith("."))
        elif path.is_file():
            yield path
        else:
            raise CommandFault(Exit.NOT_FOUND, f"there is no file {path}")


def _document(place: Home) -> PolicyDocument:
    shelf = place.shelf()
    pointer = shelf.current()
    if pointer is None:
        raise CommandFault(
            Exit.NOT_FOUND,
            f"no policy is in force in {place.path}; push one: bellwarden policy push DIR --home {place.path}",
        )
    return shelf.load(pointer.snapshot).document


def settings_of(home: Path, country: str) -> Settings:
    path = home / FILE
    zones = COUNTRY_ZONES.get(country, ())
    if not path.is_file():
        return Settings(zones, {})
    try:
        value = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CommandFault(Exit.POLICY, f"{path}: no TOML: {error}") from None
    unknown = value.keys() - {"zones", "senders", "competitors"}
    if unknown:
        known = "zones, competitors and [senders]"
        raise CommandFault(Exit.POLICY, f"{path}: {visible(min(unknown))} is no setting; it knows {known}")
    senders = value.get("senders", {})
    return Settings(
        _texts(value["zones"], path, "zones") if "zones" in value else zones,
        {_class(name, path): _texts(listed, path, f"senders.{name}") for name, listed in senders.items()},
        _texts(value.get("competitors", []), path, "competitors"),
    )


def _class(name: str, path: Path) -> str:
    known = sorted(recipients.load())
    if name not in known:
        raise CommandFault(
            Exit.POLICY, f"{path}: senders.{visible(name)} is no class of senders; write {', '.join(known)}"
        )
    return name


def _texts(value: object, path: Path, field: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise CommandFault(Exit.POLICY, f"{path}: {field}: a list of texts is wanted")
    return tuple(value)
