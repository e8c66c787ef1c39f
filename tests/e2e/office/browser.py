"""Chromium as the console's reader: Debian's, by its path, told to note whatever goes wrong on a page."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright

from tests.e2e.kit import ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome")
AXE = ROOT / "build" / "axe.min.js"
# WCAG 2.1, levels A and AA.
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
WIDE, NARROW = (1280, 900), (390, 844)
Theme = Literal["light", "dark"]


def chromium() -> str:
    """Its path. Never skipped: where it is missing, the line that installs it is said."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    pytest.fail("Chromium is missing. As root:  apt install chromium", pytrace=False)


@contextmanager
def browsing() -> Iterator[Browser]:
    # Root has no sandbox of Chromium's; a container's /dev/shm is small.
    arguments = ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        try:
            yield one
        finally:
            one.close()


@dataclass
class Noted:
    """What a page did that none of ours may do."""

    faults: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()  # parts of faults that the test brings about itself

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._note(f"script failed: {error}"))
        page.on("dialog", self._dialog)
        page.on("response", self._response)

    def _note(self, text: str) -> None:
        if not any(part in text for part in self.expected):
            self.faults.append(text)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._note(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _dialog(self, dialog: Any) -> None:
        self._note(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self._note(f"{response.status} {response.url}")


@contextmanager
def reader(
    browser: Browser, address: str, size: tuple[int, int] = WIDE, theme: Theme = "light", script: bool = True
) -> Iterator[tuple[BrowserContext, Noted]]:
    """A person's browser: own cookies, size and theme; `script` False reads without it."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": size[0], "height": size[1]},
        color_scheme=theme,
        java_script_enabled=script,
        locale="en-US",
        timezone_id="America/New_York",
        reduced_motion="reduce",
    )
    context.set_default_timeout(30_000)
    noted = Noted()
    context.on("page", noted.watch)
    try:
        yield context, noted
    finally:
        context.close()


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe has against the page, a line each. Its script is put in from outside the page's own policy."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe())
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": AXE_TAGS}
    found = page.evaluate("only => axe.run(document, {runOnly: only, resultTypes: ['violations']})", only)
    return [
        f"{one['id']}: {node['html'][:160]} {json.dumps(node['any'][0]['message'] if node['any'] else '')}"
        for one in found["violations"]
        for node in one["nodes"][:4]
    ]


def axe() -> str:
    if not AXE.is_file():
        pytest.fail("axe-core is missing; `make test` fetches it:  python -m scripts.assets", pytrace=False)
    return AXE.read_text(encoding="utf-8")


def too_wide(page: Page) -> int:
    """By how many pixels the page itself can be pushed sideways."""
    wide = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - window.innerWidth"
    found: int = page.evaluate(wide)
    return max(found, 0)


def shoot(page: Page, folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(folder / f"{name}.png"), animations="disabled")
