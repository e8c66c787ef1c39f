"""Load over UDP: closed loop (n calls in flight) for what a call costs, open loop (n calls a second) for its delay."""

import random
import select
import socket
import time
from collections.abc import Sequence
from typing import NamedTuple

from bench.calls import Call, acknowledgement, calls, key_of

ANSWER_TIMEOUT_S = 0.5
BATCH = 40_000  # calls built ahead at a time, outside the clock


class Load(NamedTuple):
    """What one round showed."""

    answered: int
    lost: int
    seconds: float
    delays_us: list[float]
    statuses: dict[str, int]


class Driver:
    """One SBC: one socket, calls that are never repeated."""

    def __init__(self, server: tuple[str, int]) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.connect(server)
        self.port = self.socket.getsockname()[1]
        self.next_index = 0
        self.spare: list[Call] = []

    def build(self, count: int) -> list[Call]:
        """Calls for one round; those that the last one left over come first."""
        wanted = count - len(self.spare)
        if wanted > 0:
            self.spare += calls(self.next_index, wanted, self.port)
            self.next_index += wanted
        batch, self.spare = self.spare[:count], self.spare[count:]
        return batch

    def closed_loop(self, in_flight: int, seconds: float) -> Load:
        """Keeps `in_flight` calls open; a call that gets no answer is counted lost and replaced."""
        self.drain()
        round_ = _Round(self.socket, self.build(BATCH))
        started = time.perf_counter()
        end = started + seconds
        while (now := time.perf_counter()) < end and not round_.exhausted:
            while len(round_.open) < in_flight and not round_.exhausted:
                round_.send()
            if not round_.receive(ANSWER_TIMEOUT_S):
                round_.give_up(now)
        took = time.perf_counter() - started
        while round_.open and round_.receive(ANSWER_TIMEOUT_S):
            pass
        self.spare = round_.unused() + self.spare
        return round_.load(took)

    def open_loop(self, per_second: float, seconds: float) -> Load:
        """Sends at the moments of a Poisson process, whatever comes back; seeded, so that each server gets the same."""
        self.drain()
        count = int(per_second * seconds)
        round_ = _Round(self.socket, self.build(count))
        chance = random.Random(count)
        started = due = time.perf_counter()
        for _ in range(count):
            due += chance.expovariate(per_second)
            while (left := due - time.perf_counter()) > 0.0:
                round_.receive(left)
            round_.send()
        took = time.perf_counter() - started
        while round_.open and round_.receive(ANSWER_TIMEOUT_S):
            pass
        return round_.load(took)

    def drain(self) -> None:
        """Throws away what came too late for the round before."""
        while select.select([self.socket], [], [], 0.02)[0]:
            self.socket.recv(65535)


class _Round:
    """Calls of one round: sent, open, answered. Every final answer gets its ACK."""

    def __init__(self, sock: socket.socket, batch: Sequence[Call]) -> None:
        self.socket = sock
        self.batch = batch
        self.sent = 0
        self.open: dict[bytes, tuple[Call, float]] = {}
        self.delays_us: list[float] = []
        self.statuses: dict[bytes, int] = {}
        self.lost = 0

    @property
    def exhausted(self) -> bool:
        return self.sent == len(self.batch)

    def send(self) -> None:
        call = self.batch[self.sent]
        self.sent += 1
        self.open[call.key] = (call, time.perf_counter())
        self.socket.send(call.invite)

    def receive(self, timeout_s: float) -> bool:
        """Takes one answer; False when none came in time.

        The wait is a busy one: waking a sleeping driver on another core would be work of the server's that sends.
        """
        until = time.perf_counter() + timeout_s
        while True:
            try:
                data = self.socket.recv(65535, socket.MSG_DONTWAIT)
                break
            except BlockingIOError:
                if time.perf_counter() >= until:
                    return False
        came = time.perf_counter()
        waiting = self.open.pop(key_of(data), None)
        if waiting is not None:
            call, sent = waiting
            self.socket.send(acknowledgement(call, data))
            self.delays_us.append((came - sent) * 1e6)
            status = data[8:11]
            self.statuses[status] = self.statuses.get(status, 0) + 1
        return True

    def give_up(self, now: float) -> None:
        late = [key for key, (_, sent) in self.open.items() if now - sent >= ANSWER_TIMEOUT_S]
        self.lost += len(late)
        for key in late:
            del self.open[key]

    def unused(self) -> list[Call]:
        return list(self.batch[self.sent :])

    def load(self, took: float) -> Load:
        statuses = {status.decode("latin-1"): count for status, count in self.statuses.items()}
        return Load(len(self.delays_us), self.lost + len(self.open), took, self.delays_us, statuses)
