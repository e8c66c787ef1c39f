"""Records that are no lines: JSON objects and XML documents of any shape, each made one line of JSON for the engine.

XML is read by the standard library's expat. A document type declaration is refused before anything in it is looked at,
so no entity can be declared, expanded or fetched (billion laughs, XXE); that is all that defusedxml would add here.
"""

import codecs
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, NamedTuple
from xml.parsers import expat

from bellwarden.cdr.format import Kind

SIZE_MAX: Final = 1 << 20  # characters of one record
DEPTH_MAX: Final = 32  # of elements inside elements
SHOWN_MAX: Final = 200
BROKEN_OFF: Final = "the record breaks off before its end"
DECLARED: Final = "has a document type declaration, which no switch writes"

# Where to go on behind a record that is none.
_NEXT: Final = {Kind.JSON: re.compile(r"\n\{"), Kind.XML: re.compile(r"\n?<\?xml|\n<[A-Za-z_]")}
_ROOT: Final = re.compile(r"<([A-Za-z_][\w.:-]*)")
_BETWEEN: Final = " \t\r\n,[]"  # what stands between objects, in an array or not
_WORD_MAX: Final = len("-Infinity")  # a text that ends within a word is faulted at the word's begin
_DECODER: Final = json.JSONDecoder(strict=False)


class Document(NamedTuple):
    """`line`: the record as one line of JSON; "" when it is none, and `reason` says why."""

    line: str
    reason: str = ""
    shown: str = ""


class _Broken(Exception):
    """Why a record is none."""


def documents(kind: Kind, chunks: Iterable[bytes]) -> Iterator[Document]:
    """Every record, whatever its size is in relation to the chunks; what is none is told and passed over."""
    one = _object if kind is Kind.JSON else _element
    text = codecs.getincrementaldecoder("utf-8")("replace")
    rest = ""
    for chunk in chunks:
        rest += text.decode(chunk)
        found = list(_records(rest, kind, one, ended=False))
        rest = rest[found[-1][1] :] if found else rest
        yield from (document for document, _ in found)
    yield from (document for document, _ in _records(rest, kind, one, ended=True))


def _records(
    text: str, kind: Kind, one: Callable[[str, int], tuple[str, int] | None], ended: bool
) -> Iterator[tuple[Document, int]]:
    """Records of a text, each with the place behind it. What may go on behind the text is left, unless it has ended."""
    at = 0
    while True:
        while at < len(text) and text[at] in _BETWEEN:
            at += 1
        if at >= len(text):
            return
        try:
            found = one(text, at)
            if found is None and len(text) - at <= SIZE_MAX:
                if not ended:
                    return
                yield Document("", BROKEN_OFF, text[at : at + SHOWN_MAX]), len(text)
                return
            if found is None or found[1] - at > SIZE_MAX:
                raise _Broken(f"the record is longer than {SIZE_MAX >> 20} MB")
            line, at = found
            yield Document(line.replace("\n", " ").replace("\r", " ")), at
        except _Broken as broken:
            begun = at
            behind = _NEXT[kind].search(text, at + 1)
            at = behind.start() if behind else len(text)
            yield Document("", str(broken), text[begun : begun + SHOWN_MAX]), at


def _object(text: str, at: int) -> tuple[str, int] | None:
    """The object that begins there, and the place behind it; None when its end is not to be seen."""
    try:
        value, end = _DECODER.raw_decode(text, at)
    except RecursionError:
        raise _Broken("is nested too deeply") from None
    except json.JSONDecodeError as error:
        if error.pos >= len(text) - _WORD_MAX or error.msg.startswith("Unterminated string"):
            return None
        raise _Broken("is no JSON") from None
    if not isinstance(value, dict):
        raise _Broken("is no object of JSON")
    return text[at:end], end


def _element(text: str, at: int) -> tuple[str, int] | None:
    """The document that begins there as JSON, and the place behind it; None when its end is not to be seen."""
    if "<!DOCTYPE" in text[at : at + 1000]:
        raise _Broken(DECLARED)
    root = _ROOT.search(text, at, at + 1000)
    if root is None:
        if text[at] == "<" and len(text) - at < 1000:
            return None
        raise _Broken("is no XML")
    closing = f"</{root[1]}>"
    end = text.find(closing, root.end())
    if end < 0:
        return None
    end += len(closing)
    if "<?xml" in text[root.end() : end]:
        raise _Broken(BROKEN_OFF)
    return json.dumps(_read(text[at:end]), ensure_ascii=False), end


def _read(text: str) -> dict[str, Any]:
    """Elements by name, the first of each; those that hold others are objects."""
    top: dict[str, Any] = {}
    open_ones: list[tuple[str, dict[str, Any], list[str]]] = []

    def start(name: str, _: dict[str, str]) -> None:
        if len(open_ones) >= DEPTH_MAX:
            raise _Broken("is nested too deeply")
        open_ones.append((name, {}, []))

    def end(_: str) -> None:
        name, inside, words = open_ones.pop()
        around = open_ones[-1][1] if open_ones else top
        around.setdefault(name, inside or "".join(words).strip())

    def data(words: str) -> None:
        if open_ones:
            open_ones[-1][2].append(words)

    def refuse(*_: object) -> None:
        raise _Broken(DECLARED)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise _Broken(f"is no XML: {expat.errors.messages[error.code]}") from None
    root: object = next(iter(top.values()), None)
    return root if isinstance(root, dict) else {}
