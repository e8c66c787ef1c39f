"""A home that is there, and the wall clock: what every command begins with, and nothing that takes time to load."""

import time
from pathlib import Path

from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.home import Home


class Now:
    """The wall clock (`ports.Clock`)."""

    def now(self) -> float:
        return time.time()


def open_home(path: Path) -> Home:
    """A home that is there. CommandFault when it is not."""
    home = Home(path)
    if not home.exists():
        raise CommandFault(
            Exit.NOT_FOUND,
            f"there is no home at {path}; name one with --home, or make it: bellwarden policy push DIR --home {path}",
        )
    return home
