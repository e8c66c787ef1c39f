"""A plain call is spared the checks that only see odd ones: they would have seen nothing."""

from hypothesis import given
from hypothesis import strategies as st

from bellwarden.model.call import CallAttempt
from bellwarden.model.usage import Usage
from bellwarden.numbering.reading import read_number
from bellwarden.verdict import checks
from bellwarden.verdict.check import Check, is_plain
from tests.strategies import attempts, usages
from tests.verdict.worlds import policy_of

POLICY = policy_of()
ODD_ONLY = {name: check for name, check in checks.load().items() if isinstance(check, Check) and check.odd_only}

# As they are read from what an SBC sends: no other combination of form, fault and digits exists.
read_numbers = st.one_of(
    st.from_regex(r"\A\+1[2-9][0-9]{2}[2-9][0-9]{6}\Z"),
    st.from_regex(r"\A\+?[0-9]{1,15}\Z"),
    st.sampled_from(("", "911", "anonymous", "988", "+442079460000", "+15550100123", "*67", "sip:a@h", "0")),
).map(read_number)

sane_attempts = st.builds(
    lambda call, calling, called: call._replace(
        request=call.request._replace(fault=""), calling=calling, shown=calling, called=called, enforcements=()
    ),
    attempts,
    read_numbers,
    read_numbers,
)


@given(sane_attempts, usages)
def test_a_check_for_odd_calls_sees_nothing_in_a_plain_one(call: CallAttempt, usage: Usage) -> None:
    assert len(ODD_ONLY) >= 7
    if is_plain(call):
        assert [name for name, check in ODD_ONLY.items() if check.look(call, POLICY, usage)] == []


read_attempts = st.builds(
    lambda call, calling, called: call._replace(calling=calling, shown=calling, called=called),
    attempts,
    read_numbers,
    read_numbers,
)


@given(read_attempts, usages)
def test_whatever_is_odd_about_a_call_makes_it_odd(call: CallAttempt, usage: Usage) -> None:
    if any(check.look(call, POLICY, usage) for check in ODD_ONLY.values()):
        assert not is_plain(call)
