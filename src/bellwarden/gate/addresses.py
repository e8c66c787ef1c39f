"""The addresses the gate listens on: read from text, opened before anything else, each error naming its address."""

import errno
import logging
import socket
from typing import Final, NamedTuple

from bellwarden.gate.kernel_filter import drop_acks

log = logging.getLogger(__name__)

# A worker's restart or a policy load must not lose datagrams: 8 MB hold about 5,000 INVITEs. The kernel cuts this to
# net.core.rmem_max unless the process may override it.
RECEIVE_BUFFER_BYTES: Final = 8 * 1024 * 1024
TCP_BACKLOG: Final = 512
# What the kernel may keep of one connection in each direction; it would grow to several megabytes by itself, and every
# connection that is accepted takes this over.
STREAM_BUFFER_BYTES: Final = 128 * 1024
TRANSPORTS: Final = ("udp", "tcp", "tls")


class AddressError(Exception):
    """An address can't be read or opened; the text says which, why, and what to do about it."""


class SipAddress(NamedTuple):
    """On a machine with several addresses name the one that SBCs are configured with: bound to all of them (0.0.0.0), a
    UDP reply leaves from the address that the route prefers, and an SBC drops an answer from a stranger.
    """

    transport: str  # udp | tcp | tls
    host: str  # textual IPv4 or IPv6 address, without brackets
    port: int

    def __str__(self) -> str:
        return f"{self.transport}:{_bracketed(self.host)}:{self.port}"


class HttpAddress(NamedTuple):
    host: str
    port: int

    def __str__(self) -> str:
        return f"{_bracketed(self.host)}:{self.port}"


class OpenSocket(NamedTuple):
    """A bound socket with the address it really has (port 0 asks the system for a free one)."""

    socket: socket.socket
    address: SipAddress


def read_sip_addresses(text: str) -> tuple[SipAddress, ...]:
    """`udp:HOST:PORT,tcp:HOST:PORT,tls:HOST:PORT`, IPv6 hosts in brackets. Raises AddressError."""
    found = []
    for part in text.split(","):
        transport, colon, rest = part.strip().partition(":")
        if not colon or transport not in TRANSPORTS:
            wanted = "udp:HOST:PORT, tcp:HOST:PORT or tls:HOST:PORT"
            raise AddressError(f"{part.strip()!r} is no SIP address; write {wanted}")
        host, port = _read_host_port(rest, part.strip())
        found.append(SipAddress(transport, host, port))
    return tuple(found)


def read_http_address(text: str) -> HttpAddress:
    """`HOST:PORT`, an IPv6 host in brackets. Raises AddressError."""
    return HttpAddress(*_read_host_port(text.strip(), text.strip()))


def open_sip(address: SipAddress) -> OpenSocket:
    """Bind (and listen). Raises AddressError naming the address and the option that chooses another."""
    kind = socket.SOCK_DGRAM if address.transport == "udp" else socket.SOCK_STREAM
    opened = _bind(kind, address.host, address.port, address.transport, "--sip")
    if address.transport == "udp":
        _raise_receive_buffer(opened)
        drop_acks(opened)
    else:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, STREAM_BUFFER_BYTES)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, STREAM_BUFFER_BYTES)
    return OpenSocket(opened, address._replace(port=opened.getsockname()[1]))


def open_http(address: HttpAddress) -> tuple[socket.socket, HttpAddress]:
    """As `open_sip`, for the HTTP API."""
    opened = _bind(socket.SOCK_STREAM, address.host, address.port, "http", "--http")
    return opened, address._replace(port=opened.getsockname()[1])


def _read_host_port(text: str, whole: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        raise AddressError(f"{whole!r}: write an IPv6 address in brackets, [::1]:5060")
    if not colon or not host or not (port.isascii() and port.isdigit()) or int(port) > 65_535:
        raise AddressError(f"{whole!r} has no HOST:PORT with a port from 0 to 65535")
    return host, int(port)


def _bind(kind: socket.SocketKind, host: str, port: int, protocol: str, option: str) -> socket.socket:
    where = f"{protocol} {_bracketed(host)}:{port}"
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=kind, flags=socket.AI_PASSIVE)[0]
    except socket.gaierror as error:
        raise AddressError(f"{where}: {host!r} is no address of this machine ({error.strerror})") from error
    opened = socket.socket(family, kind)
    try:
        if family == socket.AF_INET6:
            # One family a socket: a mapped address (::ffff:192.0.2.1) would be no trunk's address.
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if kind == socket.SOCK_STREAM:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
        if kind == socket.SOCK_STREAM:
            opened.listen(TCP_BACKLOG)
        opened.setblocking(False)
    except OSError as error:
        opened.close()
        raise AddressError(_why_not(where, option, error)) from error
    return opened


def _why_not(where: str, option: str, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"{where} is in use by another program; choose another with {option}"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{where} is no address of this machine; choose another with {option}"
    if error.errno == errno.EACCES:
        return f"{where} needs a privilege this process does not have; choose another with {option}"
    return f"{where} can't be opened: {error.strerror}; choose another with {option}"


def _raise_receive_buffer(opened: socket.socket) -> None:
    force = getattr(socket, "SO_RCVBUFFORCE", 33)  # Linux; allowed to CAP_NET_ADMIN
    try:
        opened.setsockopt(socket.SOL_SOCKET, force, RECEIVE_BUFFER_BYTES)
    except OSError:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
    got = opened.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) // 2  # the kernel reports its own doubling
    if got < RECEIVE_BUFFER_BYTES:
        log.info("UDP receive buffer is %d kB; raise net.core.rmem_max for more", got // 1024)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
