"""Decisions and bounds for the tests of the spool."""

import time
from collections.abc import Iterator
from pathlib import Path

from bellwarden.home import SpoolBounds
from bellwarden.model.decision import Decision
from bellwarden.seam.spool import FRAME_SIZE_MAX
from tests.seam.test_spool import a_decision

ROOT = Path(__file__).parents[2]
NOW_MS = int(time.time() * 1000)
SMALL = SpoolBounds(segment_bytes_max=FRAME_SIZE_MAX + 1000)
BIG_NAME = "x" * 100_000  # makes records of 100 kB, so that segments fill soon


def decision(ms: int, count: int = 0, worker: int = 1, name: str = "ACME TOOLS") -> Decision:
    """One made `ms` milliseconds after these tests began."""
    return a_decision(1, name)._replace(id=f"{NOW_MS + ms:012x}{worker:04x}{count:08x}")


def ids(decisions: Iterator[Decision] | list[Decision]) -> list[str]:
    return [one.id for one in decisions]
