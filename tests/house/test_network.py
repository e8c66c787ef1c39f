"""The tests' own rule that no other machine is talked to."""

import socket

import pytest


@pytest.mark.parametrize("address", [("192.0.2.1", 5060), ("sbc.example", 5060)])
def test_another_machine_is_refused(address: tuple[str, int]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender, pytest.raises((PermissionError, socket.gaierror)):
        sender.sendto(b"x", address)


def test_this_machine_is_allowed() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", ("127.0.0.1", 9))
