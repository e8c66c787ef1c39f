"""Who takes part: the carrier, its trunks, its customers and the numbers that they hold."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from bellwarden.model.policy import (
    Carrier,
    Customer,
    Identification,
    Numbers,
    Redress,
    Standing,
    Trunk,
    TrunkRole,
)
from bellwarden.policy.limits import millionths
from bellwarden.policy.owned import Owned, numbers_of, read_owned
from bellwarden.policy.places import Path
from bellwarden.policy.problem import no_such
from bellwarden.policy.stir_settings import OwnedProof, read_proofs, signs_of, third_party_of, verifies_of
from bellwarden.policy.tables import CarrierTable, CustomerTable, IdentifyTable, TrunkTable
from bellwarden.policy.work import Work

SHARED_TOLD_MAX = 50  # shared caller IDs that policy check lists


class _Claim(NamedTuple):
    """A customer's claim to the numbers that begin with, or are, some digits."""

    digits: str
    text: str  # for people
    customer: str
    path: Path
    held: bool  # one of our numbers, assigned to it; else it only shows them


def build_carrier(table: CarrierTable, work: Work) -> Carrier:
    _know_dialect(("carrier", "dialect"), table.dialect, work)
    redress = table.redress
    return Carrier(
        name=table.name,
        country=table.country,
        mode=table.mode,
        dialect=table.dialect,
        redress=Redress() if redress is None else Redress(redress.url, redress.tel, redress.email, redress.location),
        correlation_header=table.correlation_header,
        spid_header=table.spid_header,
        decision_header=table.decision_header,
        captcha_uri=table.captcha_uri,
        voice_menu_uri=table.voice_menu_uri,
        voicemail_uri=table.voicemail_uri,
        block_share_move_max=table.block_share_move_max,
        emergency_numbers=tuple(table.emergency_numbers),
        call_s_assumed=table.call_s_assumed,
    )


def _know_dialect(path: Path, name: str, work: Work) -> None:
    if name not in work.around.dialects:
        work.log.error(path, no_such(f'dialect "{name}"', name, work.around.dialects))


def build_trunks(work: Work) -> tuple[Trunk, ...]:
    trunks = tuple(_trunk(key, table, work) for key, table in work.tables.trunks.items())
    if not work.names("trunk") and work.tables.complete:
        reason = "there is none, so every call is from an unknown source and gets no answer; write [trunk.NAME]"
        work.log.warn(("trunk",), reason)
    _look_for_shared_addresses(trunks, work)
    return trunks


def _trunk(key: str, table: TrunkTable, work: Work) -> Trunk:
    path: Path = ("trunk", key)
    if table.dialect:
        _know_dialect((*path, "dialect"), table.dialect, work)
    _look_at_continue_status(path, table, work)
    if table.customer and work.knows((*path, "customer"), "customer", table.customer):
        _look_at_role(path, table, work)
    if not table.customer and not table.identify:
        reason = "has no customer and no identify: every call over it is from an unknown customer; write customer = ..."
        work.log.warn(path, reason)
    found = [_identification((*path, "identify", at), one, work) for at, one in enumerate(table.identify)]
    # Two prefixes can fit at once; the longer one says more.
    found.sort(key=lambda one: -len(one.prefix))
    return Trunk(
        key=key,
        addresses=tuple(dict.fromkeys(table.addresses)),
        role=table.role,
        customer=table.customer,
        identifications=tuple(found),
        hosts=tuple(dict.fromkeys(table.hosts)),
        certificate_name=table.certificate_name,
        dialect=table.dialect,
        cps_max=table.cps_max,
        continue_status=table.continue_status,
        concurrent_max=table.concurrent_max,
        reports_ends=table.reports_ends,
        call_s_max=table.call_s_max,
        signs=signs_of(path, table, work),
        verifies=verifies_of(path, table, work),
        identity_in=table.identity_in,
        origid=table.origid,
    )


def _look_at_continue_status(path: Path, table: TrunkTable, work: Work) -> None:
    carrier = work.tables.carrier
    dialect = table.dialect or (carrier.dialect if carrier is not None else "")
    choices = work.around.dialects.get(dialect)
    if table.continue_status and choices is not None and table.continue_status not in choices:
        offered = ", ".join(str(status) for status in sorted(choices)) or "no other status"
        reason = f"{table.continue_status} does not let a call go on in dialect {dialect}, which offers {offered}"
        work.log.error((*path, "continue_status"), f"{reason}; leave the setting out for the dialect's own answer")


def _look_at_role(path: Path, table: TrunkTable, work: Work) -> None:
    customer = work.tables.customers.get(table.customer)
    if customer is not None and (table.role is TrunkRole.UPSTREAM) != customer.upstream:
        if table.role is TrunkRole.UPSTREAM:
            reason = f'is "upstream", but customer {table.customer} is not; write upstream = true there'
        elif table.role is TrunkRole.CUSTOMER:
            reason = f'is "customer", but {table.customer} is an upstream provider; write role = "upstream"'
        else:
            return
        work.log.warn((*path, "role"), reason)


def _identification(path: Path, table: IdentifyTable, work: Work) -> Identification:
    work.knows((*path, "customer"), "customer", table.customer)
    if not (table.host or table.header or table.prefix):
        work.log.error(path, "tells nobody apart; write host, header with value, or prefix")
    if bool(table.header) != bool(table.value):
        missing = "value" if table.header else "header"
        work.log.error((*path, missing), "is missing; header and value go together")
    return Identification(table.customer, table.host.lower(), table.header.lower(), table.value, table.prefix)


def _look_for_shared_addresses(trunks: Iterable[Trunk], work: Work) -> None:
    """A request must be of one trunk. With hosts or certificate names, trunks share an address; one without takes what
    the others leave.
    """
    taken: dict[tuple[str, str, str], str] = {}
    for trunk in trunks:
        for address in trunk.addresses:
            for host in trunk.hosts or ("",):
                other = taken.setdefault((address, host, trunk.certificate_name), trunk.key)
                if other == trunk.key:
                    continue
                whose = f"{address} with host {host}" if host else address
                advice = "each host belongs to one" if host else "take it out of one, or give each its own hosts"
                path: Path = ("trunk", trunk.key, "hosts" if host else "addresses")
                work.log.error(path, f"{whose} is trunk {other}'s already ({_at(('trunk', other), work)}); {advice}")


def _at(path: Path, work: Work) -> str:
    place = work.log.place(path)
    return f"{place.file}:{place.line}"


def build_customers(work: Work) -> tuple[tuple[Customer, ...], Numbers]:
    """The customers, and all numbers that we hold: the inventory and what the customers hold of it."""
    customers = []
    held: list[Owned] = []
    claims: list[_Claim] = []
    for key, table in work.tables.customers.items():
        path: Path = ("customer", key)
        numbers = read_owned(path, "numbers", table.numbers, table.numbers_file, work)
        caller_ids = read_owned(path, "caller_ids", table.caller_ids, table.caller_ids_file, work)
        proofs = read_proofs(path, table, work)
        held += numbers
        claims += _claims(numbers, key, held=True)
        claims += _claims(caller_ids, key, held=False)
        for one in proofs:
            claims += _claims(one.owned, key, held=False)
        _look_at_caller_ids(path, table, work)
        customer = _customer(key, table, numbers, caller_ids, proofs)
        customers.append(replace(customer, third_party_signing=third_party_of(path, table, work)))
    _look_for_overlaps(claims, work)
    ours = work.tables.inventory
    inventory = read_owned(("inventory",), "numbers", ours.numbers, ours.numbers_file, work)
    return tuple(customers), numbers_of([*inventory, *held])


def _customer(
    key: str, table: CustomerTable, numbers: list[Owned], caller_ids: list[Owned], proofs: list[OwnedProof]
) -> Customer:
    return Customer(
        key=key,
        name=table.name,
        upstream=table.upstream,
        standing=table.standing,
        cps_max=table.cps_max,
        any_caller_id=table.any_caller_id,
        caller_ids=numbers_of(caller_ids),
        numbers=numbers_of(numbers),
        attempts_1m_max=table.attempts_1m_max,
        attempts_1h_max=table.attempts_1h_max,
        attempts_1d_max=table.attempts_1d_max,
        caller_ids_1h_max=table.caller_ids_1h_max,
        concurrent_max=table.concurrent_max,
        spend_1d_max=millionths(table.spend_1d_max),
        telemarketer=table.telemarketer,
        proofs=tuple([one.proof for one in proofs]),
        origid=table.origid,
    )


def _look_at_caller_ids(path: Path, table: CustomerTable, work: Work) -> None:
    listed = table.caller_ids or table.caller_ids_file or table.proof
    if table.any_caller_id and listed:
        work.log.warn((*path, "any_caller_id"), "is true, so caller_ids says nothing; take one of the two out")
    places_calls = table.standing in (Standing.ACTIVE, Standing.LIMITED) and not table.upstream
    if places_calls and not (table.any_caller_id or listed or table.numbers or table.numbers_file):
        reason = "has neither numbers nor caller_ids, so every caller ID it shows is outside its set; write them"
        work.log.warn(path, f"{reason}, or any_caller_id = true")


def _claims(owned: Iterable[Owned], customer: str, held: bool) -> Iterator[_Claim]:
    for one in owned:
        for prefix in one.entry.prefixes:
            yield _Claim(prefix, f"+{prefix}*", customer, one.path, held)
        if one.entry.exact:
            digits = str(one.entry.exact)
            yield _Claim(digits, f"+{digits}", customer, one.path, held)


def _look_for_overlaps(claims: list[_Claim], work: Work) -> None:
    """A number is held by one customer; a second one that shows it may be right, which only the operator knows.

    Doubly held numbers are all told. Of shared caller IDs so many that somebody will read them: a carrier whose
    customers share a prefix has as many as it has pairs of customers.
    """
    holders: dict[str, list[_Claim]] = {}
    first: dict[str, list[_Claim]] = {}
    told: set[tuple[str, str]] = set()
    shared = 0
    # Shorter ones first, so that whatever covers a claim is there when the claim comes.
    for claim in sorted(claims, key=lambda one: len(one.digits)):
        if claim.held:
            for other in _covering(claim, holders):
                if (other.customer, claim.customer) not in told:
                    told.add((other.customer, claim.customer))
                    _tell_overlap(claim, other, True, work)
            holders.setdefault(claim.digits, []).append(claim)
        if shared < SHARED_TOLD_MAX:
            shared += _tell_shared(claim, first, told, work)
            first.setdefault(claim.digits, []).append(claim)
            if shared >= SHARED_TOLD_MAX:
                work.log.warn(claim.path, f"{SHARED_TOLD_MAX} shared caller IDs are listed; any further ones are not")


def _tell_shared(claim: _Claim, first: dict[str, list[_Claim]], told: set[tuple[str, str]], work: Work) -> int:
    """Tell of numbers that a claim shares with other customers' claims; how many were told."""
    count = 0
    for other in _covering(claim, first):
        pair = (other.customer, claim.customer)
        if pair not in told and not (claim.held and other.held):
            told.add(pair)
            _tell_overlap(claim, other, False, work)
            count += 1
    return count


def _covering(claim: _Claim, claims: dict[str, list[_Claim]]) -> list[_Claim]:
    """Other customers' claims that hold all numbers of this one."""
    found: list[_Claim] = []
    for length in range(1, len(claim.digits) + 1):
        found += [one for one in claims.get(claim.digits[:length], ()) if one.customer != claim.customer]
    return found


def _tell_overlap(claim: _Claim, other: _Claim, both_hold: bool, work: Work) -> None:
    where = f"{other.text} ({_at(other.path, work)})"
    if both_hold:
        reason = f"{claim.text} is held by customer {other.customer} already, {where}; take it out of one of them"
        work.log.error(claim.path, reason)
    else:
        reason = f"{claim.text} is also customer {other.customer}'s, {where}; make sure that both may show it"
        work.log.warn(claim.path, reason)
