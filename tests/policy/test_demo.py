"""The demonstration's carrier: sound, enforcing, on loopback addresses, with nobody's area codes."""

import re
from datetime import UTC, datetime

import pytest

from bellwarden.model.policy import GateMode, ListClass, ListKey, PolicyBundle, Standing, TrunkRole
from bellwarden.policy.demo import demo_files
from bellwarden.simulator.certificates import InventedAuthority
from bellwarden.verdict import checks
from tests.policy.worlds import read

ROOTS = InventedAuthority("Invented Trust", datetime.now(UTC).timestamp()).pem


@pytest.fixture(scope="module", params=[b"", ROOTS], ids=["without certificates", "with certificates"])
def bundle(request: pytest.FixtureRequest) -> PolicyBundle:
    reading = read(dict(demo_files(request.param)), checks=checks.load().keys())
    assert reading.problems == ()
    assert reading.bundle is not None
    return reading.bundle


def test_it_enforces(bundle: PolicyBundle) -> None:
    assert bundle.document.carrier.mode is GateMode.ENFORCE


def test_every_customer_comes_in_at_a_loopback_address_of_its_own(bundle: PolicyBundle) -> None:
    addresses = [address for trunk in bundle.document.trunks for address in trunk.addresses]
    assert len(set(addresses)) == len(addresses)
    assert all(address.startswith("127.") or address == "::1" for address in addresses)
    named = {trunk.customer for trunk in bundle.document.trunks} | {
        one.customer for trunk in bundle.document.trunks for one in trunk.identifications
    }
    assert named - {""} == {customer.key for customer in bundle.document.customers}


def test_good_and_bad_customers_stand_side_by_side(bundle: PolicyBundle) -> None:
    standings = {customer.standing for customer in bundle.document.customers}
    assert {Standing.ACTIVE, Standing.LIMITED, Standing.SUSPENDED} <= standings
    assert {trunk.role for trunk in bundle.document.trunks} == set(TrunkRole)


def test_its_area_codes_are_nobody_s(bundle: PolicyBundle) -> None:
    numbering = bundle.document.numbering
    assert numbering.areas == (238, 446, 756)
    assert dict(numbering.area_countries) == {238: "US", 446: "US", 756: "CA"}
    for name, data in demo_files().items():
        numbers = re.findall(rb"(?<![0-9])1?([2-9][0-9]{2})[0-9]{3,7}(?![0-9.])", data.replace(b"64.1200", b""))
        assert set(numbers) <= {b"238", b"446", b"756"}, name


def test_customers_hold_allocated_blocks(bundle: PolicyBundle) -> None:
    blocks = memoryview(bundle.layers[bundle.document.numbering.blocks_layer]).cast("H")
    for customer in bundle.document.customers:
        for digits in (*map(str, customer.numbers.exact), *customer.numbers.prefixes):
            assert blocks[int(digits[1:8])], (customer.key, digits)


def test_it_shows_every_kind_of_list_and_a_condition(bundle: PolicyBundle) -> None:
    lists = bundle.document.lists
    classes = {one.list_class for one in lists}
    assert {ListClass.BLOCK, ListClass.DO_NOT_ORIGINATE, ListClass.PUBLIC_SAFETY} <= classes
    assert ListKey.NAME in {one.key for one in lists}
    assert len(bundle.document.conditions) == 1
