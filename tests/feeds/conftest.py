"""The farm for every test of this room."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.feeds.farm import Farm


@pytest.fixture
def farm(tmp_path: Path) -> Iterator[Farm]:
    folder = tmp_path / "farm"
    folder.mkdir()
    farm = Farm(folder)
    yield farm
    farm.close()
