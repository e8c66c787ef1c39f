"""What a push would change: two policies side by side, for people and for programs."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import fields
from enum import Enum
from typing import Any, NamedTuple

from bellwarden.model.policy import (
    Carrier,
    Customer,
    ModeSetting,
    Numbers,
    PolicyBundle,
    PolicyDocument,
    PolicyList,
    Rate,
    Trunk,
)
from bellwarden.policy.layers import difference as layer_difference

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
SHOWN_MAX = 5  # added or removed items of a set that a line names
_SIGN = {ADDED: "+", REMOVED: "-", CHANGED: "~"}
# Told in words of their own, see _list_contents and _blocks.
_INNER = frozenset(("layer", "count", "blocks_layer", "roots_layer", "until_s"))
_NOTHING = PolicyBundle(PolicyDocument(Carrier("")), {})


class Change(NamedTuple):
    """`field` is "" where the thing as a whole came or went; else its setting, or the set whose items came or went.

    `before` and `after` are texts for people; what was added has no `before`, what was removed no `after`.
    """

    kind: str  # added, removed, changed
    what: str  # carrier, faults, stir, trunk, customer, mode, list, condition, inventory, numbering, emergency_numbers
    name: str
    field: str
    before: str
    after: str

    def __str__(self) -> str:
        thing = " ".join(part for part in (_SIGN[self.kind], self.what, self.name) if part)
        said = self.after or self.before
        if self.kind == CHANGED:
            said = f"{self.before or 'nothing'} → {self.after or 'nothing'}"
        return ": ".join(part for part in (thing, self.field, said) if part)


def difference(before: PolicyBundle | None, after: PolicyBundle) -> tuple[Change, ...]:
    """Every change from one policy to another, in the order of the files; () for equal ones.

    None as `before`: no policy was there yet, so everything is added.
    """
    first = before or _NOTHING
    old, new = first.document, after.document
    changes: list[Change] = []
    if before is None:
        changes.append(Change(ADDED, "carrier", "", "", "", new.carrier.name))
    else:
        changes += _settings("carrier", "", old.carrier, new.carrier)
        changes += _settings("faults", "", old.faults, new.faults)
        changes += _settings("stir", "", old.stir, new.stir)
        changes += _roots(first, after)
    changes += _named("trunk", old.trunks, new.trunks)
    changes += _named("customer", old.customers, new.customers)
    changes += _modes(old.modes, new.modes)
    changes += _named("list", old.lists, new.lists)
    changes += _list_contents(first, after)
    changes += _named("condition", old.conditions, new.conditions)
    changes += _named("rate", old.rates, new.rates)
    changes += _set("costs", "", "prices", _prices(old), _prices(new))
    changes += _set("inventory", "", "numbers", _members(old.inventory), _members(new.inventory))
    changes += _settings("numbering", "", old.numbering, new.numbering)
    changes += _blocks(first, after)
    changes += _set("emergency_numbers", "", "numbers", old.emergency_numbers, new.emergency_numbers)
    return tuple(changes)


def as_data(changes: Sequence[Change]) -> list[dict[str, str]]:
    """For programs: a list of objects with kind, what, name, field, before and after."""
    return [change._asdict() for change in changes]


def _named(what: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Change]:
    old = {_key(one): one for one in before}
    new = {_key(one): one for one in after}
    for key, one in old.items():
        if key not in new:
            yield Change(REMOVED, what, key, "", _summary(one), "")
    for key, one in new.items():
        if key not in old:
            yield Change(ADDED, what, key, "", "", _summary(one))
        else:
            yield from _settings(what, key, old[key], one)


def _key(one: Any) -> str:
    """Trunks and customers go by their key, lists and conditions by their name."""
    return str(one.key if isinstance(one, Trunk | Customer) else one.name)


def _summary(one: Any) -> str:
    """A few words on something that came or went as a whole."""
    if isinstance(one, PolicyList):
        return f"{one.list_class.value} by {one.key.value}; {_amount(one)}"
    if isinstance(one, Trunk):
        return _some([*one.addresses])
    if isinstance(one, Rate):
        return f"{one.calls_max} in {one.window_s} s"
    return str(one.name if isinstance(one, Customer) else one.expression)


def _amount(one: PolicyList) -> str:
    parts = ((one.count, "numbers"), (len(one.prefixes), "prefixes"), (len(one.entries), "entries"))
    return ", ".join(f"{words} {count:,}" for count, words in parts if count) or "nothing in it"


def _settings(what: str, name: str, before: Any, after: Any, path: str = "") -> Iterator[Change]:
    for field in fields(before):
        old, new = getattr(before, field.name), getattr(after, field.name)
        said = f"{path}{field.name}"
        if old == new or field.name in _INNER:
            continue
        if isinstance(old, Numbers):
            yield from _set(what, name, said, _members(old), _members(new))
        elif hasattr(old, "__dataclass_fields__") and new is not None:
            yield from _settings(what, name, old, new, f"{said}.")
        elif isinstance(old, tuple) or isinstance(new, tuple):
            yield from _set(what, name, said, old or (), new or ())
        else:
            yield Change(CHANGED, what, name, said, _text(old), _text(new))


def _members(numbers: Numbers) -> tuple[str, ...]:
    return (*(f"+{number}" for number in numbers.exact), *(f"+{prefix}*" for prefix in numbers.prefixes))


def _prices(document: PolicyDocument) -> tuple[str, ...]:
    return tuple(f"+{prefix}* {price / 1_000_000:g} a minute" for prefix, price in document.costs.prices)


def _set(what: str, name: str, field: str, before: Sequence[object], after: Sequence[object]) -> Iterator[Change]:
    """What a set lost and gained; of equal sets their order."""
    old, new = dict.fromkeys(map(_text, before)), dict.fromkeys(map(_text, after))
    gone = [one for one in old if one not in new]
    come = [one for one in new if one not in old]
    if gone:
        yield Change(REMOVED, what, name, field, _some(gone), "")
    if come:
        yield Change(ADDED, what, name, field, "", _some(come))
    if not gone and not come and [*old] != [*new]:
        yield Change(CHANGED, what, name, field, _some([*old]), _some([*new]))


def _some(texts: list[str]) -> str:
    more = len(texts) - SHOWN_MAX
    return ", ".join(texts[:SHOWN_MAX]) + (f" and {more:,} more" if more > 0 else "")


def _text(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return " ".join(_text(one) for one in value)
    if isinstance(value, Numbers):
        return _some([*_members(value)])
    if hasattr(value, "__dataclass_fields__"):
        said = ((field.name, getattr(value, field.name)) for field in fields(value))
        return " ".join(f"{name} {_text(one)}" for name, one in said if one and name not in _INNER)
    return "" if value is None else str(value)


def _modes(before: Sequence[ModeSetting], after: Sequence[ModeSetting]) -> Iterator[Change]:
    old = {(one.check, one.scope.value, one.key): one.mode.value for one in before}
    new = {(one.check, one.scope.value, one.key): one.mode.value for one in after}
    for place in dict.fromkeys((*old, *new)):
        was, now = str(old.get(place, "")), str(new.get(place, ""))
        if was != now:
            check, scope, key = place
            kind = CHANGED if was and now else ADDED if now else REMOVED
            yield Change(kind, "mode", f"{check} for {scope} {key}" if key else check, "", was, now)


def _list_contents(before: PolicyBundle, after: PolicyBundle) -> Iterator[Change]:
    """How many numbers each list gained and lost."""
    old_lists = {one.name: one for one in before.document.lists}
    for new in after.document.lists:
        old = old_lists.get(new.name)
        if old is None:
            continue
        old_layer, new_layer = _layer(before, old.layer), _layer(after, new.layer)
        if old_layer != new_layer:
            come, gone = layer_difference(old_layer, new_layer)
            counted = f"{new.count:,} (+{come:,} -{gone:,})"
            yield Change(CHANGED, "list", new.name, "numbers", f"{old.count:,}", counted)


def _blocks(before: PolicyBundle, after: PolicyBundle) -> Iterator[Change]:
    """How many thousand-blocks are allocated, where the administrators' files changed."""
    old = _layer(before, before.document.numbering.blocks_layer)
    new = _layer(after, after.document.numbering.blocks_layer)
    if old != new:
        yield Change(CHANGED, "numbering", "", "allocated blocks", _allocated(old), _allocated(new))


def _roots(before: PolicyBundle, after: PolicyBundle) -> Iterator[Change]:
    """How many root certificates are trusted, where their file changed."""
    old, new = _layer(before, before.document.stir.roots_layer), _layer(after, after.document.stir.roots_layer)
    if old != new:
        said = [str(pem.count(b"-----BEGIN CERTIFICATE-----")) if pem else "" for pem in (old, new)]
        yield Change(CHANGED, "stir", "", "root certificates", *said)


def _layer(bundle: PolicyBundle, name: str) -> bytes:
    return bytes(bundle.layers[name]) if name else b""


def _allocated(layer: bytes) -> str:
    blocks = array("H", layer)
    return f"{len(blocks) - blocks.count(0):,}"
