"""Calls over TLS on loopback: with our own certificate alone, and with one that the SBC has to show."""

import logging
import re
import socket
import ssl
import time
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from bellwarden.gate.addresses import SipAddress
from bellwarden.gate.settings import GateSettings, StreamBounds
from bellwarden.gate.tls import certificate_names
from bellwarden.gate.tls_files import TlsFiles
from bellwarden.model.policy import Trunk
from tests.gate.certificates import GATE_NAME, Authority, client, gate_files
from tests.gate.gates import (
    ACME,
    BOREAL,
    STRANGER,
    RunningGate,
    SipClient,
    Store,
    ack,
    gate,
    header_of,
    invite,
    loaded,
    status_of,
    wait_until,
)
from tests.gate.test_streams import is_closed, is_refused, read_replies
from tests.verdict.worlds import DOCUMENT

PBX = "pbx.acme.example"
WITH_NAME = replace(
    DOCUMENT, trunks=(Trunk("acme-pbx", (ACME,), customer="acme", certificate_name=PBX), *DOCUMENT.trunks[1:])
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def files(authority: Authority) -> TlsFiles:
    return gate_files(authority)


@pytest.fixture(scope="module")
def mutual(authority: Authority) -> TlsFiles:
    return gate_files(authority, mutual=True)


def secure(one: RunningGate, context: ssl.SSLContext, source: str = ACME) -> ssl.SSLSocket:
    raw = socket.create_connection(one.tls, 2, (source, 0))
    try:
        return context.wrap_socket(raw, server_hostname=GATE_NAME)
    except BaseException:
        raw.close()
        raise


def is_let_in(one: RunningGate, context: ssl.SSLContext, source: str = ACME) -> bool:
    """Whether an INVITE over a new TLS connection is answered."""
    try:
        with secure(one, context, source) as sbc:
            sbc.sendall(invite(transport="TLS"))
            return status_of(read_replies(sbc, 1)[0]) == 302
    except (OSError, AssertionError):  # read_replies asserts that the connection goes on
        return False


def test_pipelined_invites_are_answered_in_order_over_tls(authority: Authority, files: TlsFiles) -> None:
    """RFC 3261 section 26.2.1: a redirect server speaks TLS, by a certificate of its own."""
    with gate(tls=files) as one, secure(one, client(authority)) as sbc:
        assert sbc.version() == "TLSv1.3"
        asked = [invite(branch=f"z9hG4bKtls{i}", transport="TLS") for i in range(50)]
        sbc.sendall(b"".join(asked))
        replies = read_replies(sbc, 50)
        assert [status_of(reply) for reply in replies] == [302] * 50
        assert all(f"branch=z9hG4bKtls{i};".encode() in replies[i] for i in range(50))
        sbc.sendall(ack(asked[0], replies[0]))
        sbc.sendall(b"\r\n\r\n")
        assert sbc.recv(100) == b"\r\n"
        assert len(one.decisions(50)) == 50
        assert one.worker.tally.tls_handshakes == 1


def test_a_sips_uri_goes_back_as_it_came(authority: Authority, files: TlsFiles) -> None:
    """RFC 5630 section 5.4: a call to a sips URI is not redirected to a sip one."""
    with gate(tls=files) as one, secure(one, client(authority)) as sbc:
        sbc.sendall(invite(transport="TLS").replace(b"INVITE sip:", b"INVITE sips:"))
        assert header_of(read_replies(sbc, 1)[0], "Contact").startswith(
            "<sips:+14462005555@kestrel.example;user=phone>"
        )


def test_tls_over_ipv6(authority: Authority, files: TlsFiles) -> None:
    document = replace(DOCUMENT, trunks=(Trunk("six", ("::1",), customer="acme"),))
    with gate(Store(loaded(document)), host="::1", tls=files) as one:
        assert is_let_in(one, client(authority), "::1")


def test_old_versions_and_weak_ciphers_are_refused(authority: Authority, files: TlsFiles) -> None:
    """RFC 9325 sections 3.1.1 and 4.2."""
    with gate(tls=files) as one:
        old = client(authority)
        old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        old.set_ciphers("DEFAULT:@SECLEVEL=0")
        with pytest.warns(DeprecationWarning):
            old.maximum_version = ssl.TLSVersion.TLSv1_1
        with pytest.raises(ssl.SSLError):
            secure(one, old)
        weak = client(authority)
        weak.maximum_version = ssl.TLSVersion.TLSv1_2
        weak.set_ciphers("AES128-SHA:AES256-SHA")
        with pytest.raises(ssl.SSLError):
            secure(one, weak)
        wait_until(lambda: one.worker.tally.tcp_refused == {"handshake": 2})
        weak.set_ciphers("ECDHE+AESGCM")
        with secure(one, weak) as sbc:
            assert sbc.version() == "TLSv1.2"


def test_a_stranger_gets_no_handshake(authority: Authority, files: TlsFiles) -> None:
    with gate(tls=files) as one:
        assert is_refused(one.tls, STRANGER)
        assert not is_let_in(one, client(authority), STRANGER)
        assert one.worker.tally.unknown_source == 2
        assert one.worker.tally.tls_handshakes == 0
        assert one.worker.tally.tcp_connections == 0


def test_a_client_without_the_right_certificate_is_refused(
    authority: Authority, mutual: TlsFiles, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = Authority(tmp_path, "Another CA")
    with gate(tls=mutual) as one:
        assert is_let_in(one, client(authority, authority.issue(PBX)))
        assert not is_let_in(one, client(authority))
        assert "showed no certificate" in caplog.text
        assert not is_let_in(one, client(authority, stranger.issue(PBX)), BOREAL)
        assert "refused: unable to get local issuer certificate" in caplog.text
        assert not is_let_in(one, client(authority, authority.issue("old.example", days=-0.5, since=-3)), "127.0.2.5")
        assert "refused: certificate has expired" in caplog.text
        wait_until(lambda: one.worker.tally.tcp_refused == {"handshake": 3})


@pytest.mark.parametrize(
    ("usage", "good"),
    [
        ([ExtendedKeyUsageOID.CLIENT_AUTH], True),
        ([ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH], True),
        ([ExtendedKeyUsageOID.SERVER_AUTH], False),
    ],
)
def test_a_client_certificate_has_to_be_one_of_a_client(
    authority: Authority,
    mutual: TlsFiles,
    usage: list[x509.ObjectIdentifier],
    good: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with gate(tls=mutual) as one:
        assert is_let_in(one, client(authority, authority.issue(PBX, usage=usage))) is good
        assert good or re.search("refused: unsu[a-z]+ certificate purpose", caplog.text)


@pytest.mark.parametrize("bits", [2048, 3072])
def test_rsa_certificates_serve_too(tmp_path: Path, bits: int) -> None:
    own = Authority(tmp_path)
    made = own.issue(GATE_NAME, key=rsa.generate_private_key(65_537, bits))
    with gate(tls=TlsFiles(*made)) as one:
        assert is_let_in(one, client(own))


def test_a_trunk_that_names_a_certificate_wants_address_and_name(
    authority: Authority, mutual: TlsFiles, caplog: pytest.LogCaptureFixture
) -> None:
    right, other = authority.issue(PBX), authority.issue("pbx.boreal.example")
    with gate(Store(loaded(WITH_NAME)), tls=mutual) as one:
        assert is_let_in(one, client(authority, right))
        assert one.decisions(1)[0].call.trunk == "acme-pbx"
        assert one.decisions(1)[0].call.request.certificate_names == (PBX,)
        assert not is_let_in(one, client(authority, other))
        assert "certificate of no trunk of its: pbx.boreal.example" in caplog.text
        assert one.worker.tally.tcp_refused == {"certificate": 1}
        # The right name from an address of no trunk, and the right address without a name.
        assert not is_let_in(one, client(authority, right), STRANGER)
        assert is_refused(one.tcp, ACME)
        with SipClient(one.udp) as sbc:
            sbc.send(invite())
            assert sbc.hears_nothing()
        # Others' trunks ask for no name.
        assert is_let_in(one, client(authority, other), BOREAL)
        assert [decision.call.trunk for decision in one.decisions(2)] == ["acme-pbx", "boreal-dialler"]


def test_trunks_that_share_an_address_are_told_apart_by_certificate(authority: Authority, mutual: TlsFiles) -> None:
    trunks = (
        Trunk("first", (ACME,), customer="acme", certificate_name="one.example"),
        Trunk("second", (ACME,), customer="boreal", hosts=("kestrel.example",), certificate_name="two.example"),
    )
    with gate(Store(loaded(replace(DOCUMENT, trunks=trunks))), tls=mutual) as one:
        assert is_let_in(one, client(authority, authority.issue("one.example")))
        assert is_let_in(one, client(authority, authority.issue("two.example")))
        assert [decision.call.trunk for decision in one.decisions(2)] == ["first", "second"]


def test_a_trunk_without_a_name_takes_what_those_with_one_leave(authority: Authority, mutual: TlsFiles) -> None:
    trunks = (
        Trunk("open", (ACME,), customer="boreal"),
        Trunk("named", (ACME,), customer="acme", certificate_name=PBX),
    )
    with gate(Store(loaded(replace(DOCUMENT, trunks=trunks))), tls=mutual) as one, SipClient(one.udp) as udp:
        assert is_let_in(one, client(authority, authority.issue(PBX)))
        assert is_let_in(one, client(authority, authority.issue("two.example")))
        assert status_of(udp.ask(invite())) == 302
        assert [decision.call.trunk for decision in one.decisions(3)] == ["named", "open", "open"]


def test_a_name_that_nobody_can_show_is_warned_of(files: TlsFiles, caplog: pytest.LogCaptureFixture) -> None:
    with gate(Store(loaded(WITH_NAME)), tls=files):
        assert "trunk acme-pbx names a certificate, but no address here asks clients for one" in caplog.text


def test_plain_sip_to_the_tls_port_and_tls_to_the_tcp_port_say_so(
    authority: Authority, files: TlsFiles, caplog: pytest.LogCaptureFixture
) -> None:
    with gate(tls=files) as one:
        with socket.create_connection(one.tls, 2, (ACME, 0)) as plain:
            plain.sendall(invite(transport="TLS"))
            assert is_closed(plain) or is_closed(plain)  # after an alert, perhaps
        assert "speaks something else on this port" in caplog.text
        with socket.create_connection(one.tcp, 2, (BOREAL, 0)) as raw, pytest.raises((ssl.SSLError, OSError)):
            client(authority).wrap_socket(raw, server_hostname=GATE_NAME)
        assert f"{BOREAL} speaks TLS to a tcp: address" in caplog.text
        assert one.worker.tally.tcp_refused == {"handshake": 1, "tls_on_tcp": 1}


def test_a_slow_handshake_is_ended(authority: Authority, files: TlsFiles) -> None:
    """A client that sends its hello byte by byte, and one that says nothing at all."""
    with gate(tls=files, streams=StreamBounds(handshake_s=0.5)) as one:
        with socket.create_connection(one.tls, 2, (ACME, 0)) as slow, socket.create_connection(one.tls, 2, (ACME, 0)):
            began = time.monotonic()
            for byte in b"\x16\x03\x01\x02\x00" + bytes(512):
                try:
                    slow.send(bytes((byte,)))
                except ConnectionError:
                    break
                time.sleep(0.02)
            assert time.monotonic() - began < 2.0
            wait_until(lambda: one.worker.tally.tcp_refused == {"slow_handshake": 2})
            wait_until(lambda: one.worker.tally.tls_handshaking == 0)
        assert is_let_in(one, client(authority))


def test_handshakes_under_way_are_bounded_and_the_oldest_makes_room(authority: Authority, files: TlsFiles) -> None:
    with gate(tls=files, streams=StreamBounds(handshakes_max=4)) as one:
        half = []
        for _ in range(6):
            half.append(socket.create_connection(one.tls, 2, (ACME, 0)))
            half[-1].sendall(b"\x16\x03\x01\x02\x00\x01")
            wait_until(lambda: one.worker._connections.shakes.of(ACME) == min(len(half), 4))
        wait_until(lambda: one.worker.tally.tcp_refused == {"handshakes": 2})
        assert is_closed(half[0]) and is_closed(half[1])
        assert is_let_in(one, client(authority), "127.0.2.5")
        assert is_closed(half[2])
        for peer in half:
            peer.close()


def test_a_peer_that_does_not_read_over_tls_is_closed(authority: Authority, files: TlsFiles) -> None:
    with gate(tls=files, streams=StreamBounds(unsent_s=0.5)) as one, secure(one, client(authority)) as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_192)
        slow.settimeout(0.2)
        data = b"".join(invite(transport="TLS") for _ in range(50))
        deadline = time.monotonic() + 20.0
        while not one.worker.tally.tcp_refused and time.monotonic() < deadline:
            try:
                slow.sendall(data)
            except TimeoutError:
                # A write that was cut short can't be taken up again; now the peer is quiet, and does not read.
                wait_until(lambda: bool(one.worker.tally.tcp_refused))
            except OSError:
                break
        assert one.worker.tally.tcp_refused == {"slow_reader": 1}


def test_a_client_that_asks_to_renegotiate_is_refused(authority: Authority, files: TlsFiles) -> None:
    """RFC 9325 section 3.5. Python's client can't ask, openssl s_client can (tests/e2e/test_tls_clients.py)."""
    with gate(tls=files) as one:
        assert one.worker.world.tls is not None
        assert one.worker.world.tls.context.options & ssl.OP_NO_RENEGOTIATION


def test_an_idle_connection_is_closed_in_the_open(authority: Authority, files: TlsFiles) -> None:
    """RFC 8446 section 6.1: the peer is told; otherwise an error would be raised here, the end being a cut line."""
    with gate(tls=files, streams=StreamBounds(idle_s=0.3)) as one:
        raw = socket.create_connection(one.tls, 2, (ACME, 0))
        with client(authority).wrap_socket(raw, server_hostname=GATE_NAME, suppress_ragged_eofs=False) as sbc:
            sbc.settimeout(5)
            assert sbc.recv(100) == b""
        assert one.worker.tally.tcp_refused == {"idle": 1}


def test_cancel_over_tls_and_over_udp(authority: Authority, files: TlsFiles) -> None:
    """RFC 3261 section 9.2: 200 where the INVITE came, 481 where it did not."""
    with gate(tls=files) as one:
        branch = "z9hG4bKcancelled"
        cancel = invite(branch=branch, transport="TLS", method="CANCEL")
        with secure(one, client(authority)) as sbc:
            sbc.sendall(invite(branch=branch, transport="TLS") + cancel)
            replies = read_replies(sbc, 2)
            assert [status_of(reply) for reply in replies] == [302, 200]
            assert header_of(replies[0], "To") == header_of(replies[1], "To")
            sbc.sendall(invite(branch="z9hG4bKnever", transport="TLS", method="CANCEL"))
            assert status_of(read_replies(sbc, 1)[0]) == 481
        with SipClient(one.udp) as caller:
            assert status_of(caller.ask(invite(branch="z9hG4bKudp"))) == 302
            assert status_of(caller.ask(invite(branch="z9hG4bKudp", method="CANCEL"))) == 200
            assert status_of(caller.ask(invite(branch="z9hG4bKother", method="CANCEL"))) == 481


def test_metrics_tell_of_tls(authority: Authority, files: TlsFiles) -> None:
    with gate(tls=files) as one, secure(one, client(authority)) as sbc, one.http() as web:
        sbc.sendall(invite(transport="TLS"))
        read_replies(sbc, 1)
        wait_until(lambda: one.worker.tally.stream_connections == 1)
        told = dict(line.rsplit(" ", 1) for line in web.get("/metrics").text.splitlines() if line[:1] != "#")
        left_s = float(told["bellwarden_gate_tls_certificate_expiry_timestamp_seconds"]) - time.time()
        assert 19 < left_s / 86_400 < 21
        assert float(told["bellwarden_gate_tls_handshakes_total"]) == 1
        assert float(told["bellwarden_gate_tls_refused"]) == 0
        assert float(told["bellwarden_gate_tcp_connections_open"]) == 1


def test_a_new_certificate_is_taken_up_and_connections_stay(
    authority: Authority, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    own = Authority(tmp_path)
    files = gate_files(own)
    with gate(tls=files) as one, secure(one, client(own)) as sbc:
        before = sbc.getpeercert()
        files.key.write_bytes(b"nothing")
        assert one.worker.world.tls is not None
        wait_until(lambda: one.worker.world.tls.problem != "")
        assert f"key {files.key}: holds no usable PEM key" in one.worker.world.tls.problem
        assert is_let_in(one, client(own))  # by the one before
        gate_files(own)
        one.worker.reload()
        wait_until(lambda: one.worker.world.tls.problem == "")
        with secure(one, client(own)) as again:
            assert again.getpeercert()["serialNumber"] != before["serialNumber"]
        sbc.sendall(invite(transport="TLS"))
        assert status_of(read_replies(sbc, 1)[0]) == 302
    assert f"TLS as {GATE_NAME} for 20 more days" in caplog.text


def test_a_tls_address_needs_a_certificate() -> None:
    with pytest.raises(ValueError, match="needs a certificate"):
        GateSettings((SipAddress("tls", "127.0.0.1", 0),))


@pytest.mark.parametrize(
    ("certificate", "names"),
    [
        ({"subjectAltName": (("DNS", "PBX.example"), ("DNS", "b.example"))}, ("pbx.example", "b.example")),
        ({"subjectAltName": (("URI", "sip:a.example"), ("DNS", "b.example"))}, ("a.example",)),
        ({"subjectAltName": (("URI", "sip:bob@a.example"), ("URI", "https://a.example"))}, ()),
        (
            {"subjectAltName": (("IP Address", "192.0.2.1"),), "subject": ((("commonName", "a.example"),),)},
            ("a.example",),
        ),
        ({"subject": ((("organizationName", "Acme"),), (("commonName", "A.example"),))}, ("a.example",)),
        (None, ()),
    ],
)
def test_the_names_of_a_certificate(certificate: object, names: tuple[str, ...]) -> None:
    """RFC 5922 section 7.1."""
    assert certificate_names(certificate) == names


def test_a_name_of_a_sip_uri_is_shown(authority: Authority, mutual: TlsFiles) -> None:
    shown = authority.issue("uri.example", alternatives=[x509.UniformResourceIdentifier(f"sip:{PBX}")])
    with gate(Store(loaded(WITH_NAME)), tls=mutual) as one:
        assert is_let_in(one, client(authority, shown))
