"""Who may see a page. Every page is wrapped by `page`; a test goes through all URLs and finds any that isn't."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt

from bellwarden.model.office.people import GRANTS, Right
from bellwarden.ports.office import Missing
from bellwarden.web import public, second_factor
from bellwarden.web.allowances import Allowances, subscriber

View = Callable[..., HttpResponseBase]
PAGE_RIGHT: Final = "page_right"  # attributes by which a test finds what each page takes
POST_RIGHT: Final = "page_post"
PUBLIC: Final = "public"
# Of pages without a log-in, by subscriber's address: a family, or all who share a mobile network's address.
LOOKS: Final = Allowances(lambda: 2.0, lambda: 120.0)
SENDS: Final = Allowances(lambda: 1 / 30, lambda: 20.0)

# What a right lets one do, as a sentence says it.
RIGHT_WORDS: Final = {
    Right.READ: "read the console",
    Right.READ_CPNI: "read customers' contacts",
    Right.READ_AUDIT: "read the audit trail",
    Right.WORK_CASES: "work on cases",
    Right.PROPOSE: "propose a measure",
    Right.APPROVE_BLOCK: "approve limits and blocks",
    Right.APPROVE_SUSPEND: "approve suspensions, terminations and reinstatements",
    Right.KILL: "suspend a customer at once",
    Right.EDIT_CUSTOMERS: "change customers, trunks and caller IDs",
    Right.EDIT_POLICY: "change rules and policy",
    Right.PUBLISH_POLICY: "publish a policy",
    Right.MANAGE_PEOPLE: "manage people, keys and settings",
    Right.DISCLOSE: "disclose to outsiders",
}


class Forbidden(Exception):
    """The person's roles don't hold the right."""

    def __init__(self, right: Right) -> None:
        self.right = right
        super().__init__(refusal(right))


def refusal(right: Right) -> str:
    """What the reader is told: what is lacking, and whom to ask."""
    roles = " or ".join(role.value.replace("_", " ") for role, rights in GRANTS.items() if right in rights)
    return f"Your roles do not let you {RIGHT_WORDS[right]}. The role {roles} can; an administrator gives roles."


def page(
    right: Right | None = Right.READ, *, section: str = "", rail: bool = False, post: Right | None = None
) -> Callable[[View], View]:
    """Log-in first, then a second factor, then `right`; `post`: what a POST takes instead.

    None: open to everybody; only for what must be reachable before a log-in. `section` is the place in the side bar.
    """

    def wrapped(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
            request.section, request.rail = section, rail  # type: ignore[attr-defined]
            if right is None:
                return view(request, *arguments, **named)
            return before(request) or view(check(request, right, post), *arguments, **named)

        setattr(guarded, PAGE_RIGHT, right or "everybody")
        setattr(guarded, POST_RIGHT, post or right)
        return guarded

    return wrapped


def before(request: HttpRequest) -> HttpResponse | None:
    """Where somebody goes who is not in yet: to the log-in, or to setting up the second factor."""
    if not request.user.is_authenticated:
        away: HttpResponse = redirect_to_login(request.get_full_path(), str(settings.LOGIN_URL))
    elif not second_factor.is_set_up(request):
        away = redirect(second_factor.SETUP)
    else:
        return None
    if request.headers.get("HX-Request"):  # a fragment can't be a log-in page: the whole page goes there
        return HttpResponse(headers={"HX-Redirect": away["Location"]})
    return away


def check(request: HttpRequest, right: Right, post: Right | None) -> HttpRequest:
    needed = post if post is not None and request.method not in ("GET", "HEAD") else right
    if needed not in rights(request):
        raise Forbidden(needed)
    return request


def rights(request: HttpRequest) -> frozenset[Right]:
    """What the person behind the request may do; nothing for a stranger."""
    found: frozenset[Right] = getattr(request.user, "rights", frozenset())
    return found


def may(request: HttpRequest, right: Right) -> bool:
    return right in rights(request)


def own(view: View) -> View:
    """For one's own account: log-in alone, so that a second factor can be set up."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        request.section = "settings"  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), str(settings.LOGIN_URL))
        return view(request, *arguments, **named)

    setattr(guarded, PAGE_RIGHT, "own")
    return guarded


class TooOften(Exception):
    """Whoever looks at a public page has asked too often. `wait_s`: when to ask again."""

    def __init__(self, wait_s: float) -> None:
        self.wait_s = wait_s
        super().__init__(f"wait {wait_s:.0f} s")


def public_page(view: View) -> View:
    """For people without an account: a form, a page behind a token. They are counted by address, and get no cookie.

    Whoever is logged in is a stranger here, too: nothing of the office shows, and a form needs no CSRF token because
    the session stands for nothing. What goes wrong is told in the reader's language, and says of nobody anything.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        try:
            _within_allowance(request)
            response = view(request, *arguments, **named)
        except TooOften as error:
            response = public.told(request, 429, "too_often")
            response["Retry-After"] = str(int(error.wait_s) + 1)
        except (Missing, Http404):
            response = public.told(request, 404, "nothing_here")
        except (OperationalError, InterfaceError, OSError):
            response = public.told(request, 503, "not_taken")
            response["Retry-After"] = "60"
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"  # an address may hold a token
        return response

    setattr(guarded, PAGE_RIGHT, PUBLIC)
    setattr(guarded, POST_RIGHT, PUBLIC)
    return csrf_exempt(guarded)


def _within_allowance(request: HttpRequest) -> None:
    who = subscriber(str(request.META.get("REMOTE_ADDR", "")))
    wait_s = LOOKS.take(who)
    if not wait_s and request.method not in ("GET", "HEAD"):
        wait_s = SENDS.take(who)
    if wait_s:
        raise TooOften(wait_s)
