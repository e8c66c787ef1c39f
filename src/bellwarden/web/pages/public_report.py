"""The form by which anybody reports a call. It asks the database nothing: no answer of it tells whose a number is."""

import re
import secrets
import time
from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from bellwarden.complaints.form_mail import FormFile
from bellwarden.complaints.form_values import LENGTHS, STATEMENTS, cleaned, document, faults_in
from bellwarden.disclosure.form_wording import WORDS
from bellwarden.disclosure.wording import BLOCKS
from bellwarden.flows.office import tokens
from bellwarden.flows.office.intake import HandedIn, by_form
from bellwarden.mail.zones import find_zone
from bellwarden.model.complaint import Medium
from bellwarden.model.message import Envelope
from bellwarden.ports.office import Missing
from bellwarden.store import token_key
from bellwarden.store.world import office_home
from bellwarden.web import proof_of_work, public
from bellwarden.web.access import TooOften, public_page
from bellwarden.web.allowances import Allowances
from bellwarden.web.world import address_of

FILES_MAX: Final = 5
FILE_BYTES_MAX: Final = 6_000_000  # of all files: in base64 still a message that is read
ZONES: Final = (
    *("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles"),
    *("America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico", "America/Halifax", "America/Mexico_City"),
    *("Europe/London", "Europe/Paris", "Europe/Madrid", "UTC"),
)
MEDIA: Final = (Medium.CALL, Medium.TEXT, Medium.CHAT, Medium.FAX)
TICKED: Final = tuple(name for name in STATEMENTS if not name.startswith(("threatened", "withheld")))
TOLD: Final = ("danger", "cannot_say", "what_we_do", "spoofing", "advice")  # of the words that answers are made of
# All that come without a calculation, of whatever address: each waits for a person, and their time is short.
UNPROVEN: Final = Allowances(lambda: 1 / 60, lambda: 100.0)
_MARK: Final = re.compile(r"[0-9a-f]{32}")


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Sent twice, by an impatient finger or a reload, it is one report with one reference."""
    if request.method != "POST":
        return _form(request, {}, {})
    tongue, values, said = public.tongue_of(request), cleaned(request.POST.dict()), _said(request)
    faults = {**faults_in(values, find_zone, said), **_files_fault(request)}
    if faults:
        return _form(request, values, faults, 422)
    sentences = [WORDS[tongue][f"said_{name}"] for name in said]
    made = _taken(request, values, sentences, "form")
    context: dict[str, object] = {
        "title": WORDS[tongue]["sent_title"],
        "reference": made.reference,
        "page": tokens.make(tokens.REPORT, made.reference, token_key(office_home().path)),
        "told": [BLOCKS[tongue][name] for name in TOLD],
    }
    return public.show(request, "public/sent.html", context)


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def portal(request: HttpRequest, token: str) -> HttpResponse:
    """A complainant's own page: the same for each, whatever became of the report; and a way to add something."""
    reference = tokens.read(tokens.REPORT, token, token_key(office_home().path))
    if not reference:
        raise Missing
    values = cleaned({"text": request.POST.get("text", "")})
    faults: dict[str, str] = {}
    added = request.method == "POST"
    if added:
        missing = {} if values or request.FILES else {"text": "needed_more"}
        faults = {
            **missing,
            **faults_in({**values, "text": values.get("text", "-")}, find_zone),
            **_files_fault(request),
        }
        if not faults:
            _taken(request, values, (), f"form:{reference}")
    words = WORDS[public.tongue_of(request)]
    context = {
        **_around(),
        "title": words["portal_title"],
        "reference": reference,
        "told": [BLOCKS[public.tongue_of(request)][name] for name in TOLD],
        "values": values if faults else {},
        "added": added and not faults,
        "faults": {name: words[f"fault_{fault}"] for name, fault in faults.items()},
    }
    return public.show(request, "public/portal.html", context, 422 if faults else 200)


def _taken(request: HttpRequest, values: dict[str, str], sentences: Sequence[str], source: str) -> HandedIn:
    """Kept, at once when a browser has calculated for it; else for a person to look at first."""
    proven = proof_of_work.mark_of(request.POST.get("proof", ""))
    if not proven and (wait_s := UNPROVEN.take("all")):
        raise TooOften(wait_s)
    written = request.POST.get("mark", "")
    mark = proven or (written if _MARK.fullmatch(written) else secrets.token_hex(16))
    about, tongue = request.POST.get("about") == "yes", public.tongue_of(request)
    told = document(values, sentences, about=about, language=tongue, mark=mark)
    files = [FormFile(one.name or "file", one.read()) for one in request.FILES.getlist("files")]
    came = Envelope(source, time.time(), peer=address_of(request))
    return by_form(office_home().mail_drop(), told, files, mark, came, proven=bool(proven))


def _files_fault(request: HttpRequest) -> dict[str, str]:
    files = request.FILES.getlist("files")
    over = len(files) > FILES_MAX or sum(one.size or 0 for one in files) > FILE_BYTES_MAX
    return {"files": "files"} if over else {}


def _around() -> dict[str, Any]:
    """What stands in both forms."""
    challenge = proof_of_work.challenge()
    nonce = challenge["parameters"]["nonce"]
    return {"lengths": LENGTHS, "most": FILE_BYTES_MAX, "challenge": challenge, "mark": nonce}


def _form(request: HttpRequest, values: dict[str, str], faults: dict[str, str], status: int = 200) -> HttpResponse:
    words = WORDS[public.tongue_of(request)]
    given, ticked = request.POST, _said(request)
    context = {
        **_around(),
        "title": words["report_title"],
        "values": values,
        "faults": {name: words[f"fault_{fault}"] for name, fault in faults.items()},
        "medium": values.get("medium", Medium.CALL.value),
        "media": [(one.value, words[f"medium_{one.value}"]) for one in MEDIA],
        "zones": [(name, _zone_words(name)) for name in ZONES],
        "said": [(name, words[f"said_{name}"], name in ticked) for name in TICKED],
        "feelings": [(value, words[f"threatened_{value or 'unsaid'}"]) for value in ("yes", "no", "")],
        "more": bool(ticked or values.get("callback_number") or "files" in faults),
        "withheld": given.get("withheld") == "yes",
        "about": given.get("about") == "yes",
        "threatened": given.get("threatened", ""),
    }
    return public.show(request, "public/report.html", context, status)


def _said(request: HttpRequest) -> list[str]:
    """Statements that were ticked."""
    found = [name for name in TICKED if request.POST.get(f"said_{name}") == "yes"]
    found += ["withheld"] if request.POST.get("withheld") == "yes" else []
    felt = f"threatened_{request.POST.get('threatened', '')}"
    return [*found, *([felt] if felt in STATEMENTS else [])]


def _zone_words(name: str) -> str:
    return name.rpartition("/")[2].replace("_", " ")


PAGES = [
    path("report", report, name="public-report"),
    path("report/<str:token>", portal, name="public-portal"),
]
