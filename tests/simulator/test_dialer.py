"""INVITE client transactions of the simulated SBC: RFC 3261 section 17.1.1."""

from bellwarden.simulator.dialer import TIMER_B, TIMER_D, Dialer
from bellwarden.simulator.invite import Invite, InviteParts, build_invite

PARTS = InviteParts("127.0.1.1", 5066, "gate.example", "+12382000100", "+14462000100", "", "SBC", "00000000000000a1")
INVITE = build_invite(PARTS)


def answer(status: int, invite: Invite = INVITE, tag: bytes = b"g") -> bytes:
    return (
        b"SIP/2.0 %d Reason\r\nVia: %s\r\nFrom: %s\r\nTo: <sip:x@gate.example>;tag=%s\r\nCall-ID: %s\r\n"
        b"CSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n"
        % (status, invite.via.replace(b";rport", b";rport=5066"), invite.from_, tag, invite.call_id)
    )


def test_a_final_answer_is_acknowledged_and_told_with_its_latency() -> None:
    dialer = Dialer()
    dialer.place(7, INVITE, 10.0)
    assert dialer.datagrams_to_send() == [INVITE.data]
    dialer.receive_datagram(answer(603), 10.004)
    (ack,) = dialer.datagrams_to_send()
    assert ack.startswith(b"ACK sip:+14462000100@gate.example")
    assert b"To: <sip:x@gate.example>;tag=g\r\n" in ack
    event = dialer.next_event()
    assert event is not None and event.response is not None
    assert (event.call, event.response.status, event.retransmissions) == (7, 603, 0)
    assert round(event.latency_s, 6) == 0.004
    assert dialer.next_event() is None


def test_an_unanswered_invite_is_sent_again_at_doubling_intervals_until_timer_b() -> None:
    dialer = Dialer()
    dialer.place(1, INVITE, 0.0)
    sent = [0.0 for _ in dialer.datagrams_to_send()]
    while (due := dialer.next_timeout()) is not None:
        dialer.handle_timeout(due)
        sent += [due for _ in dialer.datagrams_to_send()]
    assert sent == [0.0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5]
    event = dialer.next_event()
    assert event is not None
    assert (event.response, event.latency_s, event.retransmissions) == (None, TIMER_B, 6)
    assert dialer.waiting == 0


def test_a_provisional_answer_ends_the_retransmissions() -> None:
    dialer = Dialer()
    dialer.place(1, INVITE, 0.0)
    dialer.datagrams_to_send()
    dialer.receive_datagram(answer(100), 0.1)
    dialer.handle_timeout(0.5)
    assert dialer.datagrams_to_send() == []
    assert dialer.next_event() is None


def test_a_repeated_final_answer_is_acknowledged_again_and_told_once() -> None:
    dialer = Dialer()
    dialer.place(1, INVITE, 0.0)
    dialer.receive_datagram(answer(302), 0.1)
    dialer.datagrams_to_send()
    assert dialer.next_event() is not None
    dialer.receive_datagram(answer(302), 0.6)
    assert len(dialer.datagrams_to_send()) == 1
    assert dialer.next_event() is None


def test_a_transaction_is_forgotten_after_timer_d_and_not_at_the_invite_timer() -> None:
    dialer = Dialer()
    dialer.place(1, INVITE, 0.0)
    dialer.receive_datagram(answer(302), 0.1)
    dialer.handle_timeout(0.5)
    dialer.receive_datagram(answer(302), 1.0)
    assert dialer.strays == 0
    dialer.handle_timeout(0.1 + TIMER_D)
    dialer.receive_datagram(answer(302), 40.0)
    assert dialer.strays == 1
    assert dialer.next_timeout() is None


def test_an_answer_to_nobody_is_a_stray() -> None:
    dialer = Dialer()
    dialer.place(1, INVITE, 0.0)
    other = build_invite(PARTS._replace(unique="00000000000000b2"))
    dialer.receive_datagram(answer(302, other), 0.1)
    dialer.receive_datagram(b"noise", 0.1)
    assert dialer.strays == 2
    assert dialer.waiting == 1
