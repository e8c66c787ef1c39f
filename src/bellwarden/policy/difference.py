"""What a push would change: two policies side by side, for people and for programs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from enum import Enum
from typing import Any, NamedTuple

from bellwarden.model.policy import Numbers, PolicyBundle, PolicyList
from bellwarden.policy.layers import difference as layer_difference

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
SHOWN_MAX = 5  # added or removed items of a setting that a line names
_SIGN = {ADDED: "+", REMOVED: "-", CHANGED: "~"}
# Told in words of their own, see _contents_of.
_INNER = frozenset(("layer", "count", "blocks_layer"))


class Change(NamedTuple):
    """`field` is "" where the thing as a whole came or went. `before` and `after` are texts for people."""

    kind: str  # added, removed, changed
    what: str  # carrier, trunk, customer, mode, list, condition, inventory, numbering, emergency_numbers
    name: str
    field: str = ""
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        thing = " ".join(part for part in (self.what, self.name) if part)
        if not self.field:
            return f"{_SIGN[self.kind]} {thing}" + (
                f": {self.after or self.before}" if self.after or self.before else ""
            )
        return f"{_SIGN[self.kind]} {thing}: {self.field}: {self.before or 'nothing'} → {self.after or 'nothing'}"


def difference(before: PolicyBundle | None, after: PolicyBundle) -> tuple[Change, ...]:
    """Every change from one policy to another, in the order of the files; () for equal ones. None: there was none yet."""
    new = after.document
    old = None if before is None else before.document
    changes: list[Change] = []
    if old is None:
        changes.append(Change(ADDED, "carrier", "", "", "", new.carrier.name))
    else:
        changes += _fields_of("carrier", "", old.carrier, new.carrier)
    changes += _named("trunk", old and old.trunks, new.trunks)
    changes += _named("customer", old and old.customers, new.customers)
    changes += _modes(old and old.modes, new.modes)
    changes += _named("list", old and old.lists, new.lists)
    changes += _list_contents(before, after)
    changes += _named("condition", old and old.conditions, new.conditions)
    if old is not None:
        changes += _fields_of("inventory", "", old.inventory, new.inventory)
        changes += _fields_of("numbering", "", old.numbering, new.numbering)
        changes += _blocks(before, after)
        if old.emergency_numbers != new.emergency_numbers:
            said = _sets(old.emergency_numbers, new.emergency_numbers)
            changes.append(Change(CHANGED, "emergency_numbers", "", "numbers", *said))
    return tuple(changes)


def as_data(changes: Sequence[Change]) -> list[dict[str, str]]:
    """For programs: a list of objects with kind, what, name, field, before and after."""
    return [change._asdict() for change in changes]


def _named(what: str, before: Sequence[Any] | None, after: Sequence[Any]) -> Iterator[Change]:
    old = {_key(one): one for one in before or ()}
    new = {_key(one): one for one in after}
    for key, one in old.items():
        if key not in new:
            yield Change(REMOVED, what, key, "", _summary(one))
    for key, one in new.items():
        if key not in old:
            yield Change(ADDED, what, key, "", "", _summary(one))
        else:
            yield from _fields_of(what, key, old[key], one)


def _key(one: Any) -> str:
    return str(one.key if what_has_key(one) else one.name)


def what_has_key(one: Any) -> bool:
    """Trunks and customers go by their key; lists and conditions by their name."""
    return not isinstance(one, PolicyList) and hasattr(one, "key")


def _summary(one: Any) -> str:
    """A few words on something that came or went as a whole."""
    if isinstance(one, PolicyList):
        return f"{one.list_class.value} by {one.key.value}, {_amount(one)}"
    for name in ("expression", "addresses", "name"):
        if hasattr(one, name):
            return _text(getattr(one, name))
    return ""


def _amount(one: PolicyList) -> str:
    parts = ((one.count, "number"), (len(one.prefixes), "prefix"), (len(one.entries), "entry"))
    said = [f"{count:,} {_plural(word, count)}" for count, word in parts if count]
    return " and ".join(said) or "no entries"


def _plural(word: str, count: int) -> str:
    if count == 1:
        return word
    return {"number": "numbers", "prefix": "prefixes", "entry": "entries"}[word]


def _fields_of(what: str, name: str, before: Any, after: Any, path: str = "") -> Iterator[Change]:
    for field in fields(before):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old == new or field.name in _INNER:
            continue
        said = f"{path}{field.name}"
        if hasattr(old, "__dataclass_fields__") and not isinstance(old, Numbers):
            yield from _fields_of(what, name, old, new, f"{said}.")
        elif isinstance(old, Numbers):
            yield Change(CHANGED, what, name, said, *_sets(_members(old), _members(new)))
        elif isinstance(old, tuple) and isinstance(new, tuple):
            yield Change(CHANGED, what, name, said, *_sets(old, new))
        else:
            yield Change(CHANGED, what, name, said, _text(old), _text(new))


def _members(numbers: Numbers) -> tuple[str, ...]:
    return (*(f"+{number}" for number in numbers.exact), *(f"+{prefix}*" for prefix in numbers.prefixes))


def _sets(before: Sequence[object], after: Sequence[object]) -> tuple[str, str]:
    """What only the one and only the other has; where both hold the same, their orders."""
    old, new = dict.fromkeys(map(_text, before)), dict.fromkeys(map(_text, after))
    gone = [one for one in old if one not in new]
    come = [one for one in new if one not in old]
    if not gone and not come:
        return _some(list(old)), _some(list(new))
    return f"without {_some(come)}" if not gone else _some(gone), f"without {_some(gone)}" if not come else _some(come)


def _some(texts: list[str]) -> str:
    more = len(texts) - SHOWN_MAX
    return ", ".join(texts[:SHOWN_MAX]) + (f" and {more:,} more" if more > 0 else "")


def _text(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(_text(one) for one in value)
    if hasattr(value, "__dataclass_fields__"):
        said = ((field.name, getattr(value, field.name)) for field in fields(value))  # type: ignore[arg-type]
        return " ".join(f"{name} {_text(one)}" for name, one in said if one)
    return "" if value is None else str(value)


def _modes(before: Sequence[Any] | None, after: Sequence[Any]) -> Iterator[Change]:
    old = {(one.check, one.scope.value, one.key): one.mode.value for one in before or ()}
    new = {(one.check, one.scope.value, one.key): one.mode.value for one in after}
    for place in dict.fromkeys((*old, *new)):
        was, now = old.get(place, ""), new.get(place, "")
        if was != now:
            check, scope, key = place
            name = f"{check} for {scope} {key}" if key else check
            kind = CHANGED if was and now else ADDED if now else REMOVED
            yield Change(kind, "mode", name, "mode" if kind == CHANGED else "", was, now)


def _list_contents(before: PolicyBundle | None, after: PolicyBundle) -> Iterator[Change]:
    """How many numbers each list gained and lost."""
    if before is None:
        return
    old_lists = {one.name: one for one in before.document.lists}
    for new in after.document.lists:
        old = old_lists.get(new.name)
        if old is None:
            continue
        old_layer, new_layer = _layer(before, old.layer), _layer(after, new.layer)
        if old_layer != new_layer:
            come, gone = layer_difference(old_layer, new_layer)
            counts = f"{old.count:,}", f"{new.count:,} (+{come:,} -{gone:,})"
            yield Change(CHANGED, "list", new.name, "numbers", *counts)


def _blocks(before: PolicyBundle | None, after: PolicyBundle) -> Iterator[Change]:
    """How many thousand-blocks are allocated, where the administrators' files changed."""
    if before is None:
        return
    old, new = (
        _layer(before, before.document.numbering.blocks_layer),
        _layer(after, after.document.numbering.blocks_layer),
    )
    if old != new:
        yield Change(CHANGED, "numbering", "", "allocated blocks", _allocated(old), _allocated(new))


def _layer(bundle: PolicyBundle, name: str) -> bytes:
    layers: Mapping[str, bytes] = bundle.layers
    return bytes(layers[name]) if name else b""


def _allocated(layer: bytes) -> str:
    blocks = memoryview(layer).cast("H")
    return f"{len(blocks) - blocks.tolist().count(0):,}"
