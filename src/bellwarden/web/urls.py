"""All addresses of the console: every file of pages/ offers PAGES, the API and the log-in bring their own."""

from importlib import import_module
from pkgutil import iter_modules

from django.urls import URLPattern, URLResolver, include, path

from bellwarden.web import faults, pages
from bellwarden.web.api.site import API


def collected() -> list[URLPattern | URLResolver]:
    """PAGES of each file of pages/, by the file's name."""
    found: list[URLPattern | URLResolver] = []
    for module in sorted(iter_modules(pages.__path__), key=lambda one: one.name):
        found += import_module(f"{pages.__name__}.{module.name}").PAGES
    return sorted(found, key=lambda one: "<" in str(one.pattern))  # /cases/select before /cases/<ref>


urlpatterns = [*collected(), path("api/v1/", API.urls), path("login/", include("bellwarden.web.login_urls"))]
handler400 = faults.bad_request
handler403 = faults.forbidden
handler404 = faults.not_found
handler500 = faults.broken
