"""Where the counts of a home's running gate are: told by the gate in HOME/run/counts, found by `bellwarden top`."""

import contextlib
import os
from typing import Final

from bellwarden.gate.board import Board, BoardView
from bellwarden.home import Home

NAME: Final = "counts"


class NoGate(Exception):
    """No gate answers; the text is one sentence that says what to do."""


def tell(home: Home, board: Board) -> None:
    """Say where this process has its counts. A disk that does not take it costs `top` its way in, never the gate."""
    if board.fd < 0:
        return
    with contextlib.suppress(OSError):
        fresh = home.run / f"{NAME}.{os.getpid()}"
        fresh.write_text(_place(board))
        fresh.replace(home.run / NAME)


def forget(home: Home, board: Board) -> None:
    """The gate ends. What another gate has told since stays."""
    with contextlib.suppress(OSError):
        if (home.run / NAME).read_text() == _place(board):
            (home.run / NAME).unlink()


def _place(board: Board) -> str:
    return f"{os.getpid()} {board.fd}\n"


def find(home: Home) -> tuple[str, BoardView]:
    """The place of the running gate's counts, and the counts. Raises NoGate."""
    start = f"bellwarden gate --home {home.path}"
    try:
        pid, _, fd = (home.run / NAME).read_text().strip().partition(" ")
    except FileNotFoundError:
        raise NoGate(f"no gate runs on {home.path}; start it: {start}") from None
    except OSError as error:
        raise NoGate(f"{home.run / NAME} can't be read ({error.strerror}); run as the gate's user") from None
    place = f"/proc/{pid}/fd/{fd}"
    try:
        return place, BoardView(place)
    except PermissionError:
        raise NoGate(f"the gate on {home.path} belongs to another user: run as that user, or use --url") from None
    except (OSError, ValueError):
        # The process is gone, or its number belongs to another one by now.
        raise NoGate(f"the gate on {home.path} has ended without a word (process {pid}); start it: {start}") from None


def is_there(place: str) -> bool:
    """Whether the process that has these counts still lives."""
    return os.path.exists(place)
