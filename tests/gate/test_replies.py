"""Answers that one worker gave and another repeats."""

import os

import pytest

from bellwarden.gate import replies as module
from bellwarden.gate.replies import KEPT_S, SharedReplies
from bellwarden.model.sip_answer import SipAnswer

ANSWER = SipAnswer(302, "Moved Temporarily", "<sip:+12385550123@127.0.0.1>", (("X-Bellwarden-Decision", "0123"),))


def test_an_answer_is_found_by_its_transaction_only() -> None:
    replies = SharedReplies()
    replies.put(b"branch1", ANSWER, 100.0)
    assert replies.get(b"branch1", 100.0) == ANSWER
    assert replies.get(b"branch2", 100.0) is None


def test_another_process_reads_the_answer() -> None:
    replies = SharedReplies()
    child = os.fork()
    if child == 0:
        replies.put(b"branch1", ANSWER, 100.0)
        os._exit(0)
    os.waitpid(child, 0)
    assert replies.get(b"branch1", 101.0) == ANSWER


def test_an_answer_is_forgotten_when_nobody_can_retransmit_any_more() -> None:
    """RFC 3261 section 17.2.1: 64 * T1."""
    replies = SharedReplies()
    replies.put(b"branch1", ANSWER, 100.0)
    assert replies.get(b"branch1", 100.0 + KEPT_S + 0.1) is None


def test_an_answer_too_long_to_keep_is_not_cut_but_left_out() -> None:
    replies = SharedReplies()
    replies.put(b"branch1", ANSWER._replace(contact="x" * 2_000), 100.0)
    assert replies.get(b"branch1", 100.0) is None


def test_an_answer_that_is_no_text_is_left_out() -> None:
    replies = SharedReplies()
    replies.put(b"branch1", ANSWER._replace(contact="\ud800"), 100.0)
    assert replies.get(b"branch1", 100.0) is None


@pytest.mark.parametrize("at", [0, 17, 25, 30, 60])
def test_a_half_written_answer_reads_as_none(at: int) -> None:
    replies = SharedReplies()
    replies.put(b"branch1", ANSWER, 100.0)
    start = module._slot(module._digest(b"branch1"))
    replies._memory[start + at] ^= 0xFF
    assert replies.get(b"branch1", 100.0) is None
