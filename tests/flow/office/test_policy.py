"""The office publishes what its rows come to: the same snapshot, the same guard, and never by whoever changed it."""

from collections.abc import Mapping

import pytest

from bellwarden.flows.office.adopt import adopt, files_of
from bellwarden.flows.office.customers import change
from bellwarden.flows.office.enforcement import approve, propose
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.policy import Publishing, delete_file, draft, publish, rollback, save_file
from bellwarden.flows.office.world import NotAllowed
from bellwarden.flows.policy_push import JudgeAgain
from bellwarden.model.office.audit_event import Actor, ActorKind
from bellwarden.model.office.enforcement import MeasureKind
from bellwarden.model.office.people import Role
from bellwarden.model.policy import PolicyBundle
from bellwarden.model.verdict import CALL_CONTINUES, Action, Outcome, Verdict
from bellwarden.ports.office import Conflict
from tests.flow.office.conftest import Bench
from tests.flow.office.test_adopt import read
from tests.flow.office.test_enforcement import wish
from tests.flow.office.test_proof import Seen

FILES = {
    "carrier.toml": b'[carrier]\nname = "Tin Can Telephone"\n',
    "customers.toml": b'[customer.quillmark]\nname = "Quillmark Sales"\nany_caller_id = true\n\n'
    b'[customer.northstar]\nname = "Northstar"\nupstream = true\n',
    "trunks.toml": b'[trunk.q]\naddresses = ["192.0.2.1"]\ncustomer = "quillmark"\n',
}
REFUSES = Verdict(Action.BLOCK, "CONDITION", Outcome.LIST)


def parts_of(bench: Bench, seen: Seen | None = None, would: Verdict = CALL_CONTINUES) -> Publishing:
    def judge_by(bundle: PolicyBundle) -> JudgeAgain:
        return lambda decision: would

    kept = seen.kept if seen is not None else []
    return Publishing(read, bench.home.shelf(), lambda: iter(kept), judge_by)


@pytest.fixture
def adopted(bench: Bench) -> Bench:
    cli = bench.of(Actor(kind=ActorKind.SYSTEM, name="root (command line)"), *Role)
    adopt(cli, FILES, read, str)
    return bench


def edited(bench: Bench, by: str = "rolf") -> None:
    row = bench.desk().customers.get(bench.quillmark.id)
    change(bench.world(by), row.id, {"settings": {"any_caller_id": True, "cps_max": 7}}, row.version)


def test_what_was_adopted_needs_no_second_person(adopted: Bench) -> None:
    made = draft(adopted.world(), parts_of(adopted))
    assert (made.editors, made.in_force, made.problems) == ((), False, ())
    result = publish(adopted.world("rolf"), "first", parts_of(adopted))
    assert (result.serial, result.snapshot) == (1, made.snapshot)
    assert draft(adopted.world(), parts_of(adopted)).in_force
    assert publish(adopted.world("rolf"), "again", parts_of(adopted)).unchanged


def test_whoever_changed_it_does_not_publish_it(adopted: Bench) -> None:
    edited(adopted)
    assert draft(adopted.world(), parts_of(adopted)).editors == ("rolf",)
    with pytest.raises(NotAllowed, match="you changed"):
        publish(adopted.world("rolf"), "mine", parts_of(adopted))
    with pytest.raises(NotAllowed):
        publish(adopted.world("vera", Role.RULE_AUTHOR), "not mine to say", parts_of(adopted))
    result = publish(adopted.world("berit", Role.RULE_PUBLISHER), "more calls for them", parts_of(adopted))
    customer = adopted.home.shelf().load(result.snapshot).document.customers[0]
    assert customer.cps_max == 7
    assert draft(adopted.world(), parts_of(adopted)).editors == ()


def test_the_guard_holds_the_office_too(adopted: Bench) -> None:
    seen = Seen()
    for number in range(100):
        seen.put(float(number + 1))
    publish(adopted.world("berit"), "first", parts_of(adopted))
    edited(adopted)
    held = publish(adopted.world("berit"), "harder", parts_of(adopted, seen, REFUSES))
    assert "would be refused instead of" in held.refused
    assert draft(adopted.world(), parts_of(adopted)).editors == ("rolf",)
    forced = publish(adopted.world("berit"), "harder", parts_of(adopted, seen, REFUSES), force="checked by hand")
    assert forced.forced


def test_a_policy_with_errors_is_told_by_file_and_line(adopted: Bench) -> None:
    save_file(adopted.world("rolf"), "checks.toml", b"[check.no_such_check]\nmode = 'act'\n")
    assert draft(adopted.world(), parts_of(adopted)).bundle is None
    with pytest.raises(BadInput, match=r"checks\.toml:1"):
        publish(adopted.world("berit"), "x", parts_of(adopted))


def test_a_file_is_saved_once_by_version_and_taken_out(adopted: Bench) -> None:
    world = adopted.world("rolf", Role.RULE_AUTHOR)
    first = save_file(world, "lists/never.txt", b"+12385550100\n")
    with pytest.raises(Conflict, match="somebody else"):
        save_file(world, "lists/never.txt", b"x")
    second = save_file(world, "lists/never.txt", b"\xff\x00binary", first.version)
    assert second.binary
    assert files_now(adopted)["lists/never.txt"] == b"\xff\x00binary"
    delete_file(world, "lists/never.txt", second.version)
    assert "lists/never.txt" not in files_now(adopted)
    for path in ("../x", "/etc/passwd", "", "a//b", ".hidden", "a\\b", "a/../b", "x" * 400):
        with pytest.raises(BadInput):
            save_file(world, path, b"")


def files_now(bench: Bench) -> Mapping[str, bytes]:
    return files_of(bench.desk())


def test_back_to_an_earlier_one_at_once(adopted: Bench) -> None:
    first = publish(adopted.world("berit"), "first", parts_of(adopted))
    edited(adopted)
    publish(adopted.world("berit"), "second", parts_of(adopted))
    back = rollback(adopted.world("rolf", Role.RULE_PUBLISHER), "", "too tight", parts_of(adopted))
    assert (back.snapshot, back.serial) == (first.snapshot, 3)
    assert not draft(adopted.world(), parts_of(adopted)).in_force  # the rows wait to be mended and published


def test_before_adoption_nothing_is_published(bench: Bench) -> None:
    with pytest.raises(BadInput, match="office adopt DIR"):
        publish(bench.world(), "x", parts_of(bench))


def test_a_termination_stands_in_the_next_policy_and_a_suspension_does_not(adopted: Bench) -> None:
    suspended = propose(adopted.world("arne"), wish())
    approve(adopted.world("berit"), suspended.id)
    assert b"suspended" not in files_now(adopted)["customers.toml"]
    ended = propose(adopted.world("arne"), wish(MeasureKind.TERMINATE, expires_at=0.0))
    record = approve(adopted.world("berit"), ended.id)
    assert b'standing = "terminated"' in files_now(adopted)["customers.toml"]
    result = publish(adopted.world("cleo"), "contract ended", parts_of(adopted))
    assert adopted.desk().enforcements.get(record.id).policy_serial == result.serial
