"""The form of a measure: whom, how, until when, why; out of it the wish that the stories take."""

from typing import Any, Final

from django import forms
from django.http import QueryDict

from bellwarden.flows.enforcement import read_duration
from bellwarden.flows.office.measures import Wish
from bellwarden.model.office.enforcement import ENDLESS, MeasureKind, ReasonCode
from bellwarden.model.verdict import Diversion, EvidenceClass
from bellwarden.store.models import Case
from bellwarden.web.measure_words import LENGTHS, REASONS, WORDS
from bellwarden.web.story_form import StoryForm

_FIELD_OF: Final = {"setting": "setting", "expires_at": "length", "value": "value"}
_WEIGHTS: Final = (
    ("", "choose"),
    ("fact", "Fact: seen in the calls themselves"),
    ("authority", "Authority: a list, an order, a traceback"),
    ("statistics", "Statistics: the pattern of its calls"),
)


class MeasureForm(StoryForm):
    """Texts and choices only; every rule is in flows/office/measures.py."""

    def __init__(self, data: Any = None, *, kind: MeasureKind, value: str, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.kind = kind
        self.of_whom = value
        if WORDS[kind].value:
            self.fields["value"] = forms.CharField(label=WORDS[kind].value, required=False, max_length=200)
        if kind is MeasureKind.LIMIT:
            about = "As many pass; further ones are refused."
            self.fields["setting"] = forms.CharField(label="Calls a second", help_text=about, required=False)
        elif kind is MeasureKind.RESTRICT_CALLER_IDS:
            about = "The only ones it may show: numbers, ranges, prefixes; one a line."
            area = forms.Textarea(attrs={"rows": 4, "data-keep": ""})
            self.fields["setting"] = forms.CharField(label="Caller IDs", help_text=about, required=False, widget=area)
        elif kind is MeasureKind.CHALLENGE:
            ways = [(one.value, one.value.replace("_", " ")) for one in Diversion]
            self.fields["setting"] = forms.ChoiceField(label="By", choices=ways, required=False)
        reasons = [("", "choose"), *((one.value, words) for one, words in REASONS.items())]
        self.fields["reason_code"] = forms.ChoiceField(label="Reason", choices=reasons, required=False)
        self.fields["evidence_class"] = forms.ChoiceField(label="It rests on", choices=_WEIGHTS, required=False)
        if kind not in ENDLESS:
            self.fields["length"] = forms.ChoiceField(label="For", choices=LENGTHS, required=False)
        self.fields["internal_text"] = _area("What was seen", "For us and for the auditor.")
        self.fields["public_text"] = _area("What the customer may be told", "Sent by nobody yet; kept with the record.")
        self.fields["case"] = forms.CharField(
            label="Case", help_text="Its reference, where there is one.", required=False
        )

    def wish(self, now: float) -> Wish | None:
        """None where a choice is missing; told beside its field."""
        if not self.is_valid():
            return None
        for name in ("reason_code", "evidence_class"):
            if not self.text(name):
                self.add_error(name, "Choose one.")
        seconds = read_duration(self.text("length")) if self.text("length") else 0
        case = self._case()
        if self.errors:
            return None
        return Wish(
            self.kind,
            self.text("value") if "value" in self.fields else self.of_whom,
            now + seconds if seconds else 0.0,
            ReasonCode(self.text("reason_code")),
            EvidenceClass(self.text("evidence_class")),
            self.text("internal_text"),
            self.text("public_text"),
            self.setting(),
            case,
        )

    def setting(self) -> dict[str, object]:
        return setting_of(self.kind, self.text("setting") if "setting" in self.fields else "")

    def _case(self) -> int:
        ref = self.text("case")
        found = Case.objects.filter(ref=ref).first() if ref else None
        if ref and found is None:
            self.add_error("case", f"There is no case {ref}.")
        return 0 if found is None else found.pk

    def tell(self, bad: Any) -> None:
        super().tell(type(bad)(one._replace(field=_FIELD_OF.get(one.field, one.field)) for one in bad.faults))


def _area(label: str, about: str) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3, "data-keep": ""})
    return forms.CharField(label=label, help_text=about, required=False, max_length=4_000, widget=area)


def setting_of(kind: MeasureKind, text: str) -> dict[str, object]:
    """The kind's own setting out of what was written; what is none is left for the story to refuse."""
    if kind is MeasureKind.LIMIT:
        return {"cps_max": int(text)} if text.isascii() and text.isdigit() and len(text) < 9 else {}
    if kind is MeasureKind.RESTRICT_CALLER_IDS:
        return {"numbers": [part.strip() for part in text.replace(",", "\n").splitlines() if part.strip()]}
    return {"by": text} if kind is MeasureKind.CHALLENGE else {}


def kind_of(query: QueryDict) -> MeasureKind | None:
    try:
        return MeasureKind(query.get("kind", ""))
    except ValueError:
        return None
