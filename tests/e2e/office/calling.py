"""Calls of one customer by SIPp, one after the other, straight to the gate; each answer with its moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.e2e import kit

SCENARIO = kit.ROOT / "tests" / "data" / "e2e" / "asking.xml"
GOES_ON, SUSPENDED, LIMITED, REFUSED = 302, 403, 503, 603


class Answer(NamedTuple):
    called: str
    status: int
    at: float  # seconds since 1970


class Calls:
    """What the gate answered so far. SIPp writes its log as it goes."""

    def __init__(self, log: Path) -> None:
        self._log = log

    def answers(self) -> list[Answer]:
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        return [_answer(line) for line in lines if line.count(";") == 3]

    def count(self, status: int) -> int:
        return sum(one.status == status for one in self.answers())


def _answer(line: str) -> Answer:
    called, status, seconds, microseconds = line.split(";")
    return Answer(called, int(status), float(seconds) + float(microseconds) / 1e6)


@contextmanager
def calling(
    gate_port: int, source: str, callers: list[tuple[str, str]], folder: Path, rate: int = 50
) -> Iterator[Calls]:
    """So many calls a second from an address until the end; `callers`: caller ID and name, taken in turn."""
    table, log = folder / "asking.csv", folder / "asking.log"
    rows = [f"{14462002000 + place};{number};{name}\n" for place, (number, name) in enumerate(callers)]
    table.write_text("SEQUENTIAL\n" + "".join(rows))
    command = ["sipp", f"{kit.LOOPBACK}:{gate_port}", "-sf", str(SCENARIO), "-inf", str(table), "-r", str(rate)]
    command += ["-i", source, "-p", str(kit.free_port()), "-bind_local", "-max_socket", "1000", "-nostdin"]
    command += [
        "-timeout",
        "60",
        "-trace_logs",
        "-log_file",
        str(log),
        "-trace_err",
        "-error_file",
        str(folder / "asking.err"),
    ]
    process = kit.Process(command, folder / "asking.out", folder)
    try:
        yield Calls(log)
    finally:
        process.stop()
