"""The API: customers kept by another system's names, conditions, answers given once, faults in one form."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bellwarden.flows.office import enforcement
from bellwarden.flows.office.measures import Wish
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.audit_event import Actor, ActorKind
from bellwarden.model.office.enforcement import MeasureKind, ReasonCode
from bellwarden.model.office.integration import ApiScope
from bellwarden.store.models import AuditEvent
from tests.web.api_keys import Api

Apis = Callable[..., Api]
HARROW = {"name": "Harrow Dental", "kind": "end_user", "settings": {"cps_max": 5}}
KNOWN = {"key": "harrow-dental", "external_id": "crm-7", "standing": "active"}


def events(verb: str = "") -> list[Any]:
    found = AuditEvent.objects.exclude(verb__startswith="api_key.").order_by("number")
    return list(found.filter(verb=verb) if verb else found)


def test_the_same_body_twice_changes_nothing(api: Apis) -> None:
    billing = api(ApiScope.CUSTOMERS)
    first = billing.ask("PUT", "/customers/by-external-id/crm-7", HARROW)
    second = billing.ask("PUT", "/customers/by-external-id/crm-7", HARROW)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first["ETag"] == second["ETag"] == '"1"'
    assert json.loads(first.content) == json.loads(second.content)
    assert KNOWN.items() <= json.loads(second.content).items()
    assert [one.verb for one in events()] == ["customer.create"]


def test_only_what_is_given_changes(api: Apis) -> None:
    billing = api(ApiScope.CUSTOMERS)
    billing.put("/customers/by-external-id/crm-7", HARROW)
    changed = billing.put("/customers/by-external-id/crm-7", {"country": "CA"})
    assert (changed["country"], changed["kind"], changed["settings"], changed["version"]) == (
        *("CA", "end_user", {"cps_max": 5}, 2),
    )


def test_an_external_id_may_hold_a_slash(api: Apis) -> None:
    billing = api(ApiScope.CUSTOMERS)
    assert billing.put("/customers/by-external-id/crm/7%20a", HARROW)["external_id"] == "crm/7 a"
    assert billing.get("/customers/by-external-id/crm/7%20a")["key"] == "harrow-dental"


def test_an_older_version_is_refused_and_nothing_is_written(api: Apis) -> None:
    """RFC 9110 sections 13.1.1 and 15.5.13."""
    billing = api(ApiScope.CUSTOMERS)
    billing.put("/customers/by-external-id/crm-7", HARROW)
    billing.put("/customers/by-external-id/crm-7", {"country": "CA"}, If_Match='"1"')
    late = billing.ask("PATCH", "/customers/harrow-dental", {"country": "US"}, If_Match='"1"')
    assert (late.status_code, json.loads(late.content)["error"]["field"]) == (412, "If-Match")
    assert "saved by somebody else meanwhile" in late.content.decode()
    strange = billing.ask("PATCH", "/customers/harrow-dental", {"country": "US"}, If_Match='"x"')
    assert strange.status_code == 412
    gone = billing.ask("PUT", "/customers/by-external-id/crm-8", HARROW, If_Match='"1"')
    assert gone.status_code == 412
    assert billing.get("/customers/harrow-dental")["country"] == "CA"


def test_a_request_with_an_idempotency_key_is_done_once(api: Apis) -> None:
    billing = api(ApiScope.CUSTOMERS)
    first = billing.ask("POST", "/customers", HARROW, Idempotency_Key="a1")
    again = billing.ask("POST", "/customers", HARROW, Idempotency_Key="a1")
    assert (first.status_code, again.status_code, again["Idempotent-Replayed"]) == (201, 201, "true")
    assert json.loads(first.content) == json.loads(again.content)
    assert len(events("customer.create")) == 1
    other = billing.ask("POST", "/customers", {"name": "Other"}, Idempotency_Key="a1")
    assert (other.status_code, "another request" in other.content.decode()) == (409, True)
    # A refused one frees its key: the mended request goes through.
    assert billing.ask("POST", "/customers", {"name": ""}, Idempotency_Key="a2").status_code == 400
    assert billing.ask("POST", "/customers", {"name": "Rookery"}, Idempotency_Key="a2").status_code == 201


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        ({"name": "Harrow", "colour": "red"}, "colour", "extra"),
        ({"name": "Harrow", "kind": "friend"}, "kind", "input should be"),
        ({"name": "Harrow", "standing": "suspended"}, "standing", "prospect or active"),
        ({"name": "Harrow", "settings": {"cps_max": "lots"}}, "settings.cps_max", ""),
        ({"name": "Harrow", "abuse_email": "nobody"}, "abuse_email", ""),
        ({"name": "Harrow\0"}, "name", "printable"),
        ({}, "name", "missing"),
        (b'{"name": ', "", "parse"),
        (b"\xff\xfe", "", ""),
    ],
)
def test_a_fault_names_the_field_and_the_reason(api: Apis, body: Any, field: str, reason: str) -> None:
    refused = api(ApiScope.CUSTOMERS).ask("POST", "/customers", body)
    told = json.loads(refused.content)
    assert refused.status_code == 400
    assert (told["error"]["field"], told["error"] in told["errors"]) == (field, True)
    assert reason.lower() in told["error"]["reason"].lower()
    assert events() == []


def test_pages_follow_each_other_by_cursor(api: Apis) -> None:
    billing = api(ApiScope.CUSTOMERS)
    for number in range(5):
        billing.post("/customers", {"name": f"Customer {number}"})
    found, after = [], ""
    while after is not None:
        page = billing.get(f"/customers?limit=2&after={after}")
        found += [one["key"] for one in page["items"]]
        after = page["next"]
    assert found == [f"customer-{number}" for number in range(5)]
    assert billing.ask("GET", "/customers?after=nonsense").status_code == 400


def test_what_is_personal_takes_a_scope_and_are_recorded(api: Apis) -> None:
    billing = api(ApiScope.CUSTOMERS)
    billing.post("/customers", {**HARROW, "abuse_email": "abuse@harrow.example"})
    assert billing.get("/customers/harrow-dental")["personal"] is None
    assert billing.ask("GET", "/customers/harrow-dental?personal=true").status_code == 403
    assert events("customer.read_cpni") == []
    legal = api(ApiScope.READ, ApiScope.CPNI)
    assert legal.get("/customers/harrow-dental?personal=true")["personal"]["abuse_email"] == "abuse@harrow.example"
    (read,) = events("customer.read_cpni")
    assert (read.actor_kind, read.actor_name, read.on_behalf_of) == ("api_key", "billing 2", "lindqvist")
    assert "abuse@harrow" not in "".join(str(one.after) for one in events())


def test_trunks_and_caller_ids_of_a_customer(api: Apis) -> None:
    billing = api(ApiScope.CUSTOMERS)
    billing.put("/customers/by-external-id/crm-7", HARROW)
    trunk = {"key": "harrow-1", "addresses": ["198.51.100.7"], "customer": "crm-7"}
    assert billing.put("/trunks/by-external-id/t-1", trunk)["customer"] == "harrow-dental"
    assert billing.ask("PUT", "/trunks/by-external-id/t-1", trunk)["ETag"] == '"1"'
    right = billing.post("/customers/harrow-dental/caller-ids", {"numbers": "+12384460000"})
    assert billing.post("/customers/harrow-dental/caller-ids", {"numbers": "+12384460000"})["id"] == right["id"]
    assert len(billing.get("/customers/harrow-dental/caller-ids")["items"]) == 1
    assert billing.ask("DELETE", f"/customers/harrow-dental/caller-ids/{right['id']}?reason=ported").status_code == 204
    assert billing.ask("DELETE", "/trunks/harrow-1").status_code == 204
    assert [one.verb for one in events()] == [
        *("customer.create", "trunk.create", "caller_id_right.create", "caller_id_right.remove", "trunk.remove"),
    ]


def test_a_prospect_is_admitted_and_nothing_else(api: Apis) -> None:
    billing = api(ApiScope.CUSTOMERS)
    billing.post("/customers", {**HARROW, "standing": "prospect"})
    refused = billing.ask("POST", "/customers/harrow-dental/admission", {"move": "suspend"})
    assert (refused.status_code, json.loads(refused.content)["error"]["field"]) == (400, "move")
    assert billing.post("/customers/harrow-dental/admission", {"move": "activate"})["standing"] == "active"
    assert billing.ask("POST", "/customers/harrow-dental/admission", {"move": "activate"}).status_code == 409


WISH = {
    "kind": "suspend",
    "value": "harrow-dental",
    "reason_code": "illegal_calls",
    "internal_text": "dialler without consent",
    "public_text": "Your calls are suspended: they were reported as unwanted.",
    "expires_in_s": 86_400,
}


def test_a_key_proposes_and_a_person_approves(api: Apis, world: OfficeWorld) -> None:
    billing = api(ApiScope.CUSTOMERS, ApiScope.ENFORCE)
    billing.put("/customers/by-external-id/crm-7", HARROW)
    made = billing.post("/enforcements", WISH)
    assert (made["state"], made["proposed_by"], made["customer"]) == ("awaiting_approval", "billing 1", "harrow-dental")
    assert billing.ask("POST", f"/enforcements/{made['ref']}/approve").status_code in (404, 405)
    with world.office.reading() as desk:
        row = desk.enforcements.find(ref=made["ref"])
    assert row is not None
    enforcement.approve(world, row.id)
    assert billing.get("/customers/by-external-id/crm-7")["standing"] == "suspended"
    lifting = billing.ask("DELETE", f"/enforcements/{made['ref']}?reason=paid")
    assert (lifting.status_code, "may not" in lifting.content.decode()) == (403, True)
    point = api(ApiScope.GATE)
    (told,) = point.get("/suspensions")["suspended"]
    assert told == {
        "key": "harrow-dental",
        "external_id": "crm-7",
        "standing": "suspended",
        "trunks": [],
        "addresses": [],
    }


def test_what_a_key_proposed_it_may_withdraw(api: Apis) -> None:
    billing = api(ApiScope.CUSTOMERS, ApiScope.ENFORCE)
    billing.put("/customers/by-external-id/crm-7", HARROW)
    made = billing.post("/enforcements", WISH)
    gone = billing.ask("DELETE", f"/enforcements/{made['ref']}?reason=mistake")
    assert (gone.status_code, json.loads(gone.content)["state"]) == (200, "rejected")


def block(world: OfficeWorld, number: str) -> int:
    wish = Wish(
        kind=MeasureKind.BLOCK_CALLING,
        value=number,
        reason_code=ReasonCode.ILLEGAL_CALLS,
        internal_text="seen by the honeypot",
        public_text="Blocked.",
        expires_at=world.clock.now() + 3_600,
    )
    made = enforcement.propose(world._replace(actor=Actor(kind=ActorKind.PERSON, name="osei")), wish)
    return enforcement.approve(world, made.id).id


def test_another_point_hears_additions_and_deletions(api: Apis, world: OfficeWorld, clock: Any) -> None:
    point = api(ApiScope.GATE)
    first = block(world, "12384460001")
    whole = point.get("/enforcements-stream?since=0")
    assert (whole["whole"], [one["value"] for one in whole["added"]]) == (True, ["12384460001"])
    nothing = point.get(f"/enforcements-stream?since={whole['revision']}")
    assert (nothing["whole"], nothing["added"], nothing["deleted"]) == (False, [], [])
    block(world, "12384460002")
    enforcement.lift(world, first, "a mistake")
    delta = point.get(f"/enforcements-stream?since={whole['revision']}")
    assert ([one["value"] for one in delta["added"]], [one["value"] for one in delta["deleted"]]) == (
        *(["12384460002"], ["12384460001"]),
    )
    assert point.post("/enforcements-stream/taken-in", {"point": "sbc-1", "revision": delta["revision"]}) == {
        "confirmed": 1
    }
    assert point.post("/enforcements-stream/taken-in", {"point": "sbc-1", "revision": delta["revision"]}) == {
        "confirmed": 0
    }
    again = point.get("/enforcements-stream?since=999999")  # the office came back from an older copy
    assert (again["whole"], [one["value"] for one in again["added"]]) == (True, ["12384460002"])
    clock.pass_by(3_601)
    assert point.get("/enforcements-stream?since=0")["added"] == []


def test_a_point_waits_for_the_first_change(api: Apis, world: OfficeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    from bellwarden.web.api import points

    point = api(ApiScope.GATE)
    revision = point.get("/enforcements-stream")["revision"]
    waits = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            block(world, "12384460003")

    monkeypatch.setattr(points.time, "sleep", wait)
    found = point.get(f"/enforcements-stream?since={revision}&wait_s=5")
    assert ([one["value"] for one in found["added"]], len(waits)) == (["12384460003"], 2)


def test_a_sheet_shows_who_vanished(api: Apis) -> None:
    billing = api(ApiScope.CUSTOMERS)
    sheet = b"external_id,name\ncrm-1,Harrow Dental\ncrm-2,Rookery Labs\n"
    assert billing.post("/imports?apply=true&complete=true", sheet)["added"] == 2
    shorter = b"external_id,name\ncrm-1,Harrow Dental\n"
    plan = billing.post("/imports?complete=true", shorter)
    assert (plan["applied"], plan["same"], [one["external_id"] for one in plan["vanished"]]) == (False, 1, ["crm-2"])
    assert billing.get("/customers?vanished=true")["items"] == []
    billing.post("/imports?complete=true&apply=true", shorter)
    assert [one["external_id"] for one in billing.get("/customers?vanished=true")["items"]] == ["crm-2"]


def test_the_trail_is_read_in_order(api: Apis) -> None:
    auditor = api()
    auditor.put("/customers/by-external-id/crm-7", HARROW)
    found = auditor.get("/audit?since=1")
    assert [one["verb"] for one in found["items"]] == ["customer.create"]
    assert found["items"][0]["actor"] == "billing 1"
    assert found["last"] == found["items"][-1]["number"]


def test_policy_gates_cases_and_key_without_any(api: Apis) -> None:
    reader = api(ApiScope.READ)
    assert reader.get("/policy")["serial"] == 0
    assert reader.get("/gates") == {"items": []}
    assert reader.get("/cases") == {"items": [], "next": None}
    assert reader.ask("GET", "/cases/C-2026-000001").status_code == 404
    assert reader.get("/key")["scopes"] == ["read"]
