"""Which line of a TOML file says what: tomllib gives the values, this gives their places.

Works on text that tomllib has accepted, so it needs no error handling of its own; TOML 1.0.
"""

import re
import tomllib
from bisect import bisect_right
from typing import NamedTuple

Path = tuple[str | int, ...]


class Place(NamedTuple):
    file: str
    line: int  # from 1


_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"(?:[^"\\]|\\.)*"')
_LITERAL = re.compile(r"'[^']*'")
_MULTI_BASIC = re.compile(r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*"{3,5}')
_MULTI_LITERAL = re.compile(r"'''(?:[^']|'(?!''))*'{3,5}")
_SCALAR = re.compile(r"[^,\]}#\n]*")
_STRINGS = (('"""', _MULTI_BASIC), ("'''", _MULTI_LITERAL), ('"', _BASIC), ("'", _LITERAL))


def locate(text: str) -> dict[Path, int]:
    """The line of every table, key and list item of a TOML text; an inline table's keys stand on their own lines."""
    return _Locator(text).locate()


class _Locator:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._lines: dict[Path, int] = {}
        self._items: dict[Path, int] = {}  # arrays of tables: how many items so far
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def locate(self) -> dict[Path, int]:
        table: Path = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)
        return self._lines

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        if match is None:
            self._at += 1  # never on accepted text; going on keeps the promise to end
            return ""
        self._at = match.end()
        return match.group()

    def _note(self, path: Path) -> None:
        self._lines.setdefault(path, bisect_right(self._starts, self._at))

    def _header(self) -> Path:
        """`[a.b]` or `[[a.b]]`: parents that are arrays of tables mean their latest item."""
        many = self._text.startswith("[[", self._at)
        start = self._at
        self._at += 2 if many else 1
        keys = self._keys()
        end, self._at = self._at, start
        path: Path = ()
        for key in keys[:-1]:
            path = self._latest((*path, key))
            self._note(path)
        path = (*path, keys[-1])
        if many:
            self._note(path)
            self._items[path] = self._items.get(path, 0) + 1
        path = self._latest(path)
        self._note(path)
        self._at = end + (2 if many else 1)
        return path

    def _latest(self, path: Path) -> Path:
        count = self._items.get(path)
        return path if count is None else (*path, count - 1)

    def _pair(self, table: Path) -> None:
        start = self._at
        keys = self._keys()
        end, self._at = self._at, start
        path = table
        for key in keys:
            path = (*path, key)
            self._note(path)
        self._at = end + 1  # the equals sign
        self._skip(_SPACE)
        self._value(path)

    def _keys(self) -> list[str]:
        keys = []
        while True:
            self._skip(_SPACE)
            keys.append(self._key())
            self._skip(_SPACE)
            if not self._text.startswith(".", self._at):
                return keys
            self._at += 1

    def _key(self) -> str:
        sign = self._text[self._at : self._at + 1]
        if sign == "'":
            return self._skip(_LITERAL)[1:-1]
        if sign == '"':
            quoted = self._skip(_BASIC)
            return str(tomllib.loads(f"key = {quoted}")["key"]) if "\\" in quoted else quoted[1:-1]
        return self._skip(_BARE_KEY)

    def _value(self, path: Path) -> None:
        for opening, pattern in _STRINGS:
            if self._text.startswith(opening, self._at):
                self._skip(pattern)
                return
        sign = self._text[self._at : self._at + 1]
        if sign == "[":
            self._array(path)
        elif sign == "{":
            self._inline_table(path)
        else:
            self._skip(_SCALAR)

    def _array(self, path: Path) -> None:
        self._at += 1
        index = 0
        while self._at < len(self._text):
            self._skip(_BLANK)
            if self._text.startswith("]", self._at):
                self._at += 1
                return
            self._note((*path, index))
            self._value((*path, index))
            index += 1
            self._skip(_BLANK)
            if self._text.startswith(",", self._at):
                self._at += 1

    def _inline_table(self, path: Path) -> None:
        self._at += 1
        while self._at < len(self._text):
            self._skip(_SPACE)
            if self._text.startswith("}", self._at):
                self._at += 1
                return
            self._pair(path)
            self._skip(_SPACE)
            if self._text.startswith(",", self._at):
                self._at += 1
