"""Calls at a steady rate over UDP, retransmitted as an SBC does, while a test does something to the gate."""

import heapq
import select
import socket
import threading
import time
from typing import NamedTuple

from tests.gate.gates import ACME, invite, status_of

T1_S = 0.5
ATTEMPTS = 4  # sent again after 0.5, 1.5 and 3.5 s (RFC 3261 section 17.1.1.2)
PATIENCE_S = 6.0  # a call that is not answered by then has failed


class Answered(NamedTuple):
    status: int
    sent_at: float  # monotonic, seconds
    answered_at: float
    attempts: int


class Load:
    """Use as a context manager: calls are placed while it is open, and answered or given up when it is closed."""

    def __init__(self, gate: tuple[str, int], per_second: float, source: str = ACME) -> None:
        self._gate = gate
        self._pause_s = 1.0 / per_second
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self._socket.bind((source, 0))
        self._socket.setblocking(False)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._open: dict[str, tuple[bytes, float, int]] = {}  # data, first sent, attempts
        self._due: list[tuple[float, str]] = []
        self.answered: dict[str, Answered] = {}  # by Call-ID
        self.placed = 0

    def __enter__(self) -> "Load":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        self._socket.close()

    @property
    def failed(self) -> set[str]:
        return set(self._open)

    def _run(self) -> None:
        next_at = time.monotonic()
        until = float("inf")
        while (now := time.monotonic()) < until and (self._open or not self._done.is_set()):
            if self._done.is_set():
                until = min(until, now + PATIENCE_S)
            elif now >= next_at:
                next_at += self._pause_s
                self._place(now)
                continue
            self._send_again(now)
            wait = T1_S / 10 if self._done.is_set() else max(next_at - now, 0.0)
            if select.select([self._socket], [], [], min(wait, 0.05))[0]:
                self._receive()

    def _place(self, now: float) -> None:
        self.placed += 1
        branch = f"z9hG4bKload{id(self)}x{self.placed}"
        data = invite(branch=branch)
        call_id = f"{branch}@127.0.0.1"
        self._open[call_id] = (data, now, 1)
        heapq.heappush(self._due, (now + T1_S, call_id))
        self._socket.sendto(data, self._gate)

    def _send_again(self, now: float) -> None:
        while self._due and self._due[0][0] <= now:
            _, call_id = heapq.heappop(self._due)
            if call_id in self._open:
                data, first, attempts = self._open[call_id]
                if attempts < ATTEMPTS:
                    self._open[call_id] = (data, first, attempts + 1)
                    heapq.heappush(self._due, (now + T1_S * 2**attempts, call_id))
                    self._socket.sendto(data, self._gate)

    def _receive(self) -> None:
        while True:
            try:
                reply = self._socket.recv(65_535)
            except BlockingIOError:
                return
            now = time.monotonic()
            call_id = reply.partition(b"Call-ID: ")[2].partition(b"\r\n")[0].decode()
            if call_id in self._open:
                _, first, attempts = self._open.pop(call_id)
                self.answered[call_id] = Answered(status_of(reply), first, now, attempts)
