"""How the command line speaks: answers on standard output, a sentence of trouble on standard error, JSON on request."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

import typer

PROGRAM: Final = "bellwarden"


def say(text: str = "") -> None:
    """A line of the answer."""
    typer.echo(text)


def note(text: str) -> None:
    """A line beside the answer, for the person at the terminal: standard error, so that pipes stay clean."""
    typer.echo(text, err=True)


def complain(sentence: str) -> None:
    typer.echo(f"{PROGRAM}: {sentence}", err=True)


def emit(document: object) -> None:
    """One JSON document, made of a struct of cli/shapes.py or a list of them."""
    typer.echo(json.dumps(_plain(document), indent=2))


def emit_line(document: object) -> None:
    """The same on one line."""
    typer.echo(json.dumps(_plain(document), separators=(",", ":")))


def _plain(document: object) -> object:
    """Built by msgspec, written by json: ASCII only, so that no terminal acts on what a caller put into a name, and a
    lone surrogate in it breaks nothing.
    """
    import msgspec

    return msgspec.to_builtins(document)


def columns(rows: Iterable[Sequence[str]], right: frozenset[int] = frozenset()) -> list[str]:
    """Rows as aligned lines, two blanks between columns; `right` names the columns with figures."""
    table = [list(row) for row in rows]
    if not table:
        return []
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    lines = []
    for row in table:
        cells = [cell.rjust(widths[i]) if i in right else cell.ljust(widths[i]) for i, cell in enumerate(row)]
        lines.append("  ".join(cells).rstrip())
    return lines


def visible(text: str, signs_max: int = 120) -> str:
    """Text from the wire, fit for a terminal: control and direction signs made visible, cut to a length."""
    shown = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text[: signs_max + 1])
    return shown if len(shown) <= signs_max else shown[: signs_max - 1] + "…"


def number(digits: str, raw: str = "") -> str:
    """`238-555-0177` at home, `+44…` elsewhere, short codes as they are; what can't be read as it was received."""
    if not digits:
        return visible(raw, 40) or "no number"
    if len(digits) == 11 and digits.startswith("1"):
        return f"{digits[1:4]}-{digits[4:7]}-{digits[7:]}"
    return digits if len(digits) <= 6 else f"+{digits}"


def clock(at: float) -> str:
    """Local time of day, with the date unless it is today."""
    moment = datetime.fromtimestamp(at).astimezone()
    today = datetime.now().astimezone().date()
    return f"{moment:%H:%M:%S}" if moment.date() == today else f"{moment:%d %b %Y %H:%M:%S}"


def utc(at: float) -> str:
    """ISO 8601 in UTC with milliseconds: every time that a program reads."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def counted(count: int, one: str, many: str = "") -> str:
    """`1 call`, `1,204 calls`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def share(part: int, whole: int) -> str:
    """A share with a narrow blank; nothing of nothing is no share."""
    if not whole:
        return "no calls"
    percent = 100 * part / whole
    return (
        f"{percent:.1f}\N{NARROW NO-BREAK SPACE}%"
        if 0 < percent < 99.95
        else f"{percent:.0f}\N{NARROW NO-BREAK SPACE}%"
    )


def latency(seconds: float) -> str:
    """`31 µs`, `1.4 ms`, `0.52 s`."""
    if seconds < 0.001:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.1f} ms" if seconds < 0.1 else f"{seconds:.2f} s"


def span(seconds: float) -> str:
    """`14 s`, `3 h 18 m`."""
    whole = int(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} m {rest} s" if rest else f"{minutes} m"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} m" if minutes else f"{hours} h"
    return f"{hours // 24} d {hours % 24} h" if hours % 24 else f"{hours // 24} d"


def coloured() -> bool:
    """Whether a person looks at standard output, and wants colours (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
