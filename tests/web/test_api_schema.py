"""The API is asked everything that its description allows, and much that it does not: no answer is a fault of ours."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from bellwarden.home import Home
from bellwarden.store.models import AuditEvent
from tests.web.api_keys import Api

EXAMPLES = 3  # of each operation, some 80 requests together; 60 of each found nothing more


@pytest.mark.slow
def test_what_is_asked_is_answered_as_described(api: Callable[..., Api], home: Home, unhurried: None) -> None:
    from django.core.wsgi import get_wsgi_application

    program = api()
    for number in range(2):
        program.put(f"/customers/by-external-id/crm-{number}", {"name": "Harrow Dental"})
    with one_connection():
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    asked: list[int] = []
    for found in schema.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy())
        @settings(
            max_examples=EXAMPLES, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck)
        )
        def look(case: Any) -> None:
            # The key is a good one whatever was drawn for its place; who gets in without is in test_api_doors.py.
            response = case.call(headers={"Authorization": f"Bearer {program.text}", "Accept-Encoding": "identity"})
            asked.append(response.status_code)
            case.validate_response(response, excluded_checks=[ignored_auth, positive_data_acceptance])

        with one_connection():
            look()
    assert len(asked) > 15 * EXAMPLES
    assert {200, 400, 404} <= set(asked)
    assert not any(status >= 500 for status in asked)
    assert AuditEvent.objects.filter(verb="customer.create").count() >= 2


@contextmanager
def one_connection() -> Iterator[None]:
    """A request's end lets go of old connections; that of a test lives as long as its transaction."""
    from django.core import signals
    from django.db import close_old_connections

    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (signals.request_started, signals.request_finished):
            signal.connect(close_old_connections)


@pytest.fixture
def unhurried(settings: Any) -> None:
    settings.API_REQUESTS_1S = 100_000.0
    settings.ALLOWED_HOSTS = ["*"]
