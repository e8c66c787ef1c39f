"""A plain call is spared the checks that only see odd ones: they would have seen nothing."""

from hypothesis import given
from hypothesis import strategies as st

from bellwarden.model.call import CallAttempt
from bellwarden.model.usage import Usage
from bellwarden.verdict import checks
from bellwarden.verdict.check import Check, is_plain
from tests.strategies import attempts, nanp_numbers, numbers, usages
from tests.verdict.worlds import policy_of

POLICY = policy_of()
ODD_ONLY = {name: check for name, check in checks.load().items() if isinstance(check, Check) and check.odd_only}

sane_attempts = st.builds(
    lambda call, calling, called: call._replace(
        request=call.request._replace(fault=""), calling=calling, shown=calling, called=called, enforcements=()
    ),
    attempts,
    nanp_numbers | numbers,
    nanp_numbers | numbers,
)


@given(sane_attempts, usages)
def test_a_check_for_odd_calls_sees_nothing_in_a_plain_one(call: CallAttempt, usage: Usage) -> None:
    assert len(ODD_ONLY) >= 7
    if is_plain(call):
        assert [name for name, check in ODD_ONLY.items() if check.look(call, POLICY, usage)] == []


@given(attempts, usages)
def test_whatever_is_odd_about_a_call_makes_it_odd(call: CallAttempt, usage: Usage) -> None:
    if any(check.look(call, POLICY, usage) for check in ODD_ONLY.values()):
        assert not is_plain(call)
