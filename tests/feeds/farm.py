"""A farm of certificate servers on loopback, hostile ones among them, and a sink that nobody may ever reach.

Names end in `.farm.example`; the farm's resolver says where each of them is. Every server speaks TLS by a certificate
for `*.farm.example` of the farm's own authority, but for those that are wrong in that.
"""

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from bellwarden.feeds.addresses import AddressRule, Endpoint
from bellwarden.feeds.fetch import Bounds, Door, fetch
from bellwarden.stir.fault import StirFault
from bellwarden.stir.retrieval import read_certificate_url

FIRST_PORT = 21_000
FARM_ADDRESS = "127.0.0.2"  # stands for a public one: the farm's rule lets it, and no other, be connected to

Serve = Callable[[ssl.SSLSocket], None]


class Listener:
    """Accepts in a thread; counts."""

    def __init__(self, address: str, port: int, take: Callable[[socket.socket], None]) -> None:
        self.port = port
        self.connections = 0
        self._take = take
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._socket = socket.create_server((address, port), family=family, backlog=64)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connected, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connected,), daemon=True).start()

    def _serve(self, connected: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), connected:
            connected.settimeout(10)
            self._take(connected)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


class Farm:
    """Its servers by name; `fetch` asks one of them as the product would."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._authority = _certificate("Farm", self._key, None, None, ["Farm"])
        (folder / "authority.pem").write_bytes(self._authority.public_bytes(Encoding.PEM))
        self._listeners: list[Listener] = []
        self._next_port = FIRST_PORT
        self.places: dict[str, list[Endpoint]] = {}
        self.asked: list[str] = []  # names that were resolved
        self.sent = 0  # octets that servers could get rid of
        self.tls = ssl.create_default_context(cafile=str(folder / "authority.pem"))

    def add(
        self,
        name: str,
        serve: Serve,
        names: Sequence[str] = ("*.farm.example",),
        ends: timedelta = timedelta(days=1),
        plain: bool = False,
    ) -> Listener:
        """A server at `name`.farm.example."""
        context = self._context(names, ends)

        def take(connected: socket.socket) -> None:
            if plain:
                serve(connected)  # type: ignore[arg-type]
                return
            with context.wrap_socket(connected, server_side=True) as spoken:
                serve(spoken)

        listener = self.listen(FARM_ADDRESS, take)
        self.places[f"{name}.farm.example"] = [(FARM_ADDRESS, listener.port)]
        return listener

    def listen(self, address: str, take: Callable[[socket.socket], None]) -> Listener:
        while True:
            self._next_port += 1
            try:
                listener = Listener(address, self._next_port, take)
            except OSError:
                continue
            self._listeners.append(listener)
            return listener

    async def resolve(self, host: str, port: int) -> list[Endpoint]:
        self.asked.append(host)
        if host not in self.places:
            raise OSError(f"{host}: no such name")
        return self.places[host]

    def door(self, may_connect: AddressRule | None = None, bounds: Bounds | None = None) -> Door:
        rule = may_connect or (lambda address: address == FARM_ADDRESS)
        return Door(self.resolve, rule, self.tls, bounds or Bounds())

    def fetch(self, url: str, door: Door | None = None, revocation_list: bool = False) -> bytes:
        """StirFault, as `fetch` raises it."""
        return asyncio.run(fetch(read_certificate_url(url), door or self.door(), revocation_list))

    def refusal(self, url: str, door: Door | None = None) -> tuple[str, float]:
        """The reason that the product gives, and how many seconds it took."""
        begun = monotonic()
        try:
            self.fetch(url, door)
        except StirFault as fault:
            return fault.reason.value, monotonic() - begun
        return "", monotonic() - begun

    def pour(self, connected: ssl.SSLSocket, piece: bytes, times: int) -> None:
        for _ in range(times):
            connected.sendall(piece)
            self.sent += len(piece)

    def close(self) -> None:
        for one in self._listeners:
            one.close()

    def _context(self, names: Sequence[str], ends: timedelta) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _certificate("Server", key, self._authority, self._key, names, ends)
        path = self._folder / f"{certificate.serial_number}.pem"
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.write_bytes(certificate.public_bytes(Encoding.PEM) + secret)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def sink_of(farm: Farm, address: str = "127.0.0.1") -> Listener:
    """A server of the private network. Whoever connects to it has lost."""
    return farm.listen(address, lambda connected: None)


def read_request(connected: ssl.SSLSocket) -> bytes:
    """The head of a request."""
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connected.recv(4096)
        if not piece:
            break
        head += piece
    return head


def answer(
    body: bytes = b"", status: str = "200 OK", kind: str = "application/pem-certificate-chain", *more: str
) -> Serve:
    """A server that gives the same answer to everybody."""

    def serve(connected: ssl.SSLSocket) -> None:
        read_request(connected)
        head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", f"Content-Type: {kind}", *more]
        connected.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + body)

    return serve


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate | None,
    issuer_key: ec.EllipticCurvePrivateKey | None,
    names: Sequence[str],
    ends: timedelta = timedelta(days=1),
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer is not None else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=10))
        .not_valid_after(now + ends)
        .add_extension(x509.BasicConstraints(issuer is None, None), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key((issuer_key or key).public_key()), False)
    )
    if issuer is not None:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), False)
    else:
        usage = dict.fromkeys(
            (
                *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
                *("key_agreement", "encipher_only", "decipher_only"),
            ),
            False,
        )
        builder = builder.add_extension(x509.KeyUsage(key_cert_sign=True, crl_sign=True, **usage), True)
    return builder.sign(issuer_key or key, hashes.SHA256())
