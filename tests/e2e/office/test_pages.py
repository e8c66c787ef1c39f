"""Every page, filled with hostile texts, read in Chromium: nothing runs, nothing comes from elsewhere, axe is content.

The same office is read at 1280 and 390 pixels, in light and dark, and by a reader without script.
"""

import csv
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bellwarden.policy.demo import demo_files
from tests.e2e import kit
from tests.e2e.office import browser as seen
from tests.e2e.office import hostile_calls
from tests.e2e.office.crawl import Fetched, crawl, kind_of
from tests.e2e.office.serving import Office, office

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(180)]

START = ("/",)
# Of the payloads: what stands in a page's text only if somebody forgot to escape it.
RAW = re.compile(r"<script>window\.xssran|<svg onload=window|<img src=x onerror|\"' autofocus onfocus=window")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"[+-]?[\d., ]+%?")


@dataclass
class Filled:
    office: Office
    cookie: str
    pages: dict[str, Fetched]

    @property
    def sample(self) -> list[str]:
        """Paths to open in a browser: of each place the page that holds most, and its tables."""
        kinds: dict[str, list[Fetched]] = {}
        for one in self.pages.values():
            if one.is_page and one.status == 200:
                place, _, query = one.path.partition("?")
                if not query or "as=table" in query:
                    kinds.setdefault(kind_of(place) + query[:8], []).append(one)
        return [max(pages, key=lambda one: len(one.body)).path for pages in kinds.values()]


@contextmanager
def hostile_office(folder: Path) -> Iterator[tuple[Office, str]]:
    """An office with a gate beside it; hostile texts in every row, and in calls that the gate has judged."""
    home, policy = folder / "home", folder / "policy"
    for name, data in demo_files().items():
        (policy / name).parent.mkdir(parents=True, exist_ok=True)
        (policy / name).write_bytes(data)
    with kit.gate(home, policy) as gate:
        assert hostile_calls.place(gate.sip_port) > 10
        kit.command(home, "office", "adopt", str(policy))
        cookie = fill(home)
        with office(home) as one:
            yield one, cookie


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    with hostile_office(tmp_path_factory.mktemp("hostile")) as (one, cookie):
        yield Filled(one, cookie, crawl(one.address, cookie, START))


def fill(home: Path) -> str:
    """By a process of its own: a browser's loop and Django don't go together in one. The reader's cookie."""
    command = [sys.executable, "-m", "tests.e2e.office.payloads", "--home", str(home)]
    done = subprocess.run(command, cwd=kit.ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()[-1]


def test_every_link_leads_to_a_page(filled: Filled) -> None:
    assert {path: one.status for path, one in filled.pages.items() if one.status not in (200, 204)} == {}
    assert len({kind_of(path.partition("?")[0]) for path in filled.pages}) >= 35


def test_what_there_is_to_read_is_there_without_script(filled: Filled) -> None:
    """The crawl runs none: rows, not only their frame, must stand in what the server sends."""
    for path, part in {
        "/live": "data-id=",
        "/customers": "p-script-1",
        "/cases": "C-2026-",
        "/audit": "noted",
    }.items():
        assert part in filled.pages[path].body, path


def test_no_hostile_text_stands_unescaped_in_any_page(filled: Filled) -> None:
    found = {path: hit[0] for path, one in filled.pages.items() if one.is_page and (hit := RAW.search(one.body))}
    assert found == {}


def test_every_page_is_sent_under_the_strict_policy(filled: Filled) -> None:
    for path, one in filled.pages.items():
        if one.is_page:
            policy = one.headers.get("Content-Security-Policy", "")
            assert "default-src 'none'" in policy and "unsafe" not in policy, path
            assert one.headers.get("X-Content-Type-Options") == "nosniff", path


def test_no_cell_of_a_file_to_download_is_a_formula(filled: Filled) -> None:
    """A spreadsheet computes what begins with one of these (OWASP, CSV injection)."""
    files = {path: one.body for path, one in filled.pages.items() if one.kind.startswith("text/csv")}
    assert files
    bad = {
        path: cell
        for path, body in files.items()
        for row in csv.reader(io.StringIO(body))
        for cell in row
        if cell.startswith(FORMULA) and not NUMBER.fullmatch(cell)
    }
    assert bad == {}


@pytest.mark.parametrize("size", [seen.WIDE, seen.NARROW], ids=["1280", "390"])
def test_pages_run_nothing_and_axe_finds_nothing(browser: Browser, filled: Filled, size: tuple[int, int]) -> None:
    found: dict[str, list[str]] = {}
    with seen.reader(browser, filled.office.address, size) as (context, noted):
        enter(context, filled)
        page = context.new_page()
        for path in filled.sample:
            faults = look_at(page, path)
            faults += [one for one in noted.faults if one not in faults]
            noted.faults.clear()
            if faults:
                found[path] = faults
    assert found == {}, report(found)


def look_at(page: Page, path: str) -> list[str]:
    page.goto(path)
    faults = [f"light: {one}" for one in seen.violations(page)]
    page.emulate_media(color_scheme="dark")
    faults += [f"dark: {one}" for one in seen.violations(page, ["color-contrast"])]
    page.emulate_media(color_scheme="light")
    if ran := page.evaluate("window.xssran"):
        faults.append(f"payload {ran} ran")
    if wide := seen.too_wide(page):
        faults.append(f"{wide} px wider than the window")
    return faults


def enter(context: seen.BrowserContext, filled: Filled) -> None:
    name, _, value = filled.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": filled.office.address}])


def report(found: dict[str, list[str]]) -> str:
    return "\n" + "\n".join(f"{path}\n    " + "\n    ".join(faults) for path, faults in found.items())
