"""Differences: what came, what went, what changed, for people and for programs."""

from dataclasses import replace

import pytest

from bellwarden.model.policy import PolicyBundle
from bellwarden.policy.demo import demo_files
from bellwarden.policy.difference import Change, as_data, difference
from tests.policy.worlds import read, read_with_base

LISTS: dict[str, str | bytes] = {
    "l.txt": "12382000100\n12382000101\n+1446*\n",
    "n.csv": "NPA,NXX,X,OCN\n238,200,0,X001\n",
}
POLICY = """\
[customer.a]
name = "A"
cps_max = 5
numbers = ["12382000100"]
[trunk.a]
addresses = ["::1"]
customer = "a"
[check]
cps_limit.mode = "act"
cps_limit.customer.a.mode = "off"
[list.l]
key = "calling_number"
file = "l.txt"
[condition.c]
when = "diverted"
"""


def bundle(text: str = POLICY, files: dict[str, str | bytes] | None = None) -> PolicyBundle:
    reading = read_with_base(text, LISTS if files is None else files)
    assert reading.bundle is not None, reading.problems
    return reading.bundle


def lines(text: str, files: dict[str, str | bytes] | None = None) -> list[str]:
    return [str(change) for change in difference(bundle(), bundle(text, files))]


def test_equal_policies_have_no_difference() -> None:
    assert difference(bundle(), bundle()) == ()


CHANGES = [
    ('name = "A"\n', 'name = "B"\n', ["~ customer a: name: A → B"]),
    ("cps_max = 5", "cps_max = 0", ["~ customer a: cps_max: 5 → 0"]),
    ('numbers = ["12382000100"]', 'numbers = ["12382000101"]', [
        "- customer a: numbers: +12382000100", "+ customer a: numbers: +12382000101",
        "- inventory: numbers: +12382000100", "+ inventory: numbers: +12382000101"]),
    ('["::1"]', '["::1", "127.0.0.7"]', ["+ trunk a: addresses: 127.0.0.7"]),
    ('cps_limit.mode = "act"', 'cps_limit.mode = "off"', ["~ mode cps_limit: act → off"]),
    ('cps_limit.customer.a.mode = "off"\n', "", ["- mode cps_limit for customer a: off"]),
    ("[check]\n", '[check]\nname_list.mode = "act"\n', ["+ mode name_list: act"]),
    ('when = "diverted"', 'when = "withheld"', ["~ condition c: expression: diverted → withheld"]),
    ('[condition.c]\nwhen = "diverted"\n', "", ["- mode condition:c: report", "- condition c: diverted"]),
    ('file = "l.txt"\n', 'file = "l.txt"\naction = "limit"\nentries = ["12382000105", "+1756*"]\n', [
        "+ list l: prefixes: 1756", "~ list l: action: block → limit", "~ list l: numbers: 2 → 3 (+1 -0)"]),
    ("[list.l]", "[list.m]", [
        "- mode list:l: report", "+ mode list:m: report", "- list l: block by calling_number; numbers 2, prefixes 1",
        "+ list m: block by calling_number; numbers 2, prefixes 1"]),
    ("[check]\n", '[carrier]\nmode = "enforce"\nredress.tel = "+12382000100"\n[check]\n', [
        "~ carrier: mode: observe → enforce", "~ carrier: redress.tel: nothing → +12382000100"]),
    ("[check]\n", '[carrier]\nemergency_numbers = ["111"]\n[check]\n', [
        "+ carrier: emergency_numbers: 111", "+ emergency_numbers: numbers: 111"]),
    ("[check]\n", '[numbering]\nblocks = ["n.csv"]\n[check]\n', [
        "+ numbering: holders: X001", "~ numbering: allocated blocks: 0 → 1"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), CHANGES)
def test_a_change_is_told(old: str, new: str, expected: list[str]) -> None:
    assert lines(POLICY.replace(old, new)) == expected


def test_numbers_that_a_list_gained_and_lost_are_counted() -> None:
    files = {**LISTS, "l.txt": "12382000100\n12382000102\n12382000103\n+1446*\n"}
    assert lines(POLICY, files) == ["~ list l: numbers: 2 → 3 (+2 -1)"]


def test_a_customer_that_came_or_went_is_named() -> None:
    new = f'{POLICY}[customer.b]\nname = "B"\nany_caller_id = true\n'
    assert lines(new) == ["+ customer b: B"]
    assert [str(change) for change in difference(bundle(new), bundle())] == ["- customer b: B"]


def test_many_items_are_told_by_their_number() -> None:
    new = POLICY.replace('["::1"]', "[" + ", ".join(f'"127.0.9.{n}"' for n in range(9)) + "]")
    assert lines(new) == [
        "- trunk a: addresses: ::1",
        "+ trunk a: addresses: 127.0.9.0, 127.0.9.1, 127.0.9.2, 127.0.9.3, 127.0.9.4 and 4 more",
    ]


def test_the_order_of_a_set_is_a_change_of_its_own() -> None:
    old = POLICY.replace('["::1"]', '["::1", "127.0.0.7"]')
    new = POLICY.replace('["::1"]', '["127.0.0.7", "::1"]')
    changes = difference(bundle(old), bundle(new))
    assert [str(change) for change in changes] == ["~ trunk a: addresses: ::1, 127.0.0.7 → 127.0.0.7, ::1"]


def test_without_an_earlier_policy_everything_is_new() -> None:
    demo = read(dict(demo_files())).bundle
    assert demo is not None
    changes = difference(None, demo)
    assert str(changes[0]) == "+ carrier: Example Voice"
    assert {change.kind for change in changes if change.what != "numbering"} == {"added"}
    assert {change.name for change in changes if change.what == "trunk"} == {
        trunk.key for trunk in demo.document.trunks
    }


def test_programs_get_objects() -> None:
    change = Change("changed", "customer", "a", "cps_max", "5", "0")
    assert as_data([change]) == [
        {"kind": "changed", "what": "customer", "name": "a", "field": "cps_max", "before": "5", "after": "0"}
    ]


SIGNED = """\
[stir]
signs = true
service_provider_code = "709J"
certificate_url = "https://certs.example.com/a.pem"
[[customer.a.proof]]
kind = "test_call"
until = 2027-06-30
numbers = ["12382000105"]
"""
THIRD = """\
[customer.t]
name = "T"
upstream = true
"""
RECORD = f"""\
[customer.t.third_party_signing]
agreement = "contract 77"
agreed = 2026-01-15
service_provider_code = "812K"
certificate = "{"ab" * 32}"
"""


def test_what_is_signed_from_now_on_is_told() -> None:
    found = lines(POLICY + SIGNED)
    assert found == [
        "~ stir: signs: false → true",
        "~ stir: service_provider_code: nothing → 709J",
        "~ stir: certificate_url: nothing → https://certs.example.com/a.pem",
        "~ trunk lab: signs: never → always",
        "~ trunk a: signs: never → always",
        "+ customer a: proofs: kind test_call numbers +12382000105 until_day 2027-06-30",
    ]


@pytest.mark.parametrize("gone", [False, True])
def test_an_agreement_that_came_or_went_is_told(gone: bool) -> None:
    first, then = bundle(POLICY + THIRD), bundle(POLICY + THIRD + RECORD)
    (change,) = difference(then, first) if gone else difference(first, then)
    assert (change.what, change.name, change.field) == ("customer", "t", "third_party_signing")
    assert "contract 77" in (change.before if gone else change.after)


def test_another_list_of_roots_is_told() -> None:
    first, then = bundle(), bundle()
    layers = {"stir.roots": b"-----BEGIN CERTIFICATE-----\n" * 3}
    stir = replace(then.document.stir, roots_layer="stir.roots")
    changed = PolicyBundle(replace(then.document, stir=stir), {**then.layers, **layers})
    assert [str(change) for change in difference(first, changed)] == ["~ stir: root certificates: nothing → 3"]
