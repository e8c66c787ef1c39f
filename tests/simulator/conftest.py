"""The demonstration policy, built once for the tests of the simulator."""

from datetime import date

import pytest

from bellwarden.cli.folders import read_policy_files
from bellwarden.policy.demo import demo_files
from bellwarden.verdict import checks
from bellwarden.verdict.policy import Policy


@pytest.fixture(scope="session")
def demo_policy() -> Policy:
    reading = read_policy_files(demo_files(), date(2026, 11, 21))
    assert reading.bundle is not None
    return Policy(reading.bundle.document, reading.bundle.layers, checks.load(), "0" * 64)
