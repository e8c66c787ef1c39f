"""From a verdict to the SIP answer of a dialect: status line, Contact, decision header, Reason and the 603+ of law.

What a verification found is told by `switches/verstat.py`.
"""

import re
from typing import Final, NamedTuple

from bellwarden.model.call import CallRequest
from bellwarden.model.number import TelephoneNumber
from bellwarden.model.policy import Carrier, Redress, Trunk, TrunkRole
from bellwarden.model.sip_answer import SipAnswer
from bellwarden.model.stir import Verification
from bellwarden.model.verdict import Outcome, Verdict
from bellwarden.switches.carrying import carry
from bellwarden.switches.dialect import (
    DECLINE,
    DIVERTS,
    GOES_ON,
    MOVED_TEMPORARILY,
    MULTIPLE_CHOICES,
    NOT_FOUND,
    SERVICE_UNAVAILABLE,
    Switch,
)
from bellwarden.switches.verstat import error_line, verification_headers

Headers = tuple[tuple[str, str], ...]

PLANS_MAX: Final = 64  # a gate holds one policy, a replay two; more are left-overs of earlier snapshots
PHRASE_CHARACTERS_MAX: Final = 96
DECISION_HEADER: Final = "X-Bellwarden-Decision"
# Where a redress URL holds this word, the decision's id stands there: the caller needs no other reference.
DECISION_MARK: Final = "{decision}"

# RFC 3261 section 25.1, token; and what a URI may hold besides letters and digits, less quotes and angle brackets.
TOKEN_SIGNS: Final = frozenset("-.!%*_+`'~")
URI_SIGNS: Final = frozenset("-_.!~*'()%;/?:@&=+$,[]#")
# A semicolon would end the attribute it stands in, a quote the whole text (ATIS-1000099; RFC 3326 section 2).
REDRESS_SIGNS: Final = frozenset("-_.!~*()%/?:@&=+$,[]#")
# RFC 8606 section 4: where in the network the call was ended.
LOCATIONS: Final = frozenset(("U", "LPN", "LN", "TN", "RLN", "RPN", "INTL", "BI"))
# We never ask for credentials: an answer to a challenge is a digest leaked to whoever sits between.
NEVER_ANSWERED: Final = frozenset((401, 407))

# A customer's own Identity header is no provider's signature. An SBC that keeps the call's headers has to be told.
NOT_PASSED_ON: Final[Headers] = (("X-Bellwarden-Identity", "remove"),)

# What a trunk's `continue_status` may choose.
GOES_ON_LINES: Final = {
    300: MULTIPLE_CHOICES,
    302: MOVED_TEMPORARILY,
    404: NOT_FOUND,
    503: SERVICE_UNAVAILABLE,
}

# For the SBC's own records (RFC 3326). Suspension, lists and a called party's wish are no business of the caller.
REASON_TEXTS: Final = {
    Outcome.CONTINUE: "no objection",
    Outcome.OVERLOADED: "no opinion, overloaded",
    Outcome.CALLED_NUMBER: "called number not valid",
    Outcome.CALLER_ID: "caller ID not valid",
    Outcome.CALLER_ID_RIGHT: "caller ID not in the customer's set",
    Outcome.LIMIT: "over the call rate limit",
}


# Visible ASCII that ends neither the brackets around a URI nor a quoted text.
_needs_no_escape: Final = re.compile(r"[!#-;=?-\[\]-~]*+\Z").match
_new_tuple: Final = tuple.__new__  # less a Python call than the class itself


class _Row(NamedTuple):
    """An outcome's answer as far as it is the same for every call."""

    status: int
    phrase: str
    target: str  # Contact of a diverted call; "" for the original request URI
    headers: Headers  # after the decision header


class _Plan:
    """The answers of one dialect for one carrier, worked out once.

    `local` and `transit` hold full tables by a trunk's `continue_status`; 0 is the dialect's own.
    """

    __slots__ = ("carrier", "decision_header", "local", "switch", "transit")

    def __init__(self, switch: Switch, carrier: Carrier) -> None:
        self.switch = switch
        self.carrier = carrier
        self.decision_header = carrier.decision_header if _is_token(carrier.decision_header) else DECISION_HEADER
        statuses = (0, *switch.continue_choices)
        # RFC 8606: our customers' calls end in the network serving the caller, another provider's in a transit network.
        self.local = {status: _rows(switch, carrier, status, "LN") for status in statuses}
        self.transit = {status: _rows(switch, carrier, status, "TN") for status in statuses}


_plans: dict[tuple[int, int], _Plan] = {}


def answer(
    switch: Switch,
    verdict: Verdict,
    request: CallRequest,
    trunk: Trunk | None,
    carrier: Carrier,
    decision_id: str,
    identities: tuple[str, ...] | None = None,
    verification: Verification | None = None,
    calling: TelephoneNumber | None = None,
) -> SipAnswer:
    """What this SBC is told. `trunk` is None only for an asker without one. `identities` are the Identity values that
    the call is to go on with, () for none and None for those it came with; `verification` is what was found about
    `calling` by the latter.

    A refusal never uses an answer on which this SBC goes on. A challenge whose target the carrier has not set continues
    the call: an unset target must not refuse. An analytics block without redress contact is a plain 603, because a 603+
    without contact would be false (47 CFR 64.1200(k)(9)).
    """
    plan = _plans.get((id(switch), id(carrier)))
    if plan is None:
        plan = _planned(switch, carrier)
    outcome = verdict.outcome
    if trunk is None:
        row = plan.local[0][outcome]
    else:
        tables = plan.local if trunk.role is TrunkRole.CUSTOMER else plan.transit
        row = (tables.get(trunk.continue_status) or tables[0])[outcome]
    if not decision_id.isalnum() or not decision_id.isascii():
        decision_id = "".join([sign for sign in decision_id if _is_word(sign)])
    headers = ((plan.decision_header, decision_id), *row.headers)
    if verification is not None:
        headers += verification_headers(verification, request, calling, outcome in GOES_ON)
    if identities is not None:
        if identities:
            contact = _contact(switch, request.uri, decision_id)
            usual = SipAnswer(row.status, row.phrase, contact, headers)
            return carry(switch, trunk, usual, identities, request.protocol == "sip")
        headers += NOT_PASSED_ON
    if row.status < 400:
        contact = _contact(switch, row.target or request.uri, decision_id)
        return _new_tuple(SipAnswer, (row.status, row.phrase, contact, headers))
    status, phrase = row.status, row.phrase
    if outcome is Outcome.MALFORMED:
        status, phrase = _fault_line(switch, request.fault, row)
    elif outcome is Outcome.VERIFICATION:
        status, phrase = error_line(verification, status, phrase, switch)
    elif outcome is Outcome.ANALYTICS:
        headers = tuple([(name, value.replace(DECISION_MARK, decision_id)) for name, value in headers])
    return SipAnswer(status, phrase, "", headers)


def _planned(switch: Switch, carrier: Carrier) -> _Plan:
    if len(_plans) >= PLANS_MAX:
        _plans.clear()
    plan = _Plan(switch, carrier)
    # The plan keeps both alive, so no later object can have these addresses while it is in here.
    _plans[(id(switch), id(carrier))] = plan
    return plan


def _rows(switch: Switch, carrier: Carrier, continue_status: int, location: str) -> dict[Outcome, _Row]:
    return {outcome: _row(switch, carrier, outcome, continue_status, location) for outcome in Outcome}


def _row(switch: Switch, carrier: Carrier, outcome: Outcome, continue_status: int, location: str) -> _Row:
    if outcome in DIVERTS:
        target = _challenge_target(carrier, outcome)
        if target:
            return _Row(*switch.table[outcome], target, ())
        outcome = Outcome.CONTINUE
    line = switch.table[outcome]
    if outcome in GOES_ON and continue_status:
        line = GOES_ON_LINES[continue_status]
    if outcome is Outcome.ANALYTICS:
        reason = _redress_reason(carrier.redress, location)
        return _Row(*line, "", (("Reason", reason),)) if reason else _Row(*DECLINE, "", ())
    headers = _reason(outcome, line.status)
    # RFC 3261 section 20.33, seconds.
    if outcome is Outcome.LIMIT and line.status == 503 and switch.limit_retry_after_s:
        headers += (("Retry-After", str(switch.limit_retry_after_s)),)
    return _Row(*line, "", headers)


def _reason(outcome: Outcome, status: int) -> Headers:
    """RFC 3326 section 2. A redirect says it itself; where a failure means "go on", the text tells a trace's reader."""
    text = REASON_TEXTS.get(outcome, "")
    if not text or status < 400:
        return ()
    return (("Reason", f'SIP;cause={status};text="{text}"'),)


def _challenge_target(carrier: Carrier, outcome: Outcome) -> str:
    """Where a diverted call goes; "" when the carrier has set nothing."""
    if outcome is Outcome.CAPTCHA:
        return carrier.captcha_uri
    if outcome is Outcome.VOICE_MENU:
        return carrier.voice_menu_uri
    return carrier.voicemail_uri


def _redress_reason(redress: Redress, location: str) -> str:
    """The Reason value of a 603+, or "" when there is nobody to turn to.

    47 CFR 64.1200(k)(8), (k)(9) and ATIS-1000099: version, then at least one of url, tel and email, then the location.
    """
    contacts = []
    if redress.url:
        parts = [_escaped(part, REDRESS_SIGNS) for part in redress.url.split(DECISION_MARK)]
        contacts.append("url=" + DECISION_MARK.join(parts))
    if redress.tel:
        digits = "".join([sign for sign in redress.tel if sign in "0123456789"])
        contacts.append(f"tel=+{digits}")
    if redress.email:
        contacts.append("email=" + _escaped(redress.email, REDRESS_SIGNS))
    if not contacts:
        return ""
    if redress.location in LOCATIONS:
        location = redress.location
    return f'SIP;cause=603;text="v=analytics1;{";".join(contacts)}";location={location}'


def _contact(switch: Switch, uri: str, decision_id: str) -> str:
    """A Contact value. The URI goes back as it came, octet for octet, unless it could end the brackets it stands in."""
    if not uri:
        return ""
    if _needs_no_escape(uri) is None:
        uri = _escaped(uri, URI_SIGNS)
    # RFC 3261 section 20.10: between brackets, so that the URI's own parameters stay its own.
    if switch.decision_in_contact:
        return f"<{uri}>;decision={decision_id}"
    return f"<{uri}>"


def _fault_line(switch: Switch, fault: str, row: _Row) -> tuple[int, str]:
    """Status and phrase of the fault that the message was refused for, where this SBC ends the call on it."""
    code, text = fault[:3], fault[4:]
    if len(code) != 3 or not code.isascii() or not code.isdigit():
        return row.status, row.phrase
    status = int(code)
    if status < 400 or status > 699 or status in switch.continues_on or status in NEVER_ANSWERED:
        return row.status, row.phrase
    text = "".join([sign if sign.isascii() and sign.isprintable() else "?" for sign in text[:PHRASE_CHARACTERS_MAX]])
    return status, text or row.phrase


def _is_word(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _is_token(text: str) -> bool:
    return bool(text) and all(_is_word(sign) or sign in TOKEN_SIGNS for sign in text)


def _escaped(text: str, signs: frozenset[str]) -> str:
    """RFC 3986 section 2.1: whatever is not plainly allowed, as percent and two hex digits per octet."""
    return "".join(
        [
            sign
            if _is_word(sign) or sign in signs
            else "".join([f"%{octet:02X}" for octet in sign.encode("utf-8", "replace")])
            for sign in text
        ]
    )
