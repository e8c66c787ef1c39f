"""Answers that one worker gave and another repeats."""

import os
import threading
from itertools import count

import pytest

from bellwarden.gate import replies as module
from bellwarden.gate.replies import SETS, WAYS, OwnAnswers, SharedReplies
from bellwarden.model.sip_answer import SipAnswer
from bellwarden.sip.transactions import LIFETIME_S, UNANSWERED

ANSWER = SipAnswer(302, "Moved Temporarily", "<sip:+12385550123@127.0.0.1>", (("X-Bellwarden-Decision", "0123"),))
ONE, TWO = b"00f1e2d3c4b5a697", b"10f1e2d3c4b5a697"


def two_workers() -> tuple[SharedReplies, SharedReplies]:
    """As they are after two forks: one memory, each with a copy of the rest."""
    first, second = SharedReplies(), SharedReplies()
    second._memory = first._memory
    first.sit_down(0, 2)
    second.sit_down(1, 2)
    return first, second


def test_an_answer_is_found_by_its_transaction_only() -> None:
    replies = SharedReplies()
    assert replies.claim(ONE, 100.0) is None
    replies.keep(ONE, ANSWER, 100.0)
    assert replies.claim(ONE, 100.0) == ANSWER
    assert replies.claim(TWO, 100.0) is None


def test_another_process_reads_the_answer() -> None:
    replies = SharedReplies()
    replies.sit_down(0, 2)
    child = os.fork()
    if child == 0:
        replies.sit_down(1, 2)
        replies.claim(ONE, 100.0)
        replies.keep(ONE, ANSWER, 100.0)
        os._exit(0)
    os.waitpid(child, 0)
    assert replies.claim(ONE, 101.0) == ANSWER
    assert replies.answered_elsewhere == 1


def test_a_call_that_one_worker_judges_is_left_to_it() -> None:
    first, second = two_workers()
    assert first.claim(ONE, 100.0) is None
    assert second.claim(ONE, 100.0) is UNANSWERED
    assert second.find(ONE) is UNANSWERED
    assert second.claim(TWO, 100.0) is None
    first.keep(ONE, ANSWER, 100.0)
    second.keep(TWO, ANSWER, 100.0)
    assert second.claim(ONE, 100.0) == ANSWER
    assert first.claim(ONE, 100.0) == ANSWER  # who has read an answer does not stand in another's way


def test_a_worker_that_dies_while_judging_leaves_the_call_to_the_others() -> None:
    first, second = two_workers()
    first.claim(ONE, 100.0)
    second.clear(0)
    assert second.claim(ONE, 100.5) is None


def test_of_many_that_receive_a_call_at_once_at_most_one_judges_it() -> None:
    workers = [SharedReplies() for _ in range(4)]
    for number, worker in enumerate(workers):
        worker._memory = workers[0]._memory
        worker.sit_down(number, 4)
    names = [b"%016x" % number for number in range(1, 2_000)]
    judged: list[bytes] = []
    together = threading.Barrier(4)

    def serve(worker: SharedReplies) -> None:
        together.wait()
        for name in names:
            if worker.claim(name, 1.0) is None:
                judged.append(name)
                worker.keep(name, ANSWER, 1.0)

    threads = [threading.Thread(target=serve, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(judged) == len(set(judged)) > 0


def test_an_answer_is_forgotten_when_nobody_can_retransmit_any_more() -> None:
    """RFC 3261 section 17.2.1: 64 * T1."""
    replies = SharedReplies()
    replies.keep(ONE, ANSWER, 100.0)
    replies.turn_when_due(100.0 + LIFETIME_S)
    assert replies.find(ONE) == ANSWER
    replies.turn_when_due(100.1 + LIFETIME_S)
    assert replies.find(ONE) is None
    assert replies.claim(ONE, 100.1 + LIFETIME_S) is None


def test_the_oldest_of_a_full_set_makes_room() -> None:
    replies = SharedReplies()
    names = [b"%016x" % (7 + SETS * number) for number in range(WAYS + 1)]
    for name, now in zip(names, count(100)):
        replies.keep(name, ANSWER._replace(phrase=name.decode()), float(now))
    assert replies.claim(names[0], 105.0) is None
    assert [replies.claim(name, 105.0) for name in names[1:]] == [
        ANSWER._replace(phrase=name.decode()) for name in names[1:]
    ]


def test_an_answer_too_long_to_keep_is_not_cut_but_left_out() -> None:
    first, second = two_workers()
    first.claim(ONE, 100.0)
    first.keep(ONE, ANSWER._replace(contact="x" * 2_000), 100.0)
    assert second.claim(ONE, 100.0) is None


def test_an_answer_that_is_no_text_is_left_out() -> None:
    replies = SharedReplies()
    replies.keep(ONE, ANSWER._replace(contact="\ud800"), 100.0)
    assert replies.claim(ONE, 100.0) is None


@pytest.mark.parametrize("at", [0, 8, 12, 18, 30, 60])
def test_a_half_written_answer_reads_as_none(at: int) -> None:
    replies = SharedReplies()
    replies.keep(ONE, ANSWER, 100.0)
    start = module._BODIES_AT + int(ONE, 16) % SETS * WAYS * module._SLOT_BYTES
    replies._memory[start + at] ^= 0xFF
    assert replies.claim(ONE, 100.0) is None


def test_a_worker_that_is_alone_remembers_its_own_answers_and_leaves_the_latest_to_its_successor() -> None:
    first, second = two_workers()
    old, new = OwnAnswers(first), OwnAnswers(second)
    old.take_over(100.0)
    assert old.claim(ONE, 100.0) is None
    assert old.claim(ONE, 100.1) is UNANSWERED
    old.keep(ONE, ANSWER, 100.2)
    assert old.claim(ONE, 100.5) == old.find(ONE) == ANSWER
    assert second.find(ONE) is None  # nothing is shared while nobody needs it
    assert old.claim(TWO, 100.5) is None  # is being judged
    old.hand_over(101.0)
    new.turn_when_due(101.0)
    new.take_over(101.0)
    assert new.find(ONE) == ANSWER
    assert new.claim(ONE, 101.1) == ANSWER
    assert new.claim(TWO, 101.1) is None
    assert second.answered_elsewhere == 1


def test_what_a_predecessor_left_is_looked_for_as_long_as_it_is_good() -> None:
    first, second = two_workers()
    first.keep(ONE, ANSWER, 100.0)
    new = OwnAnswers(second)
    new.take_over(100.0)
    assert new.claim(TWO, 100.0 + LIFETIME_S - 1.0) is None
    assert new.claim(ONE, 100.0 + LIFETIME_S) is None
