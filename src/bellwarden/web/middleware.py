"""What stands round every request: browser files, compression, and stories' faults as pages."""

from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from whitenoise.middleware import WhiteNoiseMiddleware

from bellwarden.flows.office.world import NotAllowed
from bellwarden.ports.office import Conflict, Missing
from bellwarden.web import faults
from bellwarden.web.access import Forbidden


class Assets(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Browser files. Read whole: none is large, and a stream of blocking reads is slow in an event loop."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        found = static_file.get_response(request.method, request.META)
        content = b""
        if found.file is not None:
            with found.file as file:
                content = file.read()
        response = HttpResponse(content, status=int(found.status))
        for name, value in found.headers:
            response[name] = value
        return response


class Compressed(GZipMiddleware):
    """Pages, not streams: what is sent piece by piece must not wait in a compressor."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or response.has_header("Content-Encoding"):
            return response
        return super().process_response(request, response)


class Faults:
    """Turns what stories and the database raise into pages that help."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Forbidden | NotAllowed):
            return faults.forbidden(request, error)
        if isinstance(error, Conflict):
            return faults.conflict(request, error)
        if isinstance(error, Missing):
            return faults.not_found(request, error)
        if isinstance(error, OperationalError | InterfaceError):
            faults.log.error("the database does not answer: %s", error)
            return faults.no_database(request)
        return None
