"""An honest client: it repeats an INVITE as RFC 3261 says, counts a call once and measures from its first sending.

A process of its own: `python -m bench.load.client` reads a plan from standard input, says "started TIME" once it calls,
and writes what it saw. It keeps an eye on itself, too: how late it sent, and how long it waited for its core.
"""

import gc
import os
import random
import select
import sys
from collections import deque
from itertools import accumulate
from pathlib import Path
from time import process_time, time
from typing import Final

import msgspec

from bench.load.messages import Messages, index_of
from bench.load.plan import T1_S, TIMER_B_S, Driven, Plan, Rows, Stream
from bench.load.wire import Receiver, Sender, open_socket

TURN_CALLS: Final = 64  # placed at most before answers are read again
WAIT_S_MAX: Final = 0.02
GIVEN_UP: Final = 1  # stands for a status while no answer came
# RFC 3261 section 17.1.1.2, timer A: T1, then twice as long each time; the seventh sending is the last.
PAUSES_S: Final = (T1_S, 2 * T1_S, 4 * T1_S, 8 * T1_S, 16 * T1_S, 32 * T1_S)


class Line:
    """A stream under way: its socket, and when its next call is due."""

    def __init__(self, number: int, stream: Stream) -> None:
        self.number = number
        self.stream = stream
        self.socket = open_socket(stream.source)
        self.sender = Sender(self.socket, stream.server)
        self.messages = Messages(stream, self.socket.getsockname()[1])
        self.open = 0
        self._chance = random.Random(f"{stream.name} {number}")
        self._phases = deque(zip(accumulate(phase.seconds for phase in stream.phases), stream.phases, strict=True))
        self._bursts = deque(moment for burst in stream.bursts for moment in [burst.at] * burst.calls)
        self._moment = stream.start
        self.due = self._next()

    def step(self) -> None:
        self.due = self._next()

    def _next(self) -> float:
        """Seconds after the start at which the next call is due; infinity when no more are."""
        if self._bursts:
            return self._bursts.popleft()
        while self._phases:
            end, phase = self._phases[0]
            moment = self._moment + self._chance.expovariate(phase.rate) if phase.rate else float("inf")
            if moment <= self.stream.start + end:
                self._moment = moment
                return moment
            self._moment = self.stream.start + end
            self._phases.popleft()
        return float("inf")


class Client:
    """The calls of a plan, from first to last."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._patience_s = min(plan.patience_s, TIMER_B_S)
        self._lines = [Line(number, stream) for number, stream in enumerate(plan.streams)]
        self._by_socket = {line.socket: line for line in self._lines}
        self._receiver = Receiver()
        self._timers: list[deque[tuple[float, int]]] = [deque() for _ in PAUSES_S]
        self._rows = Rows()
        self._open = 0
        self._strange = 0
        self._bytes_to_unknown = 0

    def run(self) -> Driven:
        """Calls for the plan's time, then waits for what is open as long as it is patient."""
        gc.collect()
        gc.disable()
        waited, used = _waited_s(), process_time()
        started = time()
        sys.stdout.buffer.write(b"started %.6f\n" % started)
        sys.stdout.buffer.flush()
        ends = started + self._plan.seconds
        while (now := time()) < ends:
            self._place(now, started)
            self._repeat(now)
            self._receive(min(self._next_moment(started), ends) - time())
        last = ends + self._plan.patience_s
        quiet = ends + 0.1  # what comes back to an unknown source comes at once
        while (now := time()) < quiet or (self._open and now < last):
            self._repeat(now)
            self._receive(WAIT_S_MAX)
        dropped = sum(line.sender.dropped for line in self._lines)
        return Driven(
            started=started,
            columns=self._rows.pack(),
            run_s=process_time() - used,
            waited_s=_waited_s() - waited,
            dropped=dropped,
            strange=self._strange,
            bytes_to_unknown=self._bytes_to_unknown,
        )

    def _place(self, now: float, started: float) -> None:
        """What is due, a turn's share of it."""
        passed = now - started
        for line in self._lines:
            for _ in range(TURN_CALLS):
                if line.due <= passed:
                    self._call(line, now, passed - line.due)
                    line.step()
                elif line.open < line.stream.in_flight:
                    self._call(line, now, 0.0)
                else:
                    break
            line.sender.flush()

    def _call(self, line: Line, now: float, late: float) -> None:
        rows = self._rows
        row = len(rows.sent)
        index = self._plan.first + row
        stream = line.stream
        data = line.messages.invite(index)
        for _ in range(stream.copies):
            line.sender.add(data)
        rows.stream.append(line.number)
        rows.kind.append(line.messages.kind(index))
        rows.sent.append(now)
        rows.late.append(late)
        rows.delay.append(-1.0)
        rows.status.append(0)
        rows.sends.append(stream.copies)
        rows.answers.append(0)
        if not stream.unknown:
            line.open += 1
            self._open += 1
            self._timers[0].append((now + PAUSES_S[0], row))

    def _repeat(self, now: float) -> None:
        """Timers A and B of RFC 3261 section 17.1.1.2, for the calls whose time has come."""
        rows = self._rows
        for place, waiting in enumerate(self._timers):
            while waiting and waiting[0][0] <= now:
                row = waiting.popleft()[1]
                if rows.delay[row] >= 0.0:
                    continue
                line = self._lines[rows.stream[row]]
                if now - rows.sent[row] >= self._patience_s:
                    rows.status[row] = GIVEN_UP
                    line.open -= 1
                    self._open -= 1
                    continue
                line.sender.add(line.messages.invite(self._plan.first + row))
                rows.sends[row] = min(rows.sends[row] + 1, 255)
                later = min(place + 1, len(PAUSES_S) - 1)
                self._timers[later].append((now + PAUSES_S[later], row))
        for line in self._lines:
            line.sender.flush()

    def _receive(self, wait_s: float) -> None:
        """Waits for answers so long, and takes what is there."""
        ready, _, _ = select.select(self._by_socket, (), (), max(min(wait_s, WAIT_S_MAX), 0.0))
        for sock in ready:
            line = self._by_socket[sock]
            for data, came in self._receiver.receive(sock):
                if line.stream.unknown:
                    self._bytes_to_unknown += len(data)
                else:
                    self._take(line, data, came)
            line.sender.flush()

    def _take(self, line: Line, data: bytes, came: float) -> None:
        row = index_of(data) - self._plan.first
        rows = self._rows
        if not 0 <= row < len(rows.sent) or rows.stream[row] != line.number:
            self._strange += 1
            return
        if data.startswith(b"SIP/2.0 1"):
            return  # RFC 3261 section 17.1.1.2: a provisional answer; the gate gives none
        if rows.answers[row] < 255:
            rows.answers[row] += 1
        if rows.delay[row] < 0.0:
            if rows.status[row] != GIVEN_UP:
                line.open -= 1
                self._open -= 1
            rows.delay[row] = max(came - rows.sent[row], 0.0)
            rows.status[row] = int(data[8:11]) if data.startswith(b"SIP/2.0 ") else 0
        if data.startswith(b"SIP/2.0 "):
            # RFC 3261 section 17.1.1.2: each final answer gets its ACK, a repeated one, too.
            line.sender.add(line.messages.ack(self._plan.first + row, data))

    def _next_moment(self, started: float) -> float:
        """When something has to be sent next."""
        moments = [waiting[0][0] for waiting in self._timers if waiting]
        moments += [started + line.due for line in self._lines]
        if any(line.open < line.stream.in_flight for line in self._lines):
            return 0.0
        return min(moments)


def _waited_s() -> float:
    """How long this process was ready to run without a core so far (Linux: schedstat)."""
    try:
        return int(Path("/proc/self/schedstat").read_text().split()[1]) * 1e-9
    except (OSError, IndexError):
        return 0.0


def main() -> None:
    plan = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Plan)
    if plan.core >= 0:
        os.sched_setaffinity(0, {plan.core})
    sys.stdout.buffer.write(msgspec.msgpack.encode(Client(plan).run()))


if __name__ == "__main__":
    main()
