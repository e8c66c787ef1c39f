"""What holds for every test: the network beyond this machine is off, and a folder's name says how its tests run."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

TESTS = Path(__file__).parent
THIS_MACHINE = ("127.", "::1", "::ffff:127.", "localhost")
MARKED_FOLDERS = dict.fromkeys(("gate", "home", "cli", "calllog", "feeds"), pytest.mark.door)
MARKED_FOLDERS |= dict.fromkeys(("e2e", "load"), pytest.mark.e2e)


def refuse_other_machines(event: str, arguments: tuple[object, ...]) -> None:
    if event not in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        return
    address = arguments[1]
    if isinstance(address, tuple) and not str(address[0]).startswith(THIS_MACHINE):
        raise PermissionError(f"a test may talk to this machine only, not to {address[0]}")


def pytest_configure() -> None:
    sys.addaudithook(refuse_other_machines)
    # No deadlines: a busy machine is no fault. The same examples each time where others wait for the result.
    settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
    settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        folder = Path(item.path).relative_to(TESTS).parts[0]
        if folder in MARKED_FOLDERS:
            item.add_marker(MARKED_FOLDERS[folder])
