"""What a worker knows of other signers: judged by its own trust list, bounded, and told when it arrives."""

import socket
from collections.abc import Iterator

import pytest

from bellwarden.gate import credentials as under_test
from bellwarden.gate.credentials import Credentials
from bellwarden.gate.tally import Tally
from bellwarden.stir.credential import Credential
from bellwarden.stir.fault import StirFault
from bellwarden.stir.retrieval import Ask, Retrieved, pack_retrieved, unpack_ask
from tests.stir.pki import DAY, NOW, Authority, policy_administrator, root, trust_of

URL = "https://sound.farm.example/c.pem"
CRL = "https://crl.farm.example/list"
TOP = root()
MIDDLE = TOP.authority()
ADMINISTRATOR = policy_administrator()
SIGNER = MIDDLE.signer("B100")


class Other:
    """The other end: the process that fetches."""

    def __init__(self, crl_url: str = CRL) -> None:
        ours, self._end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        self._end.setblocking(False)
        self.arrived: list[str] = []
        self.book = Credentials(trust_of(TOP, ADMINISTRATOR), ours, crl_url, self.arrived.append)

    def asked(self) -> list[Ask]:
        found = []
        while True:
            try:
                ask = unpack_ask(self._end.recv(8_192))
            except BlockingIOError:
                return found
            assert ask is not None
            found.append(ask)

    def tell(self, told: Retrieved, at: float = NOW) -> None:
        for message in pack_retrieved(told):
            self._end.send(message)
            self.book.hear(at)

    def fill(self) -> None:
        while True:
            try:
                self._end.send(b"x" * 1_000)
            except BlockingIOError:
                return

    def close(self) -> None:
        self._end.close()


@pytest.fixture
def other() -> Iterator[Other]:
    other = Other()
    yield other
    other.close()


def fault(found: Credential | StirFault | None) -> str:
    assert isinstance(found, StirFault)
    return found.reason.value


def credential(found: Credential | StirFault | None) -> Credential:
    assert isinstance(found, Credential)
    return found


def test_a_signer_that_is_not_here_is_asked_for_once_and_then_known(other: Other) -> None:
    assert other.book.find(URL, NOW) is None
    other.book.ask_for(URL)
    other.book.ask_for(URL)
    assert other.asked() == [Ask(URL)]
    assert other.arrived == []
    other.tell(Retrieved(URL, NOW, SIGNER.pem))
    assert other.arrived == [URL]
    assert credential(other.book.find(URL, NOW)).codes == ("B100",)
    assert other.asked() == []


def test_a_url_that_may_not_be_asked_is_refused_here(other: Other) -> None:
    assert fault(other.book.find("http://sound.farm.example/", NOW)) == "url_refused"
    assert fault(other.book.find("https://127.0.0.1/", NOW)) == "url_refused"
    assert other.asked() == []


def test_what_could_not_be_fetched_is_said_and_asked_for_again_later(other: Other) -> None:
    other.book.ask_for(URL)
    other.tell(Retrieved(URL, NOW, b"", 436, "credential_unreachable", "no answer in time"))
    assert other.arrived == [URL]
    assert fault(other.book.find(URL, NOW + 29)) == "credential_unreachable"
    assert other.book.find(URL, NOW + 31) is None


def test_a_reason_of_a_newer_fetcher_is_unreachable_all_the_same(other: Other) -> None:
    other.book.ask_for(URL)
    other.tell(Retrieved(URL, NOW, b"", 436, "some_new_reason"))
    assert fault(other.book.find(URL, NOW)) == "credential_unreachable"


def test_a_chain_that_is_not_accepted_is_a_fault_for_a_while(other: Other) -> None:
    other.book.ask_for(URL)
    other.tell(Retrieved(URL, NOW, root("Other").signer().pem))
    assert fault(other.book.find(URL, NOW)) == "chain_untrusted"
    assert other.book.find(URL, NOW + under_test.REFUSED_S + 1) is None


def test_what_nobody_asked_for_is_a_certificate_too_but_no_fault(other: Other) -> None:
    """A predecessor of this number may have asked; whoever answers is one that we started."""
    other.tell(Retrieved(URL, NOW, b"", 436, "credential_unreachable"))
    assert other.book.find(URL, NOW) is None
    other.tell(Retrieved(URL, NOW, SIGNER.pem))
    assert credential(other.book.find(URL, NOW)).codes == ("B100",)


def test_a_certificate_ends_while_it_is_here(other: Other) -> None:
    other.tell(Retrieved(URL, NOW, MIDDLE.signer(not_after=NOW + 100).pem))
    assert isinstance(other.book.find(URL, NOW + 99), Credential)
    assert fault(other.book.find(URL, NOW + 101)) == "certificate_expired"


def test_it_is_fetched_again_before_it_ends_and_when_it_is_old(other: Other) -> None:
    other.tell(Retrieved(URL, NOW, SIGNER.pem))
    other.book.find(URL, NOW + under_test.REFRESH_S - 1)
    assert other.asked() == []
    assert isinstance(other.book.find(URL, NOW + under_test.REFRESH_S + 1), Credential)
    assert other.asked() == [Ask(URL, NOW)]
    other.book.find(URL, NOW + under_test.REFRESH_S + 2)
    assert other.asked() == []
    ending = URL + "?ending"
    other.tell(Retrieved(ending, NOW, MIDDLE.signer(not_after=NOW + DAY / 2).pem))
    other.book.find(ending, NOW)
    assert other.asked() == [Ask(ending, NOW)]


def test_what_can_not_be_fetched_again_does_for_a_week(other: Other) -> None:
    other.tell(Retrieved(URL, NOW, SIGNER.pem))
    for day in range(1, 7):
        at = NOW + day * DAY
        other.book.ask_for(URL)
        other.tell(Retrieved(URL, at, b"", 436, "response_status", "404"), at)
        assert isinstance(other.book.find(URL, at), Credential)
    assert other.book.find(URL, NOW + 7 * DAY) is None


def test_a_newer_certificate_takes_the_place_of_the_older(other: Other) -> None:
    other.tell(Retrieved(URL, NOW, SIGNER.pem))
    newer = MIDDLE.signer("B100")
    other.book.find(URL, NOW + 100)
    other.book.ask_for(URL)  # a token does not fit
    assert other.asked() == [Ask(URL, NOW)]
    other.tell(Retrieved(URL, NOW + 100, newer.pem), NOW + 100)
    assert credential(other.book.find(URL, NOW + 100)).fingerprint == newer.fingerprint


def test_bad_tokens_of_a_known_signer_have_it_fetched_again_once_a_minute(other: Other) -> None:
    """A stranger may name any signer's certificate with a signature that does not fit, as often as he calls."""
    other.tell(Retrieved(URL, NOW, SIGNER.pem))
    asked = 0
    for second in range(180):
        other.book.find(URL, NOW + second)
        for _ in range(10):
            other.book.ask_for(URL)
        for ask in other.asked():
            asked += 1
            other.tell(Retrieved(URL, NOW, SIGNER.pem if ask.known_at < NOW else b"", 436, "response_status", "404"))
    assert asked == 3


def test_the_revocation_list_is_asked_for_and_everything_is_judged_by_it(other: Other) -> None:
    other.tell(Retrieved(URL, NOW, SIGNER.pem))
    assert isinstance(other.book.find(URL, NOW), Credential)
    other.book.beat(NOW)
    other.book.beat(NOW + 1)
    assert other.asked() == [Ask(CRL, 0.0, True)]
    other.tell(Retrieved(CRL, NOW, ADMINISTRATOR.crl([SIGNER], indirect=True)))
    assert fault(other.book.find(URL, NOW)) == "certificate_revoked"
    other.book.beat(NOW + under_test.REVOCATION_ASK_S + 1)
    assert other.asked() == [Ask(CRL, NOW, True)]


def test_a_long_revocation_list_comes_in_parts_and_one_lost_is_asked_for_again(other: Other) -> None:
    many = [(MIDDLE.certificate.subject, number) for number in range(1, 3_000)]
    told = Retrieved(CRL, NOW, ADMINISTRATOR.crl([SIGNER, *many], indirect=True))
    messages = pack_retrieved(told)
    assert len(messages) > 2
    for message in [*messages[:1], *messages[2:], *messages]:
        other._end.send(message)
        other.book.hear(NOW)
    assert other.book.revocations.entries == 3_000
    other.tell(Retrieved(URL, NOW, SIGNER.pem))
    assert fault(other.book.find(URL, NOW)) == "certificate_revoked"


@pytest.mark.parametrize("body", [b"junk", ADMINISTRATOR.crl(key=TOP.key), ADMINISTRATOR.crl(this_update=NOW + DAY)])
def test_a_revocation_list_that_can_not_be_used_changes_nothing(other: Other, body: bytes) -> None:
    other.tell(Retrieved(CRL, NOW, ADMINISTRATOR.crl([SIGNER], indirect=True)))
    other.tell(Retrieved(CRL, NOW + 1, body))
    assert other.book.revocations.entries == 1
    assert other.book.revocations_problem


def test_a_revocation_list_that_can_not_be_fetched_is_told(other: Other) -> None:
    other.tell(Retrieved(CRL, NOW, b"", 436, "response_status", "503"))
    assert "503" in other.book.revocations_problem
    assert other.book.revocations_at == 0


def test_a_revocation_list_whose_successor_does_not_come_is_told_before_it_ends(other: Other) -> None:
    other.tell(Retrieved(CRL, NOW, ADMINISTRATOR.crl(indirect=True, next_update=NOW + 100)))
    other.book.beat(NOW)
    assert other.book.revocations_problem == ""
    other.book.beat(NOW + under_test.REVOCATION_ASK_S + 1)
    assert "next one was due" in other.book.revocations_problem
    other.tell(Retrieved(CRL, NOW, ADMINISTRATOR.crl(indirect=True)))
    assert other.book.revocations_problem == ""


def test_what_came_is_counted(other: Other) -> None:
    tally = Tally()
    other.tell(Retrieved(URL, NOW, SIGNER.pem))
    other.tell(Retrieved(URL + "2", NOW, root("Other").signer().pem))
    other.book.ask_for(URL + "3")
    other.tell(Retrieved(URL + "3", NOW, b"", 436, "response_status", "404"))
    for _ in range(2):
        other.book.refresh(tally)
        assert tally.certificates_fetched == {"accepted": 1, "chain_untrusted": 1, "response_status": 1}
        assert tally.signers_known == 1


def test_what_an_earlier_worker_had_is_here_and_judged_by_this_trust_list(other: Other) -> None:
    stranger = root("Other").signer()
    other.book.keep(
        [
            Retrieved(URL, NOW - 100, SIGNER.pem),
            Retrieved(URL + "2", NOW - 100, stranger.pem),
            Retrieved(URL + "3", NOW - 8 * DAY, SIGNER.pem),
        ],
        NOW,
    )
    assert credential(other.book.find(URL, NOW)).codes == ("B100",)
    assert fault(other.book.find(URL + "2", NOW)) == "chain_untrusted"
    assert other.book.find(URL + "3", NOW) is None


def test_strangers_can_not_crowd_out_who_was_accepted(other: Other, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_test, "REFUSED_MAX", 50)
    other.tell(Retrieved(URL, NOW, SIGNER.pem))
    for number in range(200):
        url = f"https://bad{number}.farm.example/"
        other.book.ask_for(url)
        other.tell(Retrieved(url, NOW, b"", 436, "response_status", "404"))
    assert isinstance(other.book.find(URL, NOW), Credential)
    assert len(other.book._refused) == 50
    assert len(other.book._asked) == 0


def test_questions_that_wait_are_bounded_and_forgotten(other: Other, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_test, "ASKED_MAX", 10)
    other.book.find(URL, NOW)
    for number in range(20):
        other.book.ask_for(f"https://h{number}.farm.example/")
    assert len(other.asked()) == 10
    other.book.find(URL, NOW + under_test.ANSWER_S_MAX + 1)
    other.book.ask_for(URL)
    other.book.ask_for("https://h3.farm.example/")
    assert [one.url for one in other.asked()] == [URL, "https://h3.farm.example/"]


def test_a_fetcher_that_takes_nothing_or_is_gone_hurts_nobody() -> None:
    full = Other("")
    while True:
        try:
            full.book._channel.send(b"x" * 1_000)
        except BlockingIOError:
            break
    full.book.ask_for(URL)
    full.book.beat(NOW)
    assert full.book.find(URL, NOW) is None
    full.close()
    full.book.ask_for(URL)
    full.book.hear(NOW)
    assert full.book.find(URL, NOW) is None


def test_a_call_that_waited_is_judged_as_of_its_arrival(other: Other) -> None:
    other.book.ask_for(URL)
    other.tell(Retrieved(URL, NOW + 0.1, b"", 436, "response_status", "404"), NOW + 0.1)
    assert fault(other.book.find(URL, NOW)) == "response_status"
    other.tell(Retrieved(URL + "2", NOW + 0.1, SIGNER.pem), NOW + 0.1)
    judged = other.book._accepted[URL + "2"]
    assert isinstance(other.book.find(URL + "2", NOW), Credential)
    assert other.book._accepted[URL + "2"] is judged  # not once more for each that waited


def test_a_clock_that_is_set_back_stops_nothing(other: Other) -> None:
    future = NOW + 100 * DAY
    bad, good = URL + "bad", URL + "good"
    other.book.find(bad, future)
    other.book.ask_for(bad)
    other.book.ask_for(good)
    other.tell(Retrieved(bad, future, b"", 436, "response_status", "404"), future)
    other.book.beat(future)
    other.asked()
    assert other.book.find(bad, NOW) is None
    other.book.ask_for(good)
    other.book.beat(NOW)
    assert [one.url for one in other.asked()] == [good, CRL]
    other.tell(Retrieved(good, future, SIGNER.pem), future)
    assert isinstance(other.book.find(good, NOW), Credential)


def test_messages_that_are_no_answer(other: Other) -> None:
    for message in (b"\0", b"junk", b"\xc1" * 50):
        other._end.send(message)
    other.tell(Retrieved(URL, NOW, SIGNER.pem))
    assert isinstance(other.book.find(URL, NOW), Credential)


def test_an_impostor_is_known_by_its_chain(other: Other) -> None:
    forged = Authority(MIDDLE.certificate, root().key, MIDDLE.above).signer()
    other.tell(Retrieved(URL, NOW, forged.pem))
    assert fault(other.book.find(URL, NOW)) in ("chain_signature", "chain_untrusted")
