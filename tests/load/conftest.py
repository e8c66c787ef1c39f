"""A small carrier for the load tests: built once, each test starts gates of its own on copies of its home."""

from collections.abc import Iterator

import pytest

from bench.load.gates import Gate
from bench.load.parts import Bench

SCALE = 0.001  # of the lists; how long and how hard a test calls it says itself


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    one = Bench(tmp_path_factory.mktemp("load"), SCALE, pinned=False)
    assert one.home.is_dir()
    return one


@pytest.fixture(scope="module")
def gate(bench: Bench, request: pytest.FixtureRequest) -> Iterator[Gate]:
    """One gate with one worker for all tests of a module."""
    with bench.gate(request.module.__name__.rpartition("_")[2]) as one:
        yield one
