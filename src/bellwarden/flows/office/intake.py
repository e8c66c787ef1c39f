"""Complaints that come by a form, a program, a telephone or a file: bytes are kept first, then taken up like a mail.

A form and a program ask the database nothing, so what they are told can't depend on whose a number is.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

from bellwarden.complaints.form_mail import FormFile, file_name, form_mail
from bellwarden.complaints.limits import MESSAGE_BYTES_MAX
from bellwarden.flows.complaint import reference_of
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.message import Envelope, Kept, MessageState
from bellwarden.model.office.people import Right
from bellwarden.ports import MailDrop
from bellwarden.ports.office import Conflict, Missing

UNPROVEN: Final = "sent by the form without its calculation: look whether a person wrote it, then “Read it”"
REASON_MAX: Final = 500


class HandedIn(NamedTuple):
    """`before`: it was here already, and nothing was taken."""

    kept: Kept
    reference: str
    before: bool = False


def by_form(
    drop: MailDrop, values: Mapping[str, str], files: Sequence[FormFile], mark: str, came: Envelope, *, proven: bool
) -> HandedIn:
    """What the public form holds. `mark` is the form's own: the same one sent twice is one report.

    Without proof that a browser did its calculation, or when the proof was used before, a person looks first.
    """
    raw = form_mail(values, files, mark)
    known_as = f"form:{mark}"
    fresh = proven and drop.known(known_as) in ("", sha256(raw).hexdigest())
    return _taken(drop, raw, came, "" if fresh else UNPROVEN, known_as if fresh else "")


def by_program(drop: MailDrop, raw: bytes, came: Envelope, own_name: str = "") -> HandedIn:
    """A body that a program posted. `own_name`: how the program calls it; a second one of this name is the first."""
    return _taken(drop, raw, came, "", f"{came.source}:{own_name}" if own_name else "")


def by_telephone(world: OfficeWorld, drop: MailDrop, values: Mapping[str, str], channel: str) -> HandedIn:
    """What staff wrote down while somebody told it, or typed in from paper."""
    return _noted(world, drop, {**values, "channel": channel}, "")


def as_note(world: OfficeWorld, drop: MailDrop, name: str, values: Mapping[str, str]) -> HandedIn:
    """What a person read in a message that waits: the note is taken up in its place, and names it."""
    waiting = _waiting(drop, name)
    made = _noted(world, drop, {**values, "channel": "mail"}, waiting.sha256)
    drop.finish(waiting.sha256, f"noted by {world.actor.name} as {made.reference}")
    return made


def by_file(world: OfficeWorld, drop: MailDrop, name: str, data: bytes) -> HandedIn:
    """A mail, a table or a text that staff hand in."""
    need(world, Right.WORK_CASES)
    if not data:
        raise BadInput([FieldFault("files", f"{file_name(name)} is empty")])
    if len(data) > MESSAGE_BYTES_MAX:
        raise BadInput(
            [FieldFault("files", f"{file_name(name)} has {len(data):,} bytes; {MESSAGE_BYTES_MAX:,} are read")]
        )
    came = Envelope(f"upload:{world.actor.name}", world.clock.now(), name=file_name(name))
    made = _taken(drop, data, came)
    if not made.before:
        _tell(world, "intake.upload", made)
    return made


def read_again(world: OfficeWorld, drop: MailDrop, name: str) -> Kept:
    """Have a message that waits read with the next ones."""
    need(world, Right.WORK_CASES)
    waiting = _waiting(drop, name)
    with world.office.writing(world.actor) as desk:
        desk.audit("intake.read_again", after={"message": waiting.sha256, "waited": waiting.note})
    return drop.retry(waiting.sha256)


def set_aside(world: OfficeWorld, drop: MailDrop, name: str, reason: str) -> Kept:
    """A message that waits is no complaint: it stays on disk, and no case comes of it."""
    need(world, Right.WORK_CASES)
    why = " ".join(reason.split())
    if not why or len(why) > REASON_MAX:
        raise BadInput([FieldFault("reason", f"write in 1 to {REASON_MAX} characters why it is no complaint")])
    waiting = _waiting(drop, name)
    with world.office.writing(world.actor) as desk:
        desk.audit("intake.set_aside", after={"message": waiting.sha256}, reason=why)
    return drop.finish(waiting.sha256, f"set aside by {world.actor.name}: {why}")


def _noted(world: OfficeWorld, drop: MailDrop, values: Mapping[str, str], about: str) -> HandedIn:
    need(world, Right.WORK_CASES)
    told = {**values, "taken_by": world.actor.name}
    raw = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()
    door = "note" if about else "phone"
    made = _taken(drop, raw, Envelope(f"{door}:{world.actor.name}", world.clock.now(), about=about))
    if not made.before:
        _tell(world, "intake.note", made)
    return made


def _taken(drop: MailDrop, raw: bytes, came: Envelope, waits: str = "", known_as: str = "") -> HandedIn:
    before = drop.find(drop.known(known_as) if known_as else sha256(raw).hexdigest())
    kept = drop.take(raw, came, waits, known_as)
    return HandedIn(kept, reference_of(kept.sha256), before is not None)


def _tell(world: OfficeWorld, verb: str, made: HandedIn) -> None:
    with world.office.writing(world.actor) as desk:
        desk.audit(verb, after={"message": made.kept.sha256, "reference": made.reference})


def _waiting(drop: MailDrop, name: str) -> Kept:
    found = drop.find(name)
    if found is None:
        raise Missing(f"There is no message {name[:12]}.")
    if found.state is not MessageState.QUARANTINE:
        raise Conflict(f"message {name[:12]} does not wait any more: {found.note or found.state.value}")
    return found
