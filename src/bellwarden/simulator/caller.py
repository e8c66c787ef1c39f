"""The live caller: places labelled calls through a gate over real UDP sockets, one for each calling SBC."""

import selectors
import socket
from collections.abc import Callable, Iterator
from time import monotonic, time
from typing import Final

from bellwarden.simulator.dialer import CallEnd, Dialer
from bellwarden.simulator.invite import Invite, build_invite
from bellwarden.simulator.signing import TokenWriter
from bellwarden.simulator.traffic import LabelledCall, parts_of

DRAIN_S: Final = 3.0  # how long answers are waited for once the last call is placed
DATAGRAM_MAX: Final = 65_535
LATE_S_MAX: Final = 0.05
WAIT_MAX_S: Final = 0.25  # a request to stop is heeded within this time

Told = Callable[[LabelledCall, CallEnd], None]


class CallerFault(Exception):
    """The caller can't work; the text says why and what to do."""


class LiveCaller:
    """Use as a context manager: it owns a socket for every source address it was asked for."""

    def __init__(self, gate: tuple[str, int], sources: tuple[str, ...], writer: TokenWriter | None = None) -> None:
        self._gate = gate
        self._writer = writer
        self._selector = selectors.DefaultSelector()
        self._lines: dict[str, tuple[socket.socket, Dialer]] = {}
        self._calls: dict[int, LabelledCall] = {}
        self.stopped = False
        self.placed = 0
        for source in sources:
            opened = _open(source, gate)
            self._lines[source] = (opened, Dialer())
            self._selector.register(opened, selectors.EVENT_READ, source)

    def __enter__(self) -> "LiveCaller":
        return self

    def __exit__(self, *_: object) -> None:
        self._selector.close()
        for opened, _dialer in self._lines.values():
            opened.close()

    @property
    def waiting(self) -> int:
        return len(self._calls)

    def stop(self) -> None:
        """Place no further calls; `run` returns once the open ones are answered, or after three seconds."""
        self.stopped = True

    def run(self, calls: Iterator[LabelledCall], seconds: float, salt: str, told: Told) -> None:
        """Place the calls, each at its time after the start, for so many seconds (0: until stopped)."""
        start = monotonic()
        end = start + seconds if seconds else float("inf")
        upcoming = next(calls, None)
        while upcoming is not None and not self.stopped:
            now = monotonic()
            while upcoming is not None and start + upcoming.at <= now:
                # Calls that are late stay as far apart as they were: caught up with, they would pass a caller's limit.
                start = max(start, now - upcoming.at - LATE_S_MAX)
                self._place(upcoming, salt, now)
                upcoming = next(calls, None)
            if upcoming is None or start + upcoming.at > end:
                break
            self._turn(min(start + upcoming.at, now + WAIT_MAX_S), told)
        drained = monotonic() + DRAIN_S
        while self._calls and monotonic() < drained:
            self._turn(min(drained, monotonic() + WAIT_MAX_S), told)

    def _place(self, call: LabelledCall, salt: str, now: float) -> None:
        opened, dialer = self._lines[call.caller.address]
        identity = ""
        if self._writer is not None:
            identity = self._writer.write(call.caller.customer, call.token, call.calling, call.called, time())
        invite: Invite = build_invite(parts_of(call, opened.getsockname()[1], salt, identity))
        self._calls[call.number] = call
        self.placed += 1
        dialer.place(call.number, invite, now)
        self._send(opened, dialer)

    def _turn(self, until: float, told: Told) -> None:
        """Wait for answers and timers until a moment, whichever comes first; then deal with them."""
        timeouts = [due for _, dialer in self._lines.values() if (due := dialer.next_timeout()) is not None]
        wait = min([until, *timeouts]) - monotonic()
        ready = self._selector.select(max(wait, 0.0))
        for key, _ in ready:
            self._receive(key.data)
        now = monotonic()
        for opened, dialer in self._lines.values():
            dialer.handle_timeout(now)
            self._send(opened, dialer)
            while (event := dialer.next_event()) is not None:
                told(self._calls.pop(event.call), event)

    def _receive(self, source: str) -> None:
        opened, dialer = self._lines[source]
        while True:
            try:
                data = opened.recv(DATAGRAM_MAX)
            except BlockingIOError:
                return
            except ConnectionRefusedError:
                continue  # nobody listens at the gate's port just now; the timers try again
            dialer.receive_datagram(data, monotonic())

    def _send(self, opened: socket.socket, dialer: Dialer) -> None:
        for data in dialer.datagrams_to_send():
            try:
                opened.send(data)
            except (BlockingIOError, ConnectionRefusedError):
                continue  # lost like any datagram: the timers try again


def _open(source: str, gate: tuple[str, int]) -> socket.socket:
    family = socket.AF_INET6 if ":" in source else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_DGRAM)
    try:
        opened.bind((source, 0))
        opened.connect(gate)
    except OSError as error:
        opened.close()
        raise CallerFault(
            f"{source} can't be used to call {gate[0]} ({error.strerror}); "
            f"on macOS add it with: sudo ifconfig lo0 alias {source}"
        ) from error
    opened.setblocking(False)
    return opened
