"""Every page of the console that links lead to, fetched as a reader without script would; a few of each kind."""

import http.client
import re
from collections import Counter, deque
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

from tests.e2e.kit import ROOT

PAGES: Final = ROOT / "src" / "bellwarden" / "web" / "pages"
OF_A_KIND_MAX: Final = 12
QUERIES_MAX: Final = 10  # with one place's filters, sorts and pages
# They end the session, leave the house, or are no page.
LEFT_OUT: Final = re.compile(r"^/(login|static|setup)(/|$)")


@dataclass(frozen=True)
class Fetched:
    path: str  # with its query
    status: int
    kind: str  # content type
    body: str
    headers: dict[str, str]

    @property
    def is_page(self) -> bool:
        return self.kind.startswith("text/html")


class Links(HTMLParser):
    """What a page leads to: links, and forms that only ask."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.found.append(given["href"] or "")
        if tag == "form" and (given.get("method") or "get").lower() == "get" and given.get("action"):
            self.found.append(given["action"] or "")


def crawl(address: str, cookie: str, start: tuple[str, ...]) -> dict[str, Fetched]:
    """By path, in the order in which they were found."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    found: dict[str, Fetched] = {}
    kinds: Counter[str] = Counter()
    waiting = deque(start)
    while waiting:
        path = waiting.popleft()
        kind, place = kind_of(path), kind_of(path.partition("?")[0])
        enough = kinds[kind] >= OF_A_KIND_MAX if kind == place else kinds[kind] or kinds[place + "?"] >= QUERIES_MAX
        if path in found or enough:
            continue
        kinds[kind] += 1
        kinds[place + "?"] += kind != place
        found[path] = one = fetch(connection, path, cookie)
        if one.is_page:
            waiting.extend(links(one.body, path))
    return found


def fetch(connection: http.client.HTTPConnection, path: str, cookie: str) -> Fetched:
    connection.request("GET", path, headers={"Cookie": cookie, "Accept": "text/html,*/*"})
    answer = connection.getresponse()
    if answer.headers.get_content_type() == "text/event-stream":  # never ends
        connection.close()
        return Fetched(path, answer.status, "text/event-stream", "", dict(answer.headers))
    body = answer.read().decode(errors="replace")
    return Fetched(path, answer.status, answer.headers.get("Content-Type", ""), body, dict(answer.headers))


def links(body: str, path: str) -> list[str]:
    reader = Links()
    reader.feed(body)
    found = []
    for one in reader.found:
        parts = urlsplit(urljoin(path, one))
        if not parts.scheme and not parts.netloc and not LEFT_OUT.match(parts.path):
            found.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    # As a browser does with signs that no address may have (RFC 3986 section 2.1).
    return list(dict.fromkeys(quote(one, safe="/?&=%:@!$'()*+,;~-._[]") for one in found))


def places() -> list[str]:
    """The console's addresses as web/pages/ declares them, those without a variable part first."""
    text = "".join(file.read_text() for file in sorted(PAGES.glob("*.py")))
    return sorted(set(re.findall(r'\bpath\(\s*"([^"]*)"', text)), key=lambda one: (one.count("<"), one))


def kind_of(path: str) -> str:
    """Pages that one piece of code makes: /customers/sunvale and /customers/quillmark are of a kind."""
    parts = urlsplit(path)
    place = next((one for one, shape in SHAPES if shape.fullmatch(parts.path)), parts.path)
    asked = "&".join(sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}))
    return f"{place}?{asked}" if asked else place


SHAPES: Final = [(one, re.compile("/" + re.sub(r"<[^>]+>", "[^/]+", one))) for one in places()]
