"""The redirect server as its driver sees it: five verbs, one call per INVITE, no word to strangers."""

import pytest

from bellwarden.model.sip_answer import SipAnswer
from bellwarden.sip.server import EVENTS_MAX, RedirectServer
from tests.sip.messages import DECLINE, REDIRECT, SECRET, SOURCE, exchange, message, read_answer, reads_as_sane


def cancel(data: bytes) -> bytes:
    return data.replace(b"INVITE", b"CANCEL")


def test_an_invite_is_handed_out_once_and_answered() -> None:
    done = exchange(message())
    assert done.event is not None
    assert (done.event.source, done.event.fault) == (SOURCE, "")
    assert done.answer.status == 302
    assert reads_as_sane(done.sent[0][0])


def test_an_ack_is_absorbed_without_being_read() -> None:
    """RFC 3261 section 17.2.1."""
    assert exchange(b"ACK \x00 whatever") == (None, [])
    assert exchange(b"\r\n" + message(line="ACK sip:a@127.0.0.1 SIP/2.0")) == (None, [])


def test_a_retransmission_gets_the_same_answer_and_is_no_second_call() -> None:
    """RFC 3261 sections 8.2.7 and 17.2.1."""
    server = RedirectServer(SECRET)
    first = exchange(message(), server)
    again = exchange(message(), server, now=1031.0)
    assert first.event is not None and again.event is None
    assert again.sent == first.sent


def test_a_retransmission_that_comes_before_the_answer_waits_for_it() -> None:
    server = RedirectServer(SECRET)
    server.receive_datagram(message(), SOURCE, 1000.0)
    server.receive_datagram(message(), SOURCE, 1000.5)
    event = server.next_event()
    assert event is not None and server.next_event() is None
    assert server.datagrams_to_send(1000.5) == []
    server.answer(event, REDIRECT, 1001.0)
    assert len(server.datagrams_to_send(1001.0)) == 1


def test_workers_with_one_secret_answer_alike_and_others_do_not() -> None:
    """RFC 3261 section 8.2.7: a stateless To tag is a function of the request."""
    answers = [exchange(message(), RedirectServer(secret)).sent for secret in (SECRET, SECRET, b"another")]
    assert answers[0] == answers[1] != answers[2]


@pytest.mark.parametrize(
    "changed",
    [
        {"via": "SIP/2.0/UDP 127.0.0.2:5060;branch=z9hG4bKother"},
        {"via": "SIP/2.0/UDP 127.0.0.3:5060;branch=z9hG4bKplain"},
        {"call_id": "other"},
        {"cseq": "2 INVITE"},
    ],
)
def test_another_transaction_is_another_call(changed: dict[str, str]) -> None:
    """RFC 3261 section 17.2.3."""
    server = RedirectServer(SECRET)
    first, second = exchange(message(), server), exchange(message(changed=changed), server)
    assert second.event is not None
    assert first.answer.one(b"To") != second.answer.one(b"To")


def test_nobody_draws_the_answer_to_another_source() -> None:
    server = RedirectServer(SECRET)
    exchange(message(), server)
    assert exchange(message(), server, source=("127.0.0.66", 5060)).event is not None


@pytest.mark.parametrize("branch", ["", ";branch=1", ";branch=z9hG4bK"])
def test_clients_without_unique_branches_are_told_apart(branch: str) -> None:
    """RFC 3261 section 17.2.3, second list; RFC 4475 section 3.2.1."""
    via = f"SIP/2.0/UDP 127.0.0.2{branch}"
    server = RedirectServer(SECRET)
    first = message(via=via)
    assert exchange(first, server).event is not None
    assert exchange(first, server).event is None
    assert exchange(message(via=via, line="INVITE sip:other@127.0.0.1 SIP/2.0"), server).event is not None
    assert exchange(message(via=via, from_="<sip:z@127.0.0.2>;tag=9"), server).event is not None
    assert exchange(cancel(first), server).answer.status == 200


def test_a_new_call_after_the_old_one_is_forgotten() -> None:
    server = RedirectServer(SECRET)
    exchange(message(), server)
    server.handle_timeout(1064.0)
    assert exchange(message(), server, now=1064.0).event is not None


def test_timeouts_are_asked_for_only_while_there_is_something_to_forget() -> None:
    server = RedirectServer(SECRET)
    assert server.next_timeout() is None
    exchange(message(), server)
    assert server.next_timeout() == 1032.0
    server.handle_timeout(1031.0)
    assert server.next_timeout() == 1032.0


def test_a_faulty_invite_is_handed_out_with_its_fault_and_only_once() -> None:
    server = RedirectServer(SECRET)
    data = message("From: <sip:x@127.0.0.9>;tag=2")
    done = exchange(data, server)
    assert done.event is not None and done.event.fault == "400 two From headers"
    assert done.event.request.call_id == b"plain@127.0.0.2"
    again = exchange(data, server)
    assert again.event is None and again.sent == done.sent


@pytest.mark.parametrize(
    "data", [b"INVITE sip:911@127.0.0.1 SIP/2.0\r\n\r\n", b"INVITE sip:911@127.0.0.1", b"INVITE tel:911 SIP/2.0\r\nX"]
)
def test_a_naked_invite_is_a_call_once_even_if_nobody_can_be_answered(data: bytes) -> None:
    server = RedirectServer(SECRET)
    done = exchange(data, server)
    assert done.event is not None and b"911" in done.event.request.uri
    assert done.sent == []
    assert exchange(data, server).event is None


def test_an_invite_inside_a_dialog_gets_481_and_leaves_no_trace() -> None:
    """RFC 3261 section 12.2.2."""
    server = RedirectServer(SECRET)
    done = exchange(message(to="<sip:b@127.0.0.1>;tag=x"), server)
    assert done.event is None and done.answer.status == 481
    assert server.next_timeout() is None


def test_cancel_of_a_known_invite() -> None:
    """RFC 3261 section 9.2: 200 with the INVITE's To tag; the INVITE has had its answer."""
    server = RedirectServer(SECRET)
    data = message(via="SIP/2.0/UDP 127.0.0.2;branch=z9hG4bKc;rport")
    invited = exchange(data, server).answer
    cancelled = exchange(cancel(data), server).answer
    assert (cancelled.status, cancelled.one(b"CSeq")) == (200, b"1 CANCEL")
    assert cancelled.one(b"To") == invited.one(b"To")


def test_cancel_of_a_pending_invite() -> None:
    server = RedirectServer(SECRET)
    server.receive_datagram(message(), SOURCE, 1000.0)
    server.receive_datagram(cancel(message()), SOURCE, 1000.0)
    ((data, _),) = server.datagrams_to_send(1000.0)
    assert read_answer(data).status == 200


@pytest.mark.parametrize("data", [message(), message(via=None)])
def test_cancel_of_nothing(data: bytes) -> None:
    assert exchange(cancel(data)).answer.status in (481, 400)


def test_options_tell_whether_this_server_wants_calls() -> None:
    """RFC 3261 section 11.2."""
    data = message(line="OPTIONS sip:127.0.0.1 SIP/2.0", max_forwards="0")
    server = RedirectServer(SECRET)
    answer = exchange(data, server).answer
    assert (answer.status, answer.phrase) == (200, "OK")
    assert answer.one(b"Allow") == b"INVITE, ACK, CANCEL, OPTIONS"
    assert answer.one(b"Accept") == b"application/sdp"
    server.options_status = 503
    assert (exchange(data, server).answer.status, server.next_timeout()) == (503, None)


@pytest.mark.parametrize(
    ("method", "status"),
    [
        *[(name, 405) for name in ("BYE", "REGISTER", "PRACK", "UPDATE", "INFO", "SUBSCRIBE")],
        *[(name, 405) for name in ("NOTIFY", "PUBLISH", "MESSAGE", "REFER")],
        *[(name, 501) for name in ("invite", "Options", "INVITES", "X", "NEWMETHOD")],
    ],
)
def test_other_methods_are_refused_without_a_trace(method: str, status: int) -> None:
    """RFC 3261 section 8.2.1. CVE-2021-37624 and CVE-2021-41157 were MESSAGE and SUBSCRIBE let in unasked."""
    server = RedirectServer(SECRET)
    done = exchange(message(line=f"{method} sip:a@127.0.0.1 SIP/2.0"), server)
    assert done.event is None
    assert done.answer.status == status
    assert done.answer.one(b"Allow") == b"INVITE, ACK, CANCEL, OPTIONS"
    assert server.next_timeout() is None


@pytest.mark.parametrize(
    ("line", "changed", "status", "phrase"),
    [
        ("OPTIONS sip:127.0.0.1 SIP/2.0", {"cseq": "1 INVITE"}, 400, "a CSeq of another method"),
        ("OPTIONS sip:127.0.0.1 SIP/2.0", {"call_id": None}, 400, "no Call-ID header"),
        ("OPTIONS mailto:a@h SIP/2.0", {}, 416, "Unsupported URI Scheme"),
        ("OPTIONS sip:a@h SIP/4.0", {}, 505, "Version Not Supported"),
    ],
)
def test_malformed_requests_are_told_what_is_wrong(
    line: str, changed: dict[str, str | None], status: int, phrase: str
) -> None:
    """RFC 3261 section 21.4.1."""
    answer = exchange(message(line=line, changed=changed)).answer
    assert (answer.status, answer.phrase) == (status, phrase)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\r\n",
        b"\r\n\r\n",
        b"\x00\x00",
        b"SIP/2.0 401 Unauthorized\r\nWWW-Authenticate: Digest realm=x\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"OPTIONS sip:a@h SIP/2.0\r\n\r\n",
    ],
)
def test_noise_and_responses_draw_nothing(data: bytes) -> None:
    assert exchange(data) == (None, [])


def test_only_final_answers_that_are_no_acceptance_are_given() -> None:
    server = RedirectServer(SECRET)
    server.receive_datagram(message(), SOURCE, 1000.0)
    event = server.next_event()
    assert event is not None
    for status in (100, 180, 200, 299, 700):
        with pytest.raises(ValueError):
            server.answer(event, SipAnswer(status, "x"), 1000.0)
    assert server.datagrams_to_send(1000.0) == []
    server.answer(event, DECLINE, 1000.0)
    assert len(server.datagrams_to_send(1000.0)) == 1
    assert server.datagrams_to_send(1000.0) == []


def test_on_a_stream_answers_go_back_to_the_source_itself() -> None:
    """RFC 3261 section 18.2.2."""
    server = RedirectServer(SECRET, reliable=True)
    source = ("127.0.0.2", 40_000)
    done = exchange(message(via="SIP/2.0/TCP hill.example:5099;branch=z9hG4bKa"), server, source)
    assert done.sent[0][1] is source
    assert done.answer.one(b"Via").endswith(b";received=127.0.0.2")


def test_on_a_stream_content_length_is_needed() -> None:
    """RFC 3261 section 20.14."""
    done = exchange(message(content_length=None), RedirectServer(SECRET, reliable=True))
    assert done.event is not None and done.event.fault == "400 no Content-Length on a stream"


def test_calls_that_nobody_fetches_are_bounded() -> None:
    server = RedirectServer(SECRET)
    for index in range(EVENTS_MAX + 5):
        server.receive_datagram(message(call_id=f"c{index}"), SOURCE, 1000.0)
    count = 0
    while server.next_event() is not None:
        count += 1
    assert count == EVENTS_MAX
    # What was dropped left no trace: its retransmission is a call.
    assert exchange(message(call_id=f"c{EVENTS_MAX + 1}"), server).event is not None


def test_sources_are_remembered_within_bounds() -> None:
    server = RedirectServer(SECRET)
    for port in range(1024, 1024 + 4_200):
        done = exchange(message(line="OPTIONS sip:a@h SIP/2.0", via="SIP/2.0/UDP a;rport"), server, ("127.0.0.2", port))
        assert done.to == ("127.0.0.2", port)


def test_an_answer_too_long_for_a_datagram_is_not_sent() -> None:
    lines = ["Via: SIP/2.0/UDP a;branch=z9hG4bK" + "x" * 7_900] * 8
    done = exchange(message(*lines), answer=SipAnswer(302, "Moved", "<sip:" + "9" * 3_000 + "@h>"))
    assert done.event is not None and done.event.fault == ""
    assert done.sent == []
