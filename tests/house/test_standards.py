"""Citations and docs/standards.tsv agree: what is cited stands there, and what stands there as done is cited."""

import re
from typing import NamedTuple

import pytest

from tests.house.tree import ROOT, read, sources, suites

COLUMNS = ["id", "title", "status", "room", "note"]
STATUSES = {"yes", "partial", "no"}
SECTION = r"(?:\d+(?:\.\d+)*|[A-Z](?:\.\d+)*)\b"
CITATION = re.compile(
    rf"""
      \bRFC[ ](?P<rfc>\d{{3,5}})
        (?:,?[ ](?:sections?[ ](?P<sections>(?:{SECTION})(?:(?:,[ ]|[ ]and[ ]|,[ ]and[ ])(?:{SECTION}))*)
               |(?P<dotted>\d+(?:\.\d+)+)\b))?
    | \b(?:47[ ]CFR[ ])?(?P<cfr>64\.\d{{3,5}})(?P<paragraph>(?:\([a-z0-9]{{1,4}}\))*)
    | \b(?P<atis>ATIS-\d{{7}})(?:\.v\d+)?
    | \bITU-T[ ](?P<itu>[A-Z]\.\d+)
    """,
    re.VERBOSE,
)


class Standard(NamedTuple):
    id: str
    title: str
    status: str
    room: str
    note: str


def citations(text: str) -> set[str]:
    """What a text cites, in the form of the table's ids: `RFC 3261 18.2.2`, `47 CFR 64.1200(k)(8)`, `ATIS-1000099`."""
    found: set[str] = set()
    for match in CITATION.finditer(re.sub(r"\s+#?\s*", " ", text)):
        if match["rfc"]:
            sections = re.findall(SECTION, match["sections"] or match["dotted"] or "")
            found |= {f"RFC {match['rfc']} {section}".strip() for section in sections or [""]}
        elif match["cfr"]:
            found.add(f"47 CFR {match['cfr']}{match['paragraph']}")
        else:
            found.add(match["atis"] or f"ITU-T {match['itu']}")
    return found


def enclosing(citation: str) -> list[str]:
    """A citation and everything that it is a part of: `RFC 3261 8.2.7`, `RFC 3261 8.2`, `RFC 3261 8`, `RFC 3261`."""
    parts = re.findall(r"(?:RFC \d+|47 CFR 64\.\d+)|[. ]?(?:\d+|[A-Z]\b)|\([a-z0-9]+\)|\S+", citation)
    return ["".join(parts[:length]) for length in range(len(parts), 0, -1)]


def is_cited(standard: Standard, text: str, found: set[str]) -> bool:
    """By the id's own words, or by a citation of it or of a part of it."""
    if not citations(standard.id):
        return standard.id in text
    return any(standard.id in enclosing(citation) for citation in found)


def table() -> list[Standard]:
    rows = read(ROOT / "docs" / "standards.tsv").splitlines()
    return [Standard(*row.split("\t")) for row in rows[1:]]


def test_the_table_is_well_formed() -> None:
    rows = [row.split("\t") for row in read(ROOT / "docs" / "standards.tsv").splitlines()]
    assert rows[0] == COLUMNS
    assert [row for row in rows if len(row) != len(COLUMNS)] == []
    assert [row for row in rows[1:] if row[2] not in STATUSES] == []
    ids = [row[0] for row in rows[1:]]
    assert sorted({id_ for id_ in ids if ids.count(id_) > 1}) == []


def test_every_citation_stands_in_the_table() -> None:
    known = {standard.id for standard in table()}
    strange = {
        f"{source.name}: {citation}"
        for source in sources()
        for citation in citations(source.text)
        if known.isdisjoint(enclosing(citation))
    }
    assert sorted(strange) == []


@pytest.mark.parametrize("where", ["code", "tests"])
def test_every_standard_that_is_done_is_cited(where: str) -> None:
    text = "\n".join(source.text for source in (sources() if where == "code" else suites()))
    found = citations(text)
    uncited = [row.id for row in table() if row.status == "yes" and not is_cited(row, text, found)]
    assert uncited == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RFC 3261 section 18.2.2", {"RFC 3261 18.2.2"}),
        ("RFC 3261 sections 8.2.6 and 17.2", {"RFC 3261 8.2.6", "RFC 3261 17.2"}),
        ("RFC 3261 8.2.7 stateless UAS", {"RFC 3261 8.2.7"}),
        ("RFC 3323, RFC 3325 section 9.3.", {"RFC 3323", "RFC 3325 9.3"}),
        ("RFC 3323 section 4, RFC 8224 appendix A", {"RFC 3323 4", "RFC 8224"}),
        ("RFC 3261\n    # section 16.6", {"RFC 3261 16.6"}),
        ("47 CFR 64.1200(k)(8) and 64.1200(o)", {"47 CFR 64.1200(k)(8)", "47 CFR 64.1200(o)"}),
        ("ATIS-1000099.v002, ITU-T E.164", {"ATIS-1000099", "ITU-T E.164"}),
        ("by RFC 3261 200 is final", {"RFC 3261"}),
    ],
)
def test_citations_are_read(text: str, expected: set[str]) -> None:
    assert citations(text) == expected


def test_a_part_is_covered_by_what_encloses_it() -> None:
    assert enclosing("RFC 3261 8.2.7") == ["RFC 3261 8.2.7", "RFC 3261 8.2", "RFC 3261 8", "RFC 3261"]
    assert enclosing("47 CFR 64.1200(k)(8)") == ["47 CFR 64.1200(k)(8)", "47 CFR 64.1200(k)", "47 CFR 64.1200"]
    assert enclosing("ATIS-1000099") == ["ATIS-1000099"]


def test_a_done_standard_without_a_citation_is_seen() -> None:
    done = Standard("RFC 3261 18", "", "yes", "sip", "")
    assert is_cited(done, "", citations("RFC 3261 section 18.2.2"))
    assert not is_cited(done, "", citations("RFC 3261 section 17.2"))
    assert is_cited(done._replace(id="do-not-originate"), "see do-not-originate", set())
    assert not is_cited(done._replace(id="do-not-originate"), "", set())
