"""Addresses read from text and opened."""

import socket

import pytest

from bellwarden.gate.addresses import (
    AddressError,
    HttpAddress,
    SipAddress,
    open_http,
    open_sip,
    read_http_address,
    read_sip_addresses,
)


def test_several_addresses_are_read() -> None:
    read = read_sip_addresses("udp:127.0.0.1:5060, tcp:[::1]:5061")
    assert read == (SipAddress("udp", "127.0.0.1", 5060), SipAddress("tcp", "::1", 5061))
    assert [str(one) for one in read] == ["udp:127.0.0.1:5060", "tcp:[::1]:5061"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("127.0.0.1:5060", "udp:HOST:PORT"),
        ("sctp:127.0.0.1:5060", "udp:HOST:PORT"),
        ("udp:127.0.0.1", "no HOST:PORT"),
        ("udp::1:5060", "brackets"),
        ("udp:127.0.0.1:65536", "65535"),
        ("udp:127.0.0.1:٥٠٦٠", "65535"),
        ("udp::5060", "no HOST:PORT"),
        ("", "udp:HOST:PORT"),
    ],
)
def test_an_unreadable_address_says_what_is_wanted(text: str, says: str) -> None:
    with pytest.raises(AddressError, match=says):
        read_sip_addresses(text)


def test_an_http_address_is_read() -> None:
    assert read_http_address("[::1]:8080") == HttpAddress("::1", 8080)
    assert str(read_http_address("127.0.0.1:8080")) == "127.0.0.1:8080"


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_taken_address_is_named_with_the_way_out(transport: str) -> None:
    first = open_sip(SipAddress(transport, "127.0.0.1", 0))
    where = f"{transport} 127.0.0.1:{first.address.port} is in use by another program; choose another with --sip"
    with first.socket, pytest.raises(AddressError, match=where):
        open_sip(first.address)


def test_a_taken_http_address_names_its_own_option() -> None:
    first, address = open_http(HttpAddress("127.0.0.1", 0))
    with first, pytest.raises(AddressError, match="in use by another program; choose another with --http"):
        open_http(address)


def test_an_address_of_another_machine_is_named() -> None:
    with pytest.raises(AddressError, match=r"udp 192\.0\.2\.1:5060 is no address of this machine"):
        open_sip(SipAddress("udp", "192.0.2.1", 5060))


def test_port_0_gives_the_port_the_system_chose() -> None:
    opened = open_sip(SipAddress("udp", "127.0.0.1", 0))
    with opened.socket:
        assert opened.address.port == opened.socket.getsockname()[1] > 0


def test_an_ipv6_socket_takes_ipv6_only_so_that_no_mapped_address_arrives() -> None:
    opened = open_sip(SipAddress("udp", "::1", 0))
    with opened.socket:
        assert opened.socket.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY) == 1


def test_the_receive_buffer_is_raised() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as usual:
        before = usual.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
    opened = open_sip(SipAddress("udp", "127.0.0.1", 0))
    with opened.socket:
        assert opened.socket.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) > before
