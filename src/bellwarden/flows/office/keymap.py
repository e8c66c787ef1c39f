"""Keys of the console, and what each person made of them. One letter keeps one kind of meaning, everywhere."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from bellwarden.flows.office.faults import BadInput, FieldFault


class Key(NamedTuple):
    letter: str  # as shipped, and the key's own name in pages and scripts
    word: str


KEYS: Final[Mapping[str, tuple[Key, ...]]] = {
    "Anywhere": (
        Key("/", "Jump box"),
        Key("?", "This list"),
        Key("g", "Go to a place: then its letter"),
        Key("[", "Side bar to rail"),
        Key("z", "Undo, 15 s"),
    ),
    "In a list": (
        *(Key("j", "Down"), Key("k", "Up"), Key("o", "Open"), Key("x", "Select"), Key("X", "Select as far as here")),
        *(Key("a", "Take"), Key("s", "Snooze"), Key("m", "Fold the selected"), Key("n", "Take the next one")),
        *(Key("f", "Filter"), Key("v", "Saved views"), Key("p", "Live calls: pause, go on")),
    ),
    "In a complaint": (
        *(Key("1", "First question"), Key("2", "Second question"), Key("3", "Third question")),
        *(Key("y", "Yes"), Key("n", "No"), Key("u", "Unknown"), Key("c", "Confirm the verdict")),
        *(Key("r", "Text of the answer"), Key("b", "Propose a measure")),
    ),
    "On a customer": (Key("K", "Preview of a suspension"),),
}
LETTERS: Final = tuple(dict.fromkeys(key.letter for keys in KEYS.values() for key in keys))
OFF: Final = ""


def keymap_of(chosen: object) -> dict[str, str]:
    """The key that one presses, by the letter as shipped; "" for none. What can't be meant is as shipped."""
    told = chosen if isinstance(chosen, Mapping) else {}
    found = {letter: str(told.get(letter, letter)) for letter in LETTERS}
    return found if not _faults(found) else {letter: letter for letter in LETTERS}


def changed_keys(typed: Mapping[str, str]) -> dict[str, str]:
    """What differs from the keys as shipped, to be kept. BadInput where two would be the same key."""
    wished = {letter: typed.get(letter, letter).strip() for letter in LETTERS}
    faults = _faults(wished)
    if faults:
        raise BadInput(faults)
    return {letter: key for letter, key in wished.items() if key != letter}


def _faults(wished: Mapping[str, str]) -> list[FieldFault]:
    faults = []
    taken: dict[str, str] = {}
    for letter, key in wished.items():
        if key == OFF:
            continue
        if len(key) != 1 or not key.isprintable() or key.isspace():
            faults.append(FieldFault(letter, "one sign, or nothing to switch it off"))
        elif key in taken:
            faults.append(FieldFault(letter, f"the key {key} is that of {taken[key]} already"))
        else:
            taken[key] = words_of(letter)
    return faults


def words_of(letter: str) -> str:
    """ "Take the next one, No": a letter that means more than one thing says all of them."""
    words = (key.word for keys in KEYS.values() for key in keys if key.letter == letter)
    return ", ".join(dict.fromkeys(words))
