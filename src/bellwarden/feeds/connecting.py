"""A TCP connection to a host that somebody else named: every address is looked at before, and only those are tried."""

import asyncio
import socket
from typing import Final

from bellwarden.feeds.addresses import AddressRule, Resolver

TRIED_MAX: Final = 3  # addresses of one name


class AddressRefused(Exception):
    """The host has an address that may not be connected to."""


async def connect(host: str, port: int, resolve: Resolver, may_connect: AddressRule) -> socket.socket:
    """A connection to an address that was looked at. AddressRefused; OSError when none takes it."""
    endpoints = await resolve(host, port)
    for address, _ in endpoints:
        if not may_connect(address):
            raise AddressRefused(f"{host[:100]} is {address[:45]}")
    loop = asyncio.get_running_loop()
    failed = OSError(f"{host[:100]} has no address")
    for endpoint in endpoints[:TRIED_MAX]:
        family = socket.AF_INET6 if ":" in endpoint[0] else socket.AF_INET
        connecting = socket.socket(family, socket.SOCK_STREAM)
        connecting.setblocking(False)
        try:
            await loop.sock_connect(connecting, endpoint)
        except OSError as error:
            connecting.close()
            failed = error
        except BaseException:
            connecting.close()
            raise
        else:
            return connecting
    raise failed
