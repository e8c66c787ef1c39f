"""The project speaks of itself alone: no place to fetch from, no path of one machine, no talk about how it was made."""

import re

import pytest

from tests.house.tree import ROOT, project_files, read

# Written so that no pattern matches itself.
STRANGE = {
    "host of a package registry": r"\bpypi\.\w|python[-]?hosted\.|npm[j]s\.|\bcrates\.[i]o|deb\.debian\.\w",
    "path of one machine": r"(?<![\w./-])/(?:work|root|opt/py[p]i)/|/tmp/bash_[j]obs|\.pyen[v]\b",
    "talk about the making": (
        r"\bAI[ -](?:sessions?|agents?|assistants?)\b|\b(?:coding|sub|software)[ -]?agents?\b"
        r"|\b(?:this|previous|earlier|last|next) (?:coding )?sessions?\b(?! (?:timer|description))"
        r"|\bthe (?:integrator|brief)\b|\bother builders?\b|\bissues? #?\d{1,2}\b|\blanguage model[s]?\b|\bLLM[s]?\b"
        r"|(?<!\w)shared/(?:design|domain|style|data)\b|house\.[m]d|contract\.[m]d"
    ),
}
# 200 kB: bigger files are test data, written by other people.
BYTES_MAX = 200_000


def strange_words(text: str) -> list[str]:
    """`line what: words` for each place that speaks of something else than the project."""
    return [
        f"{number} {what}: {found[0]}"
        for number, line in enumerate(text.splitlines(), 1)
        for what, pattern in STRANGE.items()
        if (found := re.search(pattern, line, re.IGNORECASE))
    ]


def test_the_project_speaks_of_itself_alone() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): words
        for path in project_files()
        if path.stat().st_size <= BYTES_MAX and (words := strange_words(read(path)))
    }
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        "fetched from https://" + "pypi" + ".org/simple",
        "see /wo" + "rk/main/docs",
        "as asked in iss" + "ue 2",
        "left for the next sess" + "ion",
        "written by a coding ag" + "ent",
        "see shared/do" + "main/law.md",
    ],
)
def test_a_strange_word_is_seen(text: str) -> None:
    assert strange_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "User-Agent: friendly-scanner",
        "Session-ID: ab30317f1a784dc48ff824d0d3715d86",
        "the session description (SDP)",
        "a user agent server",
        "Kamailio issue 4040",
        "/etc/bellwarden/policy",
        "network/working set",
    ],
)
def test_words_of_the_trade_pass(text: str) -> None:
    assert strange_words(text) == []
