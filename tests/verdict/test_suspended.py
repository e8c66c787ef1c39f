"""Whose calls are to be ended: only where the next one would be refused for the same reason, and nobody else's."""

from dataclasses import replace

import pytest

from bellwarden.model.policy import GateMode, Identification, ModeSetting, Scope, Standing, Trunk
from bellwarden.model.verdict import Mode
from bellwarden.verdict.policy import Policy
from bellwarden.verdict.suspended import SuspendedCustomer, SuspendedCustomers
from tests.verdict.worlds import ACME, BOREAL, DOCUMENT, TRANSIT, policy_of


def told(policy: Policy, *by_journal: str) -> dict[str, SuspendedCustomer]:
    return {one.customer: one for one in SuspendedCustomers(policy).find(by_journal)}


def test_nobody_is_suspended_to_begin_with() -> None:
    assert told(policy_of()) == {}


def test_a_customer_suspended_by_the_journal_is_known_by_its_trunks_addresses() -> None:
    assert told(policy_of(), "acme") == {"acme": SuspendedCustomer("acme", ("acme-pbx",), ("127.0.1.1",))}


@pytest.mark.parametrize("standing", [Standing.SUSPENDED, Standing.TERMINATED, Standing.PROSPECT])
def test_a_standing_that_bars_calls_counts_as_well(standing: Standing) -> None:
    policy = policy_of(customers=(replace(ACME, standing=standing), BOREAL, TRANSIT))
    assert list(told(policy)) == ["acme"]


def test_a_limited_customer_keeps_its_calls() -> None:
    assert told(policy_of(customers=(replace(ACME, standing=Standing.LIMITED), BOREAL, TRANSIT))) == {}


def test_one_that_the_policy_does_not_know_is_left_out() -> None:
    assert told(policy_of(), "nobody", "") == {}


def test_a_gate_that_only_observes_ends_nothing() -> None:
    policy = policy_of(carrier=replace(DOCUMENT.carrier, mode=GateMode.OBSERVE))
    assert told(policy, "acme") == {}


def test_a_check_that_only_reports_ends_nothing() -> None:
    """The next call would pass, so this one stays up."""
    for mode in (Mode.REPORT, Mode.OFF):
        policy = policy_of(modes=(ModeSetting("enforcement", mode, Scope.CUSTOMER, "acme"),))
        assert list(told(policy, "acme", "boreal")) == ["boreal"]


def test_the_mode_of_one_trunk_counts_for_that_trunk() -> None:
    trunks = (*DOCUMENT.trunks, Trunk("acme-lab", ("127.0.1.9",), customer="acme"))
    policy = policy_of(trunks=trunks, modes=(ModeSetting("enforcement", Mode.REPORT, Scope.TRUNK, "acme-lab"),))
    assert told(policy, "acme")["acme"] == SuspendedCustomer("acme", ("acme-pbx",), ("127.0.1.1",))


SHARED = Trunk(
    "hosted",
    ("127.0.1.9",),
    identifications=(
        Identification("acme", header="x-group", value="7"),
        Identification("boreal", header="x-group", value="8"),
        Identification("transit", prefix="99"),
    ),
)


def test_on_a_shared_trunk_a_customer_is_known_by_its_header_and_not_by_the_address() -> None:
    policy = policy_of(trunks=(SHARED,))
    assert told(policy, "acme") == {"acme": SuspendedCustomer("acme", ("hosted",), ("7",))}


def test_a_shared_address_is_not_named_even_when_all_known_parties_are_suspended() -> None:
    """Calls that no identification fits come from there as well."""
    found = told(policy_of(trunks=(SHARED,)), "acme", "boreal", "transit")
    assert {key: one.known_by for key, one in found.items()} == {"acme": ("7",), "boreal": ("8",), "transit": ()}


def test_an_address_of_two_customers_is_named_when_both_are_suspended() -> None:
    two = tuple(Trunk(key, ("127.0.1.9",), customer=key, hosts=(f"{key}.example",)) for key in ("acme", "boreal"))
    policy = policy_of(trunks=two)
    assert told(policy, "acme")["acme"].known_by == ()
    assert {one.known_by for one in told(policy, "acme", "boreal").values()} == {("127.0.1.9",)}
