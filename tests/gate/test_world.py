"""Who is known, and what a worker's world takes up; without a socket."""

import time

import pytest

from bellwarden import switches
from bellwarden.gate import world as module
from bellwarden.gate.counters import LocalCounters
from bellwarden.gate.ids import DecisionIds
from bellwarden.gate.sources import LoadedPolicy
from bellwarden.gate.tally import Tally
from bellwarden.gate.world import GateWorld
from bellwarden.model.policy import Identification, PolicyDocument, Trunk
from tests.gate.gates import Book, Kept, loaded
from tests.verdict.worlds import CHECKS, DOCUMENT


def world_of(*trunks: Trunk) -> GateWorld:
    world = GateWorld(CHECKS, switches.load(), LocalCounters(), Book(), Kept(), DecisionIds(1), time.time, Tally())
    take_up(world, loaded(PolicyDocument(DOCUMENT.carrier, trunks, DOCUMENT.customers)))
    return world


def take_up(world: GateWorld, policy: LoadedPolicy) -> None:
    world.take_up(policy, world.build(policy))


def test_addresses_and_networks_of_trunks_are_known_and_no_others() -> None:
    world = world_of(Trunk("one", ("127.0.1.1", "2001:db8::1")), Trunk("many", ("127.0.2.0/24",)))
    assert all(map(world.knows, ("127.0.1.1", "2001:db8::1", "127.0.2.77")))
    assert not any(map(world.knows, ("127.0.1.2", "2001:db8::2", "127.0.3.1", "::1")))


def test_the_zone_of_a_link_local_address_is_no_part_of_it() -> None:
    """RFC 4007 section 11."""
    world = world_of(Trunk("one", ("fe80::1",)), Trunk("many", ("fe80:1::/64",)))
    assert world.knows("fe80::1%lo")
    assert world.knows("fe80:1::7%eth0")
    assert not world.knows("fe80::2%lo")


def test_a_flood_of_forged_addresses_does_not_grow_the_gate() -> None:
    world = world_of(Trunk("many", ("127.0.2.0/24",)))
    for i in range(20_000):
        assert not world.knows(f"10.{i >> 16}.{i >> 8 & 255}.{i & 255}")
    assert len(world._strangers) <= module.STRANGERS_MAX


def test_a_policy_names_the_headers_that_are_read() -> None:
    world = world_of(
        Trunk("one", ("127.0.1.1",), identifications=(Identification("acme", header="x-group", value="7"),))
    )
    assert world.headers_read == {b"x-group"}


def test_the_layers_are_not_held_twice() -> None:
    world = world_of()
    take_up(world, loaded(serial=2, layers={"numbers/big": bytes(1_000)}))
    assert world.loaded is not None
    assert world.loaded.bundle.layers == {}


def test_every_customer_and_trunk_has_its_counter_before_the_first_call() -> None:
    world = world_of(*DOCUMENT.trunks)
    assert isinstance(world.counters, LocalCounters)
    assert set(world.counters._customers) == {customer.key for customer in DOCUMENT.customers}
    assert set(world.counters._trunks) == {trunk.key for trunk in DOCUMENT.trunks}


def test_an_unknown_dialect_changes_nothing() -> None:
    world = world_of(*DOCUMENT.trunks)
    before = world.call.policy
    with pytest.raises(KeyError):
        take_up(world, loaded(PolicyDocument(DOCUMENT.carrier, (Trunk("x", ("127.0.0.1",), dialect="nobodys"),)), 2))
    assert world.call.policy is before
    assert world.knows("127.0.1.1")
    assert not world.knows("127.0.0.1")
