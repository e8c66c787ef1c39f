#!/usr/bin/env python3
"""Says whether the audit trail of an office is whole: python verify_audit.py signing.pub FOLDER

FOLDER holds what `bellwarden audit export` wrote: for each day audit-DAY.jsonl, its events, and audit-DAY.root, the
signed statement of where they end. This script stands alone: it needs Python 3.9 and `cryptography`, neither
Bellwarden nor its database nor a network. The format: docs/guide/audit.md.

Exit: 0 all of it holds; 1 something was changed, cut or taken out: the first such place is named; 2 wrong arguments.
"""

import json
import sys
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_public_key

Keys = list[Any]  # Ed25519 public keys
BEGIN = "0" * 64  # what the very first event names as the one before
TAIL = len(b',"signature":"') + 88 + len(b'"}')


class Broken(Exception):
    """The first thing that is wrong."""


def statement(path: Path, keys: Keys) -> dict[str, Any]:
    """What the signed line says. Its signature (Ed25519) is over the line without its last member."""
    line = path.read_bytes().rstrip(b"\n")
    body, signature = line[:-TAIL] + b"}", b64decode(line[-90:-2])
    for key in keys:
        try:
            key.verify(signature, body)
        except InvalidSignature:
            continue
        said: dict[str, Any] = json.loads(body)
        if said.get("what") != "bellwarden audit day":
            raise Broken(f"{path}: is no statement about a day of the audit trail")
        return said
    raise Broken(f"{path}: its signature is by none of the given keys, or it was changed")


def check_day(path: Path, said: dict[str, Any], number: int, previous: str) -> tuple[int, str]:
    """Every event names its number and the hash of the one before; the last one's hash is what was signed."""
    if (said["first"], said["previous"]) != (number + 1, previous):
        raise Broken(f"{path}: begins with event {said['first']}, but event {number + 1} comes next: a day is missing")
    with open(path, "rb") as lines:
        for line in lines:
            event = json.loads(line)
            number += 1
            if event["number"] != number:
                raise Broken(f"{path}: event {number} is missing: {event['number']} comes in its place")
            if event["previous"] != previous:
                raise Broken(f"{path}: event {number - 1} or {number} was changed: they do not follow each other")
            previous = sha256(line.rstrip(b"\n")).hexdigest()
    if (number, previous) != (said["last"], said["root"]):
        raise Broken(f"{path}: event {number} is not the last as it was signed: number {said['last']}, {said['root']}")
    return number, previous


def check(folder: Path, keys: Keys) -> tuple[int, int, int]:
    """Day by day from the first statement on; returns how many days and the last event."""
    statements = sorted(folder.glob("audit-*.root"))
    if not statements:
        raise Broken(f"{folder}: holds no audit-*.root")
    begin = statement(statements[0], keys)
    number, previous = begin["first"] - 1, begin["previous"]
    if number == 0 and previous != BEGIN:
        raise Broken(f"{statements[0]}: the first event must name no other before it")
    for path in statements:
        events = path.with_suffix(".jsonl")
        if not events.exists():
            raise Broken(f"{events}: is missing, and its day was signed")
        number, previous = check_day(events, statement(path, keys), number, previous)
    return len(statements), begin["first"], number


def main(arguments: list[str]) -> int:
    if len(arguments) < 2:
        print(__doc__)
        return 2
    *names, folder = arguments
    keys = [load_pem_public_key(Path(name).read_bytes()) for name in names]
    try:
        days, first, last = check(Path(folder), keys)
    except Broken as broken:
        print(f"NOT AS IT WAS WRITTEN\n{broken}")
        return 1
    print(f"whole: {days} days, events {first} to {last}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
