"""Pictures of every screen for the guide, taken of the demonstration as `make run` shows it, by `make screens` only."""

import os
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e import kit
from tests.e2e.office import browser as seen
from tests.e2e.office.persons import come_in

FOLDER = kit.ROOT / "docs" / "guide" / "console"
CALLS_S = 60.0  # so long calls and complaints come in before the first picture
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif("SCREENS" not in os.environ, reason="pictures are taken by `make screens` only"),
]


@dataclass(frozen=True)
class Screen:
    name: str
    path: str  # "a > b": the first link on page a whose address matches b
    theme: seen.Theme = "light"
    size: tuple[int, int] = seen.WIDE
    settle_s: float = 0.3


SCREENS = (
    Screen("home", "/"),
    Screen("home-dark", "/", "dark"),
    Screen("home-390", "/", size=seen.NARROW),
    Screen("live", "/live", settle_s=3.0),
    Screen("live-dark", "/live", "dark", settle_s=3.0),
    Screen("live-390", "/live", size=seen.NARROW, settle_s=3.0),
    Screen("decision", "/live > ^/decisions/"),
    Screen("decision-390", "/live > ^/decisions/", size=seen.NARROW),
    Screen("customers", "/customers"),
    Screen("customers-390", "/customers", size=seen.NARROW),
    Screen("customer", "/customers/sunvale"),
    Screen("customer-dark", "/customers/sunvale", "dark"),
    Screen("customer-390", "/customers/sunvale", size=seen.NARROW),
    Screen("upstreams", "/upstreams"),
    Screen("alerts", "/alerts"),
    Screen("enforcement-preview", "/enforcements/new?kind=suspend&value=sunvale"),
    Screen("enforcement-preview-390", "/enforcements/new?kind=suspend&value=sunvale", size=seen.NARROW),
    Screen("enforcements", "/enforcements"),
    Screen("policy", "/policy"),
    Screen("rules", "/rules"),
    Screen("replay", "/replay"),
    Screen("gates", "/gates"),
    Screen("cases", "/cases"),
    Screen("case", "/cases > ^/cases/C-"),
    Screen("complaints", "/complaints"),
    Screen("complaint", "/complaints > ^/complaints/C-"),
    Screen("complaint-dark", "/complaints > ^/complaints/C-", "dark"),
    Screen("complaint-390", "/complaints > ^/complaints/C-", size=seen.NARROW),
    Screen("reports", "/reports"),
    Screen("campaigns", "/campaigns"),
    Screen("notices", "/notices"),
    Screen("ladder", "/ladder"),
    Screen("playbooks", "/playbooks"),
    Screen("letters", "/letters"),
    Screen("bring-in", "/intake"),
    Screen("report-form", "/report"),
    Screen("report-form-390", "/report", size=seen.NARROW),
    Screen("import", "/import"),
    Screen("audit", "/audit"),
    Screen("jobs", "/jobs"),
    Screen("people", "/people"),
    Screen("settings", "/settings"),
    Screen("settings-dark", "/settings", "dark"),
)


@dataclass
class Demonstration:
    address: str
    link: str


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    folder = tmp_path_factory.mktemp("demonstration")
    command = [sys.executable, "-u", "-m", "bellwarden", "demo", "--home", str(folder / "demo"), "--plain"]
    process = kit.Process(command, folder / "demo.out", kit.ROOT, {"PYTHONPATH": str(kit.ROOT / "src")})
    try:
        text = kit.wait_until(process.text, lambda text: "/setup/" in text, 120)
        link = re.search(r"(http://\S+)/setup/\S+", text)
        assert link, text
        yield Demonstration(link[1], link[0])
    finally:
        process.stop()


def test_screens(browser: Browser, demonstration: Demonstration) -> None:
    with seen.reader(browser, demonstration.address) as (context, noted):
        page = context.new_page()
        page.goto("/login/")
        seen.shoot(page, FOLDER, "login")
        come_in(page, demonstration.link, "m.osei", "M. Osei")
        time.sleep(CALLS_S)
        for screen in SCREENS:
            take(context, screen)
        proof = suspend(page)
        for name, theme in (("enforcement-proof", "light"), ("enforcement-proof-dark", "dark")):
            take(context, Screen(name, proof, theme))
        assert noted.faults == []


def suspend(page: Page) -> str:
    """The kill switch, pressed; the address of its proof once the gate has confirmed and refused a call."""
    page.goto("/enforcements/new?kind=suspend&value=sunvale")
    page.select_option("[name=reason_code]", "illegal_calls")
    page.select_option("[name=evidence_class]", "fact")
    page.fill("[name=internal_text]", "Changing caller IDs, 45 % of its calls under 6 s; three people complained.")
    page.fill("[name=public_text]", "Calls that break our terms. Write to abuse@example.net.")
    if page.locator("[name=count]").count():  # asked for above some number of calls
        page.fill("[name=count]", page.input_value("[name=asked]"))
    page.check("[name=emergency]")
    page.click("#measure button.btn-danger")
    page.wait_for_timeout(8_000)
    return page.url


def take(context: BrowserContext, screen: Screen) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": screen.size[0], "height": screen.size[1]})
    page.emulate_media(color_scheme=screen.theme, reduced_motion="reduce")
    start, _, wanted = screen.path.partition(" > ")
    page.goto(start)
    if wanted:
        page.goto(first_link(page, wanted))
    page.wait_for_timeout(screen.settle_s * 1000)
    seen.shoot(page, FOLDER, screen.name)
    page.close()


def first_link(page: Page, pattern: str) -> str:
    for one in page.locator("main a[href]").all():
        address = one.get_attribute("href") or ""
        if re.search(pattern, address):
            return address
    raise AssertionError(f"{page.url} has no link to {pattern}")
