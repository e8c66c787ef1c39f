"""What fuzzing found, kept in the repository: tests/fuzz/corpus/TARGET.txt, one input a line, in base 64.

`scripts/fuzz.sh keep` writes them anew from what `make fuzz` has gathered in build/fuzz: of all inputs the shortest
that together take every step from line to line that any of them takes.
"""

import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KEPT = Path(__file__).with_name("corpus")
BYTES_MAX = 4_096
Steps = set[tuple[str, int, int]]


def targets() -> list[str]:
    return sorted(path.stem for path in Path(__file__).parent.glob("fuzz_*.py"))


def read(target: str) -> list[bytes]:
    path = KEPT / f"{target}.txt"
    return [b64decode(line) for line in path.read_text().split()] if path.exists() else []


def unpack(target: str, folder: Path) -> None:
    """As files, for the fuzzer to go on from."""
    folder.mkdir(parents=True, exist_ok=True)
    for data in read(target):
        (folder / sha256(data).hexdigest()[:40]).write_bytes(data)


def keep(target: str, folder: Path) -> tuple[int, int]:
    """Writes the target's file from what lies in the folder and what was kept before; how many of how many."""
    found = {path.read_bytes() for path in folder.glob("*") if path.is_file()} | set(read(target))
    inputs = sorted((one for one in found if len(one) <= BYTES_MAX), key=lambda one: (len(one), one))
    chosen = few(inputs, import_module(f"tests.fuzz.{target}").one)
    KEPT.mkdir(exist_ok=True)
    (KEPT / f"{target}.txt").write_text("".join(f"{b64encode(one).decode()}\n" for one in chosen))
    return len(chosen), len(inputs)


def few(inputs: list[bytes], one: Callable[[bytes], object]) -> list[bytes]:
    """Those that take a step which none before them took."""
    taken: Steps = set()
    chosen = []
    for data in inputs:
        steps = trace(data, one)
        if not steps <= taken:
            taken |= steps
            chosen.append(data)
    return chosen


def trace(data: bytes, one: Callable[[bytes], object]) -> Steps:
    """The steps from line to line inside the product that this input takes."""
    steps: Steps = set()

    def enter(frame: FrameType, event: str, argument: Any) -> Any:
        file = frame.f_code.co_filename
        if "bellwarden" not in frame.f_globals.get("__name__", ""):
            return None
        last = -1

        def step(frame: FrameType, event: str, argument: Any) -> Any:
            nonlocal last
            steps.add((file, last, frame.f_lineno))
            last = frame.f_lineno
            return step

        return step

    sys.settrace(enter)
    try:
        with suppress(Exception):  # a finding is kept, too: the tests then fail until it is mended
            one(data)
    finally:
        sys.settrace(None)
    return steps


def main() -> None:
    order, gathered = sys.argv[1], ROOT / "build" / "fuzz"
    for target in sys.argv[2:] or targets():
        if order == "unpack":
            unpack(target, gathered / target)
        else:
            chosen, of = keep(target, gathered / target)
            print(f"{target}: {chosen} of {of} inputs kept")


if __name__ == "__main__":
    main()
