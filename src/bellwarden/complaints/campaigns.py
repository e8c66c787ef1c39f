"""Texts of one campaign: recordings and messages that share most of their words' neighbourhoods.

Two texts belong together when half of the shorter one's runs of three words stand in the other; groups are what hangs
together so. An index of the runs finds who shares any at all, so that a thousand texts are no million comparisons.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

RUN: Final = 3  # words
SHARED: Final = 0.5  # of the shorter text's runs
COMMON: Final = 400  # texts that a run may stand in before it tells nothing
SHORT: Final = 4  # runs; a text with fewer joins only its equals


def runs_of(text: str) -> frozenset[tuple[str, ...]]:
    words = "".join(sign if sign.isalnum() else " " for sign in text.casefold()).split()
    if len(words) < RUN:
        return frozenset([tuple(words)] if words else [])
    return frozenset(tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def group(texts: Sequence[str]) -> list[int]:
    """For each text the number of its group: the place of the group's first text."""
    runs = [runs_of(text) for text in texts]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    root = list(range(len(texts)))
    for place, own in enumerate(runs):
        shared: Counter[int] = Counter()
        for run in own:
            if len(holders[run]) <= COMMON:
                shared.update(holders[run])
            holders[run].append(place)
        for other, count in shared.items():
            least = min(len(own), len(runs[other]))
            if own == runs[other] or (least >= SHORT and count >= SHARED * least):
                _join(root, place, other)
    return [_root(root, place) for place in range(len(texts))]


def _root(root: list[int], place: int) -> int:
    while root[place] != place:
        root[place] = root[root[place]]
        place = root[place]
    return place


def _join(root: list[int], one: int, other: int) -> None:
    first, second = sorted((_root(root, one), _root(root, other)))
    root[second] = first
