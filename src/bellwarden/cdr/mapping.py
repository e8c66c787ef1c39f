"""A mapping file: a description in TOML that an operator writes for records nobody knows, or has drafted."""

import json
import tomllib
from collections.abc import Iterator
from typing import Any, Final, Literal

import msgspec

from bellwarden.cdr.format import Events, Format, Kind, Kinds, Length, Moment, Syntax, Text, Unit
from bellwarden.model.call_record import CallResult

MOMENTS: Final = ("at", "answered_at", "ended_at")
LENGTHS: Final = ("duration", "billable")
TEXTS: Final = (
    *("calling", "called", "result", "sip_status", "name", "customer", "trunk", "upstream", "source_ip", "call_id"),
    *("decision_id", "correlation", "ended_by", "caller"),
)


class MappingFault(Exception):
    """What is wrong with a mapping file, with the setting's name."""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    kind: Kind = Kind.TABLE
    delimiter: str = ","
    quote: str = '"'
    header: bool = True
    null: str = ""
    roomy: bool = False
    columns: list[str] = []


class _Moment(msgspec.Struct, forbid_unknown_fields=True):
    column: str
    style: str = "iso"
    clock: str = ""


class _Length(msgspec.Struct, forbid_unknown_fields=True):
    column: str
    unit: Unit = Unit.SECONDS


class _Text(msgspec.Struct, forbid_unknown_fields=True):
    columns: list[str]
    take: str = ""
    drop: str = ""
    glue: str = ""
    decode: bool = False


class _Kinds(msgspec.Struct, forbid_unknown_fields=True):
    column: str
    calls: list[str]
    skip: str = ""


class _Events(msgspec.Struct, forbid_unknown_fields=True):
    kind: str
    begins: str
    ends: str
    key: list[str]
    answers: str = ""
    own: list[str] = []


class _Mapping(msgspec.Struct, forbid_unknown_fields=True):
    call: dict[str, Any]
    title: str = "mapping file"
    zone: str = ""
    answer_may_be_end: bool = False
    file: _File = msgspec.field(default_factory=_File)
    kinds: _Kinds | None = None
    events: _Events | None = None
    results: dict[str, CallResult] = {}
    enders: dict[str, Literal["caller", "called"]] = {}


def read_mapping(data: bytes) -> Format:
    """MappingFault names the setting and what is wrong with it."""
    try:
        wanted = msgspec.convert(tomllib.loads(data.decode()), _Mapping)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MappingFault(f"this is no TOML: {error}") from None
    except msgspec.ValidationError as error:
        raise MappingFault(str(error)) from None
    _check(wanted)
    parts = {name: _part(name, value) for name, value in wanted.call.items()}
    columns = tuple(wanted.file.columns)
    if not columns:
        columns = tuple(part.column for part in parts.values() if isinstance(part, Moment | Length))[:1]
    return Format(
        title=wanted.title,
        syntax=Syntax(wanted.file.kind, wanted.file.delimiter, wanted.file.quote, wanted.file.header, wanted.file.null),
        layouts=(columns,),
        zone=wanted.zone,
        enders=tuple(wanted.enders.items()),
        answer_may_be_end=wanted.answer_may_be_end,
        kinds=Kinds(wanted.kinds.column, _words(wanted.kinds.calls), wanted.kinds.skip) if wanted.kinds else None,
        events=_events(wanted.events) if wanted.events else None,
        roomy=wanted.file.roomy,
        results={word.upper(): result for word, result in wanted.results.items()},
        **parts,  # type: ignore[arg-type]
    )


def _words(words: list[str]) -> tuple[str, ...]:
    return tuple(word.upper() for word in words)


def _events(wanted: _Events) -> Events:
    begins, ends, answers = _words([wanted.begins, wanted.ends, wanted.answers])
    return Events(wanted.kind, begins, ends, tuple(wanted.key), answers, tuple(wanted.own))


def _check(wanted: _Mapping) -> None:
    unknown = wanted.call.keys() - {*MOMENTS, *LENGTHS, *TEXTS}
    if unknown:
        raise MappingFault(f"call.{min(unknown)}: there is no such field")
    missing = [name for name in ("at", "calling", "called") if name not in wanted.call]
    if missing:
        raise MappingFault(f"call.{missing[0]}: is missing")
    if len(wanted.file.delimiter) != 1 or len(wanted.file.quote) > 1 or "\n" in wanted.file.delimiter:
        raise MappingFault("file.delimiter and file.quote: one sign each")
    if wanted.file.kind is Kind.TABLE and not wanted.file.header and not wanted.file.columns:
        raise MappingFault("file.columns: a file without a header needs the names of all its columns, in their order")


def _part(name: str, value: Any) -> Moment | Length | Text:
    plain = value if isinstance(value, str) else None
    try:
        if name in MOMENTS:
            moment = _Moment(plain) if plain else msgspec.convert(value, _Moment)
            return Moment(moment.column, moment.style, moment.clock)
        if name in LENGTHS:
            length = _Length(plain) if plain else msgspec.convert(value, _Length)
            return Length(length.column, length.unit)
        text = _Text([plain]) if plain else msgspec.convert(value, _Text)
        return Text(tuple(text.columns), text.take, text.drop, text.glue, text.decode)
    except msgspec.ValidationError as error:
        raise MappingFault(f"call.{name}: {error}") from None


def write_mapping(form: Format) -> str:
    """The same description as TOML, to be looked over and completed."""
    return "\n".join(_lines(form)) + "\n"


def _lines(form: Format) -> Iterator[str]:
    yield f"title = {_quoted(form.title)}"
    yield "# Zone of times that carry none, as America/New_York. Leave it empty only if --zone is given at each import."
    yield f"zone = {_quoted(form.zone)}"
    if form.answer_may_be_end:
        yield "answer_may_be_end = true"
    yield "\n[file]"
    yield f"kind = {_quoted(form.syntax.kind.value)}"
    if form.syntax.kind is Kind.TABLE:
        yield f"delimiter = {_quoted(form.syntax.delimiter)}"
        yield f"quote = {_quoted(form.syntax.quote)}"
        yield f"header = {str(form.syntax.header).lower()}"
        if form.syntax.null:
            yield f"null = {_quoted(form.syntax.null)}"
        if form.roomy:
            yield "roomy = true  # rows may have more columns, and fewer"
        if not form.syntax.header:
            yield f"columns = [{', '.join(map(_quoted, form.layouts[0]))}]"
    yield "\n[call]"
    for name in (*MOMENTS, *LENGTHS, *TEXTS):
        part = getattr(form, name)
        yield f"{name} = {_written(part)}" if part else f"# {name} ="
    yield from _tables(form)
    if form.results:
        yield "\n# What the words or codes in `result` mean, in capitals."
        yield "[results]"
        for word, result in form.results.items():
            yield f"{_quoted(word)} = {_quoted(result.value)}"


def _tables(form: Format) -> Iterator[str]:
    for name, part in (("kinds", form.kinds), ("events", form.events)):
        if part:
            yield f"\n[{name}]"
            yield from (f"{key} = {json.dumps(value)}" for key, value in part._asdict().items() if key != "layouts")
    if form.enders:
        yield "\n# Which side hung up, by regular expressions of `ended_by`."
        yield "[enders]"
        yield from (f"{_quoted(sign)} = {_quoted(side)}" for sign, side in form.enders)


def _written(part: Moment | Length | Text) -> str:
    if isinstance(part, Moment):
        clock = f", clock = {_quoted(part.clock)}" if part.clock else ""
        return f"{{ column = {_quoted(part.column)}, style = {_quoted(part.style)}{clock} }}"
    if isinstance(part, Length):
        return f"{{ column = {_quoted(part.column)}, unit = {_quoted(part.unit.value)} }}"
    if part == Text(part.columns[:1]):
        return _quoted(part.columns[0])
    columns = ", ".join(map(_quoted, part.columns))
    said = [f"{name} = {_quoted(value)}" for name in ("take", "drop", "glue") if (value := getattr(part, name))]
    said += ["decode = true"] if part.decode else []
    return f"{{ {', '.join([f'columns = [{columns}]', *said])} }}"


def _quoted(text: str) -> str:
    """A basic string of TOML; JSON escapes the same signs the same way, but for DEL."""
    return json.dumps(text).replace("\x7f", "\\u007f")
