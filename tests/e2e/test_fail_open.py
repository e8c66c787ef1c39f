"""Kamailio in front of a gate that is hung, closed or killed while calls come in: none of them is lost."""

from pathlib import Path

import pytest

from tests.e2e import kit
from tests.e2e.fail_open import FAULTS, RECIPES, drill
from tests.e2e.reasons import REFUSED

pytestmark = [pytest.mark.e2e, kit.needs_kamailio, kit.needs_sipp]

CALLS, RATE = 120, 100  # a tenth; python -m bench.fail_open places them all
TIMER_MS, SLACK_MS = (
    500,
    250,
)  # the recipe's default; steps of 62.5 ms, and answers that take longer when cores are busy


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("file", RECIPES)
def test_no_call_is_lost_with_the_gate(file: str, fault: str, tmp_path: Path) -> None:
    done = drill(file, fault, tmp_path, CALLS, RATE)
    assert (done.lost, done.reached, len(done.placed.outcomes)) == (0, CALLS, CALLS)
    # Those in flight wait for one timer; whoever calls after that does not wait at all.
    assert done.slowest_ms <= TIMER_MS + SLACK_MS
    assert done.slow <= RATE * (TIMER_MS + SLACK_MS) / 1000
    # By Kamailio's own word: the gate was probed, found silent, taken out, and taken back.
    assert done.marked_down >= 1 or done.silent_probes >= 1
    assert (done.state_lost, done.state_back) == ("out", "in")
    # One call per reason, before the gate was lost and after it came back: none of them ever reached the carrier.
    assert (done.refused_before, done.refused_after) == (len(REFUSED), len(REFUSED))
    assert done.arrived_refused == 0
