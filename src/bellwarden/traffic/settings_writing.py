"""Puts learned lines into the text of a traffic.toml and leaves everything else in it as it is."""

import json
import tomllib
from collections.abc import Iterable
from typing import Final

from bellwarden.policy.places import locate
from bellwarden.traffic.learning import Proposal

LEARNED: Final = "learned from"


def with_lines(text: str, proposals: Iterable[Proposal], source: str) -> tuple[str, list[str]]:
    """The new text, and which lines were left alone because somebody else decided them.

    `source` begins with "learned from". `text` has been read without a fault.
    """
    kept = []
    for one in proposals:
        lines = text.split("\n") if text else []
        places = locate(text)
        written = tomllib.loads(text).get("line", {}).get(one.detector, {}).get(one.line)
        setting = f"{one.line} = {{ value = {one.value:g}, source = {json.dumps(source)} }}"
        table = places.get(("line", one.detector))
        if written is not None and not str(written["source"]).startswith(LEARNED):
            kept.append(f"{one.detector}.{one.line}")
            continue
        if written is not None:
            lines[places["line", one.detector, one.line] - 1] = setting
        elif table is not None and lines[table - 1].strip().startswith("["):
            lines.insert(table, setting)
        else:
            lines += [*([""] if lines and lines[-1] else []), f"[line.{one.detector}]", setting, ""]
        text = "\n".join(lines)
    return text, kept
