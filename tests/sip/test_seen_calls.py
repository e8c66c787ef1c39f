"""Copies of SIP messages become calls: how each ended, who hung up, and never more of them than fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwarden.sip.copied import Copied, read_copied
from bellwarden.sip.hep import HepPacket
from bellwarden.sip.seen_calls import LINGER_S, NO_BYE, NO_FINAL, SETUP_S, TALK_S, UNFINISHED, SeenCall, SeenCalls

CALLER, PROXY, CARRIER, GATE = ("192.0.2.10", 5060), ("192.0.2.1", 5060), ("198.51.100.7", 5060), ("192.0.2.1", 5070)
Address = tuple[str, int]


class Wire:
    """Copies of what goes over a wire, as an agent on the proxy sees it."""

    def __init__(self, calls_max: int = 100) -> None:
        self.calls = SeenCalls(calls_max)
        self.at = 1_780_000_000.0

    def send(
        self, start: str, way: tuple[Address, Address], cseq: str = "1 INVITE", call: str = "c1", **tags: str
    ) -> None:
        from_tag, to_tag = tags.get("from_tag", "caller"), tags.get("to_tag", "")
        to = f"<sip:+14462002001@b.example>{';tag=' + to_tag if to_tag else ''}"
        text = (
            f"{start}\r\nVia: SIP/2.0/UDP x;branch=z9hG4bK1\r\n"
            f"f: Quillmark <sip:+12382000150@a.example>;tag={from_tag}\r\n"
            f"To: {to}\r\ni: {call}\r\nCSeq: {cseq}\r\n{tags.get('more', '')}\r\n"
        )
        message = read_copied(text.encode())
        assert message is not None
        (source, source_port), (destination, port) = way
        self.calls.add(HepPacket(self.at, 1, source, source_port, destination, port, b"", b""), message)

    def invite(
        self, way: tuple[Address, Address] = (CALLER, PROXY), cseq: int = 1, call: str = "c1", more: str = ""
    ) -> None:
        self.send("INVITE sip:+14462002001@b.example SIP/2.0", way, f"{cseq} INVITE", call, more=more)

    def answer(self, status: int, way: tuple[Address, Address], cseq: int = 1, call: str = "c1") -> None:
        self.send(f"SIP/2.0 {status} x", way, f"{cseq} INVITE", call, to_tag="called")

    def through(self, status: int) -> None:
        """A response of the carrier, on both legs."""
        self.answer(status, (CARRIER, PROXY))
        self.answer(status, (PROXY, CALLER))

    def place(self) -> None:
        self.invite()
        self.answer(100, (PROXY, CALLER))
        self.invite((PROXY, CARRIER))

    def wait(self, seconds: float) -> None:
        self.at += seconds

    def over(self) -> list[SeenCall]:
        return self.calls.over(self.at)


@pytest.mark.parametrize("by", ["caller", "called"])
def test_an_answered_call_and_who_hung_up(by: str) -> None:
    wire = Wire()
    wire.place()
    wire.invite()  # retransmitted
    wire.wait(4)
    wire.through(180)
    wire.wait(4)
    wire.through(200)
    wire.send("ACK sip:x SIP/2.0", (CALLER, PROXY), "1 ACK", to_tag="called")
    wire.invite((CALLER, PROXY), cseq=2)
    wire.wait(66)
    if by == "caller":
        wire.send("BYE sip:x SIP/2.0", (CALLER, PROXY), "3 BYE", to_tag="called")
        wire.send("BYE sip:x SIP/2.0", (PROXY, CARRIER), "3 BYE", to_tag="called")
    else:
        wire.send("BYE sip:x SIP/2.0", (CARRIER, PROXY), "1 BYE", from_tag="called", to_tag="caller")
    (call,) = wire.over()
    began = wire.at - 74
    assert call == SeenCall(
        *("c1", began, began + 8, began + 74, 200, by, "192.0.2.10", "+12382000150", "+14462002001", "Quillmark", "")
    )
    wire.through(200)  # late
    wire.invite()
    assert wire.over() == []
    wire.wait(LINGER_S + 1)
    wire.over()
    assert len(wire.calls) == 0


def test_a_cancelled_call() -> None:
    wire = Wire()
    wire.place()
    wire.wait(3)
    wire.send("CANCEL sip:x SIP/2.0", (CALLER, PROXY), "1 CANCEL")
    wire.through(487)
    (call,) = wire.over()
    assert (call.status, call.ended_by, call.answered) == (487, "caller", None)
    assert call.ended == call.began + 3


@pytest.mark.parametrize("status", [404, 486, 503, 603])
def test_a_refused_call(status: int) -> None:
    wire = Wire()
    wire.place()
    wire.through(status)
    (call,) = wire.over()
    assert (call.status, call.ended_by) == (status, "")


def test_a_further_route_and_a_question_to_the_gate_are_no_end() -> None:
    wire = Wire()
    wire.invite()
    wire.invite((PROXY, GATE))
    wire.answer(302, (GATE, PROXY))
    wire.invite((PROXY, CARRIER))
    wire.answer(503, (CARRIER, PROXY))
    wire.invite((PROXY, CARRIER))
    wire.answer(183, (CARRIER, PROXY))
    wire.wait(LINGER_S + 60)  # it rings
    assert wire.over() == []
    # The proxy gives one branch up, not the caller the call.
    wire.send("CANCEL sip:x SIP/2.0", (PROXY, CARRIER), "1 CANCEL")
    wire.answer(480, (PROXY, CALLER))
    (call,) = wire.over()
    assert (call.status, call.ended_by) == (480, "")


def test_forks_are_one_call() -> None:
    wire = Wire()
    wire.place()
    wire.invite((PROXY, GATE))
    wire.answer(486, (GATE, PROXY))
    wire.through(200)
    wire.through(200)
    wire.wait(5)
    wire.send("BYE sip:x SIP/2.0", (CALLER, PROXY), "2 BYE")
    (call,) = wire.over()
    assert (call.status, call.ended) == (200, call.began + 5)


def test_a_challenge_is_answered_with_a_second_invite() -> None:
    wire = Wire()
    wire.invite()
    wire.answer(407, (PROXY, CALLER))
    wire.invite(cseq=2)
    wire.answer(407, (PROXY, CALLER))  # retransmitted
    wire.answer(486, (PROXY, CALLER), cseq=2)
    assert [call.status for call in wire.over()] == [486]
    other = Wire()
    other.invite()
    other.answer(407, (PROXY, CALLER))
    other.wait(LINGER_S + 1)
    assert [call.status for call in other.over()] == [407]


def test_calls_without_an_end() -> None:
    wire = Wire()
    wire.invite(call="silent")
    wire.invite(call="talking")
    wire.answer(200, (PROXY, CALLER), call="talking")
    wire.wait(SETUP_S + 1)
    assert [(one.call_id, one.status, one.cause) for one in wire.over()] == [("silent", 0, NO_FINAL)]
    wire.wait(TALK_S)
    assert [(one.call_id, one.status, one.cause, one.ended) for one in wire.over()] == [("talking", 200, NO_BYE, None)]


def test_a_message_of_no_call_that_began_is_passed_over() -> None:
    wire = Wire()
    wire.answer(200, (PROXY, CALLER))
    wire.send("BYE sip:x SIP/2.0", (CALLER, PROXY), "2 BYE")
    wire.send("INVITE sip:x SIP/2.0", (CALLER, PROXY), "2 INVITE", to_tag="called")
    assert (len(wire.calls), wire.over()) == (0, [])


def test_with_one_too_many_the_oldest_is_given_up() -> None:
    wire = Wire(calls_max=2)
    for call in ("a", "b", "c"):
        wire.invite(call=call)
    assert [(one.call_id, one.cause) for one in wire.over()] == [("a", UNFINISHED)]
    assert [one.call_id for one in wire.calls.give_up()] == ["b", "c"]
    assert len(wire.calls) == 0


def test_the_asserted_number_is_the_callers() -> None:
    wire = Wire()
    wire.invite(more='P-Asserted-Identity: "Q, R" <sip:+12382000199@a.example>, <tel:+12382000199>\r\n')
    (call,) = wire.calls.give_up()
    assert (call.calling, call.name) == ("+12382000199", "Q, R")


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from([0, 100, 180, 200, 302, 407, 486, 487]), st.integers(0, 5)),
        max_size=60,
    )
)
def test_every_call_comes_out_at_most_once_and_few_are_held(steps: list[tuple[int, int, int]]) -> None:
    calls = SeenCalls(calls_max=2)
    out: list[SeenCall] = []
    at = 0.0
    for call, status, kind in steps:
        at += kind
        method = ("INVITE", "INVITE", "INVITE", "BYE", "CANCEL", "ACK")[kind]
        message = Copied(status, method, 1 + kind % 2, f"c{call}", "t", "x" if kind > 2 else "", "1", "2", "")
        way = (CALLER, PROXY) if not status else (PROXY, CALLER)
        calls.add(HepPacket(at, 1, *way[0], *way[1], b"", b""), message)
        assert len(calls) <= 2
        out += calls.over(at)
    out += calls.give_up()
    assert len(out) <= sum(not status and kind < 3 for _, status, kind in steps)
    assert all(one.ended is None or one.ended >= one.began for one in out)
