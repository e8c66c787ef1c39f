"""The office as an ASGI application, for `bellwarden office serve`."""

from django.core.asgi import get_asgi_application

from bellwarden.web.bounded import Bounded

application = Bounded(get_asgi_application())
