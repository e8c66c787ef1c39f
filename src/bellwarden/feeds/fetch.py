"""One fetch: a GET over TLS to one checked address, within bounds of time and size, and nothing else.

No redirect is followed, no encoding is undone, no cookie or cache is kept, no proxy is asked.
"""

import asyncio
import socket
import ssl
from typing import Final, NamedTuple

import h11

from bellwarden.feeds.addresses import AddressRule, Resolver
from bellwarden.feeds.connecting import AddressRefused, connect
from bellwarden.stir.fault import StirFault
from bellwarden.stir.reason import StirReason
from bellwarden.stir.retrieval import (
    CERTIFICATE_OCTETS_MAX,
    REVOCATION_LIST_OCTETS_MAX,
    CertificateUrl,
    check_response,
    check_revocation_response,
)

HEAD_OCTETS_MAX: Final = 16_384
PIECE_OCTETS: Final = 16_384


class Bounds(NamedTuple):
    """Of one fetch, in seconds."""

    connect_s: float = 1.0  # name and TCP connection
    total_s: float = 2.0  # to the last octet of the body
    list_s: float = 20.0  # the same for a revocation list, whose host the operator named


class Door(NamedTuple):
    """How the world is reached. The composition root may hand in another one; nothing else can."""

    resolve: Resolver
    may_connect: AddressRule
    tls: ssl.SSLContext
    bounds: Bounds = Bounds()


def tls_context() -> ssl.SSLContext:
    """TLS 1.2 and later, with the certificates that this system trusts for web servers (RFC 9325 section 3.1.1)."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    return context


async def fetch(url: CertificateUrl, door: Door, revocation_list: bool = False) -> bytes:
    """The octets at a URL. StirFault 436 for whatever goes wrong; its reason tells what."""
    bounds = door.bounds
    try:
        async with asyncio.timeout(bounds.list_s if revocation_list else bounds.total_s):
            async with asyncio.timeout(bounds.connect_s):
                connected = await connect(url.host, url.port, door.resolve, door.may_connect)
            return await _ask(connected, url, door.tls, revocation_list)
    except AddressRefused as refused:
        raise StirFault(436, StirReason.ADDRESS_REFUSED, str(refused)) from None
    except TimeoutError:
        raise _unreachable("no answer in time") from None
    except ssl.SSLCertVerificationError as error:
        raise _unreachable(f"TLS: {error.verify_message}") from None
    except h11.RemoteProtocolError as error:
        raise _unreachable(f"no HTTP: {error}") from None
    except OSError as error:
        raise _unreachable(str(error)) from None


async def _ask(connected: socket.socket, url: CertificateUrl, tls: ssl.SSLContext, revocation_list: bool) -> bytes:
    # From here on the connection is the transport's to close, also when the handshake fails or is broken off.
    reader, writer = await asyncio.open_connection(
        sock=connected, ssl=tls, server_hostname=url.host, limit=PIECE_OCTETS, ssl_shutdown_timeout=0.1
    )
    try:
        client = h11.Connection(h11.CLIENT, max_incomplete_event_size=HEAD_OCTETS_MAX)
        writer.write(_request(client, url))
        return await _answer(client, reader, revocation_list)
    finally:
        writer.transport.abort()  # a peer that is slow to say good-bye is not waited for


def _request(client: h11.Connection, url: CertificateUrl) -> bytes:
    host = url.host if url.port == 443 else f"{url.host}:{url.port}"
    headers = [
        ("Host", host),
        ("Accept", "application/pem-certificate-chain, application/pkix-cert, */*;q=0.5"),
        ("Accept-Encoding", "identity"),
        ("User-Agent", "bellwarden"),
        ("Connection", "close"),
    ]
    head = client.send(h11.Request(method="GET", target=url.target, headers=headers))
    return (head or b"") + (client.send(h11.EndOfMessage()) or b"")


async def _answer(client: h11.Connection, reader: asyncio.StreamReader, revocation_list: bool) -> bytes:
    check = check_revocation_response if revocation_list else check_response
    octets_max = REVOCATION_LIST_OCTETS_MAX if revocation_list else CERTIFICATE_OCTETS_MAX
    received = 0
    body = bytearray()
    status, kind = 0, ""
    while True:
        event = client.next_event()
        if event is h11.NEED_DATA:
            piece = await reader.read(PIECE_OCTETS)
            received += len(piece)
            # Heads, chunk sizes and trailers count, too: what is no body has a bound of its own.
            if received > octets_max + octets_max // 8 + 2 * HEAD_OCTETS_MAX:
                raise StirFault(436, StirReason.RESPONSE_TOO_LARGE, f"more than {received} octets with its heads")
            client.receive_data(piece)
        elif isinstance(event, h11.Response):
            status, kind = event.status_code, _header(event, b"content-type")
            check(status, kind, _length(event))
            if _header(event, b"content-encoding").lower() not in ("", "identity"):
                raise StirFault(436, StirReason.RESPONSE_TYPE, "compressed, though that was not asked for")
        elif isinstance(event, h11.Data):
            body += event.data
            check(status, kind, len(body))
        elif isinstance(event, h11.EndOfMessage):
            return bytes(body)
        elif not isinstance(event, h11.InformationalResponse):
            raise _unreachable("the connection ended early")


def _header(response: h11.Response, name: bytes) -> str:
    for key, value in response.headers:
        if key == name:
            return value.decode("latin-1")
    return ""


def _length(response: h11.Response) -> int:
    written = _header(response, b"content-length")
    return int(written) if written.isdecimal() and len(written) < 19 else 0


def _unreachable(detail: str) -> StirFault:
    return StirFault(436, StirReason.CREDENTIAL_UNREACHABLE, detail[:200])
