"""The shape of the files: TOML, names, types, forms; each mistake with its file, line, field and what to do."""

import pytest

from tests.policy.worlds import BASE, read, read_with_base, said, told

TOML_MISTAKES = [
    (
        "a = b\n",
        'is not TOML in column 5: invalid value; write text in quotes: name = "text" (the line reads: "a = b")',
    ),
    (
        '[trunk.a]\naddresses = ["127.0.0.1"\n',
        "is not TOML: the file ends too early; a closing bracket or quote is missing"
        ' (the line reads: "addresses = ["127.0.0.1"")',
    ),
    (
        "[x]\n[x]\n",
        "is not TOML in column 3: this is written twice in this file; keep one of the two, and write one table's"
        ' settings either all with [ ] or all with dots (the line reads: "[x]")',
    ),
    (
        "two words = 1\n",
        "is not TOML in column 5: expected '=' after a key in a key/value pair; a line is either [table] or"
        " setting = value; quote a name that has other signs than A-Z a-z 0-9 _ -"
        ' (the line reads: "two words = 1")',
    ),
]


@pytest.mark.parametrize(("text", "reason"), TOML_MISTAKES, ids=["value", "unclosed", "twice", "key"])
def test_what_is_not_toml_names_the_line(text: str, reason: str) -> None:
    line = text.rstrip("\n").count("\n") + 1
    assert told(text) == [f"error policy.toml:{line}: {reason}"]


def test_a_byte_that_is_not_utf_8_names_its_line() -> None:
    reading = read({"base.toml": BASE, "policy.toml": b'# one\n[carrier]\nname = "Caf\xe9"\n'})
    assert said(reading) == ["error policy.toml:3: byte 0xe9 is not UTF-8; save the file as UTF-8"]


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert said(read({"base.toml": b"\xef\xbb\xbf" + BASE.encode()})) == []


def test_a_file_that_can_not_be_read_leaves_its_names_unjudged() -> None:
    """The customer may stand in the broken file: calling it unknown would send the operator astray."""
    more: dict[str, str | bytes] = {"more.toml": '[trunk.a]\naddresses = ["::1"]\ncustomer = "acme"\n'}
    assert [problem.partition(": is")[0] for problem in told("x = y\n[customer.acme]\n", more)] == [
        "error policy.toml:1"
    ]


def test_brackets_nested_too_deeply_are_a_problem_and_no_crash() -> None:
    assert told("a = " + "[" * 5000 + "]" * 5000) == [
        "error policy.toml:1: brackets are nested too deeply; a setting holds at most a list of texts"
    ]


def test_a_policy_file_of_unreasonable_size_is_refused() -> None:
    assert told("#" * 16_000_001) == [
        "error policy.toml:1: has 16,000,001 bytes, more than 16,000,000; move long lists into files under lists/"
    ]


SHAPES = [
    ('[carrier2]\nname = "x"\n', 1, 'carrier2: there is no table [carrier2]; did you mean "carrier"?'),
    ('[customers.acme]\nname = "x"\n', 1, 'customers: there is no table [customers]; did you mean "customer"?'),
    ("condition = 3\n", 1, "condition: is a whole number; write it as a table [condition.NAME]"),
    ('[trunk]\naddresses = ["::1"]\n', 2, "trunk.addresses: is a list; write the settings under a table [trunk.NAME]"),
    ('[customer."Acme Inc"]\nname = "x"\n', 1, "customer.Acme Inc: a name has 1 to 64 of the signs A-Z a-z 0-9 _ - ."
     " and this one has others"),
    ('[customer.a]\nname = "A"\ncps_maxx = 1\nany_caller_id = true\n', 3,
     'customer.a.cps_maxx: there is no setting of this name here; did you mean "cps_max"?'),
    ('[customer.a]\nname = "A"\nzzz = 1\nany_caller_id = true\n', 3,
     "customer.a.zzz: there is no setting of this name here; there are any_caller_id, attempts_1d_max,"
     " attempts_1h_max, attempts_1m_max, caller_ids, caller_ids_1h_max, caller_ids_file, concurrent_max, cps_max, name,"
     " numbers, numbers_file, origid, proof, spend_1d_max, standing, telemarketer, third_party_signing and upstream"),
    ('[customer.a]\nname = "A"\ncps_max = -3\nany_caller_id = true\n', 3,
     "customer.a.cps_max: -3 is below 0; write a whole number of calls per second, or 0 for no limit"),
    ('[customer.a]\nname = "A"\ncps_max = 100001\nany_caller_id = true\n', 3,
     "customer.a.cps_max: 100001 is above 100000; write a whole number of calls per second, or 0 for no limit"),
    ('[customer.a]\nname = "A"\ncps_max = "5"\nany_caller_id = true\n', 3,
     'customer.a.cps_max: "5" is text; write a whole number of calls per second, or 0 for no limit'),
    ('[customer.a]\nname = "A"\ncps_max = true\n', 3,
     "customer.a.cps_max: true is true or false; write a whole number of calls per second, or 0 for no limit"),
    ('[customer.a]\nname = "A"\nupstream = "yes"\n', 3, 'customer.a.upstream: "yes" is text; write true or false'),
    ("[customer.a]\ncps_max = 1\n", 1, "customer.a.name: is missing; write text in quotes"),
    ('[customer.a]\nname = ""\n', 2, "customer.a.name: is empty; write text in quotes"),
    ('[customer.a]\nname = "A"\nstanding = "activ"\n', 3,
     'customer.a.standing: "activ" is not "prospect", "active", "limited", "suspended" or "terminated";'
     ' did you mean "active"?'),
    ('[customer.a]\nname = "A"\nnumbers = [\n  "+12382000100",\n  2382000101,\n]\n', 5,
     'customer.a.numbers[2]: 2382000101 is a whole number; write a list of numbers in quotes, such as "+12382000100",'
     ' "+1238200*" or "12382001000-12382001999"'),
    ('[customer.a]\nname = "A"\nnumbers = "+12382000100"\n', 3,
     'customer.a.numbers: "+12382000100" is text; write a list of numbers in quotes, such as "+12382000100",'
     ' "+1238200*" or "12382001000-12382001999"'),
    ("[trunk.a]\naddresses = []\n", 2,
     'trunk.a.addresses: is empty; write a list of addresses in quotes, such as ["192.0.2.10", "2001:db8::/64"]'),
    ('[trunk.a]\naddresses = ["::1"]\n[[trunk.a.identify]]\nhost = "x"\n[[trunk.a.identify]]\ncustmer = "lab"\n', 6,
     'trunk.a.identify[2].custmer: there is no setting of this name here; did you mean "customer"?'),
    ("[carrier]\nblock_share_move_max = 2\n", 2,
     "carrier.block_share_move_max: 2 is above 1; write a number from 0 to 1, such as 0.005 for half a percent"),
    ("[carrier]\nblock_share_move_max = nan\n", 2,
     "carrier.block_share_move_max: nan is above 1; write a number from 0 to 1, such as 0.005 for half a percent"),
    ("[carrier]\nmode = 2026-01-01\n", 2, 'carrier.mode: 2026-01-01 is not "observe" or "enforce"'),
    ("[check.cps_limit]\ncustomer = 3\n", 2, "check.cps_limit.customer: 3 is a whole number; write a table"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "problem"), SHAPES)
def test_a_mistake_of_shape_names_line_field_and_remedy(text: str, line: int, problem: str) -> None:
    assert f"error policy.toml:{line}: {problem}" in told(text)


def test_every_mistake_is_told_and_not_the_first_alone() -> None:
    text = '[customer.a]\ncps_max = -1\nstanding = "x"\n[trunk.a]\naddresses = ["x"]\n[list.l]\nkey = "y"\n[bad]\n'
    fields = [problem.field for problem in read_with_base(text).problems]
    expected = [
        "customer.a.name",
        "customer.a.cps_max",
        "customer.a.standing",
        "trunk.a.addresses[1]",
        "list.l.key",
        "bad",
    ]
    assert fields == expected


def test_problems_come_in_the_order_of_files_and_lines() -> None:
    reading = read({"b.toml": "[x]\n\n[y]\n", "a.toml": "\n[z]\n", "base.toml": BASE})
    assert [(problem.file, problem.line) for problem in reading.problems] == [
        ("a.toml", 2),
        ("b.toml", 1),
        ("b.toml", 3),
    ]


HEADER_FORM = "is no header name; letters, digits and hyphens only, at most 64 signs"
SIP_FORM = 'is no SIP address; write it like "sip:captcha@192.0.2.10:5060"'
WEB_FORM = 'is no web address; write it like "https://example.com/blocked"'
COUNTRY_FORM = "write the two letters of ISO 3166, such as US or CA"
FORMS = [
    ("country", '"UK"', f'"UK" is no country code; that country\'s code is GB; {COUNTRY_FORM}'),
    ("country", '"Q"', f'"Q" is no country code; {COUNTRY_FORM}'),
    ("correlation_header", '"Session ID"', f'"Session ID" {HEADER_FORM}'),
    ("decision_header", '"X-a\\r\\nb"', f'"X-a\\r\\nb" {HEADER_FORM}'),
    (
        "decision_header",
        '"Via"',
        '"Via" has its own meaning in every answer; choose another, such as X-Bellwarden-Decision',
    ),
    ("captcha_uri", '"captcha.example.com"', f'"captcha.example.com" {SIP_FORM}'),
    ("voicemail_uri", '"sip:a@b>\\r\\nX: y"', f'"sip:a@b>\\r\\nX: y" {SIP_FORM}'),
    ("redress.url", '"example.com"', f'"example.com" {WEB_FORM}'),
    ("redress.url", "'https://example.com/\";x'", f'"https://example.com/";x" {WEB_FORM}'),
    ("redress.tel", '"2382000100"', '"2382000100" is no full telephone number; write it like "+12382000100"'),
    ("redress.email", '"redress"', '"redress" is no mail address; write it like "redress@example.com"'),
    ("redress.location", '"X"', '"X" is no location; write one of U, LPN, LN, TN, RLN, RPN, INTL, BI'),
]


@pytest.mark.parametrize(("field", "value", "reason"), FORMS)
def test_a_form_of_the_carrier_is_judged(field: str, value: str, reason: str) -> None:
    """RFC 3261 section 25.1 for names and URIs, RFC 8606 section 4 for the location, ATIS-1000099 for the contacts."""
    assert told(f"[carrier]\n{field} = {value}\n") == [f"error policy.toml:2: carrier.{field}: {reason}"]


def test_an_emergency_number_that_is_none_is_told() -> None:
    assert told('[carrier]\nemergency_numbers = ["911", "nine"]\n') == [
        'error policy.toml:2: carrier.emergency_numbers[2]: "nine" is no emergency number;'
        ' write 3 to 15 digits, such as "911"'
    ]


def test_forms_that_fit_are_taken() -> None:
    text = (
        '[carrier]\nredress = { url = "https://example.com/blocked?id={decision}", location = "TN" }\n'
        'captcha_uri = "sip:captcha@127.0.0.9:5090;transport=tcp"\ncountry = "ca"\nspid_header = "X-OCN"\n'
    )
    bundle = read_with_base(text).bundle
    assert bundle is not None
    carrier = bundle.document.carrier
    assert (carrier.country, carrier.redress.location) == ("CA", "TN")
    assert carrier.captcha_uri.endswith(";transport=tcp")


EXAMPLES = 'write one like "192.0.2.10", "2001:db8::1" or "192.0.2.0/24"'
ADDRESSES = [
    ("10.0.0.5/24", '"10.0.0.5/24" is an address with a network\'s length; write "10.0.0.0/24" or "10.0.0.5"'),
    ("localhost", f'"localhost" is no IP address; {EXAMPLES}'),
    ("fe80::1%eth0", '"fe80::1%eth0" has a zone; write the address without %...'),
]


@pytest.mark.parametrize(("address", "reason"), ADDRESSES)
def test_an_address_that_is_none_says_what_to_write(address: str, reason: str) -> None:
    text = f'[trunk.a]\ncustomer = "lab"\naddresses = [\n  "::1",\n  "{address}",\n]\n'
    assert told(text) == [f"error policy.toml:5: trunk.a.addresses[2]: {reason}"]


def test_addresses_are_taken_in_their_shortest_spelling() -> None:
    text = '[trunk.a]\ncustomer = "lab"\naddresses = ["0:0:0:0:0:0:0:1", "::ffff:127.0.0.2", "127.0.3.0/24"]\n'
    bundle = read_with_base(text).bundle
    assert bundle is not None
    assert bundle.document.trunks[1].addresses == ("::1", "127.0.0.2", "127.0.3.0/24")


def test_tables_may_stand_in_any_file() -> None:
    reading = read(
        {
            "a.toml": '[carrier]\nname = "A"\n[check]\ncps_limit.mode = "act"\n',
            "deep/b.toml": '[carrier]\nmode = "enforce"\n[trunk.a]\naddresses = ["::1"]\ncustomer = "c"\n'
            '[check.cps_limit.customer.c]\nmode = "off"\n',
            "c.toml": '[customer.c]\nname = "C"\nany_caller_id = true\n',
        }
    )
    assert reading.problems == ()
    assert reading.bundle is not None
    assert len(reading.bundle.document.modes) == 2


TWICE = [
    (
        '[carrier]\nname = "Other"\n',
        "policy.toml:2: carrier.name: is already written in base.toml:2; keep one of the two",
    ),
    (
        '\n[customer.lab]\nname = "x"\n',
        "policy.toml:2: customer.lab: is already written in base.toml:8; keep one of the two",
    ),
    ("[trunk.lab]\ncps_max = 3\n", "policy.toml:1: trunk.lab: is already written in base.toml:4; keep one of the two"),
]


@pytest.mark.parametrize(("text", "problem"), TWICE)
def test_the_same_key_in_two_files_names_both_places(text: str, problem: str) -> None:
    assert told(text) == [f"error {problem}"]


def test_no_carrier_is_said_so() -> None:
    assert said(read({"x.toml": BASE.partition("\n\n")[2]})) == [
        'error carrier.toml:1: carrier: is missing; write a table [carrier] with at least name = "your company"'
    ]


def test_an_empty_folder_is_no_policy() -> None:
    reading = read({})
    assert reading.bundle is None
    assert [problem.field for problem in reading.errors] == ["carrier"]
