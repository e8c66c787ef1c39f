"""What complaints weigh: one voice once, crowds as one, who gains little; and no crowd weighs on calls in the log."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.complaints.weights import NOT_BORNE_OUT, Said, Weighed, weigh

HOUR = 3600.0


def said(number: int, **values: object) -> Said:
    """A complaint of its own sender about a call of its own that is in the log."""
    own: dict[str, object] = {
        "reference": f"C-{number:05}",
        "at": number * 5 * HOUR,
        "sender": f"person{number}@home{number}.example",
        "text": f"somebody rang me about topic {number} and {number * 7} and would not stop",
        "called": frozenset([f"144620{number:05}"]),
        "calls": frozenset([f"call-{number}"]),
    }
    return Said(**{**own, **values})  # type: ignore[arg-type]


def loose(number: int, **values: object) -> Said:
    """The same, but the log holds no such call."""
    return said(number, calls=frozenset(), **values)


def codes(weighed: Weighed) -> list[str]:
    return [reason.code for reason in weighed.reasons]


def total(weighed: list[Weighed]) -> float:
    return sum(one.weight for one in weighed)


def test_who_was_called_counts_whole() -> None:
    found = weigh(map(said, range(5)))
    assert [(one.weight, one.borne_out, one.reasons) for one in found] == [(1.0, True, ())] * 5


def test_one_voice_counts_once_by_address_and_by_called_number() -> None:
    first = said(1, sender="Ana+work@mail.example")
    again = said(2, sender="ana@MAIL.example")
    spouse = said(3, called=first.called)
    found = weigh([spouse, again, first])
    assert [one.weight for one in found] == [1.0, 0.0, 0.0]
    assert [codes(one) for one in found[1:]] == [["same_voice"]] * 2
    assert "C-00001" in found[1].reasons[0].told
    assert len({one.voice for one in found}) == 1


def test_a_listed_supplier_forwards_the_voices_of_others() -> None:
    forwarded = [said(number, sender="noc@supplier.example", forwards=True) for number in range(4)]
    assert total(weigh(forwarded)) == 4
    assert total(weigh([replace(one, forwards=False) for one in forwarded])) == 1


def test_the_same_call_is_nobody_elses_proof() -> None:
    first, other = said(1), said(2, calls=frozenset(["call-1"]))
    found = weigh([first, other])
    assert (found[1].borne_out, codes(found[1])) == (False, ["untied"])


def test_calls_found_by_the_caller_id_alone_are_not_the_senders() -> None:
    (found,) = weigh([said(1, called=frozenset())])
    assert (found.borne_out, codes(found)) == (False, ["untied"])


@pytest.mark.parametrize(
    ("crowd", "code"),
    [
        ([loose(n, text="this company calls me every day and will not stop") for n in range(40)], "one_text"),
        ([loose(n, sender=f"u{n}@rival-fans.example") for n in range(40)], "one_domain"),
        ([loose(n, at=n * 30.0) for n in range(40)], "one_hour"),
    ],
    ids=["one text", "one domain", "one hour"],
)  # fmt: skip
def test_a_crowd_says_no_more_than_one_of_them(crowd: list[Said], code: str) -> None:
    found = weigh(crowd)
    assert all(code in codes(one) for one in found)
    assert total(found) <= NOT_BORNE_OUT + 1e-3


def test_one_text_is_no_crowd_where_each_was_called() -> None:
    """A robocall's victims quote the same recording."""
    recording = "we have been trying to reach you about your vehicle's extended warranty press one now"
    assert total(weigh([said(n, text=recording, at=n * 30.0) for n in range(30)])) == 30


def test_everybodys_mail_service_is_no_crowd() -> None:
    found = weigh([loose(n, sender=f"u{n}@gmail.com", text=f"topic {n}") for n in range(10)])
    assert {tuple(codes(one)) for one in found} == {("not_borne_out",)}


def test_programs_count_nothing_and_even_pace_is_shown() -> None:
    assert weigh([said(1, automatic=True)])[0].weight == 0
    text = "please cut off this caller at once it bothers everybody in our street"
    found = weigh([loose(n, text=text, at=n * 100_000.0, sender=f"u{n}@gmail.com") for n in range(10)])
    assert all("even_pace" in codes(one) for one in found)


def test_who_gains_and_who_was_wrong_before_count_less() -> None:
    (rival,) = weigh([loose(1, interest="rival.example is listed as a competitor's")])
    (wrong,) = weigh([loose(2, decided_before=9, right_before=0)])
    (right,) = weigh([loose(3, decided_before=9, right_before=9)])
    assert rival.weight == 0.05 and rival.reasons[-1].told.startswith("rival.example")
    assert wrong.weight < 0.02 and "of 9 earlier complaints of this sender, 0 were right" in wrong.reasons[-1].told
    assert right.weight == NOT_BORNE_OUT
    assert weigh([said(4, interest="rival")])[0].weight == 0.5  # its call is in the log all the same


@given(st.lists(st.builds(
    said,
    st.integers(0, 40),
    called=st.sampled_from([frozenset(), frozenset(["14462000001"]), frozenset(["14462000002"])]),
    calls=st.sampled_from([frozenset(), frozenset(["a"]), frozenset(["b"])]),
    covered=st.booleans(), automatic=st.booleans(), impossible=st.booleans(),
), max_size=30))  # fmt: skip
def test_a_weight_is_between_nothing_and_one_and_below_one_it_says_why(complaints: list[Said]) -> None:
    numbered = [replace(one, reference=f"C-{at}") for at, one in enumerate(complaints)]
    found = weigh(numbered)
    assert sorted(one.reference for one in found) == sorted(one.reference for one in numbered)
    for one in found:
        assert 0 <= one.weight <= 1
        assert one.weight == 1 or one.reasons
    voices = [one.voice for one in found if one.weight > 0]
    assert len(voices) == len(set(voices))
