"""Each detector sees its pattern, stays silent for an ordinary hour, and says where its line comes from."""

from random import Random
from typing import Any

import pytest

from bellwarden.traffic import detectors
from bellwarden.traffic.baseline import VALUES_MIN, Baseline
from bellwarden.traffic.detector import CALLS_MIN, Family
from bellwarden.traffic.evidence import SCORE_MAX, SCORE_MIN
from bellwarden.traffic.judging import COMBINED, LIMIT_SCORE_MIN, Step, judge
from bellwarden.traffic.likelihoods import SOURCE
from bellwarden.traffic.settings import TrafficSettings
from bellwarden.traffic.weighing import weigh
from tests.traffic.profiles import profile

DETECTORS = detectors.load()
PROPOSED = TrafficSettings(proposed=True)
# Detector → counts that show it, and the features that must be over their lines.
SHOWN: dict[str, tuple[dict[str, Any], set[str]]] = {
    "short_calls": (
        {"short": 60, "under_60s": 136, "billable_ms": 140 * 12_000},
        {"short_call_ratio", "under_60s_ratio"},
    ),
    "answer_ratio": ({"answered": 60, "timed": 60, "rejected": 60}, {"asr", "rejected_ratio"}),
    "invalid_caller_ids": ({"invalid_callers": 20}, {"invalid_callers", "invalid_caller_ratio"}),
    "rotating_caller_ids": ({"callers": 190}, {"unique_caller_ratio"}),
    "name_repetition": ({"name_callers_max": 180}, {"name_callers_max"}),
    "unowned_caller_ids": ({"owned_known": 200, "unowned": 60}, {"unowned_ratio"}),
    "unallocated_caller_ids": ({"allocation_known": 200, "unallocated": 20}, {"unallocated_ratio"}),
    "new_caller_ids": ({"callers": 90, "callers_dated": 90, "new_callers": 80}, {"new_caller_ratio"}),
    "dnc_calls": ({"dnc_known": 200, "dnc_called": 90}, {"dnc_ratio"}),
    "off_hours": ({"zoned": 200, "off_hours": 100}, {"off_hours_ratio"}),
    "abandoned_calls": ({"ended_known": 140, "caller_hangups_10s": 20}, {"caller_hangup_ratio"}),
    "vacant_numbers": ({"vacant": 60, "no_answer": 0}, {"vacant_ratio"}),
    "attestation": ({"signed": 200, "attest_c": 190}, {"attested_b_or_c_ratio"}),
    "hot_blocks": ({"hot_block_known": 200, "hot_block_callers": 100}, {"hot_block_ratio"}),
    "machine_pace": ({"gap_ms_sum": 199_000.0, "gap_ms_squares": 199 * 1.04e6}, {"evenness"}),
    "call_bursts": ({"attempts_10s_max": 51}, {"attempts_10s_max"}),
    "honeypot": ({"honeypot_known": 200, "honeypot_hits": 5}, {"honeypot_hits"}),
    "harassment": (
        {"hours": 24, "pair_attempts_max": 16, "fruitless_max": 11},
        {"pair_attempts_1d_max", "fruitless_max"},
    ),
    "low_and_slow": (
        {"hours": 24, "called_numbers": 198, "dnc_known": 200, "dnc_called": 90},
        {"strangers_dnc_ratio"},
    ),
    "caller_id_volume": ({"caller_attempts_max": 101}, {"caller_attempts_max"}),
    "neighbour_spoofing": ({"callers": 190, "same_exchange": 180}, {"neighbour_ratio"}),
    "sequential_dialling": (
        {"sequential": 150, "sequential_run_max": 90},
        {"sequential_ratio", "sequential_run_max"},
    ),
    "one_ring": (
        {"short_rings": 195, "high_cost_callers": 195, "callbacks": 20},
        {"short_ring_ratio", "high_cost_callers", "callback_ratio"},
    ),
    "toll_fraud": (
        {"high_cost_parallel_max": 2, "high_cost_prefixes": 3, "high_cost_same_length": 6},
        {"high_cost_parallel_max", "high_cost_prefixes", "high_cost_same_length"},
    ),
    "called_flood": (
        {"called_attempts_max": 501, "attempts": 600, "attempts_60s_max": 120},
        {"called_attempts_max", "rate_to_one"},
    ),
    "same_pair": ({"pair_attempts_max": 10}, {"pair_attempts_max"}),
    "complaint_rate": ({"complainants": 3, "complained_known": 20_000}, {"complainants", "complaint_rate"}),
}


def test_every_detector_is_shown_here() -> None:
    compared = {name for name, detector in DETECTORS.items() if detector.compare}
    assert set(DETECTORS) == set(SHOWN) | compared
    assert compared == {"volume_jump", "account_takeover"}


@pytest.mark.parametrize("name", SHOWN)
def test_a_detector_sees_its_pattern(name: str) -> None:
    counts, features = SHOWN[name]
    clues = DETECTORS[name].look(profile(**counts), DETECTORS[name].lines)
    assert {clue.feature for clue in clues if clue.over} == features
    assert all(clue.score > 0 for clue in clues if clue.over)


def test_an_ordinary_hour_gives_no_alert() -> None:
    judged = judge(profile(), DETECTORS, PROPOSED)
    assert (judged.alerts, judged.step) == ((), None)
    assert judged.score < 0


def test_our_own_proposals_are_off_until_asked_for() -> None:
    for name, (counts, _) in SHOWN.items():
        judged = judge(profile(**counts), DETECTORS)
        assert all(clue.published for clue in judged.clues), name
    for name in ("rotating_caller_ids", "neighbour_spoofing", "sequential_dialling", "one_ring"):
        assert judge(profile(**SHOWN[name][0]), {name: DETECTORS[name]}).step is None


@pytest.mark.parametrize("name", DETECTORS)
def test_every_line_names_its_source_and_every_detector_asks(name: str) -> None:
    detector = DETECTORS[name]
    assert detector.asks
    assert all(question.endswith((".", "?")) for question in detector.asks)
    for line in detector.lines.values():
        assert line.published == ("Bellwarden's proposal" not in line.source)
        assert len(line.source) > 10


def test_few_calls_prove_no_share() -> None:
    few = profile(attempts=19, answered=0, timed=0, rejected=19, callers=19, numbered=19, short=0, under_60s=0)
    assert CALLS_MIN == 20
    assert not [clue for clue in judge(few, DETECTORS, PROPOSED).clues if clue.over and clue.whole]


def test_one_family_of_evidence_is_only_reported() -> None:
    counts = {"answered": 60, "timed": 60, "short": 40, "under_60s": 58, "rejected": 40, "no_answer": 80}
    judged = judge(profile(**counts), DETECTORS)
    assert judged.agreeing == {Family.OUTCOME}
    assert judged.step is Step.REPORT


# What a robocaller's hour looks like: nobody is called twice, everybody hangs up, many numbers are nobody's.
BLAST = {
    "attempts": 600,
    "answered": 150,
    "timed": 150,
    "billable_ms": 150 * 11_000,
    "short": 70,
    "under_60s": 150,
    "over_120s": 0,
    "no_answer": 330,
    "vacant": 90,
    "rejected": 30,
    "busy": 0,
    "numbered": 600,
    "home_pairs": 600,
    "same_exchange": 540,
    "callers": 580,
    "caller_attempts_max": 2,
    "called_numbers": 600,
    "called_attempts_max": 1,
    "pair_attempts_max": 1,
    "attempts_10s_max": 40,
    "attempts_60s_max": 200,
}
EXTREMES = (
    *({"short": 140}, {"billable_ms": 140}, {"answered": 0, "timed": 0, "short": 0, "no_answer": 180}, {"vacant": 200}),
    *({"callers": 200}, {"same_exchange": 198}, {"called_numbers": 200}, {"attempts_10s_max": 5000}, {"rejected": 200}),
    *({"invalid_callers": 200}, {"high_cost": 200}, {"sequential": 199}, {"short_rings": 200}, {"gap_ms_sum": 1e6}),
)


def test_many_signs_of_several_families_limit_without_a_single_line() -> None:
    judged = judge(profile(**BLAST), {})
    assert {Family.CALLER_ID, Family.CALLED, Family.OUTCOME} <= judged.agreeing
    assert judged.score >= LIMIT_SCORE_MIN
    assert (judged.step, [one.detector for one in judged.alerts]) == (Step.LIMIT, [COMBINED])
    assert {one.source for one in judged.signs} == {SOURCE}


@pytest.mark.parametrize("counts", EXTREMES)
def test_no_sign_decides_alone_however_extreme(counts: dict[str, int]) -> None:
    judged = judge(profile(**counts), {})
    assert judged.step is None
    assert all(SCORE_MIN <= one.score <= SCORE_MAX for one in judged.signs)


def test_a_combined_score_names_the_patterns_it_consists_of() -> None:
    judged = judge(profile(**BLAST), DETECTORS)
    assert {"short_calls", "neighbour_spoofing", "rotating_caller_ids"} <= set(judged.alerts[0].patterns)


def test_our_own_proposals_never_decide() -> None:
    counts = {**SHOWN["short_calls"][0], **SHOWN["rotating_caller_ids"][0]}
    judged = judge(profile(**counts), DETECTORS, PROPOSED)
    assert {alert.step for alert in judged.alerts if alert.detector != COMBINED} == {Step.REPORT}


def test_a_fact_opens_a_case_alone() -> None:
    assert judge(profile(invalid_callers=1), DETECTORS).step is Step.REPORT  # a wrong setting, for somebody to look at
    assert judge(profile(invalid_callers=20), DETECTORS).step is Step.CASE
    assert judge(profile(allocation_known=200, unallocated=30), DETECTORS).step is Step.CASE


def test_an_account_taken_over_is_seen_against_its_own_past() -> None:
    baseline = Baseline()
    burst = profile(attempts=2400, numbered=2400, callers=900, callers_dated=900, new_callers=890)
    names = {"volume_jump", "account_takeover"}
    for day in range(VALUES_MIN):
        judged = judge(burst, DETECTORS, PROPOSED, baseline)
        assert not names & {alert.detector for alert in judged.alerts}, f"{day} days are no past"
        baseline.take(profile(attempts=190 + day))
    judged = judge(burst, DETECTORS, PROPOSED, baseline)
    assert names <= {alert.detector for alert in judged.alerts}
    assert "volume_jump" in {sign.feature for sign in judged.signs if sign.score > 0}
    assert not names & {alert.detector for alert in judge(profile(), DETECTORS, PROPOSED, baseline).alerts}


@pytest.mark.parametrize("name", ["caller_id_volume", "called_flood", "same_pair"])
def test_a_line_per_hour_is_not_held_against_a_day(name: str) -> None:
    counts, _ = SHOWN[name]
    assert DETECTORS[name].look(profile(hours=24, **counts), DETECTORS[name].lines) == ()


def test_a_lonely_neighbour_is_nobody() -> None:
    assert judge(profile(callers=2, same_exchange=180), DETECTORS, PROPOSED).step is None


def test_figures_of_nothing_are_none() -> None:
    nothing = profile(**dict.fromkeys(profile()._fields[6:], 0))
    assert (nothing.asr, nothing.acd_s, nothing.fano_10s, nothing.short_calls.ratio) == (None, None, None, None)
    assert judge(nothing, DETECTORS, PROPOSED).step is None


def test_pace_by_fano_factor() -> None:
    # 20 calls in each of 360 tens of seconds: no variance at all.
    paced = profile(attempts=7200, squares_10s=360 * 400)
    assert paced.fano_10s == pytest.approx(0)
    # All within one ten: as bursty as can be.
    assert (profile(attempts=7200, squares_10s=7200**2).fano_10s or 0) > 7000


def test_complaints_alone_open_no_case_and_with_another_sign_they_weigh() -> None:
    """Whoever has a competitor complained of gets it looked at, at most."""
    complained = {"complainants": 40, "complained_known": 140}
    alone = judge(profile(**complained), DETECTORS, PROPOSED)
    assert {one.detector for one in alone.alerts} == {"complaint_rate"} and alone.step is Step.REPORT
    suspicious = {
        "callers": 190,
        "short": 70,
        "answered": 140,
        "timed": 140,
        "over_120s": 0,
        "billable_ms": 140 * 9_000,
    }
    without, beside = (judge(profile(**suspicious, **one), DETECTORS) for one in ({}, complained))
    assert beside.score > without.score
    assert "complaint_ratio" in {clue.feature for clue in beside.signs if clue.score > 0}


@pytest.mark.parametrize(("by_100k", "least"), [(3, 0.0), (12, 0.3), (60, 0.9)])
def test_the_complaint_sign_speaks_at_the_rates_of_robocalls(by_100k: int, least: float) -> None:
    """Drawn windows of a hundred thousand answered calls: at the rate of wanted calls it hardly ever speaks."""
    draw = Random(by_100k)
    spoke = 0
    for _ in range(300):
        people = sum(draw.random() < by_100k / 1_000 for _ in range(1_000))
        found = weigh(profile(answered=100_000, attempts=300_000, complainants=people, complained_known=100_000))
        spoke += any(clue.feature == "complaint_ratio" and clue.score > 0 for clue in found.clues)
    share = spoke / 300
    assert share >= least if least else share <= 0.01
