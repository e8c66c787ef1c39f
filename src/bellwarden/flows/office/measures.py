"""What a measure has to say before anybody can put it in force: whom, how, until when, why, on what evidence.

Pure rules over a wish; the stories are in `enforcement.py`.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from bellwarden.flows.enforcement import CPS_MAX, SECONDS_MAX, Refusal, digits_of, not_emergency, read_target
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.model.office.customer import CustomerKind, CustomerRecord
from bellwarden.model.office.enforcement import (
    ENDLESS,
    ENDLESS_REASONS,
    EnforcementRecord,
    MeasureKind,
    ReasonCode,
)
from bellwarden.model.office.people import Right
from bellwarden.model.policy import Carrier, PolicyDocument
from bellwarden.model.verdict import Action, Diversion, EvidenceClass, Outcome
from bellwarden.policy.entries import EntryError, read_entry
from bellwarden.seam.journal import NUMBERS_MAX
from bellwarden.verdict.decide import permitted

TEXT_MAX: Final = 4_000
NAME_MAX: Final = 200
NAME_SIGNS_MIN: Final = 3  # letters and digits of a caller name beside *: less would name half of all callers

# Against somebody whom we know by a key.
OF_CUSTOMER: Final = frozenset(
    (
        MeasureKind.LIMIT,
        MeasureKind.RESTRICT_CALLER_IDS,
        MeasureKind.BLOCK_UPSTREAM,
        MeasureKind.SUSPEND,
        MeasureKind.TERMINATE,
        MeasureKind.REINSTATE,
    )
)
# Takes a customer's calls away altogether, or gives them back: needs the higher right.
GRAVE: Final = frozenset(
    (MeasureKind.SUSPEND, MeasureKind.TERMINATE, MeasureKind.REINSTATE, MeasureKind.BLOCK_UPSTREAM)
)
# What the customer is told has to be written before it is put in force; a kill switch may have it follow.
TOLD: Final = frozenset((MeasureKind.SUSPEND, MeasureKind.TERMINATE, MeasureKind.REINSTATE))
ACTION_OF: Final[Mapping[MeasureKind, Action]] = {
    MeasureKind.LIMIT: Action.LIMIT,
    MeasureKind.CHALLENGE: Action.DIVERT,
    MeasureKind.REINSTATE: Action.ALLOW,
}


class Wish(NamedTuple):
    """A measure as a person, a rule or a client of the API wants it."""

    kind: MeasureKind
    value: str  # customer's key; number; "calling>called"; caller name; address
    expires_at: float = 0.0
    reason_code: ReasonCode = ReasonCode.OTHER
    evidence_class: EvidenceClass = EvidenceClass.FACT
    internal_text: str = ""
    public_text: str = ""
    setting: Mapping[str, object] = {}
    case_id: int = 0
    finding_id: int = 0
    origin: str = "analyst"
    external_id: str = ""


def approving_right(kind: MeasureKind) -> Right:
    """What the second person needs, and whoever takes the measure back."""
    return Right.APPROVE_SUSPEND if kind in GRAVE else Right.APPROVE_BLOCK


def record_of(
    wish: Wish, customer: CustomerRecord | None, policy: PolicyDocument | None, now: float, kill: bool = False
) -> EnforcementRecord:
    """The wish as a record. BadInput names everything that stands against it. `customer`: whose key the value is."""
    faults: list[FieldFault] = []
    value, setting = wish.value.strip(), dict(wish.setting)
    try:
        value = _value(wish.kind, value, customer, policy)
    except Refusal as refusal:
        faults.append(FieldFault("value", str(refusal)))
    try:
        setting = _setting(wish, policy)
    except Refusal as refusal:
        faults.append(FieldFault("setting", str(refusal)))
    faults += _texts(wish, kill)
    faults += _end(wish, now)
    faults += _evidence(wish)
    if faults:
        raise BadInput(faults)
    return EnforcementRecord(
        kind=wish.kind,
        value=value,
        customer_id=0 if customer is None else customer.id,
        setting=setting,
        reason_code=wish.reason_code,
        evidence_class=wish.evidence_class,
        internal_text=wish.internal_text.strip(),
        public_text=wish.public_text.strip(),
        origin=wish.origin,
        case_id=wish.case_id,
        finding_id=wish.finding_id,
        expires_at=wish.expires_at,
        proposed_at=now,
        external_id=wish.external_id,
    )


def _value(kind: MeasureKind, value: str, customer: CustomerRecord | None, policy: PolicyDocument | None) -> str:
    if kind in OF_CUSTOMER or (kind is MeasureKind.CHALLENGE and customer is not None):
        if customer is None:
            raise Refusal(f"there is no customer {value!r}" if value else "name the customer")
        if kind is MeasureKind.BLOCK_UPSTREAM and customer.kind is not CustomerKind.UPSTREAM:
            raise Refusal(f"{customer.key} is no upstream provider; suspend it")
        return customer.key
    if kind is MeasureKind.BLOCK_NAME:
        return _name(value)
    if kind in (MeasureKind.BLOCK_CALLING, MeasureKind.CHALLENGE):
        return digits_of(value, policy)
    if kind is MeasureKind.BLOCK_CALLED:
        return not_emergency(digits_of(value, policy), policy)
    found = read_target(value, False, policy)
    wanted = {MeasureKind.BLOCK_PAIR: "pair", MeasureKind.BLOCK_SOURCE: "source"}[kind]
    if found.target.value != wanted:
        how = 'a pair "A>B"' if wanted == "pair" else "the address of an asking SBC"
        raise Refusal(f"{value!r} is not {how}")
    return found.value


def _name(value: str) -> str:
    if sum(sign.isalnum() for sign in value) < NAME_SIGNS_MIN or len(value) > NAME_MAX or not value.isprintable():
        raise Refusal(f"a caller name has {NAME_SIGNS_MIN} letters or digits at least; * stands for any signs")
    return " ".join(value.split())


def _setting(wish: Wish, policy: PolicyDocument | None) -> dict[str, object]:
    """The kind's own settings, and nothing else. Refusal says what is missing."""
    given = wish.setting
    if wish.kind is MeasureKind.LIMIT:
        return {"cps_max": calls_a_second(given.get("cps_max"))}
    if wish.kind is MeasureKind.RESTRICT_CALLER_IDS:
        return {"numbers": _numbers(given.get("numbers"), policy)}
    if wish.kind is MeasureKind.CHALLENGE:
        return {"by": _diversion(given.get("by"), None if policy is None else policy.carrier).value}
    return {}


def calls_a_second(value: object) -> int:
    """Of a limit. Refusal when it is none."""
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= CPS_MAX:
        raise Refusal(f"cps_max is 1 to {CPS_MAX} calls a second; to let none pass, suspend")
    return value


def _numbers(value: object, policy: PolicyDocument | None) -> list[str]:
    """Caller IDs as they were written. They must come to few enough lines to fit into a journal line."""
    written = [one.strip() for one in value if isinstance(one, str)] if isinstance(value, (list, tuple)) else []
    if not written:
        raise Refusal('numbers is a list of caller IDs, such as ["+12384460000", "+1238446*"]')
    exact, prefixes = caller_ids(written, "US" if policy is None else policy.carrier.country)
    if max(len(exact), len(prefixes)) > NUMBERS_MAX:
        raise Refusal(f"numbers come to more than {NUMBERS_MAX}; write prefixes or fewer numbers")
    return written


def caller_ids(written: list[str], country: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """E.164 digits and prefixes of what was written as in the policy files. Refusal for what is no number."""
    exact: dict[str, None] = {}
    prefixes: dict[str, None] = {}
    for text in written:
        try:
            entry = read_entry(text, country)
        except EntryError as error:
            raise Refusal(f"numbers: {error}") from None
        if entry.exact:
            exact[str(entry.exact)] = None
        prefixes.update(dict.fromkeys(entry.prefixes))
    return tuple(exact), tuple(prefixes)


def _diversion(value: object, carrier: Carrier | None) -> Diversion:
    try:
        by = Diversion(value)
    except ValueError:
        known = ", ".join(one.value for one in Diversion)
        raise Refusal(f"by is one of {known}") from None
    if carrier is not None and not getattr(carrier, f"{by.value}_uri"):
        raise Refusal(f"there is no place for it: write {by.value}_uri in [carrier] and publish the policy first")
    return by


def _texts(wish: Wish, kill: bool) -> Iterator[FieldFault]:
    if not wish.internal_text.strip():
        yield FieldFault("internal_text", "is empty: whoever is asked about it later will want to know why")
    if wish.kind in TOLD and not kill and not wish.public_text.strip():
        yield FieldFault("public_text", "is empty: write what the customer may be told")
    for name in ("internal_text", "public_text"):
        if len(getattr(wish, name)) > TEXT_MAX:
            yield FieldFault(name, f"is longer than {TEXT_MAX:,} signs")


def _end(wish: Wish, now: float) -> Iterator[FieldFault]:
    if not wish.expires_at:
        if wish.kind not in ENDLESS and wish.reason_code not in ENDLESS_REASONS:
            reason = "is missing: only a termination, a legal order and a do-not-originate entry have no end"
            yield FieldFault("expires_at", reason)
    elif wish.kind in ENDLESS:
        yield FieldFault("expires_at", f"a {wish.kind.value} has no end; leave it out")
    elif not now < wish.expires_at <= now + SECONDS_MAX:
        yield FieldFault("expires_at", "lies in the past, or more than ten years ahead")


def _evidence(wish: Wish) -> Iterator[FieldFault]:
    """The rule of evidence classes (model/verdict.py): no block or suspension by statistics, none of a crowd at all."""
    action = ACTION_OF.get(wish.kind, Action.BLOCK)
    if wish.kind is MeasureKind.REINSTATE:
        return
    if wish.evidence_class is EvidenceClass.CROWD:
        asked_for = wish.reason_code is ReasonCode.CUSTOMER_REQUEST
        if action is not Action.DIVERT or not asked_for:
            yield FieldFault(
                "evidence_class",
                "what a crowd says may only flag; a challenge is possible where the called customer asked for it",
            )
    elif not permitted(action, wish.evidence_class, Outcome.LIST):
        yield FieldFault(
            "evidence_class", f"statistics alone may limit or challenge; {wish.kind.value} takes a fact or an authority"
        )
