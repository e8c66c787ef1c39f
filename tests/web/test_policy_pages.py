"""Policy, rules, import and export as pages; publication by another person than the editor."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bellwarden.flows.office.adopt import adopt
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.model.office.people import Role
from bellwarden.policy.starter import starter_files
from bellwarden.store.models import AuditEvent, Customer, PolicyFile
from bellwarden.store.publishing import publishing
from bellwarden.web import policy_view, rule_hits
from bellwarden.web.sheets import read_sheets
from tests.web.people import Clients


@pytest.fixture
def adopted(world: OfficeWorld, home: Home) -> None:
    """The office writes the policy of the starter files."""
    adopt(world, starter_files(), publishing(home).read, lambda author: None)


def text_of(response: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))  # type: ignore[attr-defined]


def test_files_write_the_policy_until_the_office_does(home: Home, client_of: Clients) -> None:
    text = text_of(client_of(Role.RULE_AUTHOR).get("/policy"))
    assert "No policy is in force" in text and "Policy files write the policy" in text


def test_a_mode_is_changed_by_one_and_published_by_another(adopted: None, client_of: Clients) -> None:
    author = client_of(Role.RULE_AUTHOR, Role.RULE_PUBLISHER)
    author.post("/rules", {"kind": "check", "name": "cps_limit", "mode": "act"})
    assert "not published; in force: its own" in text_of(author.get("/rules"))
    assert "a second person publishes it" in text_of(author.get("/policy/draft"))
    author.post("/policy/publish", {"reason": "limits act"})
    assert not policy_view.statements()
    other = client_of(Role.RULE_PUBLISHER, key="lindqvist", name="J. Lindqvist")
    assert "Publish to every gate" in text_of(other.get("/policy/draft"))
    other.post("/policy/publish", {"reason": "limits act"})
    (made,) = policy_view.statements()
    assert (made.pointer.author, made.pointer.reason) == ("lindqvist", "limits act")
    assert "Policy 1 is in force" in text_of(other.get("/policy"))


def test_versions_are_compared_and_gone_back_to(adopted: None, client_of: Clients) -> None:
    author, other = client_of(Role.RULE_AUTHOR), client_of(Role.RULE_PUBLISHER, key="lindqvist")
    other.post("/policy/publish", {"reason": "first"})
    author.post("/rules", {"kind": "check", "name": "cps_limit", "mode": "act"})
    other.post("/policy/publish", {"reason": "second"})
    newest, first = policy_view.statements()
    page = text_of(other.get(f"/policy/{newest.pointer.snapshot[:16]}"))
    assert "cps_limit" in page and "act" in page and "1 change " in page
    assert "Go back to policy 1" in text_of(other.get(f"/policy/{first.pointer.snapshot[:16]}?with=now"))
    assert author.post(f"/policy/{first.pointer.snapshot}/rollback", {"reason": "no"}).status_code == 403
    other.post(f"/policy/{first.pointer.snapshot}/rollback", {"reason": "wrong"})
    assert policy_view.statements()[0].pointer.snapshot == first.pointer.snapshot
    assert other.get("/policy/0123456789abcdef").status_code == 404


def test_a_file_with_errors_is_told_by_line_and_field_and_kept_out(adopted: None, client_of: Clients) -> None:
    author = client_of(Role.RULE_AUTHOR)
    kept = PolicyFile.objects.get(path="checks.toml")
    wrong = kept.content.replace('customer_unknown.mode = "report"', 'customer_unknown.mode = "acts"')
    told = author.post("/policy/file?path=checks.toml", {"content": wrong, "version": str(kept.version)})
    assert told.status_code == 422
    assert re.search(r"checks\.toml:\d+ .*is not", text_of(told)) and "acts" in told.content.decode()
    assert PolicyFile.objects.get(path="checks.toml").content == kept.content
    right = kept.content + "\n# looked at\n"
    posted = {"content": right.replace("\n", "\r\n"), "version": str(kept.version)}
    assert author.post("/policy/file?path=checks.toml", posted).status_code == 302
    assert PolicyFile.objects.get(path="checks.toml").content == right
    late = author.post("/policy/file?path=checks.toml", {"content": right + "# mine\n", "version": str(kept.version)})
    assert late.status_code == 422 and "# mine" in late.content.decode()
    assert "saved by somebody else" in text_of(late)


def test_rules_say_what_was_seen(adopted: None, client_of: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    found = rule_hits.Hits({"CPS_LIMIT": 12, "CALLING_LIST blocked": 7}, {"CPS_LIMIT": 3}, 5_000, 1_795_000_000.0)
    monkeypatch.setattr("bellwarden.web.pages.rules.hits", lambda: found)
    client_of(Role.RULE_PUBLISHER, key="lindqvist").post("/policy/publish", {"reason": "first"})
    text = text_of(client_of(Role.VIEWER).get("/rules?order=hits"))
    assert "Hits among the last 5,000 decisions" in text
    assert re.search(r"Checks \d+ .*?cps_limit .*? 12 3 ", text)
    assert re.search(r"blocked block by calling number, [\d,]+ numbers 7 ", text)


SHEET = "external_id,name,cps_max,abuse_email\nB-1,Harbor Dental,20,abuse@harbor.example\nB-2,Meadowbrook,many,\n"


def test_a_sheet_is_looked_at_first_and_written_by_a_second_press(home: Home, client_of: Clients) -> None:
    client = client_of(Role.VETTING)
    sent = client.post("/import", {"file": SimpleUploadedFile("a.csv", SHEET.encode()), "complete": "yes"})
    where = sent["Location"]
    text = text_of(client.get(where))
    assert "1 change would be written" in text and "is no whole number" in text and "cps_max" in text
    assert "abuse@harbor.example" not in text
    assert not Customer.objects.exists()
    client.post(where)
    assert list(Customer.objects.values_list("external_id", "settings")) == [("B-1", {"cps_max": 20})]
    assert "This file changes nothing" in text_of(client.get(where))
    assert client_of(Role.VIEWER, key="v").get(where).status_code == 403


def test_what_is_no_sheet_is_told_beside_the_field(home: Home, client_of: Clients) -> None:
    client = client_of(Role.VETTING)
    assert "Choose a file first" in text_of(client.post("/import", {}))
    broken = client.post("/import", {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04junk")})
    assert broken.status_code == 422 and "be read" in text_of(broken)
    assert client.get(f"/import/{'0' * 64}").status_code == 404
    assert client.get("/import/..%2f..%2fkeys").status_code == 404


def test_an_export_leaves_contacts_out_unless_somebody_may_read_them(home: Home, client_of: Clients) -> None:
    client = client_of(Role.VETTING)
    where = client.post("/import", {"file": SimpleUploadedFile("a.csv", SHEET.encode())})["Location"]
    client.post(where)
    plain = client.post("/export", {"as": "csv", "kind": "customers"}).content
    assert b"B-1" in plain and b"abuse@harbor.example" not in plain
    whole = client.post("/export", {"as": "xlsx", "personal": "yes"}).content
    assert "abuse@harbor.example" in str(read_sheets("x", io.BytesIO(whole).read()))
    assert AuditEvent.objects.filter(verb="customer.export_cpni").count() == 1
    assert client_of(Role.VIEWER, key="v").post("/export", {"personal": "yes"}).status_code == 403
