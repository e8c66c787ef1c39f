"""Work of minutes, done in a process of its own: the worker's clocks go on, and its memory stays small."""

import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Final

LOOK_S: Final = 0.5
TEXT_MAX: Final = 400
NICE: Final = "10"


class ChildFailed(Exception):
    """What it said last."""


def run_child(*arguments: str, fine: Sequence[int] = (0,)) -> str:
    """`bellwarden` with these arguments; what it said. `fine`: exit codes that are no failure.

    ChildFailed otherwise, also when the worker is told to end.
    """
    command = ["nice", "-n", NICE, sys.executable, "-m", "bellwarden", *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace"
    ) as child:
        while True:
            try:
                out, err = child.communicate(timeout=LOOK_S)
                break
            except subprocess.TimeoutExpired:
                if not threading.main_thread().is_alive():
                    child.terminate()
    if child.returncode not in fine:
        raise ChildFailed(
            (err.strip() or out.strip()).rpartition("\n")[2][:TEXT_MAX] or f"exit code {child.returncode}"
        )
    return out.strip()
