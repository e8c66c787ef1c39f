"""How allauth logs people in here: no sign-up, always a second factor, sealed secrets, each log-in in the trail."""

import base64
import logging
import time
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect

from bellwarden.flows.office import people
from bellwarden.store.models import Person
from bellwarden.web import second_factor, world
from bellwarden.web.secret import derived

log: Final = logging.getLogger("bellwarden.web.login")
FRESH_S: Final = 300.0


def display_name(person: Person) -> str:
    return str(person.name)


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """Asked for, unless the provider that they come by answers for it."""

    def handle(self) -> tuple[Any, bool]:
        if second_factor.is_proved_elsewhere(self.request, self.login.user):
            return None, True
        asked: tuple[Any, bool] = super().handle()
        return asked


class OwnAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    """People come in by a link that an administrator made; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        own, allauths = f"{__name__}.{SecondFactorStage.__name__}", "allauth.mfa.stages.AuthenticateStage"
        return [own if one == allauths else one for one in super().get_login_stages()]

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        how = [str(one.get("method", "")) for one in request.session.get("account_authentication_methods", [])]
        people.logged_in(world.of(request), user.pk, ", ".join(dict.fromkeys(how)) or "password")

    def logout(self, request: HttpRequest) -> None:
        person, deed = request.user.pk, world.of(request)
        super().logout(request)
        if person:
            people.logged_out(deed, person)

    def add_message(self, request: HttpRequest, level: int, message_template: Any = None, *a: Any, **more: Any) -> None:
        """What the page itself shows needs no sentence; a fault does."""
        if message_template is None:
            super().add_message(request, level, message_template, *a, **more)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        people.refused(world.by_itself(request), str(credentials.get("username", "")))

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:
        """Whoever logged in some minutes ago is not asked again: setting up a second factor comes right after."""
        steps = context.request.session.get("account_authentication_methods", [])
        return not any(time.time() - float(step.get("at", 0.0)) < FRESH_S for step in steps)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The server has already looked at what its proxies say."""
        return world.address_of(request)


class OwnSecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """What proves a second factor lies sealed in the database: whoever reads that alone can't make codes."""

    error_messages: Final = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This code is not right, or this passkey is not known here.",
    }

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _seal().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last one stays: nobody works here without a second factor."""
        if authenticator.type == Authenticator.Type.RECOVERY_CODES:
            return True
        proving = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
        others = Authenticator.objects.filter(user=authenticator.user, type__in=proving).exclude(pk=authenticator.pk)
        return bool(others.exists())

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": settings.MFA_TOTP_ISSUER}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return "Passkey" if number == 1 else f"Passkey {number}"

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)


def _seal() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived(b"second factors at rest")))


class OtherAccounts(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Somebody whom an OpenID provider vouches for comes in by the account that has that verified mail address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        person = sociallogin.user
        if not sociallogin.is_existing:
            # OpenID Connect Core 5.1: a boolean. Some providers write it as text, and "false" is not empty.
            verified = {one.email.lower() for one in sociallogin.email_addresses if one.verified in (True, "true")}
            found = [
                one
                for one in Person.objects.filter(disabled_at=None).exclude(email="")
                if one.email.lower() in verified
            ]
            if len(found) != 1:
                people.refused(world.by_itself(request), "")
                raise ImmediateHttpResponse(redirect("login_unknown"))
            person = found[0]
            sociallogin.connect(request, person)
        app = sociallogin.account.get_provider(request).app
        if app.settings.get("second_factor"):
            request.session[second_factor.PROVED] = person.pk

    def on_authentication_error(self, request: HttpRequest, provider: Any, **told: Any) -> None:
        """Mostly a setting that differs there and here; the page says no more to a stranger, the log does."""
        fault = told.get("exception")
        why = ": ".join(str(one) for one in (told.get("error"), fault, getattr(fault, "__cause__", None)) if one)
        log.warning("[openid.%s] %s: %s", provider.app.provider_id, provider.app.settings.get("server_url"), why[:500])
        people.refused(world.by_itself(request), "")

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return "/settings"
