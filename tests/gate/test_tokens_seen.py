import os
from collections import Counter

from bellwarden.gate.tokens_seen import WAYS, SeenTokens

AT = 1_790_000_000.0


def test_a_token_is_good_for_one_call() -> None:
    seen = SeenTokens()
    assert not seen.is_replay(b"s" * 64, "a@b 14462005555", AT)
    assert not seen.is_replay(b"s" * 64, "a@b 14462005555", AT + 1)  # a retransmission, or a fork
    assert seen.is_replay(b"s" * 64, "c@d 14462005555", AT + 1)
    assert seen.is_replay(b"s" * 64, "a@b 17562001234", AT + 1)
    assert not seen.is_replay(b"t" * 64, "c@d 14462005555", AT + 1)


def test_what_no_call_could_still_use_is_forgotten() -> None:
    seen = SeenTokens()
    seen.keep_s = 120.0
    assert not seen.is_replay(b"s" * 64, "a", AT)
    assert seen.is_replay(b"s" * 64, "b", AT + 119)
    assert not seen.is_replay(b"s" * 64, "b", AT + 121)


def test_a_flood_of_tokens_takes_no_more_room_and_the_oldest_go_first() -> None:
    seen = SeenTokens(sets=4)
    tokens = [bytes([number]) * 64 for number in range(4 * WAYS * 4)]
    for number, token in enumerate(tokens):
        assert not seen.is_replay(token, "a", AT + number)
    remembered = [seen.is_replay(token, "b", AT + 64) for token in reversed(tokens[-4:])]
    assert Counter(remembered)[True] >= 3  # by chance the last four may have met in one set with others


def test_workers_share_what_they_have_seen() -> None:
    seen = SeenTokens()
    child = os.fork()
    if child == 0:
        os._exit(int(seen.is_replay(b"s" * 64, "a", AT)))
    _, status = os.waitpid(child, 0)
    assert status == 0
    assert seen.is_replay(b"s" * 64, "b", AT)


def test_a_call_id_that_is_no_text_is_a_name_like_any_other() -> None:
    seen = SeenTokens()
    assert not seen.is_replay(b"s" * 64, "\udcff", AT)
    assert not seen.is_replay(b"s" * 64, "\udcff", AT)
