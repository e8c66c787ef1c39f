"""Operators' own conditions in CEL: compiled once per snapshot, filled from the documented variables.

None is trusted to be free of errors at run time: one that can't be evaluated says so in a finding and does nothing.
"""

from typing import TYPE_CHECKING

from bellwarden.model.call import CallAttempt
from bellwarden.model.policy import Condition
from bellwarden.model.stir import Verification, VerificationStatus
from bellwarden.model.usage import NO_USAGE, Usage
from bellwarden.model.verdict import Action, EvidenceClass, Finding

if TYPE_CHECKING:
    from bellwarden.verdict.check import Look
    from bellwarden.verdict.policy import Policy

DAY_S = 86_400
NOT_VERIFIED = Verification(VerificationStatus.NONE)
THURSDAY = 4  # 1970-01-01
# What the library raises where an expression meets values that it can't work with.
EVALUATION_ERRORS = (RuntimeError, TypeError, ValueError, ArithmeticError, LookupError)


def context_of(call: CallAttempt, policy: "Policy", usage: Usage) -> dict[str, str | int | bool]:
    """The documented variables (model/condition.py) of one call."""
    request = call.request
    found = call.verification or NOT_VERIFIED
    days, seconds = divmod(int(request.at), DAY_S)
    return {
        "calling": call.calling.digits,
        "called": call.called.digits,
        "shown": call.shown.digits,
        "calling_form": call.calling.form.value,
        "calling_kind": call.calling.kind.value,
        "called_kind": call.called.kind.value,
        "calling_country": policy.country_of(call.calling),
        "called_country": policy.country_of(call.called),
        "display_name": request.display_name,
        "customer": call.customer,
        "called_customer": call.called_customer,
        "trunk": call.trunk,
        "source_ip": request.source_ip,
        "host": request.host,
        "user_agent": request.user_agent,
        "spid": policy.spid_of(call.calling, request.spid),
        "diverted": bool(request.diversions),
        "withheld": request.privacy,
        "identity_headers": len(request.identities),
        "verstat": found.status.value if call.verification is not None else "",
        "attestation": found.attestation,
        "signer": found.signer,
        "origid": found.origid,
        "stir_code": found.code,
        "stir_reason": found.reason,
        "attempts_1s": usage.customer_attempts_1s,
        "hour_utc": seconds // 3600,
        "weekday_utc": (days + THURSDAY - 1) % 7 + 1,
    }


class ContextCache:
    """The variables of the call in hand, so that several conditions over one call fill them once."""

    def __init__(self) -> None:
        self._call: CallAttempt | None = None
        self._usage: Usage = NO_USAGE
        self._context: dict[str, str | int | bool] = {}

    def of(self, call: CallAttempt, policy: "Policy", usage: Usage) -> dict[str, str | int | bool]:
        if call is not self._call or usage is not self._usage:
            self._context = context_of(call, policy, usage)
            self._call, self._usage = call, usage
        return self._context


class BoundCondition:
    """One condition, ready to look."""

    __slots__ = ("_cache", "_condition", "_found", "_program")

    def __init__(self, condition: Condition, cache: ContextCache) -> None:
        self._condition = condition
        self._cache = cache
        import cel  # here, because it brings a command line of its own: 22 MB that a gate without conditions can spare

        self._program = cel.compile(condition.expression)
        self._found = Finding(
            "CONDITION", condition.expression, condition.evidence, "", condition.name, None, condition.action
        )

    def look(self, call: CallAttempt, policy: "Policy", usage: Usage) -> Finding | None:
        try:
            holds = self._program.execute(self._cache.of(call, policy, usage))
        except EVALUATION_ERRORS as error:
            detail = f"could not be evaluated: {str(error)[:120]}"
            return Finding("CONDITION", detail, EvidenceClass.STATISTICS, "", self._condition.name, None, Action.ALLOW)
        return self._found if holds is True else None


def bind_condition(condition: Condition, cache: ContextCache) -> "Look":
    return BoundCondition(condition, cache).look
