"""The loop behind `bellwarden calls watch`."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

from bellwarden.calllog import CallLog, CallLogFault
from bellwarden.calllog.watching import FolderWatch, Told
from bellwarden.cli.console import complain, emit_line, say, utc
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.keeping import take_decisions
from bellwarden.cli.taking_in import Reading, failed_json, import_json, sentence

POLL_S: Final = 2.0
DECISIONS_S: Final = 60.0  # so often the decisions of the gate


def watch_folders(
    reading: Reading, home: Path, settle_s: float, once: bool, decisions_too: bool, as_json: bool
) -> None:
    """Until a signal, or with `once` until every file that is there has been looked at for `settle_s`."""
    for folder in reading.files:
        if not folder.is_dir():
            raise CommandFault(Exit.NOT_FOUND, f"there is no folder {folder}")
    known, name = reading.formats()
    watch = FolderWatch(
        CallLog(home / "calllog"), reading.files, lambda path: reading.order(path, known, name), settle_s
    )
    spool = decisions_too and (home / "spool").is_dir()
    began = time.monotonic()
    next_decisions = began
    with stopping() as stop:
        while not stop.is_set():
            for told in watch.look():
                _tell(told, as_json)
                if stop.is_set():
                    return
            if spool and time.monotonic() >= next_decisions:
                next_decisions = time.monotonic() + DECISIONS_S
                _decisions(home)
            if once and (not watch.waiting or time.monotonic() - began > 2 * settle_s):
                return
            stop.wait(min(POLL_S, settle_s))


def _tell(told: Told, as_json: bool) -> None:
    if as_json:
        emit_line(failed_json(told.path, told.fault) if told.done is None else import_json(told.done))
    elif told.fault:
        complain(f"{utc(time.time())} {told.path}: {told.fault.removeprefix(f'{told.path}: ')}")
    elif told.done is not None:
        say(f"{utc(time.time())} {sentence(import_json(told.done))}")


def _decisions(home: Path) -> None:
    try:
        take_decisions(home, None)
    except CallLogFault as fault:
        complain(f"{utc(time.time())} decisions were not taken in: {fault}")


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set, so that work in hand is finished."""
    event = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        event.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield event
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
