"""The API put together: every file of this folder that has a ROUTER, under its name."""

from importlib import import_module
from typing import Any, Final

from django.http import HttpRequest
from ninja import NinjaAPI

from bellwarden import __version__
from bellwarden.web.api import faults

# In the order of the description. Named one by one: an endpoint is nothing that comes by itself.
RESOURCES: Final = (
    "customers",
    "trunks",
    "caller_ids",
    "enforcements",
    "points",
    "cases",
    "complaints",
    "playbooks",
    "alerts",
    "audit",
    "system",
    "imports",
)


def build() -> NinjaAPI:
    made = NinjaAPI(
        title="Bellwarden office",
        version=__version__,
        urls_namespace="api",
        docs_url=None,
        description="Customers, enforcements and cases of the office. Guide: docs/guide/api.md.",
    )
    for name in RESOURCES:
        made.add_router("", import_module(f"{__package__}.{name}").ROUTER)
    faults.install(made)
    return made


API: Final = build()


def described(request: HttpRequest | None = None) -> dict[str, Any]:
    """The OpenAPI document."""
    return dict(API.get_openapi_schema())
