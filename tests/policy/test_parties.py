"""Carrier, trunks and customers: who is named, who shares what with whom, and who holds which number."""

import pytest

from bellwarden.model.policy import Identification, Numbers, PolicyDocument
from tests.policy.worlds import BASE, read, read_with_base, said, told


def document(text: str, files: dict[str, str | bytes] | None = None) -> PolicyDocument:
    reading = read_with_base(text, files)
    assert reading.errors == ()
    assert reading.bundle is not None
    return reading.bundle.document


PROBLEMS = [
    ('[carrier]\ndialect = "generik"\n',
     'error policy.toml:2: carrier.dialect: there is no dialect "generik"; did you mean "generic"?'),
    ('[trunk.a]\naddresses = ["::1"]\ncustomer = "lap"\n',
     'error policy.toml:3: trunk.a.customer: there is no customer "lap"; did you mean "lab"?'),
    ('[trunk.a]\naddresses = ["::1"]\ncustomer = "lab"\ndialect = "x"\n',
     'error policy.toml:4: trunk.a.dialect: there is no dialect "x"; there are clearip, generic and kamailio'),
    ('[trunk.a]\naddresses = ["::1"]\ncustomer = "lab"\ncontinue_status = 603\n',
     "error policy.toml:4: trunk.a.continue_status: 603 does not let a call go on in dialect generic, which offers"
     " 302, 404, 503; leave the setting out for the dialect's own answer"),
    ('[trunk.a]\naddresses = ["::1"]\ncustomer = "lab"\ndialect = "kamailio"\ncontinue_status = 404\n',
     "error policy.toml:5: trunk.a.continue_status: 404 does not let a call go on in dialect kamailio, which offers"
     " no other status; leave the setting out for the dialect's own answer"),
    ('[trunk.a]\naddresses = ["127.0.0.1"]\ncustomer = "lab"\n',
     "error policy.toml:2: trunk.a.addresses: 127.0.0.1 is trunk lab's already (base.toml:4); take it out of one, or"
     " give each its own hosts"),
    ('[trunk.a]\naddresses = ["::1"]\ncustomer = "lab"\nhosts = ["A.example.com"]\n[trunk.b]\naddresses = ["::1"]\n'
     'customer = "lab"\nhosts = ["b.example.com", "a.example.com"]\n',
     "error policy.toml:8: trunk.b.hosts: ::1 with host a.example.com is trunk a's already (policy.toml:1); each host"
     " belongs to one"),
    ('[trunk.a]\naddresses = ["::1"]\n',
     "warning policy.toml:1: trunk.a: has no customer and no identify: every call over it is from an unknown customer;"
     " write customer = ..."),
    ('[trunk.a]\naddresses = ["::1"]\ncustomer = "lab"\nrole = "upstream"\n',
     'warning policy.toml:4: trunk.a.role: is "upstream", but customer lab is not; write upstream = true there'),
    ('[trunk.a]\naddresses = ["::1"]\ncustomer = "u"\n[customer.u]\nname = "U"\nupstream = true\n',
     'warning policy.toml:1: trunk.a.role: is "customer", but u is an upstream provider; write role = "upstream"'),
    ('[trunk.a]\naddresses = ["::1"]\n[[trunk.a.identify]]\ncustomer = "lab"\n',
     "error policy.toml:3: trunk.a.identify[1]: tells nobody apart; write host, header with value, or prefix"),
    ('[trunk.a]\naddresses = ["::1"]\n[[trunk.a.identify]]\ncustomer = "lab"\nheader = "X-Id"\n',
     "error policy.toml:3: trunk.a.identify[1].value: is missing; header and value go together"),
    ('[trunk.a]\naddresses = ["::1"]\n[[trunk.a.identify]]\ncustomer = "lab"\nvalue = "7"\n',
     "error policy.toml:3: trunk.a.identify[1].header: is missing; header and value go together"),
    ('[trunk.a]\naddresses = ["::1"]\n[[trunk.a.identify]]\ncustomer = "x"\nprefix = "7a"\n',
     'error policy.toml:5: trunk.a.identify[1].prefix: "7a" is no prefix; digits, * and # only, at most 16'),
    ('[trunk.a]\naddresses = ["::1"]\ncustomer = "lab"\nhosts = ["a b"]\n',
     'error policy.toml:4: trunk.a.hosts[1]: "a b" is no host; write a name like "wholesale.example.com" or an address,'
     " without port"),
    ('[customer.a]\nname = "A"\nnumbers = [\n"12382000100",\n"911",\n]\n',
     "error policy.toml:5: customer.a.numbers[2]: 911 is a short code of one network; lists hold full numbers"),
    ('[customer.a]\nname = "A"\ncaller_ids = ["12385550100"]\n',
     'error policy.toml:3: customer.a.caller_ids[1]: "12385550100" can be nobody\'s number (fictitious); take it out'),
    ('[customer.a]\nname = "A"\n',
     "warning policy.toml:1: customer.a: has neither numbers nor caller_ids, so every caller ID it shows is outside its"
     " set; write them, or any_caller_id = true"),
    ('[customer.a]\nname = "A"\nany_caller_id = true\ncaller_ids = ["12382000100"]\n',
     "warning policy.toml:3: customer.a.any_caller_id: is true, so caller_ids says nothing; take one of the two out"),
    ('[customer.a]\nname = "A"\nnumbers_file = "lists/x.txt"\n',
     'error policy.toml:3: customer.a.numbers_file: there is no file "lists/x.txt" in the policy folder'),
    ('[inventory]\nnumbers = ["x"]\n',
     'error policy.toml:2: inventory.numbers[1]: "x" is no telephone number; write a number "+12382000100", a range'
     ' "12382001000-12382001999" or a prefix "+1238200*"'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "problem"), PROBLEMS)
def test_a_party_that_does_not_fit_is_told(text: str, problem: str) -> None:
    assert problem in told(text)


def test_no_trunk_at_all_is_told() -> None:
    assert said(read({"x.toml": BASE.replace("[trunk.lab]", "[trunk]").split("[trunk]")[0]})) == [
        "warning carrier.toml:1: trunk: there is none, so every call is from an unknown source and gets no answer;"
        " write [trunk.NAME]"
    ]


def test_trunks_with_hosts_share_an_address_with_one_that_takes_the_rest() -> None:
    text = '[trunk.a]\naddresses = ["127.0.0.1"]\ncustomer = "lab"\nhosts = ["a.example.com"]\n'
    assert told(text) == []


def test_trunks_share_an_address_when_their_certificates_differ() -> None:
    text = """\
[trunk.a]
addresses = ["127.0.0.1"]
customer = "lab"
certificate_name = "A.example.com"
[trunk.b]
addresses = ["127.0.0.1"]
customer = "lab"
certificate_name = "b.example.com"
"""
    assert told(text) == []
    assert [trunk.certificate_name for trunk in document(text).trunks] == ["", "a.example.com", "b.example.com"]
    assert "is trunk a's already" in told(text.replace("b.example", "a.example"))[0]


@pytest.mark.parametrize("name", ["*.example.com", "sip:a.example.com", "two words", "a@b"])
def test_a_certificate_name_is_one_whole_host_name(name: str) -> None:
    """RFC 5922 section 7.2: no wildcards."""
    (problem,) = told(f'[trunk.a]\naddresses = ["::1"]\ncustomer = "lab"\ncertificate_name = "{name}"\n')
    assert "trunk.a.certificate_name" in problem


def test_a_customer_written_elsewhere_with_a_mistake_is_not_called_unknown() -> None:
    problems = told('[trunk.a]\naddresses = ["::1"]\ncustomer = "a"\n[customer.a]\nname = 3\n')
    assert problems == ["error policy.toml:5: customer.a.name: 3 is a whole number; write text in quotes"]


def test_identifications_are_tried_by_the_longest_prefix_first() -> None:
    text = """\
[trunk.a]
addresses = ["::1"]
identify = [
  { customer = "lab", prefix = "7" },
  { customer = "lab", header = "P-Charge-Info", value = "12382000100" },
  { customer = "lab", prefix = "77#", host = "A.Example.com" },
]
"""
    assert document(text).trunks[1].identifications == (
        Identification("lab", host="a.example.com", prefix="77#"),
        Identification("lab", prefix="7"),
        Identification("lab", header="p-charge-info", value="12382000100"),
    )


def test_numbers_are_cut_into_exact_ones_and_prefixes() -> None:
    text = '[customer.a]\nname = "A"\nnumbers = ["2382000101", "+12382000100", "12382001000-12382001999", "+1446*"]\n'
    assert document(text).customers[1].numbers == Numbers((12382000100, 12382000101), ("12382001", "1446"))


def test_numbers_come_from_a_file_as_well() -> None:
    text = (
        '[customer.a]\nname = "A"\nnumbers = ["+12382000100"]\n'
        'numbers_file = "lists/a.csv"\ncaller_ids_file = "b.txt"\n'
    )
    files: dict[str, str | bytes] = {"lists/a.csv": "range\n12382001000-12382001999\n", "b.txt": "2382000500 # x\n"}
    customer = document(text, files).customers[1]
    assert customer.numbers == Numbers((12382000100,), ("12382001",))
    assert customer.caller_ids == Numbers((12382000500,))


def test_a_bad_line_of_such_a_file_is_told_with_its_file_and_line() -> None:
    text = '[customer.a]\nname = "A"\nnumbers_file = "a.txt"\n'
    assert told(text, {"a.txt": "12382000100\n\n611\n+1 (238) 555-0100 # x\n"}) == [
        "error a.txt:3: customer.a.numbers_file: 611 is a short code of one network; lists hold full numbers",
        "error a.txt:4: customer.a.numbers_file: +12385550100 can be nobody's number (fictitious); take it out",
    ]


def test_what_customers_hold_belongs_to_the_inventory() -> None:
    text = '[inventory]\nnumbers = ["+12382009*"]\n[customer.a]\nname = "A"\nnumbers = ["12382000100"]\n'
    assert document(text).inventory == Numbers((12382000100,), ("12382009",))


def test_a_number_held_by_two_customers_is_an_error_that_names_both_places() -> None:
    text = (
        '[customer.a]\nname = "A"\nnumbers = ["+12382*"]\n'
        '[customer.b]\nname = "B"\nnumbers = [\n"12382000100",\n"12382000101"]\n'
    )
    assert told(text) == [
        "error policy.toml:7: customer.b.numbers[1]: +12382000100 is held by customer a already, +12382*"
        " (policy.toml:3); take it out of one of them"
    ]


def test_a_caller_id_of_two_customers_is_a_warning_that_names_both_places() -> None:
    text = (
        '[customer.a]\nname = "A"\ncaller_ids = ["12382000100-12382000199"]\n'
        '[customer.b]\nname = "B"\ncaller_ids = ["12382000150"]\n[customer.c]\nname = "C"\nnumbers = ["12382000100"]\n'
    )
    assert told(text) == [
        "warning policy.toml:6: customer.b.caller_ids[1]: +12382000150 is also customer a's, +123820001*"
        " (policy.toml:3); make sure that both may show it",
        "warning policy.toml:9: customer.c.numbers[1]: +12382000100 is also customer a's, +123820001* (policy.toml:3);"
        " make sure that both may show it",
    ]


def test_customers_who_all_share_a_prefix_are_listed_up_to_a_bound() -> None:
    text = "".join(f'[customer.c{n}]\nname = "C {n}"\ncaller_ids = ["+1238*"]\n' for n in range(60))
    problems = told(text)
    assert len(problems) < 120
    assert "shared caller IDs are listed; any further ones are not" in problems[-1]


def test_a_customer_may_name_its_own_number_twice() -> None:
    assert told('[customer.a]\nname = "A"\nnumbers = ["12382000100", "+1238*"]\ncaller_ids = ["12382000100"]\n') == []


def test_more_numbers_than_fit_a_document_are_refused() -> None:
    lines = "\n".join(str(12382000000 + number) for number in range(100_001))
    problems = told('[customer.a]\nname = "A"\nnumbers_file = "a.txt"\n', {"a.txt": lines})
    assert problems == [
        "error policy.toml:3: customer.a.numbers_file: a.txt holds 100,001 numbers, more than 100,000; write them as"
        " ranges"
    ]


def test_emergency_numbers_of_country_and_carrier_are_joined() -> None:
    assert document('[carrier]\nemergency_numbers = ["111", "911"]\n').emergency_numbers == (
        "111",
        "112",
        "911",
        "933",
        "988",
    )
