"""Decisions of the gate as rows of the log: what was asked and answered, and the tokens seen or made."""

from collections.abc import Sequence

from bellwarden.calllog.joining import ALONE
from bellwarden.calllog.numbers import TEXT_MAX
from bellwarden.calllog.streams import Batch, StreamRow
from bellwarden.cdr.causes import SIP_RESULTS
from bellwarden.model.call_record import CallResult
from bellwarden.model.number import NumberForm
from bellwarden.model.verdict import Action, Outcome
from bellwarden.seam.brief import BriefDecision, BriefNumber

FORMAT = "decisions"
# Wherever these go on to, the call is up: how it ends only its record tells.
_WENT_ON = frozenset(one.value for one in (Outcome.CONTINUE, Outcome.CAPTCHA, Outcome.VOICE_MENU, Outcome.VOICEMAIL))
_UNKNOWN = CallResult.UNKNOWN.value
RESULTS = {status: result.value for status, result in SIP_RESULTS.items()}
_NANP = NumberForm.NANP.value


def batch_of(decisions: Sequence[BriefDecision], place: str, end: int) -> Batch:
    return Batch([_row(one) for one in decisions], place, end)


def _row(decision: BriefDecision) -> StreamRow:
    call, request = decision.call, decision.call.request
    found, signing = call.verification, decision.signing
    went_on = decision.observed or decision.verdict.outcome in _WENT_ON
    status = decision.answer.status
    return StreamRow(
        round(request.at * 1e6),
        call.calling.e164 or None,
        call.called.e164 or None,
        _odd_text(call.calling),
        _odd_text(call.called),
        call.calling.form,
        _UNKNOWN if went_on else RESULTS.get(status, CallResult.FAILED.value),
        "" if went_on else decision.verdict.reason[:64],
        None if went_on else status,
        None,
        None if went_on else 0,
        request.display_name[:255],
        call.customer[:255],
        call.trunk[:255],
        "",
        request.source_ip[:255],
        request.call_id[:255],
        decision.id,
        request.correlation[:255],
        ALONE,
        (found.attestation if found else "") or (signing.attestation if signing else ""),
        found.signer if found else "",
        found.status if found else "",
        "",
        verdict_of(decision),
        found.origid if found else "",
        found.signature if found else "",
        signing.origid if signing else "",
        signing.signature if signing else "",
    )


def verdict_of(decision: BriefDecision) -> str:
    """`block`, `divert`, `limit`, `allow`; `would_block` and so on where the gate only observed."""
    action = decision.verdict.action
    return f"would_{action}" if decision.observed and action != Action.ALLOW.value else action


def _odd_text(number: BriefNumber) -> str:
    """What was received, unless the number itself tells all of it."""
    return "" if number.e164 and number.form == _NANP else number.raw[:TEXT_MAX]
