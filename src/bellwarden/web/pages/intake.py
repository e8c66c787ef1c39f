"""What staff bring in: a note of what was told on the telephone, mails and tables as files; and messages that wait."""

from collections.abc import Callable, Mapping
from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from bellwarden.complaints.charsets import decode
from bellwarden.complaints.form_mail import file_name
from bellwarden.complaints.form_values import LENGTHS, cleaned, faults_in
from bellwarden.disclosure.form_wording import WORDS
from bellwarden.flows.office import intake
from bellwarden.flows.office.faults import BadInput, FieldFault
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import MailDrop
from bellwarden.mail.zones import find_zone
from bellwarden.model.complaint import Medium
from bellwarden.model.message import Kept, MessageState
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Missing
from bellwarden.store.world import office_home
from bellwarden.web import world
from bellwarden.web.access import page
from bellwarden.web.paging import page_of
from bellwarden.web.story_form import StoryForm

SHOWN_BYTES: Final = 20_000  # of a message that waits; all of it can be downloaded
FILES_MAX: Final = 50
CHANNELS: Final = (
    ("phone", "told on the telephone"),
    ("letter", "written on paper"),
    ("mail", "from a mail or a chat"),
)
LANGUAGES: Final = [(code, words["name"]) for code, words in WORDS.items()]
SAID: Final = WORDS["en"]


class NoteForm(StoryForm):
    """What somebody told, field by field; nothing of it need be known but a number or the words."""

    channel = forms.ChoiceField(choices=CHANNELS, label="It was")
    medium = forms.ChoiceField(choices=[(one.value, one.value) for one in Medium], label="About a")
    calling_number = forms.CharField(required=False, label="Number shown", help_text=SAID["calling_number_help"])
    called_number = forms.CharField(required=False, label="Number called")
    callback_number = forms.CharField(required=False, label="Number to call back")
    date = forms.CharField(required=False, label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    time = forms.CharField(required=False, label="Time of day", widget=forms.TimeInput(attrs={"type": "time"}))
    call_zone = forms.CharField(
        required=False, label="Time zone", help_text="IANA name such as America/Chicago; empty: of the number called"
    )
    count = forms.CharField(required=False, label="How many times")
    words = forms.CharField(required=False, label="In their words", widget=forms.Textarea(attrs={"rows": 6}))
    language = forms.ChoiceField(choices=LANGUAGES, label="Language of the answer")
    email = forms.CharField(required=False, label="Mail address for the answer", help_text="empty: no answer goes out")

    def values(self) -> dict[str, str]:
        """As the story takes them. BadInput, by field, for what can't be taken."""
        found = cleaned({name: self.text("words" if name == "text" else name) for name in LENGTHS})
        faults = faults_in(found, find_zone)
        if faults:
            told = {("words" if name == "text" else name): SAID[f"fault_{fault}"] for name, fault in faults.items()}
            raise BadInput([FieldFault(name, fault) for name, fault in told.items()])
        return {**found, "language": self.text("language")}


@page(Right.WORK_CASES, section="complaints")
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest) -> HttpResponse:
    """Raw first here, too: the note is kept like a mail, and taken up by the worker within seconds."""
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = intake.by_telephone(world.of(request), _drop(), form.values(), form.text("channel"))
        except BadInput as bad:
            form.tell(bad)
        else:
            messages.success(request, f"{made.reference} is kept. Tell the caller this reference, and nothing else.")
            return redirect("complaints")
    return render(request, "intake/bring.html", {"form": form}, status=422 if form.errors else 200)


@page(Right.WORK_CASES, section="complaints")
@require_POST
def files(request: HttpRequest) -> HttpResponse:
    """Mails (.eml), tables (.csv, .xlsx), JSON and texts; each is a message of its own."""
    given = request.FILES.getlist("files")
    faults = [] if given else ["Choose a file first."]
    if len(given) > FILES_MAX:
        faults.append(f"{len(given)} files were chosen; at most {FILES_MAX} are taken at once. None was taken.")
    taken: list[str] = []
    for one in () if faults else given:
        try:
            made = intake.by_file(world.of(request), _drop(), one.name or "file", one.read())
        except BadInput as bad:
            faults += [f"{fault.reason[:1].upper()}{fault.reason[1:]}." for fault in bad.faults]
        else:
            taken.append(f"{made.reference} (was here before)" if made.before else made.reference)
    if taken:
        messages.success(request, f"Kept: {', '.join(taken)}. They are read within seconds.")
    if not faults:
        return redirect("complaints")
    return render(request, "intake/bring.html", {"form": NoteForm(), "faults": faults}, status=422)


@page(section="complaints")
def waiting(request: HttpRequest) -> HttpResponse:
    """Messages that nothing has read, oldest first, each with what keeps it here."""
    drop = _drop()
    found = page_of(request, list(drop.list(MessageState.QUARANTINE)))
    rows = [(one, drop.size(one.sha256)) for one in found.rows]
    return render(request, "intake/waiting.html", {"page": found, "rows": rows})


@page(Right.WORK_CASES, section="complaints")
def one(request: HttpRequest, message: str) -> HttpResponse:
    return _shown(request, message, NoteForm(initial={"channel": "mail"}))


@page(Right.WORK_CASES, section="complaints")
def download(request: HttpRequest, message: str) -> HttpResponse:
    """Byte for byte, and for no browser to open."""
    kept = _kept(message)
    response = HttpResponse(_drop().raw(kept.sha256), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{kept.sha256[:16]}.bin"'
    return response


@page(Right.WORK_CASES, section="complaints")
@require_POST
def deed(request: HttpRequest, message: str, name: str) -> HttpResponse:
    story = DEEDS.get(name)
    if story is None:
        raise Missing(f"There is no deed {name}.")
    form = NoteForm(request.POST)
    try:
        messages.success(request, story(world.of(request), _drop(), message, form))
    except BadInput as bad:
        if name == "note":
            form.tell(bad)
            return _shown(request, message, form, 422)
        return _shown(request, message, NoteForm(), 422, " ".join(fault.reason for fault in bad.faults))
    return redirect("intake-waiting")


def _again(here: OfficeWorld, drop: MailDrop, message: str, form: NoteForm) -> str:
    intake.read_again(here, drop, message)
    return "It is read with the next messages. If it can't be read, it comes back here with the reason."


def _as_note(here: OfficeWorld, drop: MailDrop, message: str, form: NoteForm) -> str:
    if not form.is_valid():
        raise BadInput([])
    made = intake.as_note(here, drop, message, form.values())
    return f"{made.reference} is taken up from your note; the message stays beside it as evidence."


def _aside(here: OfficeWorld, drop: MailDrop, message: str, form: NoteForm) -> str:
    intake.set_aside(here, drop, message, form.data.get("reason", ""))
    return "Set aside. Its bytes stay on disk; no case comes of it."


def _shown(request: HttpRequest, message: str, form: NoteForm, status: int = 200, fault: str = "") -> HttpResponse:
    drop, kept = _drop(), _kept(message)
    raw = drop.raw(kept.sha256)
    context = {
        "one": kept,
        "size": len(raw),
        "text": decode(raw[:SHOWN_BYTES]),
        "cut": len(raw) > SHOWN_BYTES,
        "form": form,
        "fault": fault,
        "name": file_name(kept.envelope.name) if kept.envelope.name else "",
    }
    return render(request, "intake/one.html", context, status=status)


def _kept(message: str) -> Kept:
    found = _drop().find(message)
    if found is None or found.state is not MessageState.QUARANTINE:
        raise Missing("This message does not wait here any more: somebody has had it read, noted or set aside.")
    return found


def _drop() -> MailDrop:
    return office_home().mail_drop()


DEEDS: Final[Mapping[str, Callable[[OfficeWorld, MailDrop, str, NoteForm], str]]] = {
    "again": _again,
    "note": _as_note,
    "aside": _aside,
}

PAGES = [
    path("intake", note, name="intake"),
    path("intake/files", files, name="intake-files"),
    path("intake/waiting", waiting, name="intake-waiting"),
    path("intake/waiting/<str:message>", one, name="intake-message"),
    path("intake/waiting/<str:message>/download", download, name="intake-download"),
    path("intake/waiting/<str:message>/<str:name>", deed, name="intake-deed"),
]
