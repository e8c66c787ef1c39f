"""A condition's types, worked out before any call: the CEL library finds a wrong type only in the branch a call takes.

Covers what conditions offer of the Common Expression Language: text, numbers, truth values and lists, their operators,
the methods of text, `exists` and `all`. It reads only text that the library has accepted.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from bellwarden.policy.problem import did_you_mean, no_such

DEPTH_MAX = 20  # brackets and branches inside each other

TEXT = "text"
WHOLE = "a whole number"
DECIMAL = "a number with a point"
TRUTH = "true or false"
NUMBERS = (WHOLE, DECIMAL)
KINDS = {str: TEXT, int: WHOLE, bool: TRUTH, float: DECIMAL}

TEXT_METHODS = ("startsWith", "endsWith", "contains", "matches")
LIST_MACROS = ("exists", "all")
OFFERED = (*TEXT_METHODS, "size", *LIST_MACROS)
OFFER = f"conditions offer text, numbers, lists, their operators and {', '.join(OFFERED)}"

_TOKEN = re.compile(
    r"""(?P<blank>[ \t\r\n\f]+|//[^\n]*)
    |(?P<text>[rR]?(?:\"\"\"[\s\S]*?\"\"\"|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))
    |(?P<decimal>[0-9]*\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+)
    |(?P<whole>0x[0-9a-fA-F]+|[0-9]+)
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign>&&|\|\||==|!=|<=|>=|[-+*/%!<>?:.,()\[\]])""",
    re.VERBOSE,
)


class Token(NamedTuple):
    kind: str  # text, decimal, whole, name, sign; "end" behind the last one
    text: str
    at: int


class Kind(NamedTuple):
    """What an expression is. A list's `items` is the kind of its items; "" stands for not known."""

    name: str
    items: str = ""


UNKNOWN = Kind("")


class _Stop(Exception):
    """Something that conditions do not offer: nothing behind it can be understood."""


def faults_of(source: str, variables: Mapping[str, type]) -> list[str]:
    """What is wrong with the types of a condition, in words; [] for a sound one."""
    checker = _Checker(source, {name: Kind(KINDS[kind]) for name, kind in variables.items()})
    return checker.check()


class _Checker:
    def __init__(self, source: str, variables: dict[str, Kind]) -> None:
        self._source = source
        self._names = variables
        self._tokens: list[Token] = []
        self._next = 0
        self._depth = 0
        self._inside_macro = False
        self._faults: list[str] = []

    def check(self) -> list[str]:
        try:
            self._tokens = list(self._split())
            result = self._branch()
            if self._peek().kind != "end":
                self._stop(self._peek().text)
            self._want(TRUTH, result, "the whole condition")
        except _Stop:
            pass
        return self._faults

    def _split(self) -> list[Token]:
        tokens = []
        at = 0
        while at < len(self._source):
            match = _TOKEN.match(self._source, at)
            if match is None:
                self._stop(self._source[at])
                break
            if match.lastgroup != "blank":
                tokens.append(Token(str(match.lastgroup), match.group(), at))
            at = match.end()
        tokens.append(Token("end", "the end", at))
        return tokens

    def _fault(self, reason: str) -> Kind:
        if reason not in self._faults:
            self._faults.append(reason)
        return UNKNOWN

    def _stop(self, what: str) -> None:
        self._fault(f"`{what}` can't stand in a condition; {OFFER}")
        raise _Stop

    def _peek(self) -> Token:
        return self._tokens[self._next]

    def _take(self, *texts: str) -> str:
        """The next sign when it is one of these, else ""."""
        token = self._tokens[self._next]
        if token.text in texts and (token.kind == "sign" or token.text == "in"):
            self._next += 1
            return token.text
        return ""

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            self._stop(self._peek().text)

    def _since(self, start: int) -> str:
        """The text of the tokens from `start` up to here, for a message."""
        end = self._tokens[self._next - 1]
        return self._source[self._tokens[start].at : end.at + len(end.text)]

    def _want(self, name: str, kind: Kind, what: str) -> None:
        if kind.name and kind.name != name:
            self._fault(f"{what} is {kind.name} where {name} is needed")

    # CEL language definition, section "Syntax": the rules from the loosest binding to the closest.

    def _branch(self) -> Kind:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            self._fault(f"is nested more than {DEPTH_MAX} deep; make several conditions of it")
            raise _Stop
        start = self._next
        kind = self._joined("||")
        condition = self._since(start)
        if self._take("?"):
            self._want(TRUTH, kind, f"`{condition}` before ?")
            left = self._joined("||")
            self._expect(":")
            right = self._branch()
            kind = self._same(left, right, f"the two results of `{self._since(start)}`")
        self._depth -= 1
        return kind

    def _joined(self, sign: str) -> Kind:
        """Sides of || (whose sides are joined by &&) or of &&."""
        start = self._next
        kind = self._joined("&&") if sign == "||" else self._relation()
        side = self._since(start)
        while self._take(sign):
            self._want(TRUTH, kind, f"`{side}` beside {sign}")
            start = self._next
            kind = self._joined("&&") if sign == "||" else self._relation()
            side = self._since(start)
            self._want(TRUTH, kind, f"`{side}` beside {sign}")
            kind = Kind(TRUTH)
        return kind

    def _relation(self) -> Kind:
        start = self._next
        kind = self._sum()
        left = self._since(start)
        while sign := self._take("==", "!=", "<", "<=", ">", ">=", "in"):
            middle = self._next
            other = self._sum()
            self._compare(sign, (left, kind), (self._since(middle), other))
            kind = Kind(TRUTH)
        return kind

    def _compare(self, sign: str, left: tuple[str, Kind], right: tuple[str, Kind]) -> None:
        (left_text, one), (right_text, other) = left, right
        if sign == "in":
            self._member(left, right)
        elif not one.name or not other.name or (one.name in NUMBERS and other.name in NUMBERS):
            return
        elif one.name != other.name or (one.items and other.items and one.items != other.items):
            self._fault(
                f"`{left_text} {sign} {right_text}` compares {one.name} with {other.name}; compare like with like"
            )
        elif sign not in ("==", "!=") and one.name not in (TEXT, *NUMBERS):
            self._fault(f"`{left_text} {sign} {right_text}`: {one.name} has no order; use == or !=")

    def _member(self, left: tuple[str, Kind], right: tuple[str, Kind]) -> None:
        (left_text, one), (right_text, other) = left, right
        if other.name and other.name != "a list":
            self._fault(f"`{left_text} in {right_text}`: {right_text} is {other.name}; write a list, [..., ...]")
        elif one.name and other.items and one.name != other.items:
            self._fault(f"`{left_text} in {right_text}` looks for {one.name} in a list of {other.items}")

    def _sum(self) -> Kind:
        start = self._next
        kind = self._product()
        while sign := self._take("+", "-"):
            other = self._product()
            kind = self._arithmetic(sign, kind, other, start)
        return kind

    def _product(self) -> Kind:
        start = self._next
        kind = self._unary()
        while sign := self._take("*", "/", "%"):
            divisor = self._peek()
            other = self._unary()
            if sign in "/%" and not _is_not_zero(divisor):
                self._fault(f"`{self._since(start)}` may divide by 0; divide by a number that is written out")
            kind = self._arithmetic(sign, kind, other, start)
        return kind

    def _arithmetic(self, sign: str, one: Kind, other: Kind, start: int) -> Kind:
        if not one.name or not other.name:
            return UNKNOWN
        fits = one.name in NUMBERS or (sign == "+" and one.name == TEXT)
        if one.name != other.name or not fits:
            return self._fault(f"`{self._since(start)}` puts {one.name} and {other.name} together with {sign}")
        return one

    def _unary(self) -> Kind:
        start = self._next
        signs = ""
        while sign := self._take("!", "-"):
            signs += sign
        kind = self._reach()
        if "!" in signs:
            self._want(TRUTH, kind, f"`{self._since(start)[len(signs) :]}` behind !")
            return Kind(TRUTH)
        if signs and kind.name and kind.name not in NUMBERS:
            self._fault(f"`{self._since(start)}` takes {kind.name} as a number")
        return kind

    def _reach(self) -> Kind:
        """A value and the methods called on it."""
        start = self._next
        kind = self._value()
        while self._take("."):
            name = self._peek()
            if name.kind != "name":
                self._stop(name.text)
            receiver = self._since(start)[:-1].rstrip()
            self._next += 1
            if not self._take("("):
                self._stop(f"{receiver}.{name.text}")
            kind = self._method(name.text, receiver, kind)
            self._expect(")")
        return kind

    def _value(self) -> Kind:
        token = self._peek()
        self._next += 1
        if token.kind in ("text", "whole", "decimal"):
            return Kind({"text": TEXT, "whole": WHOLE, "decimal": DECIMAL}[token.kind])
        if token.text == "(":
            kind = self._branch()
            self._expect(")")
            return kind
        if token.text == "[":
            return self._list()
        if token.kind != "name" or token.text in ("null", "in"):
            self._stop(token.text)
        if token.text in ("true", "false"):
            return Kind(TRUTH)
        if self._take("("):
            return self._function(token.text)
        known = self._names.get(token.text)
        return known if known is not None else self._fault(no_such(f"variable `{token.text}`", token.text, self._names))

    def _list(self) -> Kind:
        start = self._next - 1
        items: list[Kind] = []
        while not self._take("]"):
            items.append(self._branch())
            if not self._take(","):
                self._expect("]")
                break
        names = {item.name for item in items if item.name}
        if len(names) > 1:
            self._fault(f"`{self._since(start)}` mixes {' and '.join(sorted(names))}")
        return Kind("a list", names.pop() if len(names) == 1 else "")

    def _same(self, one: Kind, other: Kind, what: str) -> Kind:
        if one.name and other.name and one.name != other.name:
            return self._fault(f"{what} are {one.name} and {other.name}; make them alike")
        return one if one.name else other

    def _function(self, name: str) -> Kind:
        if name != "size":
            hint = f"write it behind a value: calling.{name}(...)" if name in OFFERED else OFFER
            self._fault(f"there is no function `{name}`; {hint}")
            raise _Stop
        kind = self._branch()
        self._expect(")")
        return self._size(kind)

    def _size(self, kind: Kind) -> Kind:
        if kind.name and kind.name not in (TEXT, "a list"):
            self._fault(f"size counts the signs of text or the items of a list, not {kind.name}")
        return Kind(WHOLE)

    def _method(self, name: str, receiver: str, kind: Kind) -> Kind:
        if name == "size":
            return self._size(kind)
        if name in LIST_MACROS:
            return self._macro(name, receiver, kind)
        if name not in TEXT_METHODS:
            self._fault(f"there is no method `{name}`{did_you_mean(name, OFFERED) or '; ' + OFFER}")
            raise _Stop
        self._want(TEXT, kind, f"`{receiver}` before .{name}")
        start = self._next
        literal = self._peek().kind == "text"
        argument = self._branch()
        self._want(TEXT, argument, f"`{self._since(start)}` in {name}(...)")
        if name == "matches" and not (literal and self._next == start + 1):
            self._fault("matches needs its pattern written out in quotes")
        return Kind(TRUTH)

    def _macro(self, name: str, receiver: str, kind: Kind) -> Kind:
        """`[...].exists(x, condition)`: x is an item of the list. One inside another would take its time squared."""
        if kind.name and kind.name != "a list":
            self._fault(f"`{receiver}` before .{name} is {kind.name}; write a list, [..., ...]")
        if self._inside_macro:
            self._fault(f"{name} stands inside another exists or all; make two conditions of it")
            raise _Stop
        item = self._peek()
        if item.kind != "name":
            self._stop(item.text)
        self._next += 1
        self._expect(",")
        hidden = self._names.get(item.text)
        self._names[item.text] = Kind(kind.items)
        self._inside_macro = True
        start = self._next
        self._want(TRUTH, self._branch(), f"`{self._since(start)}` in {name}(...)")
        self._inside_macro = False
        if hidden is None:
            del self._names[item.text]
        else:
            self._names[item.text] = hidden
        return Kind(TRUTH)


def _is_not_zero(token: Token) -> bool:
    if token.kind == "whole":
        return int(token.text, 16 if token.text.startswith("0x") else 10) != 0
    return token.kind == "decimal" and float(token.text) != 0


def patterns_of(source: str) -> list[str]:
    """The patterns written out in matches(...), as they are quoted."""
    tokens = [match for match in _TOKEN.finditer(source) if match.lastgroup != "blank"]
    return [
        third.group()
        for first, second, third in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if first.group() == "matches" and second.group() == "(" and third.lastgroup == "text"
    ]


def names_of(source: str) -> frozenset[str]:
    """The variables that a condition may read: every name in it that stands for no method."""
    tokens = [match for match in _TOKEN.finditer(source) if match.lastgroup != "blank"]
    before = ["", *(token.group() for token in tokens)]
    return frozenset(
        token.group() for token, left in zip(tokens, before, strict=False) if token.lastgroup == "name" and left != "."
    )
