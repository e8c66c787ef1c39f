"""Finds calls of the log by number and time, and shows them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import typer

from bellwarden.calllog.asking import asking
from bellwarden.calllog.manifest import Source
from bellwarden.calllog.retention import ORDINARY
from bellwarden.cli.call_shapes import CallJson
from bellwarden.cli.console import columns, counted, emit_line, note, number, say, utc, visible
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.keeping import lag_of
from bellwarden.cli.options import read_moment, read_span
from bellwarden.cli.tables import write_table
from bellwarden.model.call_record import CallRecord
from bellwarden.numbering.reading import read_number


def show_found(
    home: Path, wanted: str, around: str, tolerance: str, country: str, as_json: bool, out: Path | None = None
) -> None:
    """CommandFault with `NOT_FOUND` when there is no such call."""
    read = read_number(wanted, country)
    if not read.e164:
        raise typer.BadParameter(f"{wanted!r} is no telephone number; write 238-200-0150 or +12382000150")
    moment = datetime.fromtimestamp(read_moment(around, datetime.now(UTC).timestamp()), UTC)
    with asking(home / "calllog") as asker:
        found = asker.find(read.e164, moment, timedelta(seconds=read_span(tolerance)))
        shown = [call_json(one, asker.manifest.sources) for one in found]
        lag = lag_of(asker.manifest, min(moment + timedelta(seconds=read_span(tolerance)), datetime.now(UTC)))
    for one in shown if as_json and out is None else ():
        emit_line(one)
    if not shown:
        missing = f"no call of {number(read.digits)} within {tolerance} of {utc(moment.timestamp())}"
        raise CommandFault(Exit.NOT_FOUND, f"{missing}; {lag}" if lag else missing)
    if lag:
        note(lag)
    if out is not None:
        note(f"{counted(write_table(out, shown), 'call')} in {out}")
    elif not as_json:
        for line in call_lines(shown):
            say(line)
        note(f"{len(shown)} calls, times are UTC")


def call_json(one: CallRecord, sources: Sequence[Source]) -> CallJson:
    return CallJson(
        at=utc(one.began.timestamp()),
        calling=str(one.calling or ""),
        called=str(one.called or ""),
        calling_received=one.calling_text or "",
        called_received=one.called_text or "",
        result=one.result.value,
        cause=one.cause or "",
        sip_status=one.sip_status,
        duration_s=_seconds(one.duration_ms),
        billable_s=_seconds(one.billable_ms),
        customer=one.customer or "",
        trunk=one.trunk or "",
        upstream=one.upstream or "",
        source_ip=one.source_ip or "",
        call_id=one.call_id or "",
        name=one.name or "",
        decision_id=one.decision_id or "",
        rung=one.rung or "",
        attestation=one.attestation or "",
        signer=one.signer or "",
        verstat=one.verstat or "",
        ended_by=one.ended_by or "",
        retention=one.retention or ORDINARY,
        file=sources[one.source - 1].name if 0 < one.source <= len(sources) else "",
        line=one.line,
    )


def call_lines(calls: Sequence[CallJson]) -> list[str]:
    """Calls as aligned lines: time, numbers, result, length, who, where it stands."""
    return columns(
        [
            one.at.removesuffix(".000Z").replace("T", " "),
            number(one.calling, one.calling_received),
            "→",
            number(one.called, one.called_received),
            one.result.replace("_", " "),
            "" if one.billable_s is None else f"{one.billable_s:g} s",
            visible(one.customer or one.trunk, 24),
            f"{visible(one.file, 30)}:{one.line}",
        ]
        for one in calls
    )


def _seconds(ms: int | None) -> float | None:
    return None if ms is None else ms / 1000
