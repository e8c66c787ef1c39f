"""A decision laid out for a person: the sentence, what was seen at each step, what the SBC was told."""

from pathlib import Path

from bellwarden.cli.compose import policy_kept
from bellwarden.cli.console import clock, columns, emit, number, say, span, visible
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.homes import open_home
from bellwarden.cli.records import headline, record_of, told_to_sbc, took
from bellwarden.cli.shapes import ExplanationJson, StepJson
from bellwarden.cli.trying import Tried
from bellwarden.flows import telling
from bellwarden.flows.telling import signing_words, stopped, verification_words
from bellwarden.model.decision import Decision
from bellwarden.model.verdict import EMERGENCY_CALL
from bellwarden.verdict.policy import Policy


def explanation(decision: Decision, policy: Policy | None, kept: bool) -> ExplanationJson:
    """`policy` is the one that the decision was judged by; None when it is gone."""
    told = telling.explanation(decision, policy)
    steps = [StepJson(one.code, one.mode.value, list(one.names), one.seen, one.result) for one in told.steps]
    return ExplanationJson(record_of(decision, kept), steps, told.judged_again, told.note)


def explain_kept(place: Path, decision_id: str, as_json: bool) -> None:
    """Of a decision in the home's spool."""
    home = open_home(place)
    decision = home.spool_reader().find(decision_id.strip().lower())
    if decision is None:
        raise CommandFault(
            Exit.NOT_FOUND,
            f"no decision {decision_id} is kept in {place}; the last ones: bellwarden decisions tail --home {place}",
        )
    _answer(decision, explanation(decision, policy_kept(home, decision.policy), kept=True), None, as_json)


def explain_tried(tried: Tried, as_json: bool) -> None:
    """Of a call that was only tried."""
    _answer(tried.decision, explanation(tried.decision, tried.policy, kept=False), tried.policy_age_s, as_json)


def _answer(decision: Decision, told: ExplanationJson, policy_age_s: float | None, as_json: bool) -> None:
    if as_json:
        emit(told)
    else:
        show(decision, told, policy_age_s)


def show(decision: Decision, told: ExplanationJson, policy_age_s: float | None = None) -> None:
    """The whole explanation as text."""
    kept = bool(told.decision.decision_id)
    say(headline(decision))
    if decision.observed and stopped(decision.verdict):
        say(f"  The gate only observes: the call {'went' if kept else 'would go'} on all the same.")
    say()
    for line in columns(_facts(decision)):
        say(f"  {line}")
    say()
    _show_steps(decision, told)
    if told.note:
        say(f"Note: {told.note}.")
        say()
    say("What the SBC was told" if kept else "What the SBC would be told")
    for line in told_to_sbc(decision):
        say(f"  {line}")
    say()
    age = f", pushed {span(policy_age_s)} ago" if policy_age_s is not None else ""
    name = f"decision {told.decision.decision_id} · " if kept else ""
    say(f"{name}policy {decision.policy[:12] or 'from files'}{age} · journal line {decision.journal}")


def _facts(decision: Decision) -> list[tuple[str, str]]:
    call = decision.call
    request = call.request
    rows = [("at", f"{clock(request.at)}, answered after {took(decision)}")]
    rows.append(("from", _heard(call.calling.digits, request.calling) + _named(request.display_name)))
    if call.shown.digits != call.calling.digits:
        rows.append(("shown", _heard(call.shown.digits, request.shown)))
    rows.append(("to", _heard(call.called.digits, request.called)))
    rows.append(("customer", call.customer or "nobody of the policy"))
    rows.append(
        ("asked by", f"{request.source_ip or 'an HTTP client'}, trunk {call.trunk}, over {request.protocol.upper()}")
    )
    if request.certificate_names:
        rows.append(("certificate", visible(", ".join(request.certificate_names))))
    if call.called_customer:
        rows.append(("for", f"our customer {call.called_customer}"))
    if request.call_id:
        rows.append(("Call-ID", visible(request.call_id)))
    if call.verification is not None:
        found = call.verification
        rows.append(("verified", visible(verification_words(found), 200)))
        if found.x5u:
            rows.append(("", visible(f"origid {found.origid or '-'}, certificate {found.x5u}", 200)))
    if decision.signing is not None:
        rows.append(("signed", visible(signing_words(decision.signing, decision, number), 200)))
        if decision.signing.origid:
            rows.append(("", f"origid {visible(decision.signing.origid)}"))
    if request.fault:
        rows.append(("fault", visible(request.fault)))
    return rows


def _heard(digits: str, raw: str) -> str:
    told = number(digits, raw)
    return f"{told}  (received: {visible(raw, 60)})" if raw and raw not in (digits, f"+{digits}", told) else told


def _named(name: str) -> str:
    return f'  "{visible(name, 60)}"' if name else ""


def _show_steps(decision: Decision, told: ExplanationJson) -> None:
    """Steps that saw something in full, the others folded to a count: the normal is silent."""
    if decision.verdict.reason == EMERGENCY_CALL:
        say("No check looks at an emergency call (47 CFR 64.1200(k)(5)).")
        say()
        return
    if not told.steps:
        return
    say("Steps, in the gate's order")
    rows = []
    quiet = 0
    for place, step in enumerate(told.steps, 1):
        if not step.seen:
            quiet += 1
            continue
        name = step.code + (f" ({', '.join(step.names)})" if step.names else "")
        rows.append((f"{place:>3}", name, step.mode, visible(step.seen, 80), step.result))
    for line in columns(rows):
        say(f"  {line}")
    say(
        f"  {'and ' if rows else ''}{quiet} checks that saw nothing" if quiet != 1 else "  and 1 check that saw nothing"
    )
    say()
