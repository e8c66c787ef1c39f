"""What a signature costs by the key in this process, and by the key in a process of its own behind a Unix socket.

    .venv/bin/python -m bench.stir.signer

Interleaved rounds, median of each; the signer's process runs beside on another core where there is one. `round trip`
is the packet there and back without a signature.
"""

import os
import signal
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bellwarden.gate.signing_client import SigningClient
from bellwarden.gate.signing_process import SigningProcess, open_signer_socket
from bellwarden.gate.token_signer import InProcessSigner
from bellwarden.home import Home, StirKeys
from bellwarden.model.stir import Attestation
from bellwarden.simulator.certificates import InventedAuthority
from bellwarden.stir.own import OwnCredential
from bellwarden.stir.sign import signing_input

ROUNDS: Final = 9
CALLS: Final = 1_000
URL: Final = "https://certificates.example/own.pem"
ORIGID: Final = "7d7d4bd6-6a3e-4b41-9d1c-3c07f6b1b6a2"


class Files:
    """gate.sources.SigningSource over a home."""

    def __init__(self, keys: StirKeys) -> None:
        self._keys = keys
        self.stamp = keys.stamp

    def read(self, at: float) -> OwnCredential | str:
        return self._keys.read(at)


def microseconds(work: Callable[[], object]) -> float:
    """A call, on average over a round."""
    began = time.perf_counter()
    for _ in range(CALLS):
        work()
    return (time.perf_counter() - began) / CALLS * 1e6


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        home = Home(Path(name) / "home")
        home.init()
        keys = home.stir_keys()
        issued = InventedAuthority("Example Trust", time.time()).issue("X001", "Example Voice")
        keys.install(issued.key_pem, issued.chain, time.time(), URL)
        listener = open_signer_socket(home.run / "signer.sock")
        child = os.fork()
        if not child:
            SigningProcess(listener, Files(keys)).run()
        inside = InProcessSigner(Files(keys))
        inside.look_now(time.time())
        apart = SigningClient(home.run / "signer.sock", deadline_s=2.0)
        try:
            measure(inside, apart)
        finally:
            os.kill(child, signal.SIGTERM)
            os.waitpid(child, 0)


def measure(inside: InProcessSigner, apart: SigningClient) -> None:
    def octets() -> bytes:
        return signing_input(Attestation.FULL, "12382001000", "14462005555", int(time.time()), ORIGID, URL)

    def ask() -> None:
        apart.look_now(time.time())

    took: dict[str, list[float]] = {"inside": [], "process": [], "round trip": []}
    for _ in range(ROUNDS):
        took["inside"].append(microseconds(lambda: inside.sign(octets())))
        took["process"].append(microseconds(lambda: apart.sign(octets())))
        took["round trip"].append(microseconds(ask))
    for what, figures in took.items():
        median = statistics.median(figures)
        print(f"{what:<12}{median:8.1f} µs  {1e6 / median:8.0f} a second  ({min(figures):.1f} to {max(figures):.1f})")


if __name__ == "__main__":
    main()
