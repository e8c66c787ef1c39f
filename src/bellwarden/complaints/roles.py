"""Which number is which: shown, called, to be called back, or another. By the words around it, in three languages."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from bellwarden.complaints.labels import likely_meaning, meaning
from bellwarden.complaints.number_finding import Seen
from bellwarden.complaints.role_cues import BEFORE, BEHIND, CALLED_BACK, REACHED
from bellwarden.model.complaint import FieldName, FoundNumber, NumberRole, Origin, Part

REACH_BEFORE: Final = 90  # characters looked at before and behind a number
REACH_BEHIND: Final = 60
CLEARLY: Final = 4.0  # by so much surer
_FIELD_WEIGHT: Final = 20.0
_LABEL_WEIGHT: Final = 12.0
_LABEL: Final = re.compile(r"(?:^|[;|]|\. )[ \t>*•-]*([A-Za-zÀ-ÿ][\w À-ÿ'/().#-]{0,50}?)[ \t]*[:=\t][ \t]*[+(]*$")
_LABEL_AND_NAME: Final = re.compile(
    r"(?:^|[;|]|\. )[ \t>*•-]*([A-Za-zÀ-ÿ][\w À-ÿ'/().#-]{0,50}?)[ \t]*:[ \t]*[A-ZÀ-Þ](?:[^:;|\d.]"
    r"|\.(?! \w{2})){1,40}[,( ]+$"
)
_FIELD_ROLES: Final = {
    FieldName.CALLING: NumberRole.CALLER_ID,
    FieldName.CALLED: NumberRole.CALLED,
    FieldName.CALLBACK: NumberRole.CALLBACK,
    FieldName.OTHER_NUMBER: NumberRole.OTHER,
}


_OWN: Final = re.compile(
    r"\b(?:my|our|mi|nuestro|mon|notre)(?: own)?(?: \w+)? (?:number|line|phone|n[uú]m[ée]ro|tel[ée]fono|ligne"
    r"|t[ée]l[ée]phone)\b[^.;\n\d]{0,20}$"
    r"|\b(?:number|n[uú]m[ée]ro)[^.;\n\d]{0,12}(?:is )?(?:mine|m[ií]o|[àa] moi)[^.;\n\d]{0,6}$"
    r"|\bI['’]m [^.;\n\d]{0,12}$",
    re.IGNORECASE,
)
# "called … back", "I called": whoever calls there is the complainant.
_JOINED: Final = re.compile(
    r"[\s,;/&)(]*(?:\([^()\n]{1,24}\)[\s,;]*)?(?:(?:and|or|then|also|again|later|y|o|luego|et|ou|puis)[\s,(]*){0,3}",
    re.IGNORECASE,
)
_AND: Final = re.compile(r"[^.;:?!\n]{0,40}\b(?:and|y|e|et)\s+\(?", re.IGNORECASE)  # `X on Monday at four and Y`
_TAKEN_BACK: Final = re.compile(
    r"[\s.,;:?!)-]*(?:no[,.]? (?:sorry|wait|it|I)\b|sorry|oops|wait|I mean|I meant|correction|scratch that|actually"
    r"|rather|perd[óo]n|mejor dicho|digo"
    r"|pardon|je veux dire|ou plut[ôo]t|plut[ôo]t|rectification)\b[^.\n\d]{0,70}",
    re.IGNORECASE,
)
_CALLED_BACK: Final = re.compile(r"^[\s)\"',]*back\b", re.IGNORECASE)
_I_CALLED: Final = re.compile(r"\bI (?:\w+ ){0,2}(?:call(?:ed)?|dial(?:ed|led)?|rang|phoned)[\s:(]*$", re.IGNORECASE)


class _Said(NamedTuple):
    role: NumberRole
    weight: float
    reason: str


def with_roles(
    parts: Sequence[Part], seen: Sequence[tuple[int, Seen]], victim: bool = False
) -> tuple[FoundNumber, ...]:
    """`seen`: numbers with the place of their part. The same number has the same role wherever it stands. `victim`:
    others show the writer's number; it is the one that was shown."""
    said: dict[str, dict[NumberRole, float]] = defaultdict(lambda: defaultdict(float))
    why: dict[tuple[str, NumberRole], str] = {}
    for place, one in seen:
        for role, weight, reason in _cues(parts[place], one, victim):
            if weight > said[_key(one)][role]:
                said[_key(one)][role] = weight
                why[_key(one), role] = reason
    roles = {_key(one): _best(said[_key(one)]) for _, one in seen}
    _correct(parts, seen, roles, why)
    _follow(parts, seen, roles, why)
    _settle(roles, why)
    _fill(parts, seen, roles, why)
    return tuple(_found(place, one, roles[_key(one)], why) for place, one in seen)


def _key(one: Seen) -> str:
    return one.number.digits


def _best(weights: dict[NumberRole, float]) -> _Said | None:
    if not weights:
        return None
    role = max(weights, key=lambda key: weights[key])
    second = max((weight for other, weight in weights.items() if other is not role), default=0.0)
    return _Said(role, weights[role] - second / 3, "")


def _cues(part: Part, one: Seen, victim: bool) -> list[_Said]:
    if part.field in _FIELD_ROLES:
        return [_Said(_FIELD_ROLES[part.field], _FIELD_WEIGHT, f"field {part.name or part.field.value}")]
    before = part.text[max(0, one.start - REACH_BEFORE) : one.start]
    label = _LABEL.search(before.rsplit("\n", 1)[-1])
    if label is None:  # `Complainant: R. Ortega, 446-200-8080`
        label = _LABEL_AND_NAME.search(before.rsplit("\n", 1)[-1])
    named = _named(label.group(1)) if label else FieldName.NONE
    if named in _FIELD_ROLES and label:
        return [_Said(_FIELD_ROLES[named], _LABEL_WEIGHT, f"label {label.group(1).strip()}")]
    flat = " ".join(before.split()) + (" " if before[-1:].isspace() else "")
    behind = " ".join(part.text[one.end : one.end + REACH_BEHIND].split())
    if _CALLED_BACK.match(behind) or _I_CALLED.search(flat):
        return [_Said(NumberRole.CALLBACK, 6.0, CALLED_BACK)]
    if victim and _OWN.search(flat):
        return [_Said(NumberRole.CALLER_ID, 12.0, "the writer's own, which others show")]
    found = [_Said(cue.role, cue.weight, cue.words) for cue in BEFORE if cue.pattern.search(flat)]
    found = _longest(flat, found)
    found += [_Said(cue.role, cue.weight, cue.words) for cue in BEHIND if cue.pattern.match(behind)]
    if part.origin is Origin.SUBJECT and not found:
        found.append(_Said(NumberRole.CALLER_ID, 4.0, "named in the subject"))
    return found


def _named(label: str) -> FieldName:
    label = label.rsplit(". ", 1)[-1]
    known = meaning(label)
    return known if known is not FieldName.NONE else likely_meaning(label)


def _longest(flat: str, found: list[_Said]) -> list[_Said]:
    """Of cues before a number those that weigh most; `call back 555…` is a call back and no call to 555."""
    top = max((one.weight for one in found), default=0.0)
    return [one for one in found if one.weight >= top - 1] if flat else found


def _follow(
    parts: Sequence[Part],
    seen: Sequence[tuple[int, Seen]],
    roles: dict[str, _Said | None],
    why: dict[tuple[str, NumberRole], str],
) -> None:
    """`from X, then again Y`: a number that only such words part from another has its role."""
    for (place, one), (other_place, other) in pairwise(seen):
        before, after = roles[_key(one)], roles[_key(other)]
        if place != other_place or before is None or after is not None:
            continue
        text = parts[place].text
        if _JOINED.fullmatch(text, one.end, other.start) or _AND.fullmatch(text, one.end, other.start):
            roles[_key(other)] = _Said(before.role, before.weight - 1, "")
            why[_key(other), before.role] = "named beside another one"


def _correct(
    parts: Sequence[Part],
    seen: Sequence[tuple[int, Seen]],
    roles: dict[str, _Said | None],
    why: dict[tuple[str, NumberRole], str],
) -> None:
    """`dial X … no sorry, it was Y`: Y is meant, X is nobody's."""
    for (place, one), (other_place, other) in pairwise(seen):
        before = roles[_key(one)]
        if place != other_place or before is None or _key(one) == _key(other):
            continue
        if _TAKEN_BACK.fullmatch(parts[place].text, one.end, other.start):
            roles[_key(other)] = before
            why[_key(other), before.role] = "put in the place of the number before it"
            roles[_key(one)] = _Said(NumberRole.OTHER, before.weight, "")
            why[_key(one), NumberRole.OTHER] = "taken back by its writer"


def _settle(roles: dict[str, _Said | None], why: dict[tuple[str, NumberRole], str]) -> None:
    """Somebody called somebody: of several numbers with one of the two roles the weakest has the other, when that
    one is nobody's and the words for it are much weaker."""
    taken = {said.role for said in roles.values() if said is not None}
    for key, said in roles.items():
        if (
            said is not None
            and why.get((key, said.role)) == CALLED_BACK
            and NumberRole.CALLER_ID not in taken
            and None not in roles.values()
        ):
            roles[key] = _Said(NumberRole.CALLER_ID, said.weight, "")
            why[key, NumberRole.CALLER_ID] = "called back by the complainant, so it was shown"
        elif (
            said is not None
            and why.get((key, said.role)) == REACHED
            and NumberRole.CALLED not in taken
            and None not in roles.values()
        ):
            roles[key] = _Said(NumberRole.CALLED, said.weight, "")
            why[key, NumberRole.CALLED] = "where to reach the complainant, and no other number was called"
    for held, missing in ((NumberRole.CALLED, NumberRole.CALLER_ID), (NumberRole.CALLER_ID, NumberRole.CALLED)):
        several = sorted((said.weight, key) for key, said in roles.items() if said is not None and said.role is held)
        if len(several) < 2 or any(said is None or said.role is missing for said in roles.values()):
            continue
        (weak, key), (strong, _) = several[0], several[-1]
        if held is NumberRole.CALLED or strong - weak >= CLEARLY:
            roles[key] = _Said(missing, 1.0, "")
            why[key, missing] = "the other number is surer to be the other party's"


def _fill(
    parts: Sequence[Part],
    seen: Sequence[tuple[int, Seen]],
    roles: dict[str, _Said | None],
    why: dict[tuple[str, NumberRole], str],
) -> None:
    """Numbers that no word explains: the first is the one complained about, the next the complainant's."""
    for place, one in seen:
        key = _key(one)
        if roles[key] is not None:
            continue
        taken = {said.role for said in roles.values() if said is not None}
        if NumberRole.CALLER_ID not in taken:
            role = NumberRole.CALLER_ID
        elif NumberRole.CALLED not in taken and parts[place].origin is not Origin.SUBJECT:
            role = NumberRole.CALLED
        else:
            role = NumberRole.OTHER
        roles[key] = _Said(role, 1.0, "")
        why[key, role] = "no word tells; by its place among the numbers"
        _follow(parts, seen, roles, why)


def _found(place: int, one: Seen, said: _Said | None, why: dict[tuple[str, NumberRole], str]) -> FoundNumber:
    role = said.role if said else NumberRole.OTHER
    weight = said.weight if said else 0.0
    return FoundNumber(
        place, one.start, one.end, one.text, one.number.digits, one.number.e164, role,
        why.get((_key(one), role), ""), round(min(0.99, 0.45 + weight / 20), 2),
        one.number.fault.value if one.number.fault else "", one.form,
    )  # fmt: skip
