"""A complaint passed on to another provider's desk, machine to machine: what was told, and nothing that was found."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec

from bellwarden.disclosure.xarf_report import Passed, message_report, voice_report
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.complaint import FieldName, Medium, NumberRole, Reading
from bellwarden.model.office.complaint import ComplaintRecord
from bellwarden.model.office.people import Right

TEXT_MAX: Final = 5_000
PROTOCOLS: Final = {Medium.TEXT: "sms", Medium.CHAT: "chat", Medium.FAX: "fax"}


def as_xarf(
    world: OfficeWorld, row: ComplaintRecord, reporter: Mapping[str, str], report_id: str, *, words: bool = False
) -> dict[str, object]:
    """A report of XARF 4, noted in the disclosure ledger. `words`: with the complainant's text, which may name people.

    BadInput when the complaint tells no number that another desk could look for.
    """
    need(world, Right.WORK_CASES)
    told = passed(row, words=words)
    if not told.calling and not told.callback:
        raise BadInput(
            [FieldFault("", f"{row.reference} tells no number to call or called from; nobody could look for it")]
        )
    protocol = PROTOCOLS.get(Medium(row.medium), "")
    report = (
        message_report(report_id, reporter, told, protocol) if protocol else voice_report(report_id, reporter, told)
    )
    digest = hashlib.sha256(json.dumps(report, sort_keys=True).encode()).hexdigest()
    fields = sorted(set(report) - {"xarf_version", "report_id", "reporter", "sender", "category", "type"})
    with world.office.writing(world.actor) as desk:
        desk.audit("disclosure.xarf", row, after={"told": fields, "sha256": digest})
    return report


def passed(row: ComplaintRecord, *, words: bool) -> Passed:
    reading = msgspec.convert(row.reading, Reading)
    times = [one.readings[0].earliest + (one.readings[0].latest - one.readings[0].earliest) / 2
             for one in reading.times if one.readings]  # fmt: skip
    received = datetime.fromtimestamp(row.received_at, UTC)
    text = "\n".join(part.text for part in reading.message.parts if part.field is FieldName.NONE)[:TEXT_MAX]
    return Passed(
        _number(reading, NumberRole.CALLER_ID),
        _number(reading, NumberRole.CALLED),
        times[:100] or [received],
        _number(reading, NumberRole.CALLBACK),
        reading.claimed.least if reading.claimed else 0,
        text if words else "",
    )


def _number(reading: Reading, role: NumberRole) -> str:
    return next((f"+{one.e164}" for one in reading.in_role(role) if one.e164), "")
