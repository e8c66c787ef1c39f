"""The log-in's addresses, those of allauth that this office wants; the others answer that there is nothing."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid
from allauth.usersessions import views as sessions
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from bellwarden.web.access import own, page

anybody = page(None)


@anybody
def unknown(request: HttpRequest) -> HttpResponse:
    """The provider vouches for somebody who has no account here."""
    return render(request, "account/unknown.html", status=403)


@anybody
def nothing(request: HttpRequest, **_: str) -> HttpResponse:
    raise Http404


urlpatterns = [
    path("", anybody(account.login), name="account_login"),
    path("out", own(account.logout), name="account_logout"),
    path("switched-off", anybody(account.account_inactive), name="account_inactive"),
    path("unknown", unknown, name="login_unknown"),
    path("again", own(account.reauthenticate), name="account_reauthenticate"),
    path("password", own(account.password_change), name="account_change_password"),
    path("second", own(mfa.index), name="mfa_index"),
    path("second/prove", anybody(mfa.authenticate), name="mfa_authenticate"),
    path("second/again", own(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("second/app", own(totp.activate_totp), name="mfa_activate_totp"),
    path("second/app/remove", own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("second/codes", own(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("second/codes/new", own(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("second/codes/file", own(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("passkeys", own(keys.list_webauthn), name="mfa_list_webauthn"),
    path("passkeys/add", own(keys.add_webauthn), name="mfa_add_webauthn"),
    path("passkeys/again", own(keys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("passkeys/come-in", anybody(keys.login_webauthn), name="mfa_login_webauthn"),
    path("passkeys/<int:pk>/remove", own(keys.remove_webauthn), name="mfa_remove_webauthn"),
    path("passkeys/<int:pk>", own(keys.edit_webauthn), name="mfa_edit_webauthn"),
    path("sessions", own(sessions.list_usersessions), name="usersessions_list"),
    path("openid/<str:provider_id>", anybody(openid.login), name="openid_connect_login"),
    path("openid/<str:provider_id>/back", anybody(openid.callback), name="openid_connect_callback"),
    path("openid/trouble", anybody(social.login_error), name="socialaccount_login_error"),
    path("openid/left", anybody(social.login_cancelled), name="socialaccount_login_cancelled"),
    # allauth names these in its own pages; nobody gets to them here.
    *(
        path(f"none/{name}", nothing, name=name)
        for name in (
            *("account_signup", "account_signup_by_passkey", "account_email", "account_set_password"),
            *("account_reset_password", "account_email_verification_sent", "account_request_login_code"),
            *("account_confirm_login_code", "socialaccount_signup", "socialaccount_connections"),
        )
    ),
]
