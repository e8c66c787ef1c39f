"""`bellwarden stir roots`: a stand-in for the policy administrator over real HTTPS, its list, and the policy's file."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from bellwarden.cli.exits import Exit
from tests.cli.conftest import Done, Run
from tests.feeds.policy_administrator import PolicyAdministrator
from tests.stir.own_keys import Issuer
from tests.stir.pki import root

pytestmark = pytest.mark.door
PEMS = [Issuer(title).root.public_bytes(Encoding.PEM).decode() for title in ("Rookery", "Heron", "Petrel", "Curlew")]


class Listed:
    """The administrator, its certificate on disk, and the command asked of it."""

    def __init__(self, folder: Path, run: Run) -> None:
        self.administrator = PolicyAdministrator(folder)
        self.file = folder / "policy" / "stir" / "roots.pem"
        self._run = run
        self.certificate = folder / "administrator.pem"
        builder = x509.CertificateBuilder().subject_name(x509.Name([])).issuer_name(x509.Name([]))
        now = datetime.now(UTC)
        signed = (
            builder.public_key(self.administrator.key.public_key())
            .serial_number(1)
            .not_valid_before(now)
            .not_valid_after(now + timedelta(days=90))
            .sign(self.administrator.key, SHA256())
        )
        self.certificate.write_bytes(signed.public_bytes(Encoding.PEM))

    def fetch(self, *more: object, signed_by: Path | None = None) -> Done:
        url, ca = self.administrator.url, self.administrator.server.ca_file
        asked = ("--sti-pa", url, "--ca-file", ca, "--signed-by", signed_by or self.certificate, *more)
        return self._run("stir", "roots", self.file, *asked)


@pytest.fixture
def listed(tmp_path: Path, run: Run) -> Iterator[Listed]:
    made = Listed(tmp_path, run)
    yield made
    made.administrator.stop()


def test_roots_come_go_and_stay(listed: Listed) -> None:
    listed.administrator.roots = PEMS[:3]
    first = listed.fetch("--json")
    assert first.code == Exit.DONE
    assert (first.json["roots"], first.json["changed"], len(first.json["added"])) == (3, True, 3)
    assert listed.file.read_text() == "".join(PEMS[:3])
    again = listed.fetch()
    assert "nothing has changed" in again.out
    listed.administrator.roots = PEMS[1:]
    told = listed.fetch()
    assert told.code == Exit.DONE
    assert [line[:1] for line in told.out.splitlines()] == ["+", "-", str(listed.file)[:1]]
    assert "policy push" in told.out
    assert len(x509.load_pem_x509_certificates(listed.file.read_bytes())) == 3


def test_a_list_that_lacks_too_much_is_held_back_until_it_was_looked_at(listed: Listed) -> None:
    listed.administrator.roots = PEMS
    listed.fetch()
    listed.administrator.roots = PEMS[:2]
    held = listed.fetch()
    assert held.code == Exit.HELD_BACK and "lacks 2 of 4 roots" in held.err
    assert listed.file.read_text() == "".join(PEMS)
    assert listed.fetch("--force").code == Exit.DONE
    assert listed.file.read_text() == "".join(PEMS[:2])


def test_a_list_that_somebody_else_signed_changes_nothing(listed: Listed, tmp_path: Path) -> None:
    listed.administrator.roots = PEMS
    other = tmp_path / "other.pem"
    other.write_bytes(root(not_before=time.time() - 60).pem)
    refused = listed.fetch(signed_by=other)
    assert refused.code == Exit.NO and "not the policy administrator's" in refused.err
    assert not listed.file.exists()


def test_what_is_no_certificate_is_named(listed: Listed, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.pem"
    nothing.write_text("nothing")
    assert "no certificate in PEM" in listed.fetch(signed_by=nothing).err
    assert listed.fetch(signed_by=tmp_path / "absent.pem").code == Exit.TLS
    listed.file.parent.mkdir(parents=True)
    listed.file.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    listed.administrator.roots = PEMS
    assert "can't be read" in listed.fetch().err
