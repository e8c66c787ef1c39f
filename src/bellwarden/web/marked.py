"""A complaint's texts cut into pieces, what was read in them marked in place; and its verdict in a sentence."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import msgspec

from bellwarden.model.complaint import ALL_OF_IT, NumberRole, Origin, Reading
from bellwarden.model.complaint_match import Match, Matching
from bellwarden.model.office.correction import SpanKind

ROLES: Final = {
    NumberRole.CALLER_ID: "caller ID",
    NumberRole.CALLED: "called",
    NumberRole.CALLBACK: "call back",
    NumberRole.OTHER: "number",
}


FACTS: Final = {"dnc": "do-not-call list", "caller_id": "caller ID", "line": "line called"}


class Piece(NamedTuple):
    """`kind` is "" for text that nothing was read in."""

    text: str
    kind: str = ""  # caller_id, called, callback, other, time, count, fact, danger
    word: str = ""  # what it was read as
    fix: "Fix | None" = None  # where it stands, and what a form begins with that puts it right


class Fix(NamedTuple):
    """One marked place as a form has it."""

    part: int
    start: int
    end: int
    span: str  # number, time, count, fact, danger
    values: Mapping[str, object]

    @property
    def name(self) -> str:
        return f"fix-{self.span}-{self.part}-{self.start}-{self.end}"


class Shown(NamedTuple):
    """One text of the message."""

    name: str  # the label of a form's field, "quoted" or ""
    pieces: tuple[Piece, ...]


class _Span(NamedTuple):
    part: int
    start: int
    end: int
    kind: str
    word: str
    span: SpanKind
    values: Mapping[str, object]


def reading_of(kept: object) -> Reading:
    """As it was kept with the complaint."""
    return msgspec.convert(kept, Reading)


def matching_of(kept: object) -> Matching:
    return msgspec.convert(kept, Matching)


def shown(reading: Reading) -> list[Shown]:
    """Every text of the message, in its order."""
    spans = sorted(_spans(reading), key=lambda one: (one.part, one.start, -one.end))
    found = []
    for place, part in enumerate(reading.message.parts):
        name = part.name or ("quoted" if part.origin is Origin.QUOTED else "")
        mine = [one for one in spans if one.part == place]
        found.append(Shown(name, tuple(_pieces(part.text, mine))))
    return found


class Marked(NamedTuple):
    """One thing that was read, with its words: also one that lies within another mark of the text."""

    text: str
    word: str
    fix: Fix


def everything(reading: Reading) -> list[Marked]:
    """In the order of the message."""
    spans = sorted(_spans(reading), key=lambda one: (one.part, one.start, -one.end))
    parts = reading.message.parts
    return [Marked(parts[one.part].text[one.start : one.end], one.word, _fix(one)) for one in spans]


def _fix(one: _Span) -> Fix:
    return Fix(one.part, one.start, one.end, one.span.value, one.values)


def _pieces(text: str, spans: list[_Span]) -> Iterator[Piece]:
    at = 0
    for one in spans:
        if not at <= one.start < one.end <= len(text):  # within another mark: the first one says more
            continue
        if one.start > at:
            yield Piece(text[at : one.start])
        yield Piece(text[one.start : one.end], one.kind, one.word, _fix(one))
        at = one.end
    if at < len(text):
        yield Piece(text[at:])


def _spans(reading: Reading) -> Iterator[_Span]:
    for number in reading.numbers:
        word = ROLES[number.role] + (", cannot exist" if number.fault else "")
        values = {"role": number.role.value, "digits": number.digits}
        yield _Span(number.part, number.start, number.end, number.role.value, word, SpanKind.NUMBER, values)
    for time in reading.times:
        first = {"reading": time.readings[0]} if time.readings else {}
        yield _Span(time.part, time.start, time.end, "time", "time", SpanKind.TIME, first)
    if reading.claimed is not None:
        one = reading.claimed
        word = claimed(one.least, one.most or 0)
        least = {"least": one.least, "most": one.most or ""}
        yield _Span(one.part, one.start, one.end, "count", word, SpanKind.COUNT, least)
    facts = [(one, "fact", FACTS.get(one.name, plain(one.name)), SpanKind.FACT) for one in reading.facts]
    danger = [(one, "danger", "danger to life", SpanKind.DANGER) for one in (reading.danger,) if one is not None]
    for fact, kind, word, span in (*danger, *facts):
        if fact.part != ALL_OF_IT and 0 <= fact.start < fact.end:
            yield _Span(fact.part, fact.start, fact.end, kind, word, span, {"name": fact.name, "value": fact.value})


def plain(name: str) -> str:
    return name.replace("_", " ")


def claimed(least: int, most: int) -> str:
    """ "24 or more", "4", "3 to 12"; "" when no count is claimed."""
    if not least:
        return ""
    if not most:
        return f"{least} or more"
    return str(least) if most == least else f"{least} to {most}"


def sentence(verdict: Match, found: int, least: int) -> str:
    """What the call log says, as a tired person can act on."""
    calls = f"{found} call{'' if found == 1 else 's'}"
    fewer = ", fewer than claimed" if found and found < least else ""
    if verdict is Match.MADE_BY_CUSTOMER:
        return f"Made by our customer: {calls} found{fewer}."
    if verdict is Match.CARRIED_FOR_UPSTREAM:
        return f"Carried for an upstream provider: {calls} found{fewer}."
    if verdict is Match.SPOOFED:
        return "The number is ours, the calls are not: none in complete records."
    if verdict is Match.NOT_OURS:
        return "Not ours: neither the number nor any such call, in complete records."
    return "We can't tell yet: the records of that time are not here, or the message says too little to look."
