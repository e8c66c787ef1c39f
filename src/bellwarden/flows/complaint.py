"""A complaint is opened: read already, it is matched with the calls, judged by three questions, and answered.

The answer is composed from what came in alone. What was found is for staff; it reaches `disclosure` only as the list of
what no text may name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from bellwarden.complaints.matching import Owners, match
from bellwarden.complaints.reading import written_at
from bellwarden.complaints.searching import searches
from bellwarden.complaints.senders import Sender, sender_of
from bellwarden.complaints.triage import Figures, facts_asked, triage
from bellwarden.disclosure.clearing import Asked, Clearance, clear
from bellwarden.disclosure.leaks import Secrets
from bellwarden.disclosure.recipient import Recipient
from bellwarden.model.call_record import CallRecord
from bellwarden.model.complaint import NumberRole, Reading
from bellwarden.model.complaint_match import Matching, Triage
from bellwarden.model.policy import PolicyDocument
from bellwarden.model.rule import Rule
from bellwarden.numbering.reading import read_number
from bellwarden.ports.complaint import CallBook
from bellwarden.verdict.numbers import NumberOwners, NumberSet

AROUND: Final = timedelta(days=1)  # of the first call found, for the customer's figures
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_REFERENCE_SIGNS: Final = 8
FIRST_NANP: Final = 10_000_000_000


class ComplaintWorld(NamedTuple):
    """`listed`: addresses and @domains of known senders by class; `rules`: every pack that is shipped."""

    carrier: str
    country: str
    owners: Owners
    area_countries: Mapping[int, str]
    secrets: Secrets
    calls: CallBook
    rules: Sequence[Rule]
    recipients: Mapping[str, Recipient]
    listed: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Opened:
    """Two faces: everything of it is for staff, `clearance.reply` alone may leave."""

    reference: str
    reading: Reading
    sender: Sender
    matching: Matching
    triage: Triage
    clearance: Clearance


def open_complaint(reading: Reading, digest: str, world: ComplaintWorld, now: datetime) -> Opened:
    """`digest`: SHA-256 of the message's bytes, by which it keeps its reference whenever it is opened."""
    matching, judged = rematch(reading, world, now)
    countries = _countries(reading, world)
    sender = sender_of(reading.message, world.listed)
    asked = Asked(
        recipient=sender.recipient,
        address=reading.message.sender,
        language=reading.language,
        reference=reference_of(digest, reading.message.item),
        own_subject=reading.message.subject,
        questions=facts_asked(reading, world.rules, countries, now.date()),
    )
    clearance = clear(asked, world.carrier, world.recipients, world.secrets, now.timestamp())
    return Opened(asked.reference, reading, sender, matching, judged, clearance)


def rematch(reading: Reading, world: ComplaintWorld, came: datetime) -> tuple[Matching, Triage]:
    """Again: late call records have come, or a person put right what was read. `came`: when the complaint did."""
    written = written_at(reading.message, came)
    matching = match(reading, _calls(reading, written, world), world.owners, world.calls.coverage(), written)
    countries = _countries(reading, world)
    return matching, triage(reading, matching, world.rules, countries, _figures(matching, world), came.date())


def reference_of(digest: str, item: int = 0) -> str:
    """C- and eight signs: 40 bits of the message's hash; items of a table are numbered."""
    value = int(digest[:10], 16)
    signs = "".join(_ALPHABET[value >> 5 * place & 31] for place in reversed(range(_REFERENCE_SIGNS)))
    return f"C-{signs}-{item}" if item else f"C-{signs}"


def _calls(reading: Reading, written: datetime, world: ComplaintWorld) -> list[CallRecord]:
    found: dict[tuple[int, int], CallRecord] = {}
    for search in searches(reading, written):
        for call in world.calls.find(search.number, search.since, search.until):
            found[call.source, call.line] = call
    return list(found.values())


def _figures(matching: Matching, world: ComplaintWorld) -> Figures | None:
    if not matching.found or not matching.customer:
        return None
    at = matching.found[0].call.began
    return world.calls.figures(matching.customer, at - AROUND, at + AROUND)


def _countries(reading: Reading, world: ComplaintWorld) -> tuple[str, ...]:
    """Of provider, caller and called party: the law of each is asked."""
    found: dict[str, None] = {world.country: None}
    for role in (NumberRole.CALLER_ID, NumberRole.CALLED):
        for one in reading.in_role(role):
            if one.e164:
                found[_country(one.e164, world)] = None
    return tuple(country for country in found if country)


def _country(number: int, world: ComplaintWorld) -> str:
    read = read_number(f"+{number}", world.country)
    if read.country:
        return read.country
    return world.area_countries.get((number - FIRST_NANP) // 10_000_000, world.country)


def owners_of(document: PolicyDocument) -> Owners:
    """Whose a number is by the policy in force."""
    owners = NumberOwners(document.inventory, [(one.key, one.numbers) for one in document.customers])
    shown = [
        (one.key, NumberSet(one.caller_ids, *(proof.numbers for proof in one.proofs))) for one in document.customers
    ]

    def holder(number: int) -> str | None:
        return owners.owner(read_number(f"+{number}"))

    def shower(number: int) -> str:
        read = read_number(f"+{number}")
        return next((key for key, numbers in shown if numbers.holds(read)), "")

    return Owners(holder, shower, frozenset(one.key for one in document.customers if one.upstream))


def secrets_of(document: PolicyDocument, but: str = "") -> Secrets:
    """What no text for an outsider names: customers, their numbers, their trunks' addresses and hosts. `but`: the key
    of the customer whom the text is for."""
    others = [one for one in document.customers if one.key != but]
    names = {text for one in others for text in (one.key, one.name) if text}
    held = [numbers for one in others for numbers in (one.numbers, one.caller_ids)]
    trunks = [one for one in document.trunks if not but or one.customer != but]
    places = {text for one in trunks for text in (one.key, *one.addresses, *one.hosts, one.certificate_name)}
    return Secrets(
        frozenset(names),
        frozenset(number for numbers in held for number in numbers.exact),
        tuple(sorted({prefix for numbers in held for prefix in numbers.prefixes if len(prefix) > 3})),
        frozenset(text for text in places if text),
    )
