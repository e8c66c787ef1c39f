"""Limits of the policy files: rates per number, prices, calls at the same time, and what is wrong with them."""

import pytest

from bellwarden.model.policy import Costs, Customer, PolicyDocument, Rate, Trunk
from bellwarden.model.verdict import Action, Diversion
from tests.policy.worlds import BASE, read, told

COSTS = '[costs]\nfile = "lists/costs.csv"\n'
REDRESS = '[carrier.redress]\nurl = "https://example.com/blocked"\n'


def document(text: str, **files: str) -> PolicyDocument:
    reading = read(
        {"base.toml": BASE, "policy.toml": text, **{f"lists/{name}.csv": data for name, data in files.items()}}
    )
    assert reading.problems == ()
    assert reading.bundle is not None
    return reading.bundle.document


def test_limits_of_a_customer_and_its_trunk_are_taken() -> None:
    customer = """
[trunk.acme]
addresses = ["192.0.2.1"]
customer = "acme"
concurrent_max = 30
reports_ends = true
call_s_max = 7200
[customer.acme]
name = "Acme"
any_caller_id = true
attempts_1m_max = 60
attempts_1h_max = 600
attempts_1d_max = 6000
caller_ids_1h_max = 20
concurrent_max = 24
spend_1d_max = 100.5
telemarketer = true
"""
    found = document(customer + COSTS, costs="prefix,cost_per_minute\n44,0.02\n")
    acme = next(one for one in found.customers if one.key == "acme")
    assert acme == Customer(
        "acme",
        "Acme",
        any_caller_id=True,
        attempts_1m_max=60,
        attempts_1h_max=600,
        attempts_1d_max=6000,
        caller_ids_1h_max=20,
        concurrent_max=24,
        spend_1d_max=100_500_000,
        telemarketer=True,
    )
    trunk = next(one for one in found.trunks if one.key == "acme")
    expected = Trunk("acme", ("192.0.2.1",), customer="acme", concurrent_max=30, reports_ends=True, call_s_max=7200)
    assert trunk == expected


def test_rates_are_taken() -> None:
    text = """
[rate.caller_id_rate]
calls_max = 100
[rate.spam_detective]
calls_max = 10
window_s = 600
action = "divert"
divert_to = "captcha"
"""
    files = {
        "base.toml": BASE.replace("[trunk", 'captcha_uri = "sip:captcha@192.0.2.9"\n[trunk', 1),
        "policy.toml": text,
    }
    bundle = read(files).bundle
    assert bundle is not None
    assert bundle.document.rates == (
        Rate("caller_id_rate", 100, 3600),
        Rate("spam_detective", 10, 600, Action.DIVERT, Diversion.CAPTCHA),
    )


def test_prices_are_taken_by_prefix() -> None:
    found = document(COSTS, costs="prefix,place,cost_per_minute\n1876,Jamaica,0.25\n+44,Britain,0.0213\n\n#,,\n")
    assert found.costs == Costs((("1876", 250_000), ("44", 21_300)))


RATE = "[rate.pair_rate]\ncalls_max = 5\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[rate.pair_rates]\ncalls_max = 5\n",
         'error policy.toml:1: rate.pair_rates: there is no rate pair_rates; did you mean "pair_rate"?'),
        ("[rate.pair_rate]\nwindow_s = 60\n",
         "error policy.toml:1: rate.pair_rate.calls_max: is missing; write a whole number from 1 to 4,000"),
        ("[rate.pair_rate]\ncalls_max = 4001\n",
         "error policy.toml:2: rate.pair_rate.calls_max: 4001 is above 4000; write a whole number from 1 to 4,000"),
        (RATE + "window_s = 5\n",
         "error policy.toml:3: rate.pair_rate.window_s: 5 is below 10; write a whole number of seconds"
         " from 10 to 86400"),
        (RATE + 'action = "report"\n',
         'error policy.toml:3: rate.pair_rate.action: "report" is not "limit", "divert" or "block"'),
        (RATE + 'action = "divert"\n',
         "error policy.toml:1: rate.pair_rate.divert_to: is missing; write where diverted calls go, one of"
         ' "captcha", "voice_menu", "voicemail"'),
        (RATE + 'action = "divert"\ndivert_to = "captcha"\n',
         "error policy.toml:4: rate.pair_rate.divert_to: needs carrier.captcha_uri, which is not set; write there where"
         " these calls go"),
        (RATE + 'divert_to = "captcha"\n',
         'error policy.toml:3: rate.pair_rate.divert_to: says nothing when action is "limit"; write action = "divert"'),
        (RATE + 'action = "block"\n[check.pair_rate.customer.lab]\nmode = "act"\n',
         'error policy.toml:3: rate.pair_rate.action: "block" is one by analytics and has to name a redress contact'
         " (47 CFR 64.1200(k)(9)); write url, tel or email under [carrier.redress], or"
         ' check.pair_rate.mode = "report"'),
        ('[list.registered]\nkey = "calling_number"\nclass = "do_not_call"\nentries = ["+12382000100"]\n',
         'error policy.toml:2: list.registered.key: is "calling_number", but a do_not_call list is about called'
         ' numbers; write key = "called_number"'),
        ('[check.concurrency_estimate]\nmode = "act"\n',
         'warning policy.toml:2: check.concurrency_estimate.mode: is "act", but an estimate refuses nobody; write'
         ' mode = "report", or reports_ends = true on the trunks'),
    ],
)  # fmt: skip
def test_a_mistake_in_a_rate_or_list_is_told(text: str, problem: str) -> None:
    assert problem in told(text)


def test_a_block_by_a_rate_that_only_reports_needs_no_redress_contact() -> None:
    assert told(RATE + 'action = "block"\n') == []
    assert told(REDRESS + RATE + 'action = "block"\n[check.pair_rate]\nmode = "act"\n') == []


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        ("prefix,price\n44,1\n", 1, "has no column cost_per_minute; begin the file with prefix,cost_per_minute"),
        ("", 1, "has no column prefix; begin the file with prefix,cost_per_minute"),
        ("prefix,cost_per_minute\n44,cheap\n", 2, '"cheap" is no cost; write a number such as 0.35'),
        ("prefix,cost_per_minute\n44,\n", 2, '"" is no cost; write a number such as 0.35'),
        ("prefix,cost_per_minute\n44\n", 2, '"" is no cost; write a number such as 0.35'),
        ("prefix,cost_per_minute\n44,-1\n", 2, "a minute for -1; write 0 to 1,000"),
        ("prefix,cost_per_minute\n44,2000\n", 2, "a minute for 2000; write 0 to 1,000"),
        ("prefix,cost_per_minute\n44,nan\n", 2, "a minute for nan; write 0 to 1,000"),
        ("prefix,cost_per_minute\n44,1\n+44,2\n", 3, "44 has a price already; keep one of the two"),
        ("prefix,cost_per_minute\nabc,1\n", 2, '"+abc*" is no prefix of telephone numbers; write it with country code:'
         ' "+1238200*"'),
    ],
)  # fmt: skip
def test_a_row_of_prices_that_can_not_be_read_is_told_with_its_line(data: str, line: int, reason: str) -> None:
    assert told(COSTS, {"lists/costs.csv": data}) == [f"error lists/costs.csv:{line}: costs.file: {reason}"]


def test_many_bad_rows_are_told_in_short() -> None:
    data = "prefix,cost_per_minute\n" + "44,x\n" * 25
    problems = told(COSTS, {"lists/costs.csv": data})
    assert len(problems) == 21
    assert problems[-1].endswith("5 more rows after this one can't be read")


def test_a_price_file_that_is_no_text_is_told() -> None:
    problems = told(COSTS, {"lists/costs.csv": b"prefix,cost_per_minute\n\xff,1\n"})
    assert len(problems) == 1
    assert "is no CSV file in UTF-8" in problems[0]


def test_spending_without_prices_has_no_effect() -> None:
    assert told('[customer.acme]\nname = "Acme"\nany_caller_id = true\nspend_1d_max = 5\n') == [
        "warning policy.toml:4: customer.acme.spend_1d_max: has no effect without prices; name a file of them"
        " under [costs]"
    ]


ACME = '[customer.acme]\nname = "Acme"\nany_caller_id = true\nconcurrent_max = 5\n'
TRUNK = '[trunk.{}]\naddresses = ["192.0.2.{}"]\n[[trunk.{}.identify]]\ncustomer = "acme"\nhost = "a.example"\n'
SAID = "warning policy.toml:4: customer.acme.concurrent_max: is only estimated and reported, because {}; write"
SAID += " reports_ends = true on all its trunks"


def test_where_ends_are_not_reported_concurrency_is_said_to_be_estimated() -> None:
    assert told(ACME) == [SAID.format("no trunk carries it")]
    silent = TRUNK.format("north", 1, "north")
    assert told(ACME + silent) == [SAID.format("trunk north does not report the ends of calls")]
    reporting = TRUNK.format("south", 2, "south").replace("addresses", "reports_ends = true\naddresses")
    assert told(ACME + reporting) == []
    assert told(ACME + reporting + silent) == [SAID.format("trunk north does not report the ends of calls")]


def test_a_trunk_that_does_not_report_ends_is_said_to_be_estimated() -> None:
    assert told('[trunk.north]\naddresses = ["192.0.2.1"]\ncustomer = "lab"\nconcurrent_max = 5\n') == [
        "warning policy.toml:4: trunk.north.concurrent_max: is only estimated and reported, because the trunk does not"
        " report the ends of calls; write reports_ends = true once it does"
    ]
