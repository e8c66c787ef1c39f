"""The kernel drops ACKs and nothing that could ask for an answer, over IPv4 and IPv6 (RFC 768: behind the header)."""

import socket

import pytest

from bellwarden.gate.kernel_filter import drop_acks


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_acks_do_not_arrive(family: socket.AddressFamily, host: str) -> None:
    with socket.socket(family, socket.SOCK_DGRAM) as gate, socket.socket(family, socket.SOCK_DGRAM) as sbc:
        gate.bind((host, 0))
        assert drop_acks(gate)
        gate.settimeout(5)
        sent = [b"ACK sip:a SIP/2.0\r\n", b"INVITE a", b"ACK", b"", b"ack sip:a", b"ACKS sip:a", b"CANCEL b", b"ACK "]
        for data in sent:
            sbc.sendto(data, gate.getsockname())
        assert [gate.recv(100) for _ in range(4)] == [b"INVITE a", b"ack sip:a", b"ACKS sip:a", b"CANCEL b"]
        gate.setblocking(False)
        with pytest.raises(BlockingIOError):
            gate.recv(100)


def test_a_socket_that_can_not_be_filtered_is_left_as_it_is() -> None:
    closed = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    closed.close()
    assert not drop_acks(closed)
