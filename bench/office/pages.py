"""What each page of the console takes: time, processor time of the server, bytes of the answer and of all it loads."""

import gzip
import http.client
import re
import time
from typing import Any, Final, NamedTuple
from urllib.parse import urljoin, urlsplit

from bench.office.rows import Size, customer_key
from bench.office.serving import Office

TIMES: Final = 40
WARM: Final = 3
GOAL_MS: Final = 150.0
WEIGHT_GOAL_KB: Final = 300.0
# What a browser loads with a page; fonts are named by the style sheets.
LOADED: Final = re.compile(rb"""(?:<link[^>]+href|<script[^>]+src|<use[^>]+href|<img[^>]+src)="([^"#]+)""")
IN_STYLES: Final = re.compile(rb"""url\(["']?([^"')]+\.woff2)""")


class Measured(NamedTuple):
    """One page. Times in milliseconds, sizes in bytes as they go over the wire."""

    name: str
    path: str
    status: int
    p50: float
    p95: float
    cpu: float
    size: int
    weight: int  # of a first load, with everything that the page names


def addresses(size: Size) -> dict[str, str]:
    """Pages by what they are: each with a page of its own, and the lists also as people ask them."""
    customer, case = customer_key(size.customers // 2), f"C-2025-{size.cases:06d}"
    return {
        "my day": "/",
        "live calls": "/live",
        "customers": "/customers",
        "customers, one sought": "/customers?q=granite",
        "customers, by calls": "/customers?sort=-calls",
        "a customer": f"/customers/{customer}",
        "upstreams": "/upstreams",
        "alerts": "/alerts",
        "enforcements": "/enforcements",
        "an enforcement": f"/enforcements/E-2025-{size.enforcements:06d}",
        "proof of an enforcement in force": f"/enforcements/E-2025-{size.enforcements - 1:06d}",
        "preview of a restriction": f"/enforcements/new?kind=restrict_caller_ids&value={customer}&setting=%2B1238*",
        "preview of a suspension": f"/enforcements/new?kind=suspend&value={customer}",
        "policy": "/policy",
        "rules": "/rules",
        "gates": "/gates",
        "jobs": "/jobs",
        "audit": "/audit",
        "people": "/people",
        "cases": "/cases",
        "cases, closed ones, page 500": "/cases?state=closed&page=500",
        "a case": f"/cases/{case}",
        "complaints": "/complaints",
        "a complaint": "/complaints/C-00000777",
        "campaigns": "/campaigns",
        "reports": "/reports",
        "waiting mail": "/intake/waiting",
        "form without log-in": "/report",
        "jump box": "/jump?q=446-201-0042",
        "settings": "/settings",
        "API: customers": "/api/v1/customers",
    }


def measure(office: Office, cookie: str, size: Size, times: int = TIMES) -> list[Measured]:
    reader = Reader(office, cookie)
    return [reader.page(name, path, times) for name, path in addresses(size).items()]


class Reader:
    """A browser's connection: it stays open, as browsers' do. What was loaded once is weighed once."""

    def __init__(self, office: Office, cookie: str) -> None:
        self._office = office
        self._connection = http.client.HTTPConnection(urlsplit(office.address).netloc, timeout=60)
        self._headers = {"Cookie": cookie, "Accept-Encoding": "gzip", "Accept": "text/html,*/*"}
        self._sizes: dict[str, tuple[int, bytes]] = {}

    def page(self, name: str, path: str, times: int) -> Measured:
        for _ in range(WARM):
            status, size, body = self._get(path)
        took, before = [], self._office.cpu_s()
        for _ in range(times):
            started = time.perf_counter()
            self._get(path)
            took.append((time.perf_counter() - started) * 1000)
        cpu = (self._office.cpu_s() - before) / times * 1000
        took.sort()
        weight = size + sum(self._weigh(urljoin(path, one)) for one in sorted(loaded(body)))
        return Measured(name, path, status, took[len(took) // 2], took[int(len(took) * 0.95)], cpu, size, weight)

    def _weigh(self, path: str) -> int:
        """Of an asset and what it loads itself."""
        if path not in self._sizes:
            _, size, body = self._get(path)
            self._sizes[path] = size, body
        size, body = self._sizes[path]
        # Of the fonts a browser fetches those of the letters it shows: the Latin ones.
        fonts = (
            {one.decode() for one in IN_STYLES.findall(body) if b"ext" not in one} if path.endswith(".css") else set()
        )
        return size + sum(self._weigh(urljoin(path, one)) for one in fonts)

    def _get(self, path: str) -> tuple[int, int, bytes]:
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        plain = gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body
        return answer.status, len(body), plain


def loaded(body: bytes) -> set[str]:
    return {one.decode() for one in LOADED.findall(body) if not one.startswith((b"http", b"data:"))}


def table(found: dict[str, list[Measured]]) -> tuple[list[str], list[list[str]]]:
    """Head and rows: databases side by side."""
    head = ["page", *(f"{one}: p50, ms | p95, ms | processor, ms" for one in found), "answer, kB", "first load, kB"]
    head = " | ".join(head).split(" | ")
    rows = []
    for same in zip(*found.values(), strict=True):
        figures = [f"{value:.0f}" for one in same for value in (one.p50, one.p95, one.cpu)]
        told = "" if same[0].status == 200 else f" ({same[0].status})"
        rows.append([same[0].name + told, *figures, f"{same[0].size / 1000:.1f}", f"{same[0].weight / 1000:.0f}"])
    return head, rows


def as_json(found: dict[str, list[Measured]]) -> dict[str, Any]:
    return {name: [one._asdict() for one in pages] for name, pages in found.items()}
