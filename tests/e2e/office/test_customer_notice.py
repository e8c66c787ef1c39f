"""A customer on a phone, without script or account, reads why, answers with a file and appeals; staff see it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser

from bellwarden.home import Home
from bellwarden.policy.demo import demo_files
from tests.e2e import kit
from tests.e2e.office import browser as seen
from tests.e2e.office.serving import Office, office

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(120)]


class Told(NamedTuple):
    office: Office
    page: str
    cookie: str


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("noticed")
    home, policy = folder / "home", folder / "policy"
    for name, data in demo_files().items():
        (policy / name).parent.mkdir(parents=True, exist_ok=True)
        (policy / name).write_bytes(data)
    Home(home).init()
    (home / "office.toml").write_text('[web]\naddress = "http://localhost"\n')
    kit.command(home, "policy", "push", str(policy), "--reason", "first")
    with office(home) as one:
        command = [sys.executable, "-m", "tests.e2e.office.noticed", "--home", str(home)]
        done = subprocess.run(command, cwd=kit.ROOT, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        path, cookie = done.stdout.split()[-2:]
        yield Told(one, path, cookie)


def test_a_customer_answers_and_appeals_and_staff_see_it(told: Told, browser: Browser, tmp_path: Path) -> None:
    proof = tmp_path / "consent.txt"
    proof.write_text("she agreed on 3 March")
    with seen.reader(browser, told.office.address, seen.NARROW, script=False) as (context, noted):
        page = context.new_page()
        page.goto(told.page)
        text = page.locator("main").inner_text()
        assert "Four calls, each hung up." in text and "Your calls, 4" in text
        page.get_by_label("What you found and what you did").fill("A student of ours; she is gone.")
        page.get_by_label("Files, such as proof of consent").set_input_files(proof)
        page.get_by_role("button", name="Send the answer").click()
        assert "Your answer is kept." in page.get_by_role("status").inner_text()
        page.get_by_label("Why we are wrong").fill("She had agreed to be called.")
        page.get_by_role("button", name="Appeal").click()
        assert "Your appeal is kept." in page.get_by_role("status").inner_text()
        assert context.cookies() == [] and noted.faults == []
    with seen.reader(browser, told.office.address) as (context, noted):
        name, _, value = told.cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": told.office.address}])
        page = context.new_page()
        for path in ("/notices", "/ladder", "/customers/gullwing"):
            page.goto(path)
            assert seen.violations(page) == [], path
        page.goto("/notices")
        page.get_by_role("link", name="AP-").first.click()
        assert "Its appeal waits for somebody who took no part" in page.locator("h1").inner_text()
        assert seen.violations(page) == [] and seen.too_wide(page) == 0
        page.get_by_role("link", name="answer of the customer").click()
        assert "A student of ours" in page.locator("main").inner_text()
        assert noted.faults == []


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", [seen.NARROW, seen.WIDE], ids=["390", "1280"])
def test_axe_finds_nothing_on_its_page(told: Told, browser: Browser, size: tuple[int, int], theme: seen.Theme) -> None:
    with seen.reader(browser, told.office.address, size, theme) as (context, noted):
        page = context.new_page()
        page.goto(told.page)
        assert seen.violations(page) == [] and seen.too_wide(page) == 0
        assert noted.faults == []
