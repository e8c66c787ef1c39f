"""A reading with what people put right in it: the machine's values give way at the same place, nothing else changes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Final, NamedTuple

import msgspec
from msgspec import Meta

from bellwarden.complaints.facts import kind_of
from bellwarden.complaints.number_finding import as_number
from bellwarden.model.complaint import (
    ClaimedCount,
    Fact,
    FoundNumber,
    FoundTime,
    NumberRole,
    Reading,
    TimeReading,
)
from bellwarden.model.office.correction import Correction, SpanKind

BY_A_PERSON: Final = "put right by a person"


class Place(NamedTuple):
    """Where in a message something stands, and what it is."""

    part: int
    start: int
    end: int
    kind: SpanKind


class NumberNow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    role: NumberRole
    digits: Annotated[str, Meta(max_length=40)] = ""  # "": as it is written


class TimeNow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    earliest: datetime  # UTC
    latest: datetime
    zone: Annotated[str, Meta(max_length=64)] = "UTC"


class CountNow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    least: Annotated[int, Meta(ge=1, le=1_000_000)]
    most: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None  # None: open


class FactNow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(pattern="^[a-z_]{1,40}$")]
    value: Annotated[str, Meta(min_length=1, max_length=200)]


SHAPES: Final[Mapping[SpanKind, type[msgspec.Struct]]] = {
    SpanKind.NUMBER: NumberNow,
    SpanKind.TIME: TimeNow,
    SpanKind.COUNT: CountNow,
    SpanKind.FACT: FactNow,
    SpanKind.DANGER: FactNow,
}


def fit(kind: SpanKind, now: Mapping[str, object]) -> Mapping[str, Any]:
    """As it is kept. ValueError says what is wrong; nothing at all stands for "nothing is to be read here"."""
    if not now:
        return {}
    try:
        value = msgspec.convert(dict(now), SHAPES[kind], strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None
    if isinstance(value, TimeNow) and (value.latest < value.earliest or value.earliest.tzinfo is None):
        raise ValueError("the end of the time lies before its begin")
    if isinstance(value, CountNow) and value.most is not None and value.most < value.least:
        raise ValueError("the most can't be less than the least")
    kept: Mapping[str, Any] = msgspec.to_builtins(value)
    return kept


def machine_value(reading: Reading, place: Place) -> Mapping[str, Any]:
    """What was read at that place, in the shape of a correction; nothing when nothing was."""
    if place.kind is SpanKind.NUMBER:
        one = next((one for one in reading.numbers if _at(one) == place[:3]), None)
        return {} if one is None else {"role": one.role.value, "digits": one.digits}
    if place.kind is SpanKind.TIME:
        time = next((one for one in reading.times if _at(one) == place[:3]), None)
        if time is None or not time.readings:
            return {}
        first = time.readings[0]
        return {"earliest": first.earliest.isoformat(), "latest": first.latest.isoformat(), "zone": first.zone}
    if place.kind is SpanKind.COUNT:
        count = reading.claimed
        at = count is not None and _at(count) == place[:3]
        return {"least": count.least, "most": count.most} if count is not None and at else {}
    facts = reading.facts if place.kind is SpanKind.FACT else filter(None, (reading.danger,))
    fact = next((one for one in facts if _at(one) == place[:3]), None)
    return {} if fact is None else {"name": fact.name, "value": fact.value}


def corrected(reading: Reading, corrections: Iterable[Correction], country: str = "US") -> Reading:
    """`corrections` in the order in which they were made; those taken back are passed over."""
    newest: dict[Place, Correction] = {}
    for one in corrections:
        if not one.taken_back_by:
            newest[Place(one.part, one.place_from, one.place_to, one.kind)] = one
    if not newest:
        return reading
    made = {kind: [one for place, one in newest.items() if place.kind is kind and one.now] for kind in SpanKind}

    def left(kind: SpanKind, items: Iterable[Any]) -> list[Any]:
        return [one for one in items if Place(*_at(one), kind) not in newest]

    numbers = sorted(
        [*left(SpanKind.NUMBER, reading.numbers), *(_number(one, country) for one in made[SpanKind.NUMBER])], key=_at
    )
    facts = (*left(SpanKind.FACT, reading.facts), *map(_fact, made[SpanKind.FACT]))
    claimed = [*map(_count, made[SpanKind.COUNT]), *left(SpanKind.COUNT, filter(None, (reading.claimed,)))]
    danger = [*map(_fact, made[SpanKind.DANGER]), *left(SpanKind.DANGER, filter(None, (reading.danger,)))]
    return replace(
        reading,
        numbers=tuple(numbers),
        times=tuple(sorted([*left(SpanKind.TIME, reading.times), *map(_time, made[SpanKind.TIME])], key=_at)),
        claimed=claimed[0] if claimed else None,
        facts=facts,
        danger=danger[0] if danger else None,
        kind=kind_of(facts, reading.medium, bool(reading.message.automatic), numbers),
    )


def _at(one: Any) -> tuple[int, int, int]:
    return one.part, one.start, one.end


def _number(one: Correction, country: str) -> FoundNumber:
    now = msgspec.convert(one.now, NumberNow)
    number = as_number(now.digits and f"+{now.digits}" if _whole(now.digits) else now.digits or one.text, country)
    return FoundNumber(
        one.part, one.place_from, one.place_to, one.text, number.digits, number.e164, now.role, BY_A_PERSON, 1.0,
        number.fault.value if number.fault else "",
    )  # fmt: skip


def _whole(digits: str) -> bool:
    """A number with its country code, as it is shown for correction."""
    return digits.isdigit() and len(digits) >= 11


def _time(one: Correction) -> FoundTime:
    now = msgspec.convert(one.now, TimeNow)
    reading = TimeReading(now.earliest, now.latest, now.zone, BY_A_PERSON, 1.0)
    return FoundTime(one.part, one.place_from, one.place_to, one.text, (reading,), BY_A_PERSON)


def _count(one: Correction) -> ClaimedCount:
    now = msgspec.convert(one.now, CountNow)
    return ClaimedCount(one.part, one.place_from, one.place_to, one.text, now.least, now.most)


def _fact(one: Correction) -> Fact:
    now = msgspec.convert(one.now, FactNow)
    return Fact(now.name, now.value, one.part, one.place_from, one.place_to, one.text)
