"""What the worker does about complaints: takes up what has come in."""

from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from bellwarden.calllog.asking import asking
from bellwarden.calllog.complaints import ComplaintCalls, NoCalls
from bellwarden.cli.complaint_opening import settings_of, world_of
from bellwarden.cli.office_letters import mail_settings
from bellwarden.cli.traffic_settings import area_zones
from bellwarden.complaints.incoming import FORM_FILE
from bellwarden.flows.complaint import ComplaintWorld, open_complaint
from bellwarden.flows.office import complaints, letters
from bellwarden.flows.office.complaints import MATCH_WORDS
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.mail.child import Setting
from bellwarden.mail.reading import MessageReader, Unreadable
from bellwarden.mail.settings import Check
from bellwarden.model.message import Kept
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.model.policy import PolicyDocument
from bellwarden.ports.complaint import CallBook
from bellwarden.ports.office import Missing
from bellwarden.store import token_key

BATCH: Final = 50  # messages at a time, so that the worker's other work is not kept waiting
# The name by which a door hands a message on: what somebody else called it decides nothing but for a file of staff's.
NAMES: Final = {"api": "message.json", "form": FORM_FILE, "phone": "message.json", "note": "message.json"}


class ComplaintWork:
    """One worker's: its reading program stays between messages."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._drop = home.mail_drop()
        self._reader: MessageReader | None = None

    def take_up(self, world: OfficeWorld) -> str:
        """Messages that wait, oldest first; what can't be read goes to the quarantine. Tells what was done."""
        waiting = list(islice(self._drop.list(), BATCH))
        if not waiting:
            return ""
        document = document_of(self._home)
        settings = settings_of(self._home.path, document.carrier.country)
        mail = mail_settings(self._home.path)
        own = letters.Own(token_key(self._home.path), mail.own_addresses)
        with ExitStack() as stack:
            desk = world_of(document, calls_of(self._home, stack), settings.senders)
            for kept in waiting:
                self._take_up(kept, world, desk, self._read(document, settings.zones, mail.check), own)
        return f"{len(waiting)} messages taken up"

    def _take_up(
        self, kept: Kept, world: OfficeWorld, desk: ComplaintWorld, reader: MessageReader, own: letters.Own
    ) -> None:
        raw = self._drop.raw(kept.sha256)
        came = datetime.fromtimestamp(kept.envelope.received_at, UTC)
        try:
            readings = reader.read(raw, _name(kept), came)
        except Unreadable as fault:
            self._drop.quarantine(kept.sha256, str(fault))
            return
        now = datetime.fromtimestamp(world.clock.now(), UTC)
        readings = tuple(letters.came_by(one, kept.envelope, own) for one in readings)
        letter = letters.join(world, kept, len(raw), readings[0], own)
        if letter is not None:
            self._drop.finish(kept.sha256, letters.told(letter))
            return
        opened = [open_complaint(one, kept.sha256, desk, now) for one in readings]
        rows = complaints.take_up(world, kept, len(raw), opened)
        letters.note_report(world, kept, readings[0], rows[0])
        # Last: a worker that dies before takes the message up again, and finds its rows.
        self._drop.finish(kept.sha256, ", ".join(map(_became, rows))[:500])

    def _read(self, document: PolicyDocument, zones: tuple[str, ...], check: Check) -> MessageReader:
        if self._reader is None:
            areas = area_zones(self._home.path)
            self._reader = MessageReader(
                Setting(document.carrier.country, zones, areas, servers=check.servers, dkim=check.dkim)
            )
        return self._reader


def calls_of(home: Home, stack: ExitStack) -> CallBook:
    """The home's call log, until the stack is left."""
    log = home.path / "calllog"
    if not (log / "manifest.json").is_file():
        return NoCalls()
    return ComplaintCalls(log, stack.enter_context(asking(log)))


def document_of(home: Home) -> PolicyDocument:
    """The policy in force, by which the desk judges."""
    pointer = home.shelf().current()
    if pointer is None:
        raise Missing("no policy is in force yet; messages wait until one is")
    return home.shelf().load(pointer.snapshot).document


def _became(row: ComplaintRecord) -> str:
    found = f", {row.found} call{'' if row.found == 1 else 's'} found" if row.found else ""
    return f"{row.reference}: {MATCH_WORDS[row.verdict]}{found}"


def _name(kept: Kept) -> str:
    if kept.envelope.door == "upload":
        return kept.envelope.name
    return NAMES.get(kept.envelope.door, "message.eml")
