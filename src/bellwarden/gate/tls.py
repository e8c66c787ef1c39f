"""One TLS connection without its socket: what came in becomes messages' bytes, replies become what has to go out.

OpenSSL does the work, on memory instead of a socket, so that the gate decides when a handshake may take its turn and
how much of one it holds.
"""

import ssl
from typing import Final

RECORD_BYTES: Final = 16_384  # RFC 8446 section 5.1
# A client's whole side of a handshake: its hello, its certificates, its signature.
HANDSHAKE_BYTES_MAX: Final = 64 * 1024

# Alerts by which a client says that it does not trust our certificate (RFC 8446 section 6.2).
REFUSES_OURS: Final = ("ALERT_UNKNOWN_CA", "ALERT_BAD_CERTIFICATE", "CERTIFICATE_UNKNOWN", "CERTIFICATE_EXPIRED")


class TlsFailure(Exception):
    """The connection is lost; the text says why, in OpenSSL's words or plainer ones."""


class TlsSession:
    """The server's end of one connection. `shaken` says whether the handshake is done."""

    __slots__ = ("_incoming", "_outgoing", "_received", "_ssl", "shaken")

    def __init__(self, context: ssl.SSLContext) -> None:
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._ssl = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._received = 0
        self.shaken = False

    def receive(self, data: bytes) -> None:
        """Take in what the socket gave. Raises TlsFailure when a handshake grows beyond all bounds."""
        if not self.shaken:
            self._received += len(data)
            if self._received > HANDSHAKE_BYTES_MAX:
                raise TlsFailure(f"a handshake of more than {HANDSHAKE_BYTES_MAX} bytes")
        self._incoming.write(data)

    def shake(self) -> None:
        """Go on with the handshake as far as what was received reaches. Raises TlsFailure."""
        try:
            self._ssl.do_handshake()
        except ssl.SSLWantReadError:
            return
        except ssl.SSLError as error:
            raise TlsFailure(_why(error)) from None
        self.shaken = True

    def read(self) -> tuple[bytes, bool]:
        """What the peer said since the last call, and whether it said that nothing more comes. Raises TlsFailure."""
        parts = []
        ended = False
        try:
            while True:
                part = self._ssl.read(RECORD_BYTES)
                if not part:
                    ended = True
                    break
                parts.append(part)
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:
            ended = True
        except ssl.SSLError as error:
            raise TlsFailure(_why(error)) from None
        return b"".join(parts), ended

    def write(self, data: bytes) -> None:
        """Say something. Raises TlsFailure."""
        try:
            self._ssl.write(data)
        except ssl.SSLError as error:
            raise TlsFailure(_why(error)) from None

    def end(self) -> None:
        """Say that nothing more comes (RFC 8446 section 6.1)."""
        try:
            self._ssl.unwrap()
        except ssl.SSLError:
            return  # the peer has not said it yet, or the connection is broken

    def to_send(self) -> bytes:
        """What has to go out now."""
        return self._outgoing.read() if self._outgoing.pending else b""

    def names(self) -> tuple[str, ...]:
        """The SIP domains that the client's verified certificate stands for, () without one."""
        shown = self._ssl.getpeercert()
        return certificate_names(shown) if shown else ()


def certificate_names(certificate: object) -> tuple[str, ...]:
    """The SIP domain identities of a certificate, as `SSLObject.getpeercert` gives it, in lower case.

    RFC 5922 section 7.1: the hosts of sip URIs without user among the alternative names; without any, the DNS names;
    without either, the common name.
    """
    told = certificate if isinstance(certificate, dict) else {}
    alternatives = told.get("subjectAltName", ())
    hosts = [_sip_host(value) for kind, value in alternatives if kind == "URI"]
    names = [host for host in hosts if host]
    if not names:
        names = [value for kind, value in alternatives if kind == "DNS"]
    if not names:
        names = [value for part in told.get("subject", ()) for kind, value in part if kind == "commonName"]
    return tuple(dict.fromkeys(name.lower() for name in names))


def _sip_host(uri: str) -> str:
    """RFC 5922 section 7.1: a URI with a user is a person's, one of another scheme is no SIP domain."""
    scheme, _, rest = uri.partition(":")
    return "" if scheme.lower() != "sip" or "@" in rest else rest.partition(";")[0].partition("?")[0]


def _why(error: ssl.SSLError) -> str:
    """OpenSSL's reason, less its source file; the usual slips in plain words."""
    reason = error.reason or str(error)
    if reason in ("HTTP_REQUEST", "WRONG_VERSION_NUMBER"):
        return "no TLS: the peer speaks something else on this port, plain SIP perhaps"
    if reason == "PEER_DID_NOT_RETURN_A_CERTIFICATE":
        return "the peer showed no certificate, and --tls-client-ca asks for one"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the peer's certificate was refused: {error.verify_message}"
    if reason.endswith(REFUSES_OURS):
        return f"the peer refused our certificate ({_words(reason)})"
    return _words(reason)


def _words(reason: str) -> str:
    return reason.lower().replace("_", " ")
