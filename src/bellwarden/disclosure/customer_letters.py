"""Letters to a customer about its own calls: the statement of reasons, reminders, decisions. And a word to executives.

A customer may know its own calls (47 CFR 64.2010); it goes to its address of record. What it may not know is who
complained, and that there are other customers: every letter is looked through for both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bellwarden.disclosure import customer_wording as wording
from bellwarden.disclosure.clearing import Clearance, Letter, clear_letter
from bellwarden.disclosure.leaks import Secrets

NOTICE: Final = "customer-notice-1"  # each changes whenever a sentence of it does
REMINDER: Final = "customer-reminder-1"
DECISION: Final = "customer-decision-1"
EXECUTIVE: Final = "executive-1"
LANGUAGE: Final = "en"
_BASIS: Final = "47 CFR 64.2010: the customer itself, at its address of record"


@dataclass(frozen=True, slots=True)
class Reasons:
    """What a letter is made of; times are texts already."""

    reference: str
    address: str
    carrier: str
    measure: str = ""  # word of the measure; "" when nothing was done
    setting: str = ""
    since: str = ""
    until: str = ""
    facts: str = ""
    found_by: str = "complaint"
    calls: int = 0
    ground: str = "terms"
    ground_text: str = ""
    asks: tuple[str, ...] = ()
    answer_by: str = ""
    appeal_by: str = ""
    page: str = ""
    page_until: str = ""
    following: str = ""  # word of the ladder's next step


def notice(reasons: Reasons, secrets: Secrets, at: float) -> Clearance:
    """The statement of reasons. Held when it would name another customer, or whoever complained."""
    paragraphs = [wording.OPENING, *(f"{wording.HEADINGS[name]}\n{text}" for name, text in _sections(reasons))]
    return _cleared(
        reasons, NOTICE, "notice", (*paragraphs, wording.CLOSE), secrets, at, ("what was seen", "its own calls")
    )


def reminder(reasons: Reasons, secrets: Secrets, at: float) -> Clearance:
    where = (wording.PAGE_ONLY,) if reasons.page else ()
    paragraphs = (wording.REMINDER, *where, wording.CLOSE)
    return _cleared(reasons, REMINDER, "reminder", paragraphs, secrets, at, ("that no answer came",))


def decision(word: str, reasons: Reasons, secrets: Secrets, at: float) -> Clearance:
    """`word` of wording.DECIDED; why stands in `reasons.facts`."""
    where = (wording.PAGE_ONLY,) if reasons.page else ()
    why = (wording.WHY,) if reasons.facts else ()
    paragraphs = (wording.DECIDED[word], *why, *where, wording.CLOSE)
    return _cleared(reasons, DECISION, "decision", paragraphs, secrets, at, ("what was decided",))


def executive(reasons: Reasons, secrets: Secrets, at: float) -> Clearance:
    """To people of our own, by a mail that anybody may read over their shoulder: no name, no number."""
    paragraphs = (wording.EXECUTIVE.replace("{what}", wording.EXECUTIVE_WHAT[reasons.measure]), wording.CLOSE)
    text = _filled("\n\n".join(paragraphs), reasons)
    letter = Letter(
        "executive", reasons.address, LANGUAGE, reasons.reference, wording.EXECUTIVE_SUBJECT, text, EXECUTIVE
    )
    return clear_letter(letter, secrets, _known(paragraphs, reasons), ("that calls were stopped",), (), "our own", at)


def sections(text: str) -> list[tuple[str, str]]:
    """A letter's text again as headings and what stands under them; "" where a paragraph has none."""
    found = []
    for paragraph in text.strip().split("\n\n"):
        head, _, rest = paragraph.partition("\n")
        found.append((head, rest) if head in wording.HEADINGS.values() else ("", paragraph))
    return found


def _sections(reasons: Reasons) -> Sequence[tuple[str, str]]:
    what = wording.MEASURES[reasons.measure] + (f" {wording.SCOPE}" if reasons.measure else "")
    seen = "{facts}" + (f"\n{wording.CALLS}" if reasons.calls else "")
    found = [("what", what), ("seen", seen)]
    if reasons.measure != "reinstate":
        found += [("how", wording.FOUND[reasons.found_by]), ("ground", wording.GROUNDS[reasons.ground])]
    if reasons.asks:
        found.append(("asks", "\n".join(f"- {wording.ASKS[one]}" for one in reasons.asks)))
    if reasons.answer_by:
        by = wording.ANSWER_BY if reasons.page else wording.ANSWER_BY_MAIL
        found.append(("answer", f"{by}\n{wording.PAGE}" if reasons.page else by))
    if reasons.appeal_by:
        found.append(("appeal", wording.APPEAL if reasons.page else wording.APPEAL_BY_MAIL))
    if reasons.answer_by:
        found.append(("otherwise", wording.OTHERWISE[reasons.following]))
    return (*found, ("secret", wording.SECRET))


def _cleared(
    reasons: Reasons,
    template: str,
    subject: str,
    paragraphs: Sequence[str],
    secrets: Secrets,
    at: float,
    told: tuple[str, ...],
) -> Clearance:
    headline = f"{wording.SUBJECTS[subject]} [{reasons.reference}]"
    text = _filled("\n\n".join(paragraphs), reasons)
    letter = Letter("customer", reasons.address, LANGUAGE, reasons.reference, headline, text, template)
    withheld = ("who complained", "what they wrote", "other customers")
    return clear_letter(letter, secrets, _known(paragraphs, reasons), told, withheld, _BASIS, at)


def _fields(reasons: Reasons) -> Mapping[str, str]:
    return {
        "carrier": reasons.carrier,
        "reference": reasons.reference,
        "setting": reasons.setting,
        "since": reasons.since,
        "until": reasons.until,
        "calls": str(reasons.calls),
        "answer_by": reasons.answer_by,
        "appeal_by": reasons.appeal_by,
        "page": reasons.page,
        "page_until": reasons.page_until,
    }


def _filled(template: str, reasons: Reasons) -> str:
    """Staff's own words last: a brace that they typed is none of ours, and is found by the look for placeholders."""
    for name, value in _fields(reasons).items():
        template = template.replace(f"{{{name}}}", value)
    return template.replace("{ground}", _flat(reasons.ground_text)).replace("{facts}", _lines(reasons.facts)) + "\n"


def _known(paragraphs: Sequence[str], reasons: Reasons) -> str:
    """What may stand in the letter whatever is secret: our own sentences and what is filled into them."""
    return "\n".join((*paragraphs, *_fields(reasons).values()))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _lines(text: str) -> str:
    """No empty line: those part the sections."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
