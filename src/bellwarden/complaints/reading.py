"""Reads a message: everything that is found in it, in one go. Extraction knows no call and no customer."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from bellwarden.complaints.counts import claimed_in
from bellwarden.complaints.facts import danger_in, facts_in, kind_of, medium_of
from bellwarden.complaints.language import language_of
from bellwarden.complaints.masking import MASK
from bellwarden.complaints.number_finding import Seen, as_number, numbers_in
from bellwarden.complaints.roles import with_roles
from bellwarden.complaints.time_zones import Clocks, FindZone
from bellwarden.complaints.times import Told, times_in
from bellwarden.model.complaint import FieldName, FoundNumber, Message, NumberForm, NumberRole, Part, Reading

ZonesOf = Callable[[int], tuple[str, ...]]  # of an E.164 number; () when nothing is known
_NUMBERED = (FieldName.CALLING, FieldName.CALLED, FieldName.CALLBACK, FieldName.OTHER_NUMBER)


class Around(NamedTuple):
    """What reading needs to know of the carrier and the world."""

    country: str
    find_zone: FindZone
    zones_of: ZonesOf
    provider_zones: tuple[str, ...]


def read_message(message: Message, around: Around, now: datetime) -> Reading:
    """`now`: when it came to us, for messages that do not say so themselves."""
    parts = message.parts
    language = language_of(parts, message.language)
    seen = [(place, one) for place, part in enumerate(parts) for one in _numbers(part, around.country)]
    facts = facts_in(parts)
    numbers = with_roles(parts, seen, any(one.name == "spoof_victim" for one in facts))
    hidden = [_hide(part.text, [one for at, one in seen if at == place]) for place, part in enumerate(parts)]
    told = Told(written_at(message, now), _clocks(message, numbers, around), _day_first(language, around.country))
    medium = medium_of(parts, message.medium)
    return Reading(
        message=message,
        language=language,
        medium=medium,
        kind=kind_of(facts, medium, bool(message.automatic), numbers),
        numbers=numbers,
        times=times_in(parts, hidden, told),
        claimed=claimed_in(parts),
        facts=facts,
        danger=danger_in(parts),
    )


def written_at(message: Message, now: datetime) -> datetime:
    """By what received it; else by its own header, as long as that is not of the future; else now."""
    for at in (message.received_at, message.sent_at):
        if at is not None and at <= now:
            return at
    return now


def _numbers(part: Part, country: str) -> Sequence[Seen]:
    if part.field is FieldName.COUNT or part.field is FieldName.WHEN:
        return ()
    found = numbers_in(part.text, country)
    if found or part.field not in _NUMBERED:
        return found
    written = part.text.strip()
    digits = sum(sign.isdigit() for sign in written)
    if 3 <= digits <= 20 and digits >= len(written) / 2:  # a field holds nothing else: three digits are its number
        return (Seen(0, len(part.text), part.text, as_number(written, country), NumberForm.DIGITS),)
    return ()


def _hide(text: str, numbers: Sequence[Seen]) -> str:
    for one in numbers:
        text = text[: one.start] + MASK * (one.end - one.start) + text[one.end :]
    return text


def _clocks(message: Message, numbers: Sequence[FoundNumber], around: Around) -> Clocks:
    called = next((one.e164 for one in numbers if one.role is NumberRole.CALLED and one.e164), 0)
    zones = around.zones_of(called) if called else ()
    form = message.zone if message.zone and around.find_zone(message.zone) else ""
    return Clocks(around.find_zone, form, zones, message.sent_offset_min, around.provider_zones)


def _day_first(language: str, country: str) -> bool:
    """8/5 is the 5th of August to whoever writes English in North America, and the 8th of May elsewhere."""
    return language != "en" or country not in ("US", "PR", "PH", "CA")
