"""A measure is set against a customer, a number, a pair or a source, or lifted: the stories of `bellwarden enforce`.

They need no office and no new policy: a signed line in the journal is all, and every gate obeys it at once.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from ipaddress import IPv6Address, ip_address
from typing import Final, NamedTuple

from bellwarden.model.enforcement import Enforcement, EnforcementKind, EnforcementTarget
from bellwarden.model.number import NumberForm
from bellwarden.model.policy import PolicyDocument
from bellwarden.numbering.reading import read_number
from bellwarden.ports import Clock, JournalWriter
from bellwarden.seam.fault import SeamFault
from bellwarden.seam.journal import EnforcementBook, LiftOrder, MeasureSet, SetOrder

REASON_LENGTH_MAX: Final = 500
CPS_MAX: Final = 100_000
SECONDS_MAX: Final = 10 * 366 * 86_400  # ten years

# Whatever the policy says, or while there is none: 911, 112 (ITU-T E.161.1) and urn:service:sos (RFC 5031 section 4.2).
EMERGENCY_ANYWHERE: Final = frozenset(("911", "112", "sos"))

_DURATION: Final = re.compile(r"([0-9]{1,9})([smhdw])")
_UNIT_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


class EnforcementWorld(NamedTuple):
    """What the stories need of the world. `policy` is that of the current snapshot, where there is one."""

    journal: JournalWriter
    book: EnforcementBook  # as the journal stands now
    policy: PolicyDocument | None
    clock: Clock
    author: str


class EnforcementResult(NamedTuple):
    """What came of it: the measure that was set or lifted, or why none was. A warning keeps none from being set."""

    enforcement: Enforcement | None
    refused: str = ""
    warnings: tuple[str, ...] = ()


class ListedMeasure(NamedTuple):
    """A measure in force and who set it."""

    enforcement: Enforcement
    author: str


class Refusal(Exception):
    """Why a measure can't be set, in a sentence."""


class Target(NamedTuple):
    target: EnforcementTarget
    value: str


def suspend(customer: str, reason: str, expires: str, world: EnforcementWorld) -> EnforcementResult:
    """The customer places no calls from now on, except emergency calls. `expires`: "2h", "7d"; "" for until lifted."""
    target = Target(EnforcementTarget.CUSTOMER, customer)
    return _set(EnforcementKind.SUSPEND, target, reason, expires, 0, world)


def limit(customer: str, cps: int, reason: str, expires: str, world: EnforcementWorld) -> EnforcementResult:
    """The customer's calls are cut to `cps` a second."""
    target = Target(EnforcementTarget.CUSTOMER, customer)
    if not 1 <= cps <= CPS_MAX:
        return EnforcementResult(None, f"a limit is 1 to {CPS_MAX} calls a second; to let none pass, suspend")
    return _set(EnforcementKind.LIMIT, target, reason, expires, cps, world)


def block(target: str, called: bool, reason: str, expires: str, world: EnforcementWorld) -> EnforcementResult:
    """Calls from a number, from a number to another ("A>B") or from an IP address are refused.

    With `called`, a single number is blocked as the called one. Emergency numbers can't be (47 CFR 64.1200(k)(5)).
    """
    try:
        aimed = read_target(target, called, world.policy)
    except Refusal as refusal:
        return EnforcementResult(None, str(refusal))
    return _set(EnforcementKind.BLOCK, aimed, reason, expires, 0, world)


def lift(number: int, reason: str, world: EnforcementWorld) -> EnforcementResult:
    """End the measure that journal line `number` set."""
    now = world.clock.now()
    lifted = world.book.find(number, now)
    if lifted is None:
        return EnforcementResult(None, f"journal line {number} sets nothing that is in force")
    try:
        world.journal.append(LiftOrder(number, reason_line(reason), world.author, now))
    except (Refusal, SeamFault) as refusal:
        return EnforcementResult(None, str(refusal))
    return EnforcementResult(lifted)


def measures_in_force(book: EnforcementBook, at: float) -> tuple[ListedMeasure, ...]:
    """Everything in force, in the order it was set."""
    return tuple(ListedMeasure(one, book.authors.get(one.number, "")) for one in book.in_force(at))


def read_duration(text: str) -> int:
    """Seconds of "90s", "30m", "2h", "7d", "4w"; 0 for a text that is none of these, is nothing or too long."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return 0
    seconds = int(found[1]) * _UNIT_SECONDS[found[2]]
    return seconds if seconds <= SECONDS_MAX else 0


def read_target(text: str, called: bool, policy: PolicyDocument | None) -> Target:
    """Whom a block names: a pair "A>B", an IP address or a number."""
    if ">" in text:
        if called:
            raise Refusal("a pair already says which number is called; leave the called side out")
        caller, _, callee = text.partition(">")
        return Target(
            EnforcementTarget.PAIR, f"{digits_of(caller, policy)}>{not_emergency(digits_of(callee, policy), policy)}"
        )
    try:
        address = ip_address(text.strip().strip("[]"))
    except ValueError:
        digits = digits_of(text, policy)
        if called:
            return Target(EnforcementTarget.CALLED_NUMBER, not_emergency(digits, policy))
        return Target(EnforcementTarget.CALLING_NUMBER, digits)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return Target(EnforcementTarget.SOURCE, str(address.ipv4_mapped))
    return Target(EnforcementTarget.SOURCE, str(address))


def digits_of(text: str, policy: PolicyDocument | None) -> str:
    country = policy.carrier.country if policy is not None else "US"
    number = read_number(text.strip(), country)
    if number.form in (NumberForm.NANP, NumberForm.INTERNATIONAL, NumberForm.SHORT_CODE) and number.digits:
        return number.digits
    raise Refusal(f'{text.strip()!r} is neither a telephone number, nor a pair "A>B", nor an IP address')


def not_emergency(digits: str, policy: PolicyDocument | None) -> str:
    emergency = set(EMERGENCY_ANYWHERE)
    if policy is not None:
        emergency.update(policy.emergency_numbers, policy.carrier.emergency_numbers)
    if digits in emergency:
        raise Refusal(f"{digits} is an emergency number: calls to it always continue, and no block can name it")
    return digits


def reason_line(text: str) -> str:
    reason = text.strip()
    if not reason:
        raise Refusal("a measure needs a reason: whoever is asked about it later will want to know")
    if len(reason) > REASON_LENGTH_MAX or not reason.isprintable():
        raise Refusal(f"the reason must be one line of at most {REASON_LENGTH_MAX} printable characters")
    return reason


def _expiry(text: str, now: float) -> float:
    if not text:
        return 0.0
    seconds = read_duration(text)
    if not seconds:
        raise Refusal(f"{text!r} is no duration: write 90s, 30m, 2h, 7d or 4w, up to ten years")
    return now + seconds


def _set(
    kind: EnforcementKind, target: Target, reason: str, expires: str, cps: int, world: EnforcementWorld
) -> EnforcementResult:
    now = world.clock.now()
    try:
        if not target.value or not target.value.isprintable():
            raise Refusal("a measure must name a customer")
        order = SetOrder(
            kind, target.target, target.value, reason_line(reason), world.author, now, _expiry(expires, now), cps
        )
        warnings = (*_stranger(target, world.policy), *_same(order, world.book.in_force(now)))
        event = world.journal.append(order)
    except (Refusal, SeamFault) as refusal:
        return EnforcementResult(None, str(refusal))
    return EnforcementResult(event.enforcement if isinstance(event, MeasureSet) else None, "", warnings)


def _stranger(target: Target, policy: PolicyDocument | None) -> Iterable[str]:
    """A warning when the current policy knows no such customer: a misspelt suspension suspends nobody."""
    if target.target is not EnforcementTarget.CUSTOMER:
        return
    if policy is None:
        yield f"there is no current policy yet, so nobody can tell whether {target.value!r} is a customer"
        return
    keys = [customer.key for customer in policy.customers]
    if target.value not in keys:
        close = get_close_matches(target.value, keys, 1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        yield f"the current policy has no customer {target.value!r}{hint}"


def _same(order: SetOrder, in_force: Iterable[Enforcement]) -> Iterable[str]:
    for one in in_force:
        if (one.kind, one.target, one.value) == (order.kind, order.target, order.value):
            yield f"line {one.number} of the journal sets the same already; both stay until each is lifted"
