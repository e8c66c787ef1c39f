"""Whether somebody has a second factor: nobody gets further than its page without one."""

from typing import Any, Final

from django.http import HttpRequest

SETUP: Final = "mfa_activate_totp"
PROVED: Final = "second_factor_elsewhere"  # in the session: for whom the OpenID provider answers


def is_proved_elsewhere(request: HttpRequest, person: Any) -> bool:
    """Whether this very person came by such a provider; whoever logs in otherwise in the same browser did not."""
    return person.pk is not None and request.session.get(PROVED) == person.pk


def is_set_up(request: HttpRequest) -> bool:
    """An authenticator of this account, or a log-in by a provider that the office trusts with it."""
    if is_proved_elsewhere(request, request.user):
        return True
    from allauth.mfa.models import Authenticator  # models load after Django is set up

    proving = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user=request.user, type__in=proving).exists())
