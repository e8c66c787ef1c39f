"""Forms whose rules are the stories': the form carries texts, the story says what is wrong, and that stands beside the
field. Whoever was slower than somebody else keeps what was typed."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms

from bellwarden.flows.office.faults import BadInput
from bellwarden.policy.settings import settings_of
from bellwarden.policy.single import plain_settings, typed
from bellwarden.policy.table import Table
from bellwarden.ports.office import Conflict

SETTING: Final = "settings."
_YES_NO: Final = (("", "as usual"), ("true", "yes"), ("false", "no"))


class StoryForm(forms.Form):
    """`version` travels with every edit: the one that the reader saw."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def text(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "").strip()

    def tell(self, bad: BadInput) -> None:
        """Each fault beside its field, the others above the form."""
        for fault in bad.faults:
            field = fault.field.partition("[")[0]
            where = field if field in self.fields else None
            said = fault.reason if where else f"{fault.field}: {fault.reason}" if fault.field else fault.reason
            self.add_error(where, said)

    def tell_conflict(self, conflict: Conflict, version: int, who: str) -> None:
        """What was typed stays; sent once more it holds, now that the reader knows."""
        self.add_error(
            None, f"{who or 'Somebody'} saved this while you wrote. Nothing of yours was written. {conflict}."
        )
        self.data = {**self.data, "version": str(version)}


WORDS: Final[Mapping[str, str]] = {
    "cps_max": "Calls a second, at most",
    "any_caller_id": "May show any caller ID",
    "numbers_file": "Its numbers, file",
    "caller_ids_file": "Other caller IDs, file",
    "attempts_1m_max": "Calls in a minute, at most",
    "attempts_1h_max": "Calls in an hour, at most",
    "attempts_1d_max": "Calls in 24 hours, at most",
    "caller_ids_1h_max": "Different caller IDs in an hour, at most",
    "concurrent_max": "Calls at the same time, at most",
    "spend_1d_max": "Spend in 24 hours, at most",
    "origid": "Origination identifier",
    "call_s_max": "Longest call, seconds",
    "continue_status": "Status by which calls go on",
    "certificate_name": "Name in its certificate",
    "identity_in": "Where it takes the Identity from",
    "reports_ends": "Reports the end of calls",
    "signs": "Signs calls",
    "verifies": "Verifies signatures",
    "telemarketer": "Held to the do-not-call lists",
}


def words(name: str) -> str:
    plain = WORDS.get(name, name.replace("_", " "))
    return plain[:1].upper() + plain[1:]


def setting_fields(table: type[Table]) -> dict[str, forms.Field]:
    """A field for each plain setting of a table, with what it means beside it."""
    known = {one.path.rpartition(".")[2]: one for one in settings_of("x", table) if one.path.count(".") == 1}
    made: dict[str, forms.Field] = {}
    for name in plain_settings(table):
        about = known[name]
        label, help_text = words(name), f"{about.meaning[:1].upper()}{about.meaning[1:]}"
        field: forms.Field
        if about.kind == "true or false":
            field = forms.ChoiceField(choices=_YES_NO, required=False, label=label, help_text=help_text)
        elif ", " in about.kind:
            choices = [("", "as usual"), *((one, one) for one in about.kind.split(", "))]
            field = forms.ChoiceField(choices=choices, required=False, label=label, help_text=help_text)
        else:
            field = forms.CharField(required=False, label=label, help_text=help_text, max_length=20_000)
        made[SETTING + name] = field
    return made


def settings_from(form: StoryForm, table: type[Table], kept: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that the form asks for: written ones, and those that no field of it shows. Faults are told."""
    shown = plain_settings(table)
    made = {name: value for name, value in kept.items() if name not in shown}
    for name in shown:
        try:
            value = typed(table, name, form.text(SETTING + name))
        except ValueError as error:
            form.add_error(SETTING + name, str(error))
            continue
        if value is not None:
            made[name] = value
    return made


def shown_settings(table: type[Table], kept: Mapping[str, Any]) -> dict[str, str]:
    """What the fields begin with."""
    return {SETTING + name: shown(kept[name]) for name in plain_settings(table) if name in kept}


def shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return " ".join(str(one) for one in value)
    return str(value)


def fields_named(form: forms.Form, names: Iterable[str]) -> list[forms.BoundField]:
    return [form[name] for name in names if name in form.fields]
