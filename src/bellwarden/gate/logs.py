"""The gate's log: events of the gate itself, never of a call; numbers masked; floods of the same complaint bounded."""

import json
import logging
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, TextIO

# Ten to fifteen digits with visual separators, not inside a longer word (a decision id, a hash).
_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z.])\+?[0-9(][0-9() -]{8,20}[0-9](?![0-9A-Za-z])")
_DIGITS_MIN: Final = 10
_DIGITS_MAX: Final = 15


def masked(text: str) -> str:
    """Telephone numbers cut to NPA-NXX (North America) or to their first five digits: who called stays unsaid."""
    return _NUMBER.sub(_mask, text)


def _mask(found: re.Match[str]) -> str:
    text = found.group()
    digits = "".join(sign for sign in text if sign.isdigit())
    if not _DIGITS_MIN <= len(digits) <= _DIGITS_MAX:
        return text
    if len(digits) == 10 or (len(digits) == 11 and digits[0] == "1"):
        national = digits[-10:]
        return f"{national[:3]}-{national[3:6]}-XXXX"
    return digits[:5] + "X" * (len(digits) - 5)


class PlainFormatter(logging.Formatter):
    """One line a record, its time in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        return masked_line(f"{at} {record.levelname.lower()} {record.name}: ", super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a line: at, level, logger, message, and traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        if record.exc_info:
            line["traceback"] = masked(self.formatException(record.exc_info))
        return json.dumps(line)


def masked_line(head: str, text: str) -> str:
    return head + masked(text)


def set_up_logging(as_json: bool = False, level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Send the whole process's log to `stream` (standard error) in one of the two forms."""
    handler = logging.StreamHandler(sys.stderr if stream is None else stream)
    handler.setFormatter(JsonFormatter() if as_json else PlainFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # Its warnings are about broken requests: whoever reaches the port could fill the log.
    logging.getLogger("uvicorn").setLevel(logging.ERROR)


class RareLog:
    """Warnings about peers: one about each peer in a while, and so many about all, because a peer can repeat itself."""

    __slots__ = ("_clock", "_log", "_said", "_until")

    PER_INTERVAL: Final = 20
    INTERVAL_S: Final = 10.0

    def __init__(self, log: logging.Logger, clock: Callable[[], float]) -> None:
        self._log = log
        self._clock = clock
        self._until = 0.0
        self._said: set[str] = set()

    def warn(self, key: str, text: str, *arguments: object) -> None:
        now = self._clock()
        if now >= self._until:
            self._until = now + self.INTERVAL_S
            self._said.clear()
        if key not in self._said and len(self._said) < self.PER_INTERVAL:
            self._said.add(key)
            self._log.warning(text, *arguments)


class BoundedLog:
    """Errors on the call path: a handful with their traceback in each interval, the rest only counted."""

    __slots__ = ("_left", "_log", "_silent", "_until")

    PER_INTERVAL: Final = 5
    INTERVAL_S: Final = 10.0

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._until = 0.0
        self._left = 0
        self._silent = 0

    def failure(self, what: str, now: float) -> None:
        """Log the exception being handled. `now` in seconds of any steady clock."""
        if now >= self._until:
            self._until = now + self.INTERVAL_S
            self._left = self.PER_INTERVAL
            if self._silent:
                self._log.error("%d more failures on the call path since the last one shown", self._silent)
                self._silent = 0
        if self._left > 0:
            self._left -= 1
            self._log.error("%s", what, exc_info=True)
        else:
            self._silent += 1
