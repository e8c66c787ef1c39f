"""Which addresses a stranger's URL may lead to: those of other people's public hosts, and no others.

A name is resolved once, every address of it is looked at, and the connection is made to the very address that was
looked at: a second answer of the name server is never asked for. One address that is not public spoils the whole name.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable
from typing import Final

Endpoint = tuple[str, int]  # address and port
Resolver = Callable[[str, int], Awaitable[list[Endpoint]]]  # of a host's name and a port; OSError when it has none
AddressRule = Callable[[str], bool]  # whether a connection to this address may be made

ADDRESSES_MAX: Final = 32  # of one name

# RFC 6890 and the registries it made, as they stand in 2026; the last is a cloud's own service behind a public address.
NOT_PUBLIC_V4: Final = tuple(
    ipaddress.IPv4Network(one)
    for one in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32"),
    )
)
PUBLIC_V6: Final = ipaddress.IPv6Network("2000::/3")  # all else: loopback, mapped, NAT64, unique local, link-local, …
# Protocol assignments (Teredo among them), documentation, 6to4: an IPv4 address may hide in some of them.
NOT_PUBLIC_V6: Final = tuple(
    ipaddress.IPv6Network(one) for one in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)


def is_public(address: str) -> bool:
    """Whether an address is somebody else's public host, by its text as a resolver gives it. Never by a name."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:  # a zone (RFC 4007 section 11), a notation that is none
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return not any(found in one for one in NOT_PUBLIC_V4) and not _is_ours(address, socket.AF_INET)
    if "%" in address or found not in PUBLIC_V6 or any(found in one for one in NOT_PUBLIC_V6):
        return False
    return not _is_ours(address, socket.AF_INET6)


async def resolve(host: str, port: int) -> list[Endpoint]:
    """The addresses of a name, by the system's resolver; the name is taken as it is, without search domains."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host + ".", None, type=socket.SOCK_STREAM)
    return [(address, port) for address in dict.fromkeys(str(one[4][0]) for one in found)][:ADDRESSES_MAX]


async def resolve_own(host: str, port: int) -> list[Endpoint]:
    """The addresses of a host that the operator named, as this machine knows it: an address stands for itself."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [(address, port) for address in dict.fromkeys(str(one[4][0]) for one in found)][:ADDRESSES_MAX]


def _is_ours(address: str, family: int) -> bool:
    """Whether it is an address of this very machine: only those can be bound to."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as one:
            one.bind((address, 0))
    except OSError:
        return False
    return True
