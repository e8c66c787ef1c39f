"""The kill switch under load: from the press in the console to the last call that is let through, at 1,000 calls/s.

The press is the POST that the page's form sends, over HTTP, by somebody who is logged in. Then two people give the
customer its calls back, by their pages, and it is pressed again.
"""

import http.client
import re
import time
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from bench.load.driving import driving
from bench.load.parts import Bench, wait_until
from bench.load.plan import Phase, Stream
from bench.load.suspension import CALLS_PER_S, Order, until_in_force
from bench.load.world import SUSPENDED, SUSPENDED_KEY
from bench.office.serving import Office, run, serving
from bench.servers import BUILD

EVERY_S: Final = 4.0  # a press; two people have reinstated half-way to the next
PRESSES: Final = 25
GOAL_S: Final = 1.0
_TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Person:
    """Presses buttons as a browser does."""

    def __init__(self, office: Office, cookie: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(office.address).netloc, timeout=30)
        self._address = office.address
        self._cookies = dict([cookie.split("=", 1)])

    def form(self, path: str) -> str:
        """The token of the page's form."""
        body = self._ask("GET", path, {})[1]
        found = _TOKEN.search(body)
        if found is None:
            raise RuntimeError(f"{path} has no form: {body[:500]}")
        return found[1]

    def press(self, path: str, token: str, fields: dict[str, str]) -> str:
        """Where the answer leads to."""
        status, body, place = self._ask("POST", path, {**fields, "csrfmiddlewaretoken": token})
        if status != 302:
            raise RuntimeError(f"{path} answered {status}: {re.sub('<[^>]+>', ' ', body)[:1000]}")
        return place

    def _ask(self, method: str, path: str, fields: dict[str, str]) -> tuple[int, str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"Cookie": cookies, "Origin": self._address, "Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request(method, path, urlencode(fields) if fields else None, headers)
        answer = self._connection.getresponse()
        for one in answer.headers.get_all("Set-Cookie", []):
            name, _, value = one.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, answer.read().decode(), answer.headers.get("Location", "")


def measure(scale: float, rate: float = CALLS_PER_S) -> dict[str, Any]:
    bench = Bench(BUILD / "load", min(scale, 0.1))
    presses = max(int(PRESSES * scale), 3)
    seconds = presses * EVERY_S + 5.0
    with bench.gate("office-kill") as gate:
        home = Path(gate.home)
        run("", "bellwarden", "office", "adopt", str(bench.folder / "policy"), "--home", str(home))
        cookies = [_cookie(home, key) for key in ("analyst", "lead")]
        stream = Stream(name="sbc", server=gate.address, source=SUSPENDED, phases=(Phase(seconds, rate),))
        with serving(home, "") as office:
            people = [Person(office, cookie) for cookie in cookies]
            with driving(bench.plan(stream, seconds=seconds, patience_s=10.0)) as one:
                orders = _press_again_and_again(people, one.started + 2.0, presses)
                seen = one.finish()
    taken = sorted(until_in_force(seen, orders))
    return {
        "presses": len(taken),
        "rate": rate,
        "in_force_ms": [round(one * 1000, 1) for one in taken],
        "answered_ms": [round((order.kept - order.given) * 1000, 1) for order in orders if order.suspends],
        "invalid": seen.fault(),
    }


def _press_again_and_again(people: list[Person], start: float, presses: int) -> list[Order]:
    analyst, lead = people
    orders: list[Order] = []
    for number in range(presses):
        path = f"/enforcements/new?kind=suspend&value={SUSPENDED_KEY}"
        token = analyst.form(path)
        wait_until(start + number * EVERY_S)
        given = time.time()
        analyst.press(path, token, SUSPENSION)
        orders.append(Order(True, given, time.time()))
        wait_until(start + number * EVERY_S + EVERY_S / 2)
        asked = analyst.press(*_with_token(analyst, f"/customers/{SUSPENDED_KEY}/reinstate"), CAUSE_AND_CURE)
        given = time.time()
        lead.press(f"{asked}/approve", lead.form(asked), {})
        orders.append(Order(False, given, time.time()))
    return orders


def _with_token(person: Person, path: str) -> tuple[str, str]:
    return path, person.form(path)


def _cookie(home: Path, key: str) -> str:
    return run("", "bench.office.people", "--home", str(home), "--key", key).strip().splitlines()[-1]


SUSPENSION: Final = {
    "reason_code": "illegal_calls",
    "evidence_class": "fact",
    "length": "7d",
    "internal_text": "benchmark",
    "emergency": "yes",
    "asked": "0",
}
CAUSE_AND_CURE: Final = {"cause": "benchmark", "cure": "benchmark"}


def text(found: dict[str, Any]) -> str:
    taken = found["in_force_ms"]
    p99 = taken[min(int(len(taken) * 0.99), len(taken) - 1)]
    median = taken[len(taken) // 2]
    about = found["machine"]
    invalid = f" Not valid: {found['invalid']}." if found["invalid"] else ""
    return (
        "### Kill switch\n\n"
        f"{about['taken']}; {about['processor']}; load of others at the start {about['load']}. The button is pressed "
        f"in the console {found['presses']} times while the gate carries {found['rate']:,.0f} calls a second of that "
        "customer; gate, office and callers share two cores. From the press to the last call that is let through: "
        f"median {median:.0f} ms, p99 {p99:.0f} ms, worst {taken[-1]:.0f} ms; goal "
        f"{GOAL_S * 1000:.0f} ms, {'met' if p99 <= GOAL_S * 1000 else 'missed'}.{invalid}\n"
    )
