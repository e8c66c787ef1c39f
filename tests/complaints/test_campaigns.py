"""Recordings of one campaign are found together, whatever name or number they say."""

from bellwarden.complaints.campaigns import group
from bench import campaigns

WARRANTY = "this is a final courtesy call about your vehicle's extended warranty press one to speak to {} now"
UTILITY = "your electric bill qualifies for a thirty percent discount with {} press one to be connected right away"


def test_texts_of_a_campaign_are_one_group() -> None:
    texts = [WARRANTY.format("Megan"), UTILITY.format("Solar Dell"), WARRANTY.format("a specialist"), "hello", "hello"]
    assert group(texts) == [0, 1, 0, 3, 3]


def test_a_cut_recording_belongs_to_the_whole_one() -> None:
    whole = WARRANTY.format("Megan")
    assert group([whole, whole[:60], "your vehicle's", ""]) == [0, 0, 2, 3]


def test_a_common_phrase_makes_no_campaign() -> None:
    assert group(["press one to speak to an agent about your timeshare in Oak Glen", UTILITY.format("Flint")]) == [0, 1]


def test_pairs_near_the_border_are_grouped_as_a_reader_would() -> None:
    counts, _ = campaigns.border()
    assert sum(counts.values()) == 300
    for name, (right, everything) in campaigns.measures(counts).items():
        assert right / everything >= campaigns.GOALS[name], name
