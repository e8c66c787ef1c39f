"""`bellwarden top` on a terminal: one picture drawn over, single keys, and the terminal given back as it was."""

import os
import select
import signal
import sys
import termios
import threading
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType
from typing import Final

from rich.console import Console, Group
from rich.live import Live

from bellwarden.cli.shapes import TopJson
from bellwarden.cli.top_text import Look, row_count, screen_lines

VIEWS: Final = {"1": "customers", "2": "trunks", "3": "reasons", "4": "workers"}
ORDERS: Final = {"c": "calls", "r": "refused", "s": "share", "n": "name"}
ESCAPES: Final = {"\x1b[A": "up", "\x1b[B": "down", "\x1b[5~": "page up", "\x1b[6~": "page down", "\x1b": "escape"}
STEPS: Final = {"up": -1, "k": -1, "down": 1, "j": 1, "page up": -10, "page down": 10}
WANTED_MAX: Final = 60


def run_screen(next_reading: Callable[[], TopJson], interval: float) -> None:
    """Until q; KeyboardInterrupt passes through, the terminal given back before."""
    console = Console()
    look = Look()
    reader = Reader(next_reading, interval)
    with (
        _quiet_signals(),
        _single_keys() as keyboard,
        Live(console=console, screen=True, auto_refresh=False) as live,
    ):
        shown = reader.wait_first()
        while True:
            width, height = console.size
            live.update(Group(*screen_lines(shown, look, width, height)), refresh=True)
            ready, _, _ = select.select([reader.signal, *keyboard], [], [])
            if reader.signal in ready:
                newest = reader.take()
                if not look.paused:
                    shown = newest
            if any(one in ready for one in keyboard):
                for key in keys_of(os.read(keyboard[0], 256)):
                    found = press(look, key, row_count(shown, look))
                    if found is None:
                        return
                    look = found


class Reader(threading.Thread):
    """Reads in a thread of its own, so that a gate that does not answer does not hold the keys up."""

    def __init__(self, next_reading: Callable[[], TopJson], interval: float) -> None:
        super().__init__(daemon=True, name="readings")
        self._next = next_reading
        self._interval = interval
        self._shown: TopJson | None = None
        self.signal, self._wake = os.pipe()  # readable when there is a new reading
        self.start()

    def wait_first(self) -> TopJson:
        """The first reading, as soon as it is there."""
        select.select([self.signal], [], [])
        return self.take()

    def take(self) -> TopJson:
        """The newest reading."""
        os.read(self.signal, 4_096)
        shown = self._shown
        if shown is None:
            raise RuntimeError("told of a reading before there was one")
        return shown

    def run(self) -> None:
        while True:
            started = time.monotonic()
            self._shown = self._next()
            os.write(self._wake, b".")
            time.sleep(max(started + self._interval - time.monotonic(), 0.0))


def press(look: Look, key: str, rows: int) -> Look | None:
    """What is looked at after a key; None: it is enough."""
    if look.typing:
        return _typed(look, key)
    if key == "q":
        return None
    if key in VIEWS:
        return replace(look, view=VIEWS[key], first=0, helping=False)
    if key in ORDERS:
        order = ORDERS[key]
        return replace(look, order=order, turned=order == look.order and not look.turned, first=0, helping=False)
    if key in STEPS:
        return replace(look, first=min(max(look.first + STEPS[key], 0), max(rows - 1, 0)))
    if key == "/":
        return replace(look, typing=True, wanted="", first=0, helping=False)
    if key == "p":
        return replace(look, paused=not look.paused)
    if key in ("?", "h"):
        return replace(look, helping=not look.helping)
    if key == "escape":
        return replace(look, wanted="", helping=False, first=0)
    return look


def _typed(look: Look, key: str) -> Look:
    if key in ("\r", "\n"):
        return replace(look, typing=False)
    if key == "escape":
        return replace(look, typing=False, wanted="")
    if key in ("\x7f", "\b"):
        return replace(look, wanted=look.wanted[:-1])
    if len(key) == 1 and key.isprintable():
        return replace(look, wanted=(look.wanted + key)[:WANTED_MAX])
    return look


def keys_of(typed: bytes) -> list[str]:
    """Keys as they were pressed: characters, and names for those that send an escape sequence."""
    text = typed.decode("utf-8", "ignore")
    keys = []
    while text:
        escape = next((one for one in ESCAPES if text.startswith(one)), text[0])
        keys.append(ESCAPES.get(escape, escape))
        text = text[len(escape) :]
    return keys


@contextmanager
def _single_keys() -> Iterator[list[int]]:
    """The keyboard's descriptor, keys coming one by one and unseen; none when standard input is no terminal."""
    if not sys.stdin.isatty():
        yield []
        return
    keyboard = sys.stdin.fileno()
    before = termios.tcgetattr(keyboard)
    try:
        tty.setcbreak(keyboard)
        yield [keyboard]
    finally:
        termios.tcsetattr(keyboard, termios.TCSADRAIN, before)


@contextmanager
def _quiet_signals() -> Iterator[None]:
    """SIGTERM ends like Ctrl-C, through the code that gives the terminal back; Ctrl-Z would leave it half taken."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = [(one, signal.getsignal(one)) for one in (signal.SIGTERM, signal.SIGHUP, signal.SIGTSTP)]
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
    signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
