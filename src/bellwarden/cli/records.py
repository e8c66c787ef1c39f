"""A decision as the command line tells it: one line for the eye, one record for programs, one row for a spreadsheet."""

from collections.abc import Iterable
from typing import Final

import msgspec
import typer

from bellwarden.cli.console import clock, latency, number, utc, visible
from bellwarden.cli.shapes import DecisionJson, FindingJson, SipJson
from bellwarden.cli.tables import plain_text
from bellwarden.cli.tokens import signing_json, verification_json
from bellwarden.flows import telling
from bellwarden.flows.telling import stopped, why
from bellwarden.gate.api import decision_reply
from bellwarden.model.decision import Decision
from bellwarden.model.verdict import EMERGENCY_CALL, Action, Outcome
from bellwarden.verdict.explain import DONE, sentence

# Word, shape and colour together: none of them alone.
CHIPS: Final = {
    Action.ALLOW: ("✓", "Allowed", "green"),
    Action.BLOCK: ("■", "Blocked", "red"),
    Action.DIVERT: ("◆", "Diverted", "magenta"),
    Action.LIMIT: ("▲", "Limited", "yellow"),
}
EMERGENCY_CHIP: Final = ("✚", "Emergency", "cyan")
OBSERVED_SHAPE: Final = "◌"
UNJUDGED_CHIP: Final = ("✕", "Not judged", "")
WOULD: Final = {Action.BLOCK: "Would block", Action.DIVERT: "Would divert", Action.LIMIT: "Would limit"}
WORD_WIDTH: Final = len("Would divert")

CSV_COLUMNS: Final = (
    "decision_id",
    "at",
    "action",
    "reason",
    "goes_on",
    "observed",
    "customer",
    "trunk",
    "calling_number",
    "called_number",
    "calling_received",
    "called_received",
    "display_name",
    "source_ip",
    "protocol",
    "call_id",
    "user_agent",
    "correlation",
    "fault",
    "sentence",
    "sip_status",
    "policy",
    "journal",
    "latency_us",
    "verstat",
    "stir_reason",
    "attestation",
    "signer",
    "signed",
)


def record_of(decision: Decision, kept: bool = True) -> DecisionJson:
    """The decision as JSON; `kept` False for one that was only tried and is in no spool."""
    call = decision.call
    request = call.request
    reply = decision_reply(decision, 0, 0.0)
    return DecisionJson(
        decision_id=decision.id if kept else "",
        at=utc(request.at),
        action=reply.action,
        reason=reply.reason,
        outcome=decision.verdict.outcome.value,
        sentence=reply.sentence,
        goes_on=not stopped(decision.verdict),
        observed=decision.observed,
        customer=call.customer,
        trunk=call.trunk,
        called_customer=call.called_customer,
        calling_number=call.calling.digits,
        called_number=call.called.digits,
        shown_number=call.shown.digits if call.shown.digits != call.calling.digits else "",
        calling_received=request.calling,
        called_received=request.called,
        display_name=request.display_name,
        source_ip=request.source_ip,
        protocol=request.protocol,
        call_id=request.call_id,
        user_agent=request.user_agent,
        correlation=request.correlation,
        identity_headers=len(request.identities),
        fault=request.fault,
        findings=[msgspec.convert(one, FindingJson, from_attributes=True) for one in reply.findings],
        sip=msgspec.convert(reply.sip, SipJson, from_attributes=True),
        customer_attempts_1s=decision.usage.customer_attempts_1s,
        trunk_attempts_1s=decision.usage.trunk_attempts_1s,
        policy=decision.policy,
        journal=decision.journal,
        latency_us=decision.latency_us,
        verification=verification_json(call.verification),
        signing=signing_json(decision.signing),
    )


def chip(decision: Decision) -> tuple[str, str, str]:
    """Shape, word and colour of a verdict."""
    verdict = decision.verdict
    if verdict.reason == EMERGENCY_CALL:
        return EMERGENCY_CHIP
    if verdict.outcome is Outcome.OVERLOADED:
        return UNJUDGED_CHIP
    if decision.observed and stopped(verdict):
        return (OBSERVED_SHAPE, WOULD[verdict.action], "")
    return CHIPS[verdict.action]


def headline(decision: Decision) -> str:
    """`■ Blocked: the caller ID shows the short code 911; also seen: …`"""
    shape, word, _ = chip(decision)
    verdict = decision.verdict
    if verdict.outcome is Outcome.OVERLOADED:
        return f"{shape} {word}: {why(verdict)}."
    return f"{shape} {word}: {sentence(verdict).removeprefix(DONE[verdict.action] + ': ')}"


def line_of(decision: Decision, in_colours: bool) -> str:
    """The decision on one line, its id last, so that it can be copied."""
    shape, word, colour = chip(decision)
    call = decision.call
    text = f"{shape} {word:<{WORD_WIDTH}}"
    shown = typer.style(text, fg=colour) if in_colours and colour else text
    who = call.customer or call.trunk
    calling, called = call.calling.digits, call.called.digits
    way = f"{number(calling, call.request.calling):>14} → {number(called, call.request.called):<14}"
    told = visible(why(decision.verdict), 90)
    return f"{clock(call.request.at)}  {shown}  {who:<20.20}  {way}  {told}".rstrip() + f"  [{decision.id}]"


def csv_row(decision: Decision) -> list[str]:
    record = record_of(decision)
    found, signing = decision.call.verification, decision.signing
    beside = {
        "sip_status": decision.answer.status,
        "verstat": "" if found is None else found.status.value,
        "stir_reason": "" if found is None else found.reason,
        "attestation": "" if found is None else found.attestation,
        "signer": "" if found is None else found.signer,
        "signed": "" if signing is None else f"{signing.outcome.value} {signing.attestation}".strip(),
    }
    return [plain_text(_plain(beside[name] if name in beside else getattr(record, name))) for name in CSV_COLUMNS]


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def told_to_sbc(decision: Decision) -> Iterable[str]:
    """The answer, fit for a terminal."""
    return map(visible, telling.told_to_sbc(decision))


def took(decision: Decision) -> str:
    return latency(decision.latency_us / 1e6)
