"""One table looked at alone: faults by the setting's name, cells read by the setting's kind."""

import pytest

from bellwarden.policy.single import customer_faults, numbers_fault, revived, trunk_faults, typed
from bellwarden.policy.tables import CustomerTable, TrunkTable


def test_faults_are_named_as_the_policy_names_them() -> None:
    found = dict(customer_faults({"cps_max": -1, "cps_mx": 1, "name": "x"}))
    assert found["cps_max"].startswith("-1 is below 0")
    assert 'did you mean "cps_max"' in found["cps_mx"]
    assert "column of its own" in found["name"]
    assert [one.field for one in trunk_faults({"role": "customer"}, ("192.0.2.300",))] == ["addresses[1]", "role"]
    assert not customer_faults({"cps_max": 3, "third_party_signing": {**SIGNING}})


SIGNING = {
    "agreement": "file 7",
    "agreed": "2026-01-31",
    "service_provider_code": "709J",
    "certificate": "ab" * 32,
}


def test_days_come_back_out_of_json() -> None:
    table = revived(CustomerTable, {"third_party_signing": SIGNING, "proof": [{"until": "2027-06-30", "kind": "x"}]})
    assert table["third_party_signing"]["agreed"].isoformat() == "2026-01-31"
    assert table["proof"][0]["until"].year == 2027


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("cps_max", "1,200", 1200),
        ("cps_max", "30.0", 30),
        ("spend_1d_max", "0.35", 0.35),
        ("telemarketer", "Yes", True),
        ("any_caller_id", "0", False),
        ("origid", " ", None),
    ],
)
def test_a_cell_is_read_by_its_setting(name: str, text: str, value: object) -> None:
    assert typed(CustomerTable, name, text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [("cps_max", "many"), ("spend_1d_max", "nan"), ("telemarketer", "perhaps"), ("proof", "x"), ("colour", "red")],
)
def test_a_cell_that_does_not_fit_says_what_was_wanted(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"write|no setting"):
        typed(CustomerTable, name, text)


def test_a_list_may_be_parted_by_anything() -> None:
    assert typed(TrunkTable, "hosts", "a.example; b.example,c.example") == ["a.example", "b.example", "c.example"]


def test_numbers_of_one_cell_are_looked_at_one_by_one() -> None:
    assert numbers_fault("+12384460000, +1238447*", "US") == ""
    assert "nobody's number" in numbers_fault("+12384460000, +12385550142", "US")
