"""The words of a review: what is proposed, why, and how sure that is."""

from collections.abc import Sequence
from typing import Final

from bellwarden.cli.call_shapes import FeatureJson, ReviewJson, SubjectJson
from bellwarden.cli.console import counted
from bellwarden.cli.patterns import percent
from bellwarden.traffic.judging import COMBINED, Step

STEP_WORDS: Final = {
    Step.LIMIT.value: ("▲", "Limit and ask", "Limit"),
    Step.CASE.value: ("◆", "Ask them", "Ask"),
    Step.REPORT.value: ("●", "Look at it", "Look"),
    "": ("✓", "Nothing over a line", "–"),
}
KIND_WORDS: Final = {"customer": "Customers", "trunk": "Trunks", "upstream": "Upstreams", "calling": "Caller IDs"}
LENGTH_WORDS: Final = ("≤ 6 s", "≤ 15 s", "≤ 30 s", "≤ 60 s", "≤ 2 min", "≤ 5 min", "≤ 15 min", "> 15 min")
FEATURE_WORDS: Final = {
    "acd_s": "average length of an answered call, seconds",
    "asr": "attempts answered",
    "attested_b_or_c_ratio": "signed attempts attested B or C",
    "attempts_10s_max": "attempts in the busiest 10 s",
    "called_attempts_max": "attempts to the busiest number in an hour",
    "caller_attempts_max": "attempts of the busiest caller ID",
    "caller_hangup_ratio": "answered calls that the caller ends within 10 s",
    "complaint_ratio": "people who complained, by answered calls",
    "dnc_ratio": "attempts to numbers on the do-not-call list",
    "gap_cv": "evenness of the time between attempts (0: a machine's pace)",
    "high_cost_caller_ratio": "attempts with a caller ID of a high-cost prefix",
    "high_cost_callers": "attempts with a caller ID of a high-cost prefix",
    "high_cost_minutes": "minutes to high-cost prefixes",
    "high_cost_parallel_max": "calls to one high-cost prefix at the same time",
    "high_cost_prefixes": "different high-cost prefixes called",
    "high_cost_ratio": "attempts to high-cost prefixes",
    "high_cost_same_length": "calls to high-cost prefixes of one and the same length",
    "honeypot_ratio": "attempts to numbers that nobody has",
    "hot_block_ratio": "attempts with a caller ID out of blocks that are complained about",
    "invalid_caller_ratio": "attempts with an impossible caller ID",
    "invalid_callers": "attempts with an impossible caller ID",
    "name_callers_max": "caller IDs under one displayed name",
    "neighbour_ratio": "caller IDs that look like the called party's neighbour",
    "new_caller_ratio": "caller IDs never shown before",
    "off_hours_ratio": "attempts at night, where the called party is",
    "over_120s_ratio": "answered calls of more than 2 minutes",
    "pair_attempts_max": "attempts from one number to one number in an hour",
    "rate_to_one": "attempts a minute to the busiest number",
    "rejected_ratio": "attempts refused by the called side",
    "sequential_ratio": "numbers dialled in ascending order",
    "sequential_run_max": "longest run of ascending numbers",
    "short_call_ratio": "answered calls of at most 6 s",
    "short_ring_ratio": "attempts given up after 1 to 6 s",
    "two_way_ratio": "called numbers that also call back",
    "unallocated_ratio": "attempts with a caller ID that no provider holds",
    "under_60s_ratio": "answered calls under 60 s",
    "unique_called_ratio": "different called numbers by attempts",
    "unique_caller_ratio": "different caller IDs by attempts",
    "unowned_ratio": "attempts with a caller ID that is not the customer's",
    "vacant_ratio": "attempts to numbers that do not exist",
    "volume_jump": "times its own usual volume",
}
OUTSIDE_WORDS: Final = "not looked at: made by nobody the records name, or to no telephone number"
DISCLAIMER: Final = (
    "These figures are reasons to look and to ask, not findings of wrongdoing. A line marked “ours” has not been"
    " published by anybody: most of them are weighed on simulated traffic. The others name their source. Times are UTC."
)


def verdict_sentence(document: ReviewJson) -> str:
    """The answer first: how many there are, and how many to ask."""
    one = document.summary
    who = counted(one.subjects, _singular(document.kind))
    if not (one.limit or one.case or one.report):
        return f"{who}, and nothing speaks against any of them."
    asked = one.limit + one.case
    told = f"{who}: {asked:,} to ask" if asked else f"{who}: nobody has to be asked"
    if one.limit:
        told += f", {one.limit:,} of them to be limited until they answer"
    return f"{told}. {one.report:,} to look at, {one.nothing:,} with nothing over a line."


def _singular(kind: str) -> str:
    return {"calling": "caller ID", "called": "called number"}.get(kind, kind)


def why(one: SubjectJson) -> str:
    """The patterns seen, in a line."""
    titles = [pattern.title for pattern in one.patterns if pattern.detector != COMBINED]
    return ", ".join(map(lowered, titles or [pattern.title for pattern in one.patterns]))


def lowered(title: str) -> str:
    """As it stands inside a sentence."""
    return title[:1].lower() + title[1:]


def how_sure(one: SubjectJson) -> str:
    """How far chance can explain the strongest share, in plain words; "" where there is none."""
    shares = [
        feature
        for pattern in one.patterns
        for feature in pattern.features
        if feature.whole and feature.score > 0 and feature.bound != feature.value
    ]
    if not shares:
        return ""
    best = max(shares, key=lambda feature: (feature.score, feature.whole))
    least = "at least" if best.bound < best.value else "at most"
    name = FEATURE_WORDS.get(best.feature, best.feature)
    return (
        f"How sure? {name[0].upper()}{name[1:]}: {best.part:,} of {best.whole:,}. Chance explains little of it:"
        f" 19 times out of 20 the true share is {least} {percent(best.bound)}; the line is {percent(best.line)}."
    )


def questions(one: SubjectJson) -> list[str]:
    """Each once, in the order of the patterns."""
    return list(dict.fromkeys(question for pattern in one.patterns for question in pattern.asks))


def reason(one: FeatureJson) -> str:
    """A figure with its line and the line's source, in words."""
    source = one.source if one.published else "ours"
    name = FEATURE_WORDS.get(one.feature, one.feature.replace("_", " "))
    if one.whole:
        return f"{name}: {percent(one.value)} ({one.part:,} of {one.whole:,}); line {percent(one.line)} ({source})"
    return f"{name}: {one.value:,.4g}; line {one.line:,.4g} ({source})"


def notes_of(document: ReviewJson) -> list[str]:
    """What has to be known about the files, each once, with how many files it is about."""
    notes: dict[str, int] = {}
    for one in document.files:
        for note in one.notes:
            notes[note] = notes.get(note, 0) + 1
    many = len(document.files) > 1
    return [f"{counted(count, 'file')}: {note}" if many else note for note, count in notes.items()]


def hidden(document: ReviewJson, shown: Sequence[SubjectJson]) -> str:
    """What is said of those that are not shown; "" when all are."""
    if not document.left_out:
        return ""
    summary = document.summary
    told = sum(bool(one.action) for one in shown)
    missing = summary.limit + summary.case + summary.report - told
    rest = f", {missing:,} of them with something over a line; --top {told + missing} shows those" if missing else ""
    return f"… and {document.left_out:,} more{rest}."
