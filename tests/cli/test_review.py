"""The page of a review: the answer first, readable by everybody, on a phone, in the dark and on paper."""

import random
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bellwarden.cli.call_shapes import FeatureJson, PatternJson, ProfileJson, SubjectJson
from bellwarden.cli.review_style import STYLE
from bellwarden.cli.review_words import FEATURE_WORDS, how_sure, why
from bellwarden.traffic.signs import SIGNS
from tests.cli.conftest import Run

pytestmark = [pytest.mark.door, pytest.mark.slow]
CUSTOMERS, BAD_EACH = 300, 50


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three hundred customers in a week; every fiftieth is a dialler."""
    draw = random.Random(7)
    lines = ["start_time,calling_number,called_number,disposition,billsec,customer"]
    for customer in range(CUSTOMERS):
        bad = customer % BAD_EACH == 0
        for call in range(120 if bad else 12):
            answered = draw.random() < (0.15 if bad else 0.7)
            length = draw.randrange(1, 9) if bad else draw.randrange(20, 400)
            day, hour = (4, 14) if bad else (4 + call % 5, 9 + call % 9)
            at = f"2026-05-{day:02d} {hour:02d}:{draw.randrange(60):02d}:00"
            calling = 12382000000 + customer * 100 if not bad else draw.randrange(14462000000, 14469999999)
            state, billed = ("ANSWERED", length) if answered else ("NO ANSWER", 0)
            called = 14462000000 + draw.randrange(900000)
            lines.append(f"{at},{calling},{called},{state},{billed},customer-{customer:03d}")
    path = tmp_path_factory.mktemp("many") / "many.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


class Outline(HTMLParser):
    """Headings, tables and drawings of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.levels: list[int] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]


def test_a_page_over_three_hundred_customers(run: Run, many: Path, tmp_path: Path) -> None:
    html = tmp_path / "report.html"
    done = run("calls", "review", many, "--html", html, "--json")
    summary = done.json["summary"]
    assert summary["subjects"] == CUSTOMERS == sum(summary[one] for one in ("limit", "case", "report", "nothing"))
    asked = summary["limit"] + summary["case"]
    assert asked == CUSTOMERS // BAD_EACH
    assert len(done.json["subjects"]) == 20 and done.json["left_out"] == CUSTOMERS - 20
    text = html.read_text(encoding="utf-8")
    assert f"300 customers: {asked} to ask" in text and "… and 280 more." in text
    outline = Outline(text)
    assert outline.levels[0] == 1 and outline.levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(outline.levels, outline.levels[1:], strict=False))
    # Every drawing is either named, with a table beside it, or the middle of a row that says the same in figures.
    drawings = outline.all("svg")
    named = [one for one in drawings if one.get("role") == "img"]
    assert len(named) == len(outline.all("details")) and all(one["aria-label"] for one in named)
    assert all(one.get("aria-hidden") == "true" for one in drawings if one not in named)
    assert all("scope" in one for one in outline.all("th"))
    ids = {one["id"] for _, one in outline.tags if "id" in one}
    assert {one["href"].removeprefix("#") for one in outline.all("a")} <= ids
    assert len(text) < 1_000_000


def test_the_screen_says_the_same_within_its_width(run: Run, many: Path) -> None:
    out = run("calls", "review", many, "--top", 3).out
    assert out.startswith("300 customers: 6 to ask")
    table = out.partition("in order of risk\n")[2].partition("…")[0]
    assert table.count("Ask") + table.count("Limit") == 3
    assert max(map(len, table.splitlines())) <= 80
    assert "3 of them with something over a line; --top 6 shows those" in out
    assert "How sure?" in out and "What to ask:" in out


def test_light_dark_phone_and_paper_are_thought_of() -> None:
    for words in ("prefers-color-scheme: dark", "max-width: 46rem", "@media print", "color-scheme: light dark"):
        assert words in STYLE
    assert "url(" not in STYLE and "@import" not in STYLE


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)] if len(colour) == 7 else [1.0, 1.0, 1.0]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", range(3))
def test_every_text_can_be_read(theme: int) -> None:
    """WCAG 2.1, 1.4.3: 4.5 to 1 for text; 1.4.11: 3 to 1 for what is drawn."""
    block = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[theme]
    colours = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]+)", block))
    for name in ("ink", "ink-2", "ink-3", "accent", "limit", "case", "report", "none", "bar", "answered"):
        light, dark = sorted((luminance(colours[name]), luminance(colours["paper"])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= (3.0 if name in ("bar", "answered") else 4.5), name


def a_subject(*features: FeatureJson) -> SubjectJson:
    pattern = PatternJson("short_calls", "Short calls", 1, "", list(features), [], [])
    return SubjectJson("x", "case", 1.0, ProfileJson("customer", "x", "", "", {}, {}), [pattern])


def test_how_sure_it_is_stands_in_plain_words() -> None:
    share = FeatureJson("short_call_ratio", 0.3, "", 30, 100, 0.22, 0.2, "Volli", True, "outcome", 2.0, False)
    said = how_sure(a_subject(share))
    assert said.startswith("How sure? Answered calls of at most 6 s: 30 of 100.")
    assert "at least 22.0" in said and "the line is 20.0" in said
    assert "at most" in how_sure(
        a_subject(FeatureJson(*("asr", 0.1, "", 10, 100, 0.17, 0.5, "V", True, "o", 2.0, False)))
    )
    count = FeatureJson("attempts_10s_max", 40.0, "", 40, 0, 40.0, 30.0, "", False, "volume", 2.0, False)
    assert how_sure(a_subject(count)) == ""
    assert why(a_subject(count)) == "short calls"


def test_every_figure_has_words() -> None:
    assert {one.feature for one in SIGNS} - set(FEATURE_WORDS) == set()


def test_a_note_about_many_files_is_said_once(run: Run, tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(
            f"start_time,calling_number,called_number\n2026-05-04 09:00:00,12382000100,{name}\n"
        )
    out = run("calls", "review", tmp_path).out
    assert out.count("the format does not tell the time zone") == 1 and "2 files: the format" in out
