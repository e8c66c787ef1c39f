"""JSON as a token may hold it: one object, in UTF-8, no name twice, no number that two readers read differently."""

import json
from typing import Final

from bellwarden.stir.fault import StirFault
from bellwarden.stir.reason import StirReason

DEPTH_MAX: Final = 32  # brackets in all; no claim of any RFC nests deeper than four
DIGITS_MAX: Final = 20
DETAIL_MAX: Final = 100

JsonObject = dict[str, object]


class _Twice(ValueError):
    """A name that stands twice."""


def read_object(text: bytes) -> JsonObject:
    """RFC 8259, strictly: no byte order mark (section 8.1), no NaN, no lone surrogate, and no name twice (section 4;
    RFC 7515 section 4 and RFC 7519 section 4 leave it to the reader to refuse them). Raises StirFault(438)."""
    if text.count(b"{") + text.count(b"[") > DEPTH_MAX:
        raise StirFault(438, StirReason.JSON_INVALID, "too many brackets")
    try:
        found = _DECODER.decode(text.decode())
    except _Twice as error:
        raise StirFault(438, StirReason.JSON_DUPLICATE, str(error)[:DETAIL_MAX]) from None
    except (ValueError, RecursionError) as error:
        raise StirFault(438, StirReason.JSON_INVALID, str(error)[:DETAIL_MAX]) from None
    if not isinstance(found, dict):
        raise StirFault(438, StirReason.JSON_INVALID, f"{type(found).__name__}, not an object")
    return found


def refuse_other_spellings(found: JsonObject, known: frozenset[str]) -> None:
    """RFC 7515 section 5.3: names are compared by the letter. `Orig` beside or in place of `orig` is a trap for readers
    that do it otherwise, and no claim of anybody's. Raises StirFault(438)."""
    for name in found:
        if name not in known and name.lower() in known:
            raise StirFault(438, StirReason.NAME_CASE, name[:DETAIL_MAX])


def _object(pairs: list[tuple[str, object]]) -> JsonObject:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise _Twice(_printable(name))
            seen.add(name)
    for name, value in pairs:
        _refuse_surrogates(name)
        if isinstance(value, str):
            _refuse_surrogates(value)
        elif isinstance(value, list):
            for member in value:
                if isinstance(member, str):
                    _refuse_surrogates(member)
    return found


def _refuse_surrogates(text: str) -> None:
    """RFC 8259 section 8.2: half a character, which no encoding can write down again."""
    if not text.isascii():
        text.encode()  # UnicodeEncodeError is a ValueError


def _integer(digits: str) -> int:
    if len(digits) > DIGITS_MAX:
        raise ValueError(f"a number of {len(digits)} digits")
    return int(digits)


def _float(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError(f"a number beyond all readers: {text[:DIGITS_MAX]}")
    return value


def _constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _printable(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode()


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_constant, strict=True
)
