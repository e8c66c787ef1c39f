"""The link by which somebody comes in for the first time, or again after losing password or second factor."""

import hashlib

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from bellwarden.flows.office import people
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.model.office import person as nouns
from bellwarden.store.models import Person
from bellwarden.web import world
from bellwarden.web.access import page


@page(None)
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """Looking uses nothing up: mail programs and chat rooms look at every link."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    try:
        link, person = people.open_link(world.by_itself(request), digest)
    except people.LinkRefused as refused:
        return render(request, "setup/refused.html", {"told": str(refused)}, status=410)
    faults: tuple[FieldFault, ...] = ()
    if request.method == "POST":
        try:
            return _come_in(request, digest, person)
        except BadInput as bad:
            faults = bad.faults
        except people.LinkRefused as refused:
            return render(request, "setup/refused.html", {"told": str(refused)}, status=410)
    values = {field: request.POST.get(field, "") for field in ("key", "name", "email")}
    context = {
        "person": person,
        "kind": link.kind.value,
        "values": values,
        "faults": {fault.field: fault.reason for fault in faults},
        "rules": password_validators_help_texts(),
    }
    return render(request, "setup/setup.html", context, status=422 if faults else 200)


def _come_in(request: HttpRequest, digest: str, person: nouns.Person | None) -> HttpResponse:
    values = {field: request.POST.get(field, "") for field in ("key", "name", "email")}
    who = Person(key=person.key if person else values["key"], name=person.name if person else values["name"])
    password = _password(request.POST.get("password", ""), request.POST.get("again", ""), who)
    # The link first: two who use it at once can't both get in. Should the power fail here, a new link mends it.
    made = people.use_link(world.by_itself(request), digest, values)
    user = Person.objects.get(pk=made.id)
    Authenticator.objects.filter(user=user).delete()  # of the log-in's own tables: the link sets all of it anew
    get_adapter(request).set_password(user, password)
    credentials = {"username": user.key, "password": password}
    response: HttpResponse = perform_password_login(request, credentials, Login(user=user, redirect_url="/"))
    return response


def _password(password: str, again: str, who: Person) -> str:
    faults = []
    try:
        validate_password(password, who)
    except ValidationError as error:
        faults.append(FieldFault("password", " ".join(error.messages)))
    if password != again:
        faults.append(FieldFault("again", "this is not what stands above"))
    if faults:
        raise BadInput(faults)
    return password


PAGES = [path("setup/<str:token>", setup, name="setup")]
