"""One server, named by the operator: it can neither lead elsewhere, nor pour, nor drip."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bellwarden.feeds.api_client import BODY_OCTETS_MAX, ApiClient, ApiFault, origin_of
from tests.feeds.https_server import HttpsServer
from tests.gate.certificates import Authority


class Server:
    """Answers as the test wants, and remembers what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.answer: tuple[int, dict[str, str], bytes] = (200, {}, b"{}")
        self.asked: list[tuple[str, str, bytes, dict[str, str]]] = []
        self.https = HttpsServer(folder, self._respond)
        self.url = self.https.url

    def _respond(self, *asked: Any) -> tuple[int, dict[str, str], bytes]:
        self.asked.append(asked)
        return self.answer


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    yield made
    made.https.stop()


def test_an_answer_is_given_whatever_its_status(server: Server) -> None:
    server.answer = (403, {"Replay-Nonce": "n1"}, b'{"type": "no"}')
    client = ApiClient(server.url, server.https.ca_file)
    answer = client.request("POST", f"{server.url}/a?b=c", b"body", {"X-One": "1"})
    assert (answer.status, answer.headers["replay-nonce"], answer.json()) == (403, "n1", {"type": "no"})
    method, path, body, headers = server.asked[0]
    assert (method, path, body, headers["x-one"]) == ("POST", "/a?b=c", b"body", "1")
    assert headers["user-agent"].startswith("bellwarden/")


@pytest.mark.parametrize("body", (b"<html>", b"[1]", b"\xff", b"[" * 100_000))
def test_what_is_no_json_object_is_said(server: Server, body: bytes) -> None:
    server.answer = (200, {}, body)
    with pytest.raises(ApiFault, match="no JSON"):
        ApiClient(server.url, server.https.ca_file).request("GET", server.url).json()


def test_a_redirect_is_not_followed(server: Server) -> None:
    server.answer = (302, {"Location": "https://127.0.0.1:1/"}, b"")
    with pytest.raises(ApiFault, match="redirect"):
        ApiClient(server.url, server.https.ca_file).request("GET", server.url)


@pytest.mark.parametrize(
    "url",
    (
        "https://127.0.0.1:1/x",
        "https://localhost/x",
        "https://169.254.169.254/latest",
        "http://localhost/x",
        "file:///etc/passwd",
        "https://user@localhost/x",
        "https://localhost:port/",
        "https:///x",
        "",
    ),
)
def test_no_url_of_another_server_is_asked(server: Server, url: str) -> None:
    with pytest.raises(ApiFault):
        ApiClient(server.url, server.https.ca_file).request("GET", url)
    assert not server.asked


def test_a_huge_answer_is_not_read(server: Server) -> None:
    server.answer = (200, {}, b"x" * (BODY_OCTETS_MAX + 2))
    with pytest.raises(ApiFault, match="more than"):
        ApiClient(server.url, server.https.ca_file).request("GET", server.url)


def test_a_stranger_s_certificate_is_refused(server: Server, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = Authority(tmp_path / "other", "Another CA")
    with pytest.raises(ApiFault, match="its certificate is not accepted"):
        ApiClient(server.url, other.path).request("GET", server.url)
    with pytest.raises(ApiFault, match="its certificate is not accepted"):
        ApiClient(server.url).request("GET", server.url)  # the system's CAs do not know it
    assert not server.asked


def test_a_ca_file_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    for path in (tmp_path / "ca.pem", tmp_path / "missing.pem"):
        with pytest.raises(ApiFault, match=path.name):
            ApiClient("https://localhost", path)


def test_nobody_there_is_said() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        with pytest.raises(ApiFault, match="refused"):
            ApiClient(f"https://localhost:{port}").request("GET", f"https://localhost:{port}/")


@pytest.mark.parametrize("part", ("status line", "headers", "body"))
def test_a_dripping_answer_ends_in_time(tmp_path: Path, part: str) -> None:
    authority = Authority(tmp_path, "Rookery API CA")
    certificate, key = authority.issue("localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", 0))
    begun = {"status line": b"HTTP/1.1 2", "headers": b"HTTP/1.1 200 OK\r\nX-A", "body": b"HTTP/1.1 200 OK\r\n\r\n"}

    def drip() -> None:
        with listener.accept()[0] as plain, context.wrap_socket(plain, server_side=True) as peer:
            peer.recv(1_000)
            peer.sendall(begun[part])
            try:
                while True:
                    peer.sendall(b"0")
                    time.sleep(0.05)
            except OSError:
                return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    url = f"https://localhost:{listener.getsockname()[1]}"
    began = time.monotonic()
    with pytest.raises(ApiFault, match="no answer in time"):
        ApiClient(url, authority.path, timeout_s=0.6).request("GET", url)
    assert time.monotonic() - began < 3
    listener.close()
    thread.join(3)


def test_origins_are_compared_by_their_parts() -> None:
    assert origin_of("https://ca.example/x") == origin_of("https://CA.example:443/y") == "https://ca.example"
    assert origin_of("https://ca.example:8443/x") == "https://ca.example:8443"
