"""Every endpoint of the API, found by its description: nobody without a key, without its scope, or with an old key."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bellwarden.flows.office.integrations import MARK, revoke_key
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.model.office.integration import ApiKey, ApiScope
from bellwarden.store.models import AuditEvent
from tests.web.api_keys import Api

Apis = Callable[..., Api]
# Which scopes open what: an endpoint that is not here fails the test, so nobody opens one without saying for whom.
READ = frozenset((ApiScope.READ, ApiScope.CUSTOMERS, ApiScope.ENFORCE, ApiScope.CASES))
CUSTOMERS, ENFORCE, CASES, GATE = (
    frozenset((one,)) for one in (ApiScope.CUSTOMERS, ApiScope.ENFORCE, ApiScope.CASES, ApiScope.GATE)
)
OPEN_TO = {
    **dict.fromkeys(
        [
            *("listCustomers", "getCustomer", "getCustomerByExternalId", "listTrunks", "getTrunk", "listCallerIds"),
            *("listEnforcements", "getEnforcement", "listCases", "listAlerts", "getCase"),
            *("listComplaints", "getComplaint", "getMessage"),
            *("getCaseByExternalId", "getCasePlaybook"),
        ],
        READ,
    ),
    **dict.fromkeys(
        [
            *("enterCustomer", "putCustomerByExternalId", "changeCustomer", "admitCustomer", "enterTrunk"),
            *(
                "putTrunkByExternalId",
                "changeTrunk",
                "removeTrunk",
                "enterCallerIds",
                "changeCallerIds",
                "removeCallerIds",
            ),
            "importSheet",
        ],
        CUSTOMERS,
    ),
    **dict.fromkeys(["handInComplaint", "handInComplaints", "handInXarf"], frozenset((ApiScope.COMPLAINTS,))),
    "passOnAsXarf": {ApiScope.CASES},
    **dict.fromkeys(["proposeEnforcement", "withdrawEnforcement"], ENFORCE),
    **dict.fromkeys(["openCase", "answerCase", "noteOnCase", "moveCase", "openCaseOfAlert", "moveCasePlaybook"], CASES),
    **dict.fromkeys(["enforcementStream", "confirmEnforcements"], GATE),
    "suspensions": {ApiScope.GATE, ApiScope.READ},
    **dict.fromkeys(["policyStatus", "gates"], READ | GATE),
    "listAudit": {ApiScope.AUDIT},
    "thisKey": set(ApiScope),
}


def operations() -> list[tuple[str, str, str]]:
    """Name, method and path of each, with something in the place of its parameters."""
    from bellwarden.web.api.site import described

    found = []
    for path, methods in described()["paths"].items():
        for method, operation in methods.items():
            filled = path.removeprefix("/api/v1").replace("{right_id}", "1")
            for name in ("key", "ref", "external_id", "reference", "message"):
                filled = filled.replace(f"{{{name}}}", "none")
            found.append((operation["operationId"], method.upper(), filled))
    return sorted(found)


@pytest.fixture(autouse=True)
def at_home(home: Home) -> None:
    """With a directory of its own."""


def refused(response: Any, status: int) -> None:
    told = json.loads(response.content)
    assert response.status_code == status, response.content
    assert set(told) == {"error", "errors"}
    assert told["error"]["reason"]


def test_every_endpoint_says_for_whom_it_is() -> None:
    assert {name for name, _, _ in operations()} == set(OPEN_TO)


def test_nobody_gets_in_without_a_key_that_holds(api: Apis, api_key: Any, world: OfficeWorld, clock: Any) -> None:
    revoked, revoked_text = api_key(*ApiScope)
    revoke_key(world, revoked.id)
    _, expired_text = api_key(*ApiScope, expires_at=clock.now() + 1)
    clock.pass_by(2)
    strangers = [Api(""), Api(MARK + "x" * 40), Api(revoked_text), Api(expired_text), Api(revoked_text[:12])]
    before = AuditEvent.objects.count()
    for _, method, path in operations():
        for stranger in strangers:
            answer = stranger.ask(method, path, {})
            refused(answer, 401)
            assert answer["WWW-Authenticate"].startswith("Bearer")
    assert AuditEvent.objects.count() == before


def test_each_scope_opens_exactly_what_is_its(api_key: Callable[..., tuple[ApiKey, str]]) -> None:
    keys = {scope: Api(api_key(scope)[1]) for scope in ApiScope}
    for name, method, path in operations():
        for scope, program in keys.items():
            answer = program.ask(method, path, {})
            if scope in OPEN_TO[name]:
                assert answer.status_code not in (401, 403), (name, scope, answer.content)
            else:
                refused(answer, 403)
                assert "has not the scope" in answer.content.decode()


def test_a_key_in_the_other_header_is_a_key_as_well(api_key: Callable[..., tuple[ApiKey, str]]) -> None:
    _, text = api_key(ApiScope.READ)
    stranger = Api("")
    assert json.loads(stranger.ask("GET", "/key", X_Api_Key=text).content)["scopes"] == ["read"]


def test_a_browser_that_is_logged_in_is_nobody_here(client_of: Any) -> None:
    from bellwarden.model.office.people import Role

    assert client_of(Role.ADMIN).get("/api/v1/customers").status_code == 401


def test_a_key_that_asks_too_often_waits(api: Apis, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    from bellwarden.web.api import entrance

    now = [0.0]
    monkeypatch.setattr(entrance, "ALLOWANCES", entrance.Allowances(entrance.rate, entrance.burst, lambda: now[0]))
    settings.API_REQUESTS_1S = 2.0
    first, second = api(ApiScope.READ), api(ApiScope.READ)
    assert [first.ask("GET", "/key").status_code for _ in range(4)] == [200] * 4
    late = first.ask("GET", "/key")
    refused(late, 429)
    assert late["Retry-After"] == "1"
    assert second.ask("GET", "/key").status_code == 200
    now[0] += 0.6
    assert first.ask("GET", "/key").status_code == 200


def test_an_address_that_is_none_and_a_database_that_is_away(api: Apis, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    from bellwarden.web.api import system

    def away(request: Any) -> None:
        raise OperationalError("no route to host")

    program = api(ApiScope.READ)
    monkeypatch.setattr(system, "office_home", away)
    monkeypatch.setattr(system, "office_home", lambda: away(None))
    answer = program.ask("GET", "/gates")
    refused(answer, 503)
    assert "calls are still judged" in answer.content.decode()


def test_the_description_is_sound_and_names_every_fault() -> None:
    """OpenAPI 3.1, each operation with a name, a scope and the one form of errors."""
    from bellwarden.web.api.site import described

    document = json.loads(json.dumps(described(), default=str))
    assert document["openapi"].startswith("3.1")
    for path, methods in document["paths"].items():
        assert path.startswith("/api/v1/")
        for method, operation in methods.items():
            assert operation["security"], (method, path)
            assert {"400", "401", "403", "429", "503"} <= set(operation["responses"]), (method, path)
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    assert answer["content"]["application/json"]["schema"]["$ref"].endswith("/ErrorOut")
