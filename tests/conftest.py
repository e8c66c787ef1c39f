"""What holds for every test: the network beyond this machine is off, and a folder's name says how its tests run."""

import atexit
import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from tests.postgresql import start_cluster

TESTS = Path(__file__).parent
if "--database=postgresql" in "=".join(sys.argv) and "BELLWARDEN_DATABASE" not in os.environ:
    # Not in a hook: conftest.py files below import the office's models, and Django asks at once where they lie.
    cluster = start_cluster()
    atexit.register(cluster.stop)
    os.environ["BELLWARDEN_DATABASE"] = cluster.url  # the workers of pytest-xdist see it, too
THIS_MACHINE = ("127.", "::1", "::ffff:127.", "localhost")
DOORS = ("gate", "home", "cli", "calllog", "feeds", "mail", "store", "office", "web")
MARKED_FOLDERS = dict.fromkeys(DOORS, pytest.mark.door)
MARKED_FOLDERS |= dict.fromkeys(("e2e", "load"), pytest.mark.e2e)
# Several programs at once, some not ours, on a machine that others load: a fault must show twice. Who needed the second
# try is named at the end of the run.
PROGRAMS = ("e2e", "load", "gate", "cli")
SECOND_TRY = pytest.mark.flaky(reruns=1)


def refuse_other_machines(event: str, arguments: tuple[object, ...]) -> None:
    if event not in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        return
    address = arguments[1]
    if isinstance(address, tuple) and not str(address[0]).startswith(THIS_MACHINE):
        raise PermissionError(f"a test may talk to this machine only, not to {address[0]}")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="What the office lies in.")


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
        if folder in PROGRAMS:
            item.add_marker(SECOND_TRY)
