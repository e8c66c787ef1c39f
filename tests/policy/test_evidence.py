"""What a rule may do on what evidence, and what it needs for that."""

import pytest

from tests.policy.worlds import told

REDRESS = '[carrier.redress]\nurl = "https://example.com/blocked"\n'
CONTACT = "a block by analytics has to name a redress contact (47 CFR 64.1200(k)(9))"
WRITE_CONTACT = 'write url, tel or email under [carrier.redress], or mode = "report"'
CROWD_HERE = 'evidence = "crowd" acts for nobody but called customers who ask for it; write mode = "report" here and'

PROBLEMS = [
    ('evidence = "statistics"\n', 4,
     'evidence: "statistics" may not block; write action = "limit" or action = "divert", or'
     " analytics = true (603+ with redress contact, 47 CFR 64.1200(k)(9))"),
    ('evidence = "crowd"\n', 4,
     'evidence: "crowd" may not block; write action = "divert", which acts for called customers who ask for it'),
    ('analytics = true\nmode = "act"\n', 5, f"mode: {CONTACT}; {WRITE_CONTACT}"),
    ('analytics = true\n[{}.customer.lab]\nmode = "act"\n', 6, f"customer.lab.mode: {CONTACT}; {WRITE_CONTACT}"),
    ('analytics = true\naction = "limit"\n', 4,
     'analytics: is about blocks, and action is "limit"; take analytics out'),
    ('action = "divert"\n', 1,
     'divert_to: is missing; write where diverted calls go, one of "captcha", "voice_menu", "voicemail"'),
    ('action = "divert"\ndivert_to = "voice_menu"\n', 5,
     "divert_to: needs carrier.voice_menu_uri, which is not set; write there where these calls go"),
    ('divert_to = "captcha"\n', 4, 'divert_to: says nothing when action is "block"; write action = "divert"'),
    ('evidence = "crowd"\naction = "limit"\n[{}.called_customer.lab]\nmode = "act"\n', 7,
     'called_customer.lab.mode: evidence = "crowd" may at most divert; write action = "divert" and divert_to'),
    ('evidence = "crowd"\naction = "divert"\ndivert_to = "captcha"\nmode = "act"\n', 7,
     f'mode: {CROWD_HERE} [{{}}.called_customer.NAME] mode = "act" for them'),
]  # fmt: skip
RULES = {
    "list.rule": 'key = "name"\nentries = ["A"]\n',
    "condition.rule": 'description = "x"\nwhen = "diverted"\n',
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("settings", "line", "problem"), PROBLEMS)
def test_a_list_or_condition_keeps_to_its_evidence(rule: str, settings: str, line: int, problem: str) -> None:
    """47 CFR 64.1200(k)(9) for blocks by analytics."""
    text = f"[{rule}]\n{RULES[rule]}{settings.replace('{}', rule)}"
    assert f"error policy.toml:{line}: {rule}.{problem.replace('{}', rule)}" in told(text)


SOUND = [
    'evidence = "statistics"\naction = "limit"\nmode = "act"\n',
    'evidence = "statistics"\naction = "divert"\ndivert_to = "captcha"\nmode = "act"\n',
    'evidence = "statistics"\nanalytics = true\nmode = "act"\n',
    'evidence = "fact"\nmode = "act"\n',
    'evidence = "crowd"\naction = "divert"\ndivert_to = "captcha"\n[{}.called_customer.lab]\nmode = "act"\n',
]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("settings", SOUND)
def test_what_the_evidence_bears_is_accepted(rule: str, settings: str) -> None:
    carrier = f'[carrier]\ncaptcha_uri = "sip:captcha@127.0.0.9"\n{REDRESS}'
    assert told(f"{carrier}[{rule}]\n{RULES[rule]}{settings.replace('{}', rule)}") == []


@pytest.mark.parametrize("rule", RULES)
def test_analytics_that_only_report_need_no_contact(rule: str) -> None:
    """47 CFR 64.1200(k)(8) and (k)(9): it is the blocked caller who needs one."""
    assert told(f'[{rule}]\n{RULES[rule]}evidence = "statistics"\nanalytics = true\n') == []


@pytest.mark.parametrize("contact", ['tel = "+12382000100"', 'email = "redress@example.com"'])
def test_any_one_contact_is_enough(contact: str) -> None:
    text = f'[carrier.redress]\n{contact}\n[condition.a]\nwhen = "diverted"\nanalytics = true\nmode = "act"\n'
    assert told(text) == []


def test_a_location_alone_is_no_contact() -> None:
    text = '[carrier.redress]\nlocation = "LN"\n[condition.a]\nwhen = "diverted"\nanalytics = true\nmode = "act"\n'
    assert told(text) == [f"error policy.toml:6: condition.a.mode: {CONTACT}; {WRITE_CONTACT}"]
