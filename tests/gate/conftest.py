"""Gates that end with their test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gate.processes import Serve, Served


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts a gate with so many workers."""
    made: list[Served] = []

    def start(workers: int, **options: str) -> Served:
        made.append(Served(tmp_path, workers, **options))
        return made[-1]

    yield start
    for one in made:
        one.stop()
