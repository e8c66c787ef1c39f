"""Customers in a process of their own: each places calls at its own rate; what came back is told on standard output."""

import json
import select
import sys
import time
from contextlib import ExitStack

from tests.gate.gates import SipClient, branches, header_of, invite, status_of

ANSWERS_S_MAX = 2.0


def main() -> None:
    gate, asked, seconds, called = json.loads(sys.argv[1])
    delays: list[float] = []
    statuses: dict[int, int] = {}
    sent_at: dict[str, float] = {}
    with ExitStack() as open_ones:
        clients = {name: open_ones.enter_context(SipClient(tuple(gate), source)) for name, source, _ in asked}
        sockets = [client.socket for client in clients.values()]

        def receive(wait_s: float) -> None:
            for ready in select.select(sockets, [], [], wait_s)[0]:
                reply = ready.recv(65_535)
                delays.append(time.monotonic() - sent_at.pop(header_of(reply, "Call-ID")))
                statuses[status_of(reply)] = statuses.get(status_of(reply), 0) + 1

        plan = sorted((n / rate, name) for name, _, rate in asked for n in range(int(rate * seconds)))
        run = f"{time.monotonic_ns():x}"
        began = time.monotonic()
        for due, name in plan:
            while (left := began + due - time.monotonic()) > 0:
                receive(left)
            branch = f"z9hG4bK{run}.{next(branches)}"
            sent_at[f"{branch}@127.0.0.1"] = time.monotonic()
            clients[name].send(invite(called=called, branch=branch, host=f"{name}.example"))
        until = time.monotonic() + ANSWERS_S_MAX
        while sent_at and time.monotonic() < until:
            receive(0.1)
    print(json.dumps([len(plan), delays, statuses]))


if __name__ == "__main__":
    main()
