"""A gate as processes of its own, for tests of workers: `python -m tests.gate.served SIP HTTP WORKERS DIR`.

Each decision goes as a line "worker id action usage policy call-id" to standard output, after the line "ready SIP
HTTP". DIR/statement says "serial policy"; the policies are made here, some of them bad. DIR/journal, once it is there,
suspends acme.
"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bellwarden import switches
from bellwarden.gate.addresses import AddressError, read_http_address, read_sip_addresses
from bellwarden.gate.logs import set_up_logging
from bellwarden.gate.serve import run_gate
from bellwarden.gate.settings import GateParts, GateReady, GateSettings
from bellwarden.gate.sources import LoadedPolicy, RefusedPolicy, Statement
from bellwarden.model.decision import Decision
from bellwarden.model.enforcement import Enforcement, EnforcementKind, EnforcementTarget
from bellwarden.model.policy import Carrier, ListClass, ListKey, PolicyList
from tests.gate.gates import Book, Ends, Kept, Keys, loaded
from tests.verdict.worlds import CHECKS, DOCUMENT, acting

EVERYBODY = PolicyList("all", ListKey.CALLED_NUMBER, ListClass.BLOCK, prefixes=("1",))
CLOSED = replace(DOCUMENT, lists=(EVERYBODY,), modes=acting("list:all"))
LAYERLESS = PolicyList("x", ListKey.CALLING_NUMBER, ListClass.BLOCK, layer="numbers/missing", count=1)
SUSPENDED = Enforcement(1, EnforcementKind.SUSPEND, EnforcementTarget.CUSTOMER, "acme", "fraud", 0.0)


def kill_me(statement: Statement) -> LoadedPolicy:
    os.abort()


def no_memory(statement: Statement) -> LoadedPolicy:
    raise MemoryError("no room for the list")


def hang(statement: Statement) -> LoadedPolicy:
    while True:
        time.sleep(1)


POLICIES: dict[str, Callable[[Statement], LoadedPolicy | RefusedPolicy]] = {
    "open": lambda said: loaded(serial=said.serial),
    "closed": lambda said: loaded(CLOSED, said.serial),
    "layerless": lambda said: loaded(replace(DOCUMENT, lists=(LAYERLESS,)), said.serial),
    "foreign": lambda said: loaded(replace(DOCUMENT, carrier=Carrier("Kestrel", dialect="nobodys")), said.serial),
    "truncated": lambda said: RefusedPolicy(said.snapshot, said.serial, "layer numbers/bad is truncated"),
    "abort": kill_me,
    "memory": no_memory,
    "hang": hang,
}


class Shelf:
    """Statements and policies, named in a file."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "statement"
        self._seen = ""

    def poll(self) -> Statement | RefusedPolicy | None:
        text = self._path.read_text()
        if text == self._seen:
            return None
        self._seen = text
        serial, name = text.split()
        if name == "unsigned":
            return RefusedPolicy("", 0, "no trusted key signed the statement")
        return Statement(name, int(serial), time.time())

    def load(self, statement: Statement) -> LoadedPolicy | RefusedPolicy:
        return POLICIES[statement.snapshot](statement)


class Orders:
    """A journal of one line."""

    problem = ""

    def __init__(self, folder: Path, book: Book) -> None:
        self._path = folder / "journal"
        self._book = book

    def poll(self) -> bool:
        if not self._book.entries and self._path.exists():
            self._book.entries = (SUSPENDED,)
            return True
        return False


class Lines(Kept):
    def __init__(self, worker: int) -> None:
        super().__init__()
        self.worker = worker

    def put(self, decision: Decision) -> None:
        super().put(decision)
        said = (
            f"{self.worker} {decision.id} {decision.verdict.action.value} {decision.usage.customer_attempts_1s} "
            f"{decision.policy} {decision.verdict.reason} {decision.call.request.call_id}\n"
        )
        os.write(1, said.encode())


def announce(ready: GateReady) -> None:
    os.write(1, f"ready {','.join(map(str, ready.sip))} {ready.http}\n".encode())


def main(sip: str, http: str, workers: str, place: str) -> int:
    set_up_logging()
    folder = Path(place)

    def parts(worker: int) -> GateParts:
        kept, book = Lines(worker), Book()
        return GateParts(Shelf(folder), Orders(folder, book), book, kept, kept, Ends(kept), Keys(), kept.close)

    settings = GateSettings(read_sip_addresses(sip), read_http_address(http), int(workers))
    try:
        run_gate(settings, parts, CHECKS, switches.load(), announce, Shelf(folder))
    except AddressError as error:
        os.write(2, f"{error}\n".encode())
        return 2
    os.write(1, f"stopped {time.monotonic()}\n".encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
