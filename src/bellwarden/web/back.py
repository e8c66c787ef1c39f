"""Where a small form leads back to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme


def back(request: HttpRequest) -> HttpResponse:
    """To where the button was, if that is of this office."""
    to = request.POST.get("next", "/")
    return redirect(to if url_has_allowed_host_and_scheme(to, None) and to.startswith("/") else "/")
