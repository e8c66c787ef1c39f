"""Keys to the API, and a client that sends one: what tests of endpoints begin with."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from bellwarden.flows.office.integrations import make_key
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.integration import ApiKey, ApiScope

__all__ = ["api", "api_clock", "api_key"]

TEXT = "bwo_%08d" + "x" * 32


class Api:
    """A program with a key. Answers of JSON; `last` is the last response."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.client = Client(raise_request_exception=False)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.text:
            sent["Authorization"] = f"Bearer {self.text}"
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return self.client.generic(method, f"/api/v1{path}", data, content_type="application/json", headers=sent)

    def get(self, path: str, **headers: str) -> Any:
        return self._good(self.ask("GET", path, **headers))

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self._good(self.ask("POST", path, body, **headers))

    def put(self, path: str, body: Any, **headers: str) -> Any:
        return self._good(self.ask("PUT", path, body, **headers))

    def _good(self, response: HttpResponse) -> Any:
        assert response.status_code < 300, response.content
        return json.loads(response.content)


@pytest.fixture(autouse=True)
def api_clock(monkeypatch: pytest.MonkeyPatch, clock: Any) -> None:
    """The office's clock is the test's, and no test spends another one's allowance."""
    from bellwarden.store import world as store_world
    from bellwarden.web.api import entrance

    monkeypatch.setattr(store_world, "WallClock", lambda: clock)
    monkeypatch.setattr(entrance, "ALLOWANCES", entrance.Allowances(entrance.rate, entrance.burst))


@pytest.fixture
def api_key(world: OfficeWorld) -> Callable[..., tuple[ApiKey, str]]:
    made = []

    def make(*scopes: ApiScope, expires_at: float = 0.0) -> tuple[ApiKey, str]:
        text = TEXT % len(made)
        made.append(text)
        return make_key(world, f"billing {len(made)}", scopes, expires_at, text), text

    return make


@pytest.fixture
def api(api_key: Callable[..., tuple[ApiKey, str]]) -> Callable[..., Api]:
    """`api(ApiScope.READ, …)`: a program whose key has these scopes; all of them when none is named."""

    def make(*scopes: ApiScope) -> Api:
        return Api(api_key(*(scopes or ApiScope))[1])

    return make


__all__ += ["Api"]
