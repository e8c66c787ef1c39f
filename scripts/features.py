"""The page of features: every figure of a profile, and which of the 35 known features stands where."""

import ast
import inspect
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from bellwarden.traffic import profile

# Features by number: what is measured. The order is that of the lists which robocall research and carriers publish.
KNOWN: Final = {
    1: "attempts a second",
    2: "volume against one's own past",
    3: "short calls",
    4: "answers (ASR)",
    5: "average length (ACD)",
    6: "calls over two minutes, under one minute",
    7: "outcome of calls by caller ID",
    8: "calls of one caller ID",
    9: "different caller IDs",
    10: "new caller IDs",
    11: "caller IDs that are not the customer's",
    12: "caller IDs that can't exist or are not allocated",
    13: "caller IDs like the called number",
    14: "dialling in order",
    15: "numbers called again, two-way traffic",
    16: "why calls fail",
    17: "rejected by analytics",
    18: "do-not-call numbers",
    19: "calls in the night",
    20: "the caller hangs up",
    21: "rings too short to answer",
    22: "calls back after a short ring",
    23: "floods of one called number",
    24: "one caller, one victim",
    25: "destinations of high cost",
    26: "parallel and equal calls of high cost",
    27: "complaints",
    28: "caller IDs from blocks of complaints",
    29: "attestation",
    30: "home numbers from abroad",
    31: "one displayed name, many numbers",
    32: "regular pace",
    33: "numbers that nobody uses",
    34: "numbers to call back in messages",
    35: "diallers mixed into conversations",
}
# Features that one window of calls can't tell: where they are told instead.
ELSEWHERE: Final = {
    2: "`bellwarden traffic alerts` compares a window's attempts with the subject's own hours before",
    7: "the same figures, asked with `--by calling`",
    23: "asked with `--by called`: attempts in any 60 s, caller IDs, lengths",
    30: "the gate sees it when the call comes, by trunk and caller ID",
    34: "the desk reads them out of messages and complaints",
    35: "`bellwarden evaluate` and the blend of an upstream, from the profiles of its caller IDs",
}
LISTS: Final = {
    "owned_known": "whose numbers are whose",
    "dnc_known": "do-not-call list",
    "zoned": "time zones of area codes",
    "hot_block_known": "blocks of complaints",
    "allocation_known": "allocation of thousand-blocks",
    "honeypot_known": "our own unused numbers",
    "complained_known": "complaints that the desk has weighed",
    "callers_dated": "calls of the 14 days before",
    "ended_known": "record tells who hung up",
    "unsigned_known": "record tells the attestation",
}
_FIELD: Final = re.compile(r"^    (\w+): (?:int|float)(?: = [0-9.]+)?(?:  # (.*))?$", re.M)
_NUMBER: Final = re.compile(r"F-(\d+)")


class Figure(NamedTuple):
    name: str
    meaning: str

    @property
    def numbers(self) -> list[int]:
        return [int(one) for one in _NUMBER.findall(self.meaning)]


def counts() -> list[Figure]:
    """Fields of a profile, with the remark beside each."""
    source = inspect.getsource(profile.TrafficProfile)
    return [Figure(name, meaning or "") for name, meaning in _FIELD.findall(source)]


def figures() -> list[tuple[Figure, str]]:
    """Properties of a profile, and how each is made of the counts."""
    (tree,) = ast.parse(inspect.getsource(profile.TrafficProfile)).body
    assert isinstance(tree, ast.ClassDef)
    return [
        (Figure(one.name, " ".join((ast.get_docstring(one) or "").split())), _formula(one))
        for one in tree.body
        if isinstance(one, ast.FunctionDef)
    ]


def _formula(function: ast.FunctionDef) -> str:
    last = function.body[-1]
    assert isinstance(last, ast.Return) and last.value is not None
    value = last.value
    if isinstance(value, ast.IfExp):
        value = value.body
    text = ast.unparse(value).replace("self.", "")
    shared = re.fullmatch(r"Share\((.*), (.*?)\)", text)
    return f"{shared[1]} / {shared[2]}" if shared else text


def page_lines() -> Iterator[str]:
    yield "A profile is what somebody's calls were in one window of time: a customer's, a trunk's, an upstream's, those"
    yield "of one caller ID or to one called number. Counts are exact. Shares are held against lines by the end of"
    yield "their 95 % interval. `--json` gives all of them, and conditions in CEL may use all of them."
    yield "\n## Counts\n"
    yield "| name | unit | meaning | feature |"
    yield "|---|---|---|---|"
    for one in counts():
        numbers = ", ".join(f"F-{number}" for number in one.numbers)
        meaning = re.sub(r"\s*\((?:F-\d+(?:, )?)+\)", "", one.meaning) or one.name.replace("_", " ")
        yield f"| `{one.name}` | {unit(one.name)} | {meaning} | {numbers} |"
    yield "\n## Figures made of them\n"
    yield "| name | formula | meaning |"
    yield "|---|---|---|"
    for one, formula in figures():
        yield f"| `{one.name}` | `{formula}` | {one.meaning} |"
    yield "\n## What has to be there\n"
    yield "Where a list is missing, or records do not tell, the whole is 0 and so is the part: nothing is known, and no"
    yield "line is passed. 0 of more than 0 means: looked for, not found.\n"
    yield "| whole | needs |"
    yield "|---|---|"
    for name, needed in LISTS.items():
        yield f"| `{name}` | {needed} |"
    yield "\n## The 35 features\n"
    yield "| feature | measures | where |"
    yield "|---|---|---|"
    for number, what in KNOWN.items():
        yield f"| F-{number} | {what} | {where(number)} |"


def where(number: int) -> str:
    named = [f"`{one.name}`" for one in [*counts(), *(one for one, _ in figures())] if number in one.numbers]
    return "; ".join(part for part in (", ".join(named), ELSEWHERE.get(number)) if part)


def unit(name: str) -> str:
    if name.endswith("squares"):
        return "ms²"
    if "_ms" in name:
        return "ms"
    if name.endswith("bits"):
        return "bits"
    if name.endswith("days"):
        return "days"
    if name in ("callers", "new_callers", "callers_dated", "called_callers_max", "name_callers_max"):
        return "caller IDs"
    if name in ("complainants", "complained_known"):
        return "people" if name == "complainants" else "calls"
    if name in ("called_numbers", "two_way"):
        return "called numbers"
    return "prefixes" if name == "high_cost_prefixes" else "attempts"
