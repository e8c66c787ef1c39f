"""Customers are entered, changed and admitted; the same twice changes nothing, and the trail tells no secret."""

import pytest

from bellwarden.flows.office import caller_ids, customers, trunks
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.world import NotAllowed, OfficeWorld
from bellwarden.model.office.caller_id_right import RightBasis
from bellwarden.model.office.customer import CustomerKind
from bellwarden.model.office.moves import MoveRefused
from bellwarden.model.office.people import Right
from bellwarden.model.policy import Standing
from bellwarden.ports.office import Conflict
from bellwarden.store import models

HARBOR = {"name": "Harbor Dental Group", "abuse_email": "abuse@harbor.example", "settings": {"cps_max": 20}}


def faults(refused: pytest.ExceptionInfo[BadInput]) -> dict[str, str]:
    return {one.field: one.reason for one in refused.value.faults}


def trail(verb: str) -> list[models.AuditEvent]:
    return list(models.AuditEvent.objects.filter(verb=verb).order_by("number"))


def test_a_customer_gets_a_key_from_its_name(world: OfficeWorld) -> None:
    first = customers.create(world, HARBOR)
    assert (first.key, first.standing, first.settings) == ("harbor-dental-group", Standing.ACTIVE, {"cps_max": 20})
    assert customers.create(world, HARBOR).key == "harbor-dental-group-2"


def test_every_wrong_field_is_named_at_once(world: OfficeWorld) -> None:
    wrong = {
        "name": " ",
        "abuse_email": "nobody",
        "phone": "12",
        "rmd_number": "7",
        "country": "XX",
        "kind": "friend",
        "standing": "suspended",
        "parent": "nobody-here",
        "settings": {"cps_max": -1, "cps_mx": 3},
        "declared": {"answered_share_min": 7},
        "colour": "red",
    }
    with pytest.raises(BadInput) as refused:
        customers.create(world, {"key": "a b", **wrong})
    told = faults(refused)
    assert {"key", "settings.cps_max", "settings.cps_mx", "declared.answered_share_min", *wrong} - told.keys() == {
        "settings",
        "declared",
    }
    assert 'did you mean "cps_max"' in told["settings.cps_mx"]
    assert not models.Customer.objects.exists()


def test_what_is_handed_in_twice_is_written_once(world: OfficeWorld) -> None:
    made = customers.put(world, "billing-7", HARBOR)
    assert (made.created, made.changed) == (True, True)
    again = customers.put(world, "billing-7", HARBOR)
    assert (again.created, again.changed, again.row.version) == (False, False, 1)
    moved = customers.put(world, "billing-7", {**HARBOR, "phone": "+1 (238) 200-0100"})
    assert (moved.changed, moved.row.phone) == (True, "+12382000100")
    assert len(trail("customer.create")) == len(trail("customer.change")) == 1


def test_the_trail_says_that_contacts_changed_and_not_what_they_are(world: OfficeWorld) -> None:
    row = customers.create(world, HARBOR)
    customers.change(world, row.id, {"abuse_email": "other@harbor.example", "name": "Harbor"}, row.version)
    created, changed = trail("customer.create")[0], trail("customer.change")[0]
    assert (created.after["abuse_email"], created.after["name"], created.after["key"]) == ("set", "set", row.key)
    assert changed.before == {"name": "set before", "abuse_email": "set before"}
    assert changed.after == {"name": "set", "abuse_email": "set"}


def test_whoever_saves_an_older_version_is_told(world: OfficeWorld) -> None:
    row = customers.create(world, HARBOR)
    customers.change(world, row.id, {"name": "Harbor"}, row.version)
    with pytest.raises(Conflict, match="somebody else"):
        customers.change(world, row.id, {"name": "Port"}, row.version)


def test_a_standing_moves_by_its_table_alone(world: OfficeWorld) -> None:
    row = customers.create(world, {**HARBOR, "standing": "prospect"})
    with pytest.raises(BadInput, match="never by an edit"):
        customers.change(world, row.id, {"standing": "active"})
    with pytest.raises(BadInput, match="is an enforcement"):
        customers.admit(world, row.id, "suspend")
    assert customers.admit(world, row.id, "activate").standing is Standing.ACTIVE
    with pytest.raises(MoveRefused, match="activate is not possible from active"):
        customers.admit(world, row.id, "activate")
    with world.office.writing(world.actor) as desk:
        ended = customers.step(desk, desk.customers.get(row.id), "terminate", "fraud", world.clock.now())
    assert (ended.standing, ended.ended_at, ended.end_reason) == (Standing.TERMINATED, world.clock.now(), "fraud")
    assert [one.verb for one in models.AuditEvent.objects.order_by("number")] == [
        "customer.create",
        "customer.activate",
        "customer.terminate",
    ]


def test_a_reseller_is_never_below_itself(world: OfficeWorld) -> None:
    above = customers.create(world, {"name": "Above", "kind": "reseller"})
    below = customers.create(world, {"name": "Below", "parent": "above"})
    assert (above.kind, below.parent_id) == (CustomerKind.RESELLER, above.id)
    with pytest.raises(BadInput, match="below this customer itself"):
        customers.change(world, above.id, {"parent": "below"})


def test_what_a_policy_file_wrote_is_kept_through_an_edit(world: OfficeWorld) -> None:
    row = customers.create(world, HARBOR)
    models.Customer.objects.filter(id=row.id).update(settings={"cps_max": 20, "standing": "limited"})
    changed = customers.change(world, row.id, {"settings": {"cps_max": 30}})
    assert changed.settings == {"cps_max": 30, "standing": "limited"}
    with pytest.raises(BadInput, match="is not changed here"):
        customers.change(world, row.id, {"settings": {"standing": "active"}})


def test_a_right_is_asked_for(world: OfficeWorld) -> None:
    reader = world._replace(rights=frozenset((Right.READ,)))
    for deed in (
        lambda: customers.create(reader, HARBOR),
        lambda: customers.put(reader, "b", HARBOR),
        lambda: trunks.create(reader, {}),
        lambda: caller_ids.create(reader, 1, {}),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_a_trunk_keeps_addresses_as_sources_are_compared(world: OfficeWorld) -> None:
    owner = customers.create(world, HARBOR)
    row = trunks.create(
        world,
        {"key": "east", "customer": owner.key, "addresses": ["::ffff:192.0.2.7", "192.0.2.7"], "role": "customer"},
    )
    assert (row.addresses, row.customer_id) == (("192.0.2.7",), owner.id)
    with pytest.raises(BadInput) as refused:
        trunks.change(world, row.id, {"addresses": ["192.0.2.300"], "settings": {"cps_max": "many"}, "role": "door"})
    assert {"addresses", "role", "settings.cps_max"} <= faults(refused).keys()
    with pytest.raises(BadInput, match="is there already"):
        trunks.create(world, {"key": "east", "addresses": ["192.0.2.9"]})
    trunks.remove(world, row.id, "gone")
    assert trail("trunk.remove")[0].reason == "gone"


def test_a_right_to_numbers_needs_what_shows_it(world: OfficeWorld) -> None:
    owner = customers.create(world, HARBOR)
    with pytest.raises(BadInput, match="holds until a day"):
        caller_ids.create(world, owner.id, {"numbers": "+12384460000", "basis": "letter_of_authorization"})
    with pytest.raises(BadInput, match="nobody's number"):
        caller_ids.create(world, owner.id, {"numbers": "+12385550142"})
    row = caller_ids.create(world, owner.id, {"numbers": "+12384460000,+1238447*", "basis": "held"})
    assert (row.numbers, row.basis) == ("+12384460000, +1238447*", RightBasis.HELD)
    same = caller_ids.create(world, owner.id, {"numbers": "+12384460000, +1238447*", "proof": "file 7"})
    assert (same.id, same.proof, same.basis) == (row.id, "file 7", RightBasis.HELD)
    caller_ids.remove(world, row.id, "returned")
    assert trail("caller_id_right.remove")[0].before["numbers"] == "+12384460000, +1238447*"
