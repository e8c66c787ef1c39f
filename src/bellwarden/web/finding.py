"""What the jump box finds: customers, cases, measures, a decision, a call, by whatever somebody pasted."""

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from django.db.models import Q

from bellwarden.model.number import NumberForm
from bellwarden.model.office.people import Right
from bellwarden.numbering.reading import read_number
from bellwarden.store.models import CallerIdRight, Case, Customer, Enforcement, Trunk
from bellwarden.web import frame, parts
from bellwarden.web.standing_work import AT_WORK

EACH_MAX: Final = 6
LONG_MAX: Final = 200
_DECISION: Final = re.compile(r"[0-9a-f]{24}")
_REF: Final = re.compile(r"[A-Za-z]{1,3}-?[0-9]{0,4}-?[0-9]{1,6}")
_CALL_ID: Final = re.compile(r"[^\s@]{6,}@[^\s@]+|[0-9A-Fa-f-]{16,}")


class Hit(NamedTuple):
    href: str
    text: str
    note: str = ""
    shape: str = ""


class Group(NamedTuple):
    """Hits of one kind; `more` is where the rest of them is listed."""

    word: str
    hits: list[Hit]
    more: str = ""


class Question(NamedTuple):
    """What was typed, understood once."""

    text: str
    digits: str  # canonical, where it is a telephone number
    names: bool  # whether customers' names may be looked at


def asked(text: str, rights: frozenset[Right], country: str = "US") -> Question:
    text = text.strip()[:LONG_MAX]
    looks_dialled = bool(re.fullmatch(r"[+()\d\s./-]{3,}", text))
    number = read_number(text, country) if looks_dialled else None
    known = (NumberForm.NANP, NumberForm.INTERNATIONAL, NumberForm.SHORT_CODE)
    digits = number.digits if number is not None and number.form in known else ""
    return Question(text, digits, Right.READ_CPNI in rights)


def find(question: Question, each: int = EACH_MAX) -> list[Group]:
    """In the order in which they are shown; kinds without a hit are left out."""
    if not question.text:
        return []
    finders: tuple[Callable[[Question, int], Group | None], ...] = (
        *(_number, _decision, _call, _customers, _holders, _cases, _measures, _trunks),
    )
    return [group for finder in finders if (group := finder(question, each)) is not None and group.hits]


def _number(question: Question, each: int) -> Group | None:
    if not question.digits:
        return None
    shown = parts.written_number(question.digits)
    hits = [Hit(_with("/jump", q=question.digits, all=1), shown, "all about it", "hash")]
    if frame.is_built("/live"):
        hits.append(Hit(_with("/live", number=question.digits), f"Calls of {shown}", "from or to", "phone-call"))
    return Group("Number", hits)


def _decision(question: Question, each: int) -> Group | None:
    text = question.text.lower()
    if not _DECISION.fullmatch(text) or not frame.is_built(f"/decisions/{text}"):
        return None
    return Group("Decision", [Hit(f"/decisions/{text}", text, "explain this call", "phone-call")])


def _call(question: Question, each: int) -> Group | None:
    if question.digits or _DECISION.fullmatch(question.text.lower()) or not _CALL_ID.fullmatch(question.text):
        return None
    if not frame.is_built("/live"):
        return None
    return Group(
        "Call-ID", [Hit(_with("/live", call_id=question.text), question.text, "look for this call", "phone-call")]
    )


def _customers(question: Question, each: int) -> Group:
    text = question.text
    like = Q(key__icontains=text) | Q(external_id=text) | Q(ref=text.upper())
    if question.names:
        like |= Q(name__icontains=text) | Q(legal_name__icontains=text)
    found = list(Customer.objects.filter(like).order_by("ended_at", "key")[: each + 1])
    hits = [_customer(row, question.names) for row in found[:each]]
    return Group("Customers", hits, _with("/customers", q=text) if len(found) > each else "")


def _customer(row: Customer, names: bool, note: str = "") -> Hit:
    place = "/upstreams" if row.kind == "upstream" else "/customers"
    return Hit(f"{place}/{row.key}", row.name if names and row.name else row.key, note or row.standing, "users")


def _holders(question: Question, each: int) -> Group | None:
    """Whose number it is, by exact number, by prefix (+1238446*) and by range."""
    digits = question.digits
    if len(digits) < 7:
        return None
    exact = [f"+{digits}", *(f"+{digits[:size]}*" for size in range(1, len(digits) + 1))]
    ranges = Q(numbers__startswith=f"+{digits[:4]}", numbers__contains="-")
    rows = CallerIdRight.objects.filter(Q(numbers__in=exact) | ranges).select_related("customer")[:500]
    hits = [
        _customer(row.customer, question.names, parts.RIGHT_BASES.get(str(row.basis), str(row.basis)))
        for row in rows
        if row.customer and (row.numbers in exact or _in_range(row.numbers, digits))
    ]
    return Group("May show this number", hits[:each])


def _in_range(numbers: str, digits: str) -> bool:
    first, _, last = numbers.replace("+", "").partition("-")
    return first.isdigit() and last.isdigit() and len(last) == len(digits) and int(first) <= int(digits) <= int(last)


def _cases(question: Question, each: int) -> Group:
    text = question.text
    exact = Q(subject=question.digits or text) | Q(external_id=text)
    if _REF.fullmatch(text):
        exact |= Q(ref=text.upper()) | (Q(ref__endswith=text.split("-")[-1].zfill(6)) if "-" in text else Q())
    found = list(Case.objects.filter(exact).order_by("-id")[: each + 1])
    if not found and len(text) >= 3:
        at_work = Case.objects.filter(state__in=AT_WORK).values("pk")  # out of an index; titles are read of these alone
        named = Case.objects.filter(pk__in=at_work, title__icontains=text)
        found = list(named.order_by("severity", "id")[: each + 1])
    hits = [Hit(f"/cases/{row.ref}", f"{row.ref} {row.title}", row.state, "inbox") for row in found[:each]]
    return Group("Cases", hits, _with("/cases", q=text, state="any") if len(found) > each else "")


def _measures(question: Question, each: int) -> Group | None:
    if not frame.is_built("/enforcements"):
        return None
    exact = Q(value=question.digits or question.text)
    if _REF.fullmatch(question.text):
        exact |= Q(ref=question.text.upper())
    rows = Enforcement.objects.filter(exact).order_by("-id")[:each]
    words = parts.plain_words
    hits = [
        Hit(f"/enforcements/{row.ref}", f"{row.ref} {words(row.kind)}", words(row.state), "hand-stop") for row in rows
    ]
    return Group("Enforcements", hits)


def _trunks(question: Question, each: int) -> Group:
    rows = Trunk.objects.filter(key__icontains=question.text).select_related("customer").order_by("key")[:each]
    hits = [
        Hit(f"/customers/{row.customer.key}", f"Trunk {row.key}", row.customer.key, "route")
        for row in rows
        if row.customer
    ]
    return Group("Trunks", hits)


def _with(path: str, **query: Any) -> str:
    return f"{path}?{urlencode(query)}"
