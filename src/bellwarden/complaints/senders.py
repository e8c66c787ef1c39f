"""Of which class a sender is: by the carrier's own list of senders, else by what it says, which proves nothing."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from bellwarden.model.complaint import CheckState, FieldName, Message, Origin

PUBLIC: Final = "public"
# Ways in whose address somebody typed: that it stands in the list proves nothing.
_TYPED: Final = frozenset(("web_form", "api_json", "phone_note"))
_I: Final = re.IGNORECASE
# The first that fits. A complainant who mentions the police is no police: these are words of who signs.
_SIGNS: Final = (
    (
        "police",
        re.compile(
            r"\b(?:detective|(?:police|sheriff'?s?) (?:department|office)|officer \w+,? badge|badge (?:no|number|#)"
                r"|special agent"
            r"|investigating officer|comisar[ií]a de polic[ií]a|brigada de|brigade de gendarmerie|officier de police "
                r"judiciaire)\b",
            _I,
        ),
    ),
    (
        "lawyer",
        re.compile(
            r"\b(?:attorneys? at law|law (?:firm|offices? of)|esq\.|(?:i|we) represent\b|on behalf of (?:my|our) "
                r"client|counsel for"
            r"|cease[- ]and[- ]desist|preservation (?:letter|demand)|abogad[oa]s? de|bufete|cabinet d'avocats?"
                r"|ma[iî]tre [A-Z]\w+, avocat)\b",
            _I,
        ),
    ),
    (
        "authority",
        re.compile(
            r"\b(?:(?:this is|on behalf of|from) the (?:FCC|FTC|Federal Communications Commission|Federal Trade "
                r"Commission)"
            r"|enforcement bureau|office of the attorney general|assistant attorney general|industry traceback group"
                r"|traceback request"
            r"|civil investigative demand|letter of inquiry|notice of informal complaint)\b",
            _I,
        ),
    ),
    (
        "carrier",
        re.compile(
            r"\b(?:(?:a|one of) our (?:subscribers?|customers?|end[- ]users?) (?:has |have |is |are )?(?:report"
                r"|complain|receiv)\w*"
            r"|our subscriber|noc@|network operations|terminating (?:provider|carrier)|we are the (?:terminating"
                r"|carrier))\b",
            _I,
        ),
    ),
)  # fmt: skip


class Sender(NamedTuple):
    """`confirmed`: the carrier's own list names the address, and the mail is proved to come from there."""

    recipient: str  # class of disclosure/recipients
    confirmed: bool
    reason: str
    flag: str = ""  # what a person has to know before believing it


def sender_of(message: Message, listed: Mapping[str, Sequence[str]]) -> Sender:
    """`listed`: addresses and @domains by class."""
    if message.automatic:
        return Sender("program", True, message.automatic)
    address = message.sender.casefold()
    for name, entries in listed.items() if message.intake not in _TYPED else ():
        for entry in map(str.casefold, entries):
            if address and (address == entry or (entry.startswith("@") and address.endswith(entry))):
                return _listed(name, entry, message)
    if message.intake == "supplier_forward":
        return Sender("did_supplier", False, "it writes as a supplier of numbers does", _forged(message))
    text = "\n".join(
        part.text for part in message.parts if part.field is FieldName.NONE and part.origin is not Origin.QUOTED
    )
    for name, pattern in _SIGNS:
        found = pattern.search(text)
        if found:
            return Sender(name, False, f"it says “{found.group()}”; nobody has confirmed it", _forged(message))
    return Sender(PUBLIC, False, "nothing says otherwise", _forged(message))


def _listed(name: str, entry: str, message: Message) -> Sender:
    """A mail's From is what its writer wrote there: the list holds only with a proof."""
    if message.check.state is CheckState.PASS:
        return Sender(name, True, f"{entry} is listed, and the mail comes from there ({message.check.told})")
    flag = _forged(message) or (
        f"it says that it comes from {message.sender}, a sender you know, but nothing proves it"
        f" ({message.check.told or 'no mail server of yours says anything about it'}): ask them by a way you know"
    )
    return Sender(name, False, f"{entry} is listed, but the mail is not proved to come from there", flag)


def _forged(message: Message) -> str:
    """In a sentence, where the domain's owner says that it is not from there."""
    if message.check.state is not CheckState.FAIL:
        return ""
    return f"it does not come from {message.sender}: {message.check.by} says {message.check.told}"
