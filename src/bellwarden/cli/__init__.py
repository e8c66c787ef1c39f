"""The roof: the command line, and the composition root that builds the doors' adapters and hands them to the stories."""

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the process's exit code (see cli/exits.py)."""
    from bellwarden.cli.app import run

    return run(arguments)
