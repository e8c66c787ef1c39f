"""What is known beside the calls: good and bad customers, complaints, and the truth of a simulated world."""

import csv
import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.flows.replay_counts import Complaint, Known
from bellwarden.numbering.reading import read_number

GOOD: Final = "known-good.txt"
BAD: Final = "known-bad.txt"
COMPLAINTS: Final = "complaints.csv"
TRUTH: Final = ("truth.jsonl", "truth.jsonl.gz")
LINES_MAX: Final = 10_000_000


class Lists(NamedTuple):
    known: Known
    complaints: tuple[Complaint, ...]


def read_lists(
    home: Path, good: Path | None, bad: Path | None, complaints: Path | None, world: Path | None, country: str
) -> Lists:
    """Files that were named have to be there; those of the home are taken when they are. CommandFault for a line that
    can't be read.
    """
    goods = _names(_place(good, home / GOOD), country)
    bads = _names(_place(bad, home / BAD), country)
    told = list(_complaints(_place(complaints, home / COMPLAINTS), country))
    if world is not None:
        truth = list(_truth(world))
        goods |= {one["id"] for one in truth if one.get("kind") == "customer" and not _is_bad(one)}
        bads |= {one["id"] for one in truth if one.get("kind") == "customer" and _is_bad(one)}
        told += [
            Complaint(len(told) + number, "", "", 0.0, one["call_id"])
            for number, one in enumerate(truth)
            if one.get("kind") == "complaint" and one.get("call_id")
        ]
    return Lists(Known(frozenset(goods - bads), frozenset(bads)), tuple(told))


def _is_bad(customer: dict[str, Any]) -> bool:
    return bool(customer.get("bad")) or str(customer.get("class", "")).startswith("B")


def _place(named: Path | None, usual: Path) -> Path | None:
    if named is not None and not named.is_file():
        raise CommandFault(Exit.NOT_FOUND, f"there is no {named}")
    return named or (usual if usual.is_file() else None)


def _names(path: Path | None, country: str) -> set[str]:
    """One a line: a customer, a trunk, or a telephone number."""
    found: set[str] = set()
    for line in _lines(path):
        name = line.partition("#")[0].strip()
        if name:
            number = read_number(name, country) if name[0] in "+0123456789(" else None
            found.add(number.digits if number is not None and number.e164 else name)
    return found


def _complaints(path: Path | None, country: str) -> Iterator[Complaint]:
    """`number,time` or `number,time,called number`; a first line that is none is taken for a header."""
    for place, row in enumerate(csv.reader(_lines(path)), 1):
        if not row or row[0].lstrip().startswith("#"):
            continue
        number = read_number(row[0].strip(), country)
        at = _moment(row[1]) if len(row) > 1 else None
        if not number.e164 or at is None:
            if place == 1:
                continue
            raise CommandFault(
                Exit.RECORDS, f"{path}:{place}: write a number and a time, as +12382000150,2026-05-31T14:00Z"
            )
        called = read_number(row[2].strip(), country).digits if len(row) > 2 and row[2].strip() else ""
        yield Complaint(place, number.digits, called, at)


def _moment(text: str) -> float | None:
    """Seconds since 1970; a time without a zone is UTC."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _lines(path: Path | None) -> Iterator[str]:
    if path is None:
        return
    with open(path, encoding="utf-8-sig", errors="replace") as file:
        for _, line in zip(range(LINES_MAX), file, strict=False):
            yield line


def _truth(world: Path) -> Iterator[dict[str, Any]]:
    path = next((world / name for name in TRUTH if (world / name).is_file()), None)
    if path is None:
        raise CommandFault(Exit.NOT_FOUND, f"there is no truth.jsonl in {world}; is it a world's folder?")
    decoder = msgspec.json.Decoder(dict[str, Any])
    with gzip.open(path, "rb") if path.suffix == ".gz" else open(path, "rb") as file:
        for place, line in enumerate(file, 1):
            try:
                yield decoder.decode(line)
            except msgspec.DecodeError as error:
                raise CommandFault(Exit.RECORDS, f"{path}:{place}: {error}") from None
