"""A report that we send is one that we read, and says nothing but what was told."""

import json
from datetime import UTC, datetime

from bellwarden.disclosure.xarf_report import VOICE_SCHEMA, Passed, message_report, voice_report
from bellwarden.model.complaint import Medium, NumberRole
from tests.complaints.desks import readings

AT = datetime(2026, 5, 13, 19, 15, tzinfo=UTC)
REPORTER = {"org": "Example Voice", "contact": "abuse@carrier.example", "domain": "carrier.example"}


def test_a_report_comes_back_as_it_went_out() -> None:
    told = Passed("+12382200155", "+14462002001", [AT], claimed=4)
    report = voice_report("550e8400-e29b-41d4-a716-446655440000", REPORTER, told)
    (found,) = readings(json.dumps(report).encode(), "report.json")
    assert [one.digits for one in found.in_role(NumberRole.CALLER_ID)] == ["12382200155"]
    assert [one.digits for one in found.in_role(NumberRole.CALLED)] == ["14462002001"]
    assert found.claimed is not None and found.claimed.least == 4
    first = found.times[0].readings[0]
    assert first.earliest <= AT <= first.latest


def test_a_report_has_the_fields_of_the_published_extension_and_no_others() -> None:
    told = Passed("+12382200155", "+14462002001", [AT], callback="+18005550199", text="x")
    report = voice_report("id", REPORTER, told)
    known = VOICE_SCHEMA["properties"]
    assert isinstance(known, dict) and set(report) - set(known) == {"evidence_source"}
    required = VOICE_SCHEMA["required"]
    assert isinstance(required, list) and set(required) <= set(report)


def test_a_text_goes_out_by_the_standard_and_comes_back() -> None:
    told = Passed("+12382200155", "+14462002001", [AT], text="Win a prize, text back")
    (found,) = readings(json.dumps(message_report("id", REPORTER, told, "sms")).encode(), "report.json")
    assert (found.medium, found.message.sender) == (Medium.TEXT, "abuse@carrier.example")
    assert [one.digits for one in found.in_role(NumberRole.CALLED)] == ["14462002001"]
