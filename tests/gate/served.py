"""A gate as a process of its own, for tests of workers and signals: `python -m tests.gate.served SIP HTTP WORKERS`.

Each decision goes as a line "worker id action usage" to standard output, after the line "ready SIP HTTP".
"""

import os
import sys
import time

from bellwarden import switches
from bellwarden.gate.addresses import AddressError, read_http_address, read_sip_addresses
from bellwarden.gate.logs import set_up_logging
from bellwarden.gate.serve import run_gate
from bellwarden.gate.settings import GateParts, GateReady, GateSettings
from bellwarden.model.decision import Decision
from tests.gate.gates import Book, Ends, Journal, Kept, Store, loaded
from tests.verdict.worlds import CHECKS


class Lines(Kept):
    def __init__(self, worker: int) -> None:
        super().__init__()
        self.worker = worker

    def put(self, decision: Decision) -> None:
        super().put(decision)
        said = f"{self.worker} {decision.id} {decision.verdict.action.value} {decision.usage.customer_attempts_1s}\n"
        os.write(1, said.encode())


def parts(worker: int) -> GateParts:
    kept = Lines(worker)
    return GateParts(Store(loaded()), Journal(), Book(), kept, kept, Ends(kept), kept.close)


def announce(ready: GateReady) -> None:
    os.write(1, f"ready {','.join(map(str, ready.sip))} {ready.http}\n".encode())


def main(sip: str, http: str, workers: str) -> int:
    set_up_logging()
    settings = GateSettings(read_sip_addresses(sip), read_http_address(http), int(workers))
    try:
        run_gate(settings, parts, CHECKS, switches.load(), announce)
    except AddressError as error:
        os.write(2, f"{error}\n".encode())
        return 2
    os.write(1, f"stopped {time.monotonic()}\n".encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
