"""Certificate servers that mean harm: bounded time, bounded memory, and not one connection where none belongs."""

import asyncio
import gzip
import socket
import ssl
import threading
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from time import sleep

import pytest

from bellwarden.feeds.addresses import Endpoint, is_public
from bellwarden.feeds.fetch import Bounds
from bellwarden.stir.fault import StirFault
from bellwarden.stir.retrieval import CERTIFICATE_OCTETS_MAX, read_certificate_url
from tests.feeds.farm import FARM_ADDRESS, Farm, Serve, answer, read_request, sink_of

PEM = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
TIME_S_MAX = 3.5  # two seconds, and what a busy machine adds
SHORT = Bounds(connect_s=1.0, total_s=1.5)


def after_request(give: Callable[[ssl.SSLSocket], None]) -> Serve:
    def serve(connected: ssl.SSLSocket) -> None:
        read_request(connected)
        give(connected)

    return serve


def drip(connected: ssl.SSLSocket) -> None:
    """One octet a second."""
    for octet in b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n" + PEM:
        connected.sendall(bytes((octet,)))
        sleep(1)


def drip_body(connected: ssl.SSLSocket) -> None:
    connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n")
    drip(connected)


def test_a_sound_server_is_asked_for_its_certificate_and_nothing_else(farm: Farm) -> None:
    heads = []

    def serve(connected: ssl.SSLSocket) -> None:
        heads.append(read_request(connected))
        connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/x-pem-file\r\n\r\n" + PEM)

    farm.add("sound", serve)
    assert farm.fetch("https://sound.farm.example:8443/a/b.pem?v=1") == PEM
    assert heads[0].startswith(b"GET /a/b.pem?v=1 HTTP/1.1\r\nHost: sound.farm.example:8443\r\n")
    assert b"cookie" not in heads[0].lower()


@pytest.mark.parametrize(
    "kind", ["application/pem-certificate-chain", "text/plain; charset=utf-8", "application/pkix-cert"]
)
def test_types_that_repositories_use_are_taken(farm: Farm, kind: str) -> None:
    """Also of one that RFC 2585 section 4.1 means for DER."""
    farm.add("sound", answer(PEM, kind=kind))
    assert farm.fetch("https://sound.farm.example/") == PEM


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_not_followed(farm: Farm, status: str) -> None:
    private = sink_of(farm)
    location = f"Location: https://127.0.0.1:{private.port}/latest/meta-data"
    farm.add("redirect", answer(PEM, status, "text/plain", location))
    assert farm.refusal("https://redirect.farm.example/")[0] == "response_status"
    assert private.connections == 0


@pytest.mark.parametrize(
    ("serve", "reason"),
    [
        (answer(b"<html></html>", kind="text/html"), "response_type"),
        (answer(b"{}", kind="application/json"), "response_type"),
        (answer(b"", status="404 Not Found"), "response_status"),
        (answer(PEM, "200 OK", "text/plain", "Content-Encoding: gzip"), "response_type"),
        (answer(bytes(CERTIFICATE_OCTETS_MAX + 1)), "response_too_large"),
        (after_request(lambda one: one.sendall(b"SSH-2.0-x\r\n")), "credential_unreachable"),
        (
            after_request(lambda one: one.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort")),
            "credential_unreachable",
        ),
        (after_request(lambda one: None), "credential_unreachable"),
    ],
    ids=["html", "json", "404", "encoded", "16 kB and one", "no http", "short body", "closed"],
)
def test_answers_that_are_no_certificate(farm: Farm, serve: Serve, reason: str) -> None:
    farm.add("odd", serve)
    assert farm.refusal("https://odd.farm.example/")[0] == reason


def gigabyte(farm: Farm, head: bytes) -> Serve:
    def give(connected: ssl.SSLSocket) -> None:
        connected.sendall(head)
        farm.pour(connected, b"A" * 65_536, 16_384)

    return after_request(give)


def headers_without_end(farm: Farm) -> Serve:
    def give(connected: ssl.SSLSocket) -> None:
        connected.sendall(b"HTTP/1.1 200 OK\r\n")
        farm.pour(connected, b"X-Padding: " + b"A" * 1_000 + b"\r\n", 1_000_000)

    return after_request(give)


def one_header_without_end(farm: Farm) -> Serve:
    def give(connected: ssl.SSLSocket) -> None:
        connected.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        farm.pour(connected, b"A" * 65_536, 16_384)

    return after_request(give)


def informational_without_end(farm: Farm) -> Serve:
    def give(connected: ssl.SSLSocket) -> None:
        farm.pour(connected, b"HTTP/1.1 102 Processing\r\n\r\n" * 100, 1_000_000)

    return after_request(give)


def chunks_without_end(farm: Farm) -> Serve:
    def give(connected: ssl.SSLSocket) -> None:
        connected.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        farm.pour(connected, b"1;" + b"x" * 1_000 + b"\r\nA\r\n", 1_000_000)

    return after_request(give)


def gzip_bomb(farm: Farm) -> Serve:
    bomb = gzip.compress(bytes(50_000_000))

    def give(connected: ssl.SSLSocket) -> None:
        connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n")
        connected.sendall(f"Content-Length: {len(bomb)}\r\n\r\n".encode())
        farm.pour(connected, bomb, 1)

    return after_request(give)


@pytest.mark.parametrize(
    "make",
    [
        lambda farm: gigabyte(farm, b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n"),
        lambda farm: gigabyte(farm, b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"),
        lambda farm: gigabyte(farm, b"HTTP/1.1 200 OK\r\n\r\n"),
        lambda farm: gigabyte(farm, b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n"),
        headers_without_end,
        one_header_without_end,
        informational_without_end,
        chunks_without_end,
        gzip_bomb,
    ],
    ids=["1 GB", "1 GB called 100", "1 GB unsized", "1 GB 1.0", "headers", "header", "1xx", "chunks", "gzip"],
)
def test_a_flood_is_left_early_and_fills_no_memory(farm: Farm, make: Callable[[Farm], Serve]) -> None:
    farm.add("flood", make(farm))
    tracemalloc.start()
    try:
        begun = tracemalloc.get_traced_memory()[0]
        reason, took_s = farm.refusal("https://flood.farm.example/")
        grown = tracemalloc.get_traced_memory()[1] - begun
    finally:
        tracemalloc.stop()
    # A body that is longer than it said is one of the length that it said: no certificate, but not our trouble.
    assert reason in ("response_too_large", "response_type", "credential_unreachable", "")
    assert took_s < TIME_S_MAX
    assert grown < 2_000_000
    assert farm.sent < 20_000_000  # what the kernel's buffers take


@pytest.mark.parametrize("serve", [after_request(drip), after_request(drip_body), lambda one: sleep(8)])
def test_a_slow_server_has_two_seconds(farm: Farm, serve: Serve) -> None:
    farm.add("slow", serve)
    reason, took_s = farm.refusal("https://slow.farm.example/")
    assert reason == "credential_unreachable"
    assert 1.5 < took_s < TIME_S_MAX


def test_a_server_that_never_begins_its_handshake_has_two_seconds(farm: Farm) -> None:
    farm.add("mute", lambda one: sleep(8), plain=True)
    reason, took_s = farm.refusal("https://mute.farm.example/")
    assert reason == "credential_unreachable"
    assert took_s < TIME_S_MAX


def test_a_name_server_that_says_nothing_has_one_second(farm: Farm) -> None:
    async def never(host: str, port: int) -> list[Endpoint]:
        await asyncio.sleep(10)
        return []

    reason, took_s = farm.refusal("https://mute.farm.example/", farm.door()._replace(resolve=never))
    assert reason == "credential_unreachable"
    assert took_s < TIME_S_MAX - 1


@pytest.mark.parametrize(
    ("names", "ends"),
    [
        (("other.example",), timedelta(days=1)),
        (("127.0.0.2",), timedelta(days=1)),
        (("*.farm.example",), timedelta(days=-1)),
    ],
    ids=["wrong name", "its address as a name", "expired"],
)
def test_a_wrong_server_certificate(farm: Farm, names: tuple[str, ...], ends: timedelta) -> None:
    farm.add("wrong", answer(PEM), names, ends)
    assert farm.refusal("https://wrong.farm.example/")[0] == "credential_unreachable"


def test_a_server_of_an_unknown_authority(farm: Farm) -> None:
    farm.add("unknown", answer(PEM))
    door = farm.door()._replace(tls=ssl.create_default_context())
    assert farm.refusal("https://unknown.farm.example/", door)[0] == "credential_unreachable"


def test_a_server_that_speaks_no_tls(farm: Farm) -> None:
    farm.add("plain", answer(PEM), plain=True)
    assert farm.refusal("https://plain.farm.example/")[0] == "credential_unreachable"


PRIVATE = [
    *(
        "127.0.0.1",
        "127.1.2.3",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
    ),
    *("100.64.0.1", "100.100.100.200", "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9"),
    *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.88.99.1", "168.63.129.16"),
    *("::1", "::", "fe80::1", "fe80::1%lo", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:7f00:1"),
    *("::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1"),
    *("3fff::1", "100::1", "2001:10::1", "5f00::1", "not an address", ""),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "193.0.14.129", "2620:fe::fe", "2a00:1450:4001:82f::200e"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_a_name_of_a_private_address_leads_nowhere(farm: Farm, address: str) -> None:
    private = sink_of(farm, "::1" if address == "::1" else "127.0.0.1")
    farm.places["inside.farm.example"] = [(address, private.port)]
    assert farm.refusal("https://inside.farm.example/", farm.door(is_public))[0] == "address_refused"
    assert private.connections == 0


def test_one_private_address_among_public_ones_spoils_the_name(farm: Farm) -> None:
    sound = farm.add("mixed", answer(PEM))
    private = sink_of(farm)
    farm.places["mixed.farm.example"].append(("127.0.0.1", private.port))
    assert farm.refusal("https://mixed.farm.example/")[0] == "address_refused"
    assert (sound.connections, private.connections) == (0, 0)


def test_a_rebinding_name_server_is_asked_once_and_the_checked_address_is_the_one_that_is_used(farm: Farm) -> None:
    sound = farm.add("rebinding", answer(PEM))
    private = sink_of(farm)
    first = farm.places["rebinding.farm.example"]
    answers = [first, [("127.0.0.1", private.port)], [("127.0.0.1", private.port)]]
    asked = []

    async def rebind(host: str, port: int) -> list[Endpoint]:
        asked.append(host)
        return answers[len(asked) - 1]

    assert farm.fetch("https://rebinding.farm.example/", farm.door()._replace(resolve=rebind)) == PEM
    assert (len(asked), sound.connections, private.connections) == (1, 1, 0)
    assert farm.refusal("https://rebinding.farm.example/", farm.door()._replace(resolve=rebind))[0] == "address_refused"
    assert private.connections == 0


URLS = [
    *(
        "http://sound.farm.example/",
        "file:///dev/random",
        "file:///etc/passwd",
        "ftp://sound.farm.example/",
        "gopher://x.example/",
    ),
    *("https://127.0.0.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.1/"),
    *(
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]:8443/",
        "https://169.254.169.254/latest/",
    ),
    *("https://2852039166/", "https://0xa9fea9fe/", "https://0251.0376.0251.0376/", "https://[fd00:ec2::254]/"),
    *("https://localhost/", "https://localhost:8443/x", "https://evil/../../cert.pem", "https://metadata/"),
    *(
        "https://１２７.０.０.１/",
        "https://127。0。0。1/",
        "https://①②⑦.⓪.⓪.①/",
        "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
        "https://ex\u212aample.com/",
    ),
    *(
        "https://bücher.example/",
        "https://sound.farm.example./",
        "https://sound.farm.example:22/",
        "https://a.example:8080/",
    ),
    *(
        "https://user@sound.farm.example/",
        "https://user:pass@sound.farm.example/",
        "https://sound.farm.example\\@127.0.0.1/",
    ),
    *(
        "https://sound.farm.example/#fragment",
        "https://sound.farm.example:443:443/",
        "https://sound.farm.example:00443/",
    ),
    *(
        "https://sound.farm.example/\r\nHost: x",
        "https://sound.farm.example/ HTTP/1.1",
        "https:///x",
        "https:sound.farm.example/",
    ),
    *(
        "//sound.farm.example/",
        "",
        "https://" + "a" * 2_000 + ".example/",
        "https://-a.example/",
        "https://a..example/",
        "ħttps://a.example",
    ),
]


@pytest.mark.parametrize("url", URLS)
def test_a_url_that_is_refused_by_its_text_resolves_and_connects_nothing(farm: Farm, url: str) -> None:
    with pytest.raises(StirFault) as raised:
        farm.fetch(url)
    assert (raised.value.code, raised.value.reason.value) == (436, "url_refused")
    assert farm.asked == []


@pytest.mark.parametrize("port", ["", ":443", ":8443"])
def test_both_ports_are_read_as_numbers(port: str) -> None:
    assert read_certificate_url(f"https://Sound.Farm.Example{port}/c.pem").port == int(port[1:] or 443)


def test_a_thousand_names_that_lead_inside_make_no_connection(farm: Farm) -> None:
    private = sink_of(farm)

    async def inside(host: str, port: int) -> list[Endpoint]:
        return [("127.0.0.1", private.port), (FARM_ADDRESS, private.port)]

    door = farm.door(is_public)._replace(resolve=inside)
    before = threading.active_count()
    for number in range(1_000):
        assert farm.refusal(f"https://n{number}.farm.example/", door)[0] == "address_refused"
    assert private.connections == 0
    assert threading.active_count() <= before


def test_a_port_that_nobody_listens_at(farm: Farm) -> None:
    with socket.create_server((FARM_ADDRESS, 0)) as gone:
        farm.places["gone.farm.example"] = [(FARM_ADDRESS, gone.getsockname()[1])]
    assert farm.refusal("https://gone.farm.example/", farm.door(bounds=SHORT))[0] == "credential_unreachable"
