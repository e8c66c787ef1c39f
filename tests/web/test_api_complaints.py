"""Complaints by the API: one, many, XARF in and out; each once; what breaks a reader costs one message."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bellwarden.cli.office_complaints import ComplaintWork
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.model.complaint_match import Match
from bellwarden.model.message import MessageState
from bellwarden.model.office.integration import ApiScope
from tests.complaints.desks import DATA
from tests.desks import CALLED, DAY, OURS, SPOOFED
from tests.web.api_keys import Api

Apis = Callable[..., Api]
TOLD = {
    "calling_number": OURS,
    "called_number": CALLED,
    "call_date": f"{DAY:%Y-%m-%d}",
    "count": "dozens",
    "text": "hang-up calls",
    "language": "en",
}
MAIL = '[send]\nhost = "127.0.0.1"\nsender = "Abuse desk <abuse@carrier.example>"\n'


@pytest.fixture
def program(api: Apis, carrier: Home) -> Api:
    return api(ApiScope.COMPLAINTS)


def test_a_complaint_is_known_by_its_reference_and_becomes_a_case(
    program: Api, api: Apis, work: ComplaintWork, world: OfficeWorld
) -> None:
    made = program.ask("POST", "/complaints", TOLD)
    assert made.status_code == 202
    told, reader = json.loads(made.content), api(ApiScope.READ)
    assert reader.get(f"/complaints/messages/{told['message']}")["state"] == "new"
    work.take_up(world)
    row = reader.get(f"/complaints/{told['reference']}")
    assert (row["verdict"], row["found"], row["claimed_least"], row["channel"]) == ("made_by_customer", 4, 24, "api")
    assert {one["role"]: one["e164"] for one in row["numbers"]} == {"caller_id": OURS, "called": CALLED}
    assert reader.get(f"/complaints/messages/{told['message']}")["complaints"] == [told["reference"]]
    assert [one["reference"] for one in reader.get("/complaints")["items"]] == [told["reference"]]
    assert reader.get("/complaints?verdict=spoofed")["items"] == []


def test_whoever_hands_in_reads_nothing_and_hears_the_same(program: Api) -> None:
    """Ours, spoofed or nobody's: the answer differs by hashes alone."""
    answers = []
    for number in (OURS, SPOOFED, "+14465550100"):
        made = program.post("/complaints", {**TOLD, "calling_number": number})
        answers.append({name: one for name, one in made.items() if name not in ("reference", "message")})
        assert program.ask("GET", f"/complaints/{made['reference']}").status_code == 403
        assert program.ask("GET", f"/complaints/messages/{made['message']}").status_code == 403
    assert answers == [{"before": False, "references": []}] * 3


def test_the_same_again_is_the_first_one(program: Api, carrier: Home) -> None:
    first = program.post("/complaints", TOLD)
    assert program.post("/complaints", TOLD) == {**first, "before": True}  # by its bytes
    named = program.post("/complaints", {**TOLD, "id": "crm-1"})
    changed = program.post("/complaints", {**TOLD, "id": "crm-1", "text": "another text"})
    assert (changed["reference"], changed["before"]) == (named["reference"], True)
    once = [program.post("/complaints", {**TOLD, "text": "x"}, Idempotency_Key="k1") for _ in range(2)]
    assert {**once[0], "before": True} == once[1]
    assert program.ask("POST", "/complaints", {**TOLD, "text": "y"}, Idempotency_Key="k1").status_code == 409
    assert len(list(carrier.mail_drop().list())) == 3


def test_another_program_s_own_names_are_its_own(program: Api, api: Apis) -> None:
    first = program.post("/complaints", {**TOLD, "id": "1"})
    other = api(ApiScope.COMPLAINTS).post("/complaints", {**TOLD, "id": "1", "text": "y"})
    assert other["reference"] != first["reference"]


def test_many_at_once_are_complaints_of_their_own(program: Api, work: ComplaintWork, world: OfficeWorld) -> None:
    rows = [{**TOLD, "id": f"row-{place}", "count": place} for place in (1, 2, 3)]
    made = program.post("/complaints/batch", {"complaints": rows})
    assert made["references"] == [f"{made['reference']}-{place}" for place in (1, 2, 3)]
    work.take_up(world)
    with world.office.reading() as desk:
        kept = desk.complaints.list(order="item")
    assert [row.reference for row in kept] == made["references"]
    assert [row.claimed_least for row in kept] == [1, 2, 3]


def test_xarf_comes_in_and_goes_out_and_the_ledger_has_it(
    program: Api, api: Apis, work: ComplaintWork, world: OfficeWorld, carrier: Home
) -> None:
    made = program.ask("POST", "/complaints/xarf", (DATA / "xarf_voice.json").read_bytes())
    assert made.status_code == 202, made.content
    reference = json.loads(made.content)["reference"]
    again = json.loads((DATA / "xarf_voice.json").read_bytes()) | {"transcript": "corrected"}
    assert program.post("/complaints/xarf", again)["before"]
    work.take_up(world)
    worker = api(ApiScope.CASES)
    refused = worker.ask("POST", f"/complaints/{reference}/xarf")
    assert refused.status_code == 409 and b"[send]" in refused.content
    (carrier.path / "mail.toml").write_text(MAIL)
    report = worker.post(f"/complaints/{reference}/xarf", None)
    assert (report["type"], report["calling_number"], report["call_count"]) == ("voice_call", "+12382200155", 2)
    assert report["reporter"]["contact"] == "abuse@carrier.example" and "transcript" not in report
    assert worker.post(f"/complaints/{reference}/xarf?words=true", None)["report_id"] == report["report_id"]
    with world.office.reading() as desk:
        told = [one for one in desk.audit_events(0) if one.verb == "disclosure.xarf"]
    assert len(told) == 2 and "transcript" not in str(told[0].after) and "verdict" not in str(told[1].after)


def test_moments_are_read_with_their_offset(program: Api, work: ComplaintWork, world: OfficeWorld) -> None:
    said = {**TOLD, "timestamps": [f"{DAY:%Y-%m-%d}T13:00:00-05:00", int(DAY.timestamp()) + 65_400]}
    said.pop("call_date")
    program.post("/complaints", said)
    work.take_up(world)
    with world.office.reading() as desk:
        (row,) = desk.complaints.list()
    assert (row.verdict, len(row.reading["times"])) == (Match.MADE_BY_CUSTOMER, 2)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "field"),
    [({"called_number": CALLED}, "text"), ({**TOLD, "call_zone": "../x"}, "call_zone"), ({**TOLD, "spam": 1}, "spam"),
     ({**TOLD, "text": "x" * 20_001}, "text"), ({**TOLD, "timestamps": ["yesterday"]}, "timestamps.0"),
     ({**TOLD, "medium": "smoke"}, "medium")],
)  # fmt: skip
def test_a_wrong_field_is_named_and_nothing_is_kept(body: Any, field: str, program: Api, carrier: Home) -> None:
    answer = program.ask("POST", "/complaints", body)
    assert answer.status_code == 400
    assert json.loads(answer.content)["error"]["field"] == field
    assert list(carrier.mail_drop().list()) == []


BOMBS = {
    "nested": b"[" * 200_000,
    "deep text": json.dumps({**TOLD, "text": "[" * 19_000}).encode(),
    "big": b'{"text": "' + b"x" * 3_000_000 + b'"}',
    "nul": json.dumps({**TOLD, "text": "a\0b\u202e"}).encode(),
    "no UTF-8": b'{"text": "\xff\xfe"}',
    "huge number": b'{"text": "x", "timestamps": [1e400]}',
    "deep xarf": b'{"xarf_version":"4.0.0","x":' + b'{"a":' * 900 + b"1" + b"}" * 900 + b"}",
}


@pytest.mark.parametrize("name", sorted(BOMBS))
@pytest.mark.parametrize("path", ["/complaints", "/complaints/batch", "/complaints/xarf"])
def test_a_bomb_is_refused_or_waits(
    name: str, path: str, program: Api, carrier: Home, work: ComplaintWork, world: OfficeWorld
) -> None:
    answer = program.ask("POST", path, BOMBS[name])
    assert answer.status_code in (202, 400, 413), answer.content
    work.take_up(world)
    assert list(carrier.mail_drop().list(MessageState.NEW)) == []


def test_a_disk_that_takes_nothing_is_told(program: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    from bellwarden.home import mail_drop

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(mail_drop, "write_whole", full)
    answer = program.ask("POST", "/complaints", TOLD)
    assert answer.status_code == 503 and b"nothing was kept" in answer.content
