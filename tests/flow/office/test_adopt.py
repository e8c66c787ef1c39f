"""Files become rows and rows files again, with the same snapshot; one author at a time."""

from datetime import date
from pathlib import Path

import pytest

from bellwarden.cli.folders import read_folder
from bellwarden.flows.office.adopt import OFFICE, Adopted, adopt, author_of, export, release, tell_author
from bellwarden.flows.office.faults import BadInput
from bellwarden.flows.office.world import NotAllowed
from bellwarden.flows.policy_reading import read_policy_files
from bellwarden.home.author import read_author, write_author
from bellwarden.model.office.caller_id_right import RightBasis
from bellwarden.model.office.customer import CustomerKind
from bellwarden.model.office.people import Role
from bellwarden.model.policy import Standing
from bellwarden.policy.demo import demo_files
from bellwarden.policy.reading import PolicyReading
from bellwarden.policy.starter import starter_files
from bellwarden.seam.snapshot import bundle_id
from tests.flow.office.conftest import Bench

TODAY = date(2026, 11, 18)
E2E = read_folder(Path(__file__).parents[2] / "data" / "e2e" / "policy")
RICH = {
    "carrier.toml": b'# us\n[carrier]\nname = "Tin Can Telephone"\n',
    "parties/east.toml": b"""[customer.oak]
name = "Oak Dental"
standing = "limited"
spend_1d_max = 100.0
numbers = ["+12384460000", "+12384460100-+12384460199"]
caller_ids = ["+14462000100"]

[[customer.oak.proof]]
kind = "letter_of_authorization"
until = 2027-01-31
numbers = ["+14622000100", "+1462201*"]
reference = "binder 3"

[[customer.oak.proof]]
kind = "test_call"
until = 2027-02-28
numbers = ["+14622000999"]

[trunk.oak-1]
addresses = ["192.0.2.1", "2001:db8::/64"]
customer = "oak"
cps_max = 10
""",
    "parties/west.toml": b"""[customer.northstar]
name = "Northstar"
upstream = true
[customer.northstar.third_party_signing]
agreement = "drawer 9"
agreed = 2026-01-31
service_provider_code = "123X"
certificate = "%s"
[customer.pending]
name = "Not yet"
standing = "prospect"
numbers_file = "lists/pending.txt"
[customer.gone]
name = "Gone"
standing = "terminated"
any_caller_id = true
[customer.barred]
name = "Barred"
standing = "suspended"
any_caller_id = true
[trunk.pop]
addresses = ["192.0.2.9"]
role = "upstream"
[[trunk.pop.identify]]
customer = "northstar"
prefix = "77"
[list.spam]
key = "calling_number"
class = "block"
file = "lists/spam.txt"
"""
    % (b"ab" * 32),
    "lists/pending.txt": b"+12384461000\n",
    "lists/spam.txt": b"# kept as it is\n+12384469999\n",
}


def read(files: object) -> PolicyReading:
    return read_policy_files(files, TODAY)  # type: ignore[arg-type]


def taken(bench: Bench, files: dict[str, bytes]) -> Adopted:
    with bench.office.writing(bench.system().actor) as desk:  # type: ignore[attr-defined]
        for one in desk.customers.list():
            desk.customers.delete(one)
    return adopt(bench.world(), files, read, lambda author: write_author(bench.home.state, author))


@pytest.mark.parametrize("files", [RICH, E2E, starter_files("kamailio")], ids=["rich", "e2e", "starter"])
def test_the_rows_build_what_the_files_built(bench: Bench, files: dict[str, bytes]) -> None:
    done = taken(bench, files)
    bundle = read(files).bundle
    assert bundle is not None
    assert done.snapshot == bundle_id(bundle)
    written = export(bench.world())
    again = read(written).bundle
    assert again is not None
    assert bundle_id(again) == done.snapshot
    assert export(bench.world()) == written
    assert all(written[name] == data for name, data in files.items() if not name.endswith(".toml"))


def test_what_stands_where(bench: Bench) -> None:
    done = taken(bench, RICH)
    assert (done.customers, done.trunks, done.rights, done.files, done.others) == (5, 2, 5, 5, ())
    desk = bench.desk()
    oak, north, gone, barred = (desk.customers.find(key=key) for key in ("oak", "northstar", "gone", "barred"))
    assert oak is not None and north is not None and gone is not None and barred is not None
    assert (oak.standing, oak.settings) == (Standing.LIMITED, {"standing": "limited", "spend_1d_max": 100.0})
    assert north.kind is CustomerKind.UPSTREAM
    assert (gone.standing, "standing" in gone.settings) == (Standing.TERMINATED, False)
    assert (barred.standing, barred.settings["standing"]) == (Standing.SUSPENDED, "suspended")
    rights = [
        (one.basis, one.numbers, one.until_day, one.proof) for one in desk.caller_id_rights.list(customer_id=oak.id)
    ]
    assert rights == [
        (RightBasis.HELD, "+12384460000", "", ""),
        (RightBasis.HELD, "+12384460100-+12384460199", "", ""),
        (RightBasis.LISTED, "+14462000100", "", ""),
        (RightBasis.LETTER, "+14622000100, +1462201*", "2027-01-31", "binder 3"),
        (RightBasis.TEST_CALL, "+14622000999", "2027-02-28", ""),
    ]
    trunk = desk.trunks.find(key="oak-1")
    assert trunk is not None
    assert (trunk.customer_id, trunk.addresses, trunk.settings) == (
        oak.id,
        ("192.0.2.1", "2001:db8::/64"),
        {"cps_max": 10},
    )


def test_one_author_at_a_time(bench: Bench) -> None:
    assert (author_of(bench.desk()), read_author(bench.home.state)) == ("files", "files")
    taken(bench, RICH)
    assert (author_of(bench.desk()), read_author(bench.home.state)) == (OFFICE, "office")
    with pytest.raises(BadInput, match="the author already"):
        adopt(bench.world(), RICH, read, print)
    release(bench.world(), lambda author: write_author(bench.home.state, author))
    assert (author_of(bench.desk()), read_author(bench.home.state)) == ("files", "files")
    with pytest.raises(BadInput, match="nothing to hand back"):
        release(bench.world(), print)


def test_adopted_again_the_files_win(bench: Bench) -> None:
    taken(bench, RICH)
    release(bench.world(), str)
    changed = {**RICH, "parties/east.toml": RICH["parties/east.toml"].replace(b'["+14462000100"]', b'["+14462000200"]')}
    del changed["lists/pending.txt"]
    changed["parties/west.toml"] = changed["parties/west.toml"].replace(b'numbers_file = "lists/pending.txt"\n', b"")
    done = adopt(bench.world(), changed, read, str)
    bundle = read(export(bench.world())).bundle
    assert bundle is not None
    assert bundle_id(bundle) == done.snapshot
    assert done.others == ()


def test_customers_that_only_the_office_has_are_told_and_exported(bench: Bench) -> None:
    done = adopt(bench.world(), RICH, read, str)
    assert done.others == ("quillmark", "northstar") or done.others == ("quillmark",)
    assert b"[customer.quillmark]" in b"".join(export(bench.world()).values())


def test_files_with_errors_change_nothing(bench: Bench) -> None:
    with pytest.raises(BadInput, match="have errors"):
        adopt(bench.world(), {"carrier.toml": b"[carrier]\n"}, read, print)
    assert bench.desk().policy_files.count() == 0
    with pytest.raises(NotAllowed):
        adopt(bench.world("vera", Role.ANALYST), RICH, read, print)


def test_a_death_between_database_and_home_is_mended(bench: Bench) -> None:
    def dies(author: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        adopt(bench.world(), RICH, read, dies)
    assert (author_of(bench.desk()), read_author(bench.home.state)) == ("office", "files")
    tell_author(bench.system(), lambda author: write_author(bench.home.state, author))
    assert read_author(bench.home.state) == "office"


def test_the_demonstrations_files_are_adopted_too(bench: Bench) -> None:
    taken(bench, demo_files())
