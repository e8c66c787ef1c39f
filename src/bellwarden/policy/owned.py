"""Numbers that somebody holds or may show, as they stand in a setting and in its file."""

from collections.abc import Iterable
from typing import NamedTuple

from bellwarden.model.policy import ListKey, Numbers
from bellwarden.numbering.reading import read_number
from bellwarden.policy.entries import Entry, EntryError, read_owned_entry
from bellwarden.policy.listfile import Reader, read_list_file
from bellwarden.policy.places import Path
from bellwarden.policy.tables import ITEMS_MAX, BadLines
from bellwarden.policy.work import Work


class Owned(NamedTuple):
    """A number, range or prefix, and where it was written."""

    entry: Entry
    path: Path


def read_owned(path: Path, name: str, written: list[str], file: str, work: Work) -> list[Owned]:
    """Numbers written in a setting and in its file."""
    found = []
    for at, text in enumerate(written):
        item: Path = (*path, name, at)
        try:
            found.append(Owned(read_owned_entry(text.strip(), work.country), item))
        except EntryError as error:
            work.log.error(item, str(error))
    return [*found, *_owned_file((*path, f"{name}_file"), file, work)] if file else found


def _owned_file(path: Path, written: str, work: Work) -> list[Owned]:
    source = work.sources.take(path, written)
    if source is None:
        return []
    name, data = source
    contents = read_list_file(name, data, Reader(ListKey.CALLING_NUMBER, work.country, work.around.today))
    size = len(contents.exact) + len(contents.prefixes)
    if size > ITEMS_MAX:
        reason = f"{name} holds {size:,} numbers, more than {ITEMS_MAX:,}; write them as ranges"
        work.log.error(path, reason)
        return []
    for number in contents.exact:
        fault = read_number(f"+{number}", work.country).fault
        if fault is not None:
            reason = f"+{number} can be nobody's number ({fault.value.replace('_', ' ')}); take it out"
            contents.reject(_line_with(number, data), reason)
    work.tell_bad_lines(path, name, contents, BadLines.ERROR)
    entries = [Entry(exact=number) for number in contents.exact]
    return [Owned(entry, path) for entry in (*entries, Entry(prefixes=tuple(contents.prefixes)))]


def _line_with(number: int, data: bytes) -> int:
    """The first line that holds the last ten digits of a number, however they are separated."""
    wanted = str(number)[-10:].encode()
    lines = enumerate(data.splitlines(), 1)
    return next((at for at, line in lines if wanted in line.translate(None, b" -.()+\t")), 1)


def numbers_of(owned: Iterable[Owned]) -> Numbers:
    """In a settled order, so that the same numbers always give the same snapshot."""
    exact = {one.entry.exact for one in owned if one.entry.exact}
    return Numbers(tuple(sorted(exact)), tuple(sorted({prefix for one in owned for prefix in one.entry.prefixes})))
