"""One browser for all tests of the console; ended with the folder, because its loop must not outlive it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.office.browser import browsing


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with browsing() as one:
        yield one
