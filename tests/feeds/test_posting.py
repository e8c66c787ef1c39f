"""Webhooks are sent to public hosts and to those that office.toml names; nowhere else, and within bounds of time."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bellwarden.feeds.addresses import Endpoint
from bellwarden.feeds.posting import Poster
from bellwarden.flows.office.webhooks import Answer, Post
from tests.feeds.https_server import HttpsServer

BODY = b'{"event":"customer.create"}'


class Receiver:
    """A plain HTTP server of one request at a time, whose answer a test gives."""

    def __init__(self, answer: Callable[[socket.socket], None]) -> None:
        self.requests: list[bytes] = []
        self._answer = answer
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.origin = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connected, _ = self._listening.accept()
            except OSError:
                return
            with connected:
                self.requests.append(connected.recv(65_536))
                try:
                    self._answer(connected)
                except OSError:
                    continue

    def close(self) -> None:
        self._listening.close()


def says(text: str) -> Callable[[socket.socket], None]:
    return lambda connected: connected.sendall(text.encode())


OK = says("HTTP/1.1 204 No Content\r\n\r\n")


@pytest.fixture
def receivers() -> Iterator[Callable[[Callable[[socket.socket], None]], Receiver]]:
    made: list[Receiver] = []

    def make(answer: Callable[[socket.socket], None]) -> Receiver:
        made.append(Receiver(answer))
        return made[-1]

    yield make
    for one in made:
        one.close()


def allowing(*origins: str, **more: object) -> dict[str, object]:
    return {"webhooks": {"allowed_origins": list(origins), **more}}


def sent(poster: Poster, *urls: str, wait_s: float = 8.0) -> dict[int, Answer]:
    """What came of a POST to each, by its place."""
    headers = (("Content-Type", "application/json"), ("Bellwarden-Signature", "v1=00"))
    poster.begin([Post(place, url, headers, BODY) for place, url in enumerate(urls)])
    found: dict[int, Answer] = {}
    until = time.monotonic() + wait_s
    while len(found) < len(urls) and time.monotonic() < until:
        found.update({one.delivery: one for one in poster.answers()})
        time.sleep(0.01)
    return found


async def nowhere(host: str, port: int) -> list[Endpoint]:
    raise AssertionError(f"{host} was looked up")


@pytest.mark.parametrize(
    "url",
    [
        *("http://hooks.carrier.example/", "ftp://hooks.carrier.example/", "//hooks.carrier.example/", "hooks", ""),
        *(
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://2130706433/",
            "https://0x7f.1/",
        ),
        *("https://0177.0.0.1/", "https://127.1/", "https://localhost/", "https://billing/", "https://10.0.0.7/"),
        *(
            "https://169.254.169.254/latest/meta-data",
            "https://a@b.example/",
            "https://b.example/#x",
            "https://b.example:0/",
        ),
        *("https://b.example\\@127.0.0.1/", "https://①②⑦.0.0.1/", "https://b.example/\r\nX: 1", "https://b.example/ x"),
        *(
            "https://b.example:99999/",
            "https://.example/",
            "https://b..example/",
            "https://" + "a" * 1_000 + ".example/",
        ),
    ],
)
def test_a_url_that_leads_elsewhere_is_refused_before_anything_is_asked(url: str) -> None:
    poster = Poster({}, nowhere)
    assert poster.refusal(url)
    (answer,) = sent(poster, url).values()
    assert (answer.status, bool(answer.error)) == (0, True)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1"],
)
def test_a_name_that_is_a_private_address_is_not_connected_to(address: str) -> None:
    async def names(host: str, port: int) -> list[Endpoint]:
        return [("192.0.2.200", port), (address, port)]

    (answer,) = sent(Poster({}, names), "https://hooks.carrier.example/").values()
    assert "not an address of the public network" in answer.error


def test_what_office_toml_names_is_asked_and_the_request_is_whole(receivers: Callable[..., Receiver]) -> None:
    receiver = receivers(OK)
    (answer,) = sent(Poster(allowing(receiver.origin)), f"{receiver.origin}/a/b?c=1").values()
    assert answer == Answer(0, 204)
    head, _, body = receiver.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /a/b?c=1 HTTP/1.1\r\nHost: 127.0.0.1:")
    assert (b"Bellwarden-Signature: v1=00" in head, body) == (True, BODY)
    # The same host on another port, or by another scheme, is not named.
    port = int(receiver.origin.rpartition(":")[2])
    assert Poster(allowing(receiver.origin)).refusal(f"http://127.0.0.1:{port + 1}/")


def test_a_certificate_is_checked(tmp_path: Path) -> None:
    server = HttpsServer(tmp_path, lambda method, path, body, headers: (200, {}, b""))
    try:
        (refused,) = sent(Poster(allowing(server.url)), f"{server.url}/").values()
        assert "its certificate is not accepted" in refused.error
        (taken,) = sent(Poster(allowing(server.url, ca_file=str(server.ca_file))), f"{server.url}/").values()
        assert taken == Answer(0, 200)
    finally:
        server.stop()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            says("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"),
            "it answered 302; redir",
        ),
        (says("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"), "it answered 500"),
        (says("SSH-2.0-OpenSSH\r\n\r\n"), "no HTTP"),
        (says("HTTP/1.1 200 OK\r\nX: " + "x" * 100_000), "no HTTP"),
        (says(""), "no HTTP"),
        (lambda connected: time.sleep(2), "no answer within 0.5 s"),
    ],
    ids=["redirect", "500", "ssh", "long-head", "nothing", "silence"],
)
def test_what_is_no_good_answer_is_told_in_words(
    receivers: Callable[..., Receiver], answer: Callable[[socket.socket], None], told: str
) -> None:
    receiver = receivers(answer)
    (found,) = sent(Poster(allowing(receiver.origin), total_s=0.5), f"{receiver.origin}/").values()
    assert told in found.error
    assert len(receiver.requests) == 1


def test_a_slow_receiver_does_not_hold_up_a_quick_one(receivers: Callable[..., Receiver]) -> None:
    slow, quick = receivers(lambda connected: time.sleep(3)), receivers(OK)
    poster = Poster(allowing(slow.origin, quick.origin), total_s=2.0)
    begun = time.monotonic()
    headers = ()
    poster.begin([Post(0, slow.origin, headers, BODY), Post(1, quick.origin, headers, BODY)])
    found: list[Answer] = []
    while not found and time.monotonic() < begun + 2:
        found = poster.answers()
        time.sleep(0.01)
    assert found == [Answer(1, 204)]
    assert poster.under_way() == {0}
