"""Calls whose headers hold hostile texts: what of them gets past the gate stands on the console's pages."""

import socket
import time
from typing import Final

from tests.e2e.kit import LOOPBACK
from tests.e2e.office.payloads import TEXTS

# A value is one line (RFC 3261 section 7.3.1); what is no line is sent all the same, to be refused or kept as it is.
HEADERS: Final = ("User-Agent", "Subject", "P-Charge-Info", "Session-ID", "Organization")


def place(port: int, source: str = LOOPBACK) -> int:
    """One call for each text: as name, number, User-Agent and in the request line. How many were answered."""
    answered = 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((source, 0))
        sock.settimeout(2.0)
        for number, text in enumerate(TEXTS.values()):
            for user in ("12382000101", text):
                sock.sendto(invite(text, user, number, sock.getsockname()[1], port, source), (LOOPBACK, port))
                try:
                    sock.recv(65535)
                except TimeoutError:
                    continue
                answered += 1
    return answered


def invite(text: str, user: str, number: int, own: int, port: int, source: str) -> bytes:
    branch = f"z9hG4bK{time.monotonic_ns()}"
    named = text.replace("\\", "\\\\").replace('"', '\\"')
    lines = [
        f"INVITE sip:1446200{2000 + number}@{LOOPBACK}:{port} SIP/2.0",
        f"Via: SIP/2.0/UDP {source}:{own};branch={branch}",
        f'From: "{named}" <sip:{quoted(user)}@{source}>;tag={branch}',
        f"To: <sip:1446200{2000 + number}@{LOOPBACK}>",
        f"Call-ID: {branch}@{source}",
        "CSeq: 1 INVITE",
        "Max-Forwards: 70",
        f"Contact: <sip:pbx@{source}:{own}>",
        f'P-Asserted-Identity: "{named}" <sip:{quoted(user)}@{source}>',
        *(f"{header}: {text}" for header in HEADERS),
        "Content-Length: 0",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def quoted(user: str) -> str:
    """As a user part may be written (RFC 3261 section 25.1): everything else by its octets."""
    return "".join(one if one.isalnum() else "".join(f"%{octet:02X}" for octet in one.encode()) for one in user)
