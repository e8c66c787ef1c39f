"""Our signature is one that others find right; a stranger's counts only where it covers all of the mail."""

from pathlib import Path

import pytest

from bellwarden.mail.dkim_signatures import Lookup, make_key, record_of, sign, signed_by
from bellwarden.mail.settings import Dkim, MailFault

RAW = (
    b"From: Abuse desk <abuse@carrier.example>\r\nTo: a@mail.example\r\nSubject: Re: calls\r\n"
    b"Date: Wed, 18 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@carrier.example>\r\n\r\nThank you.\r\n"
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Dkim:
    path = tmp_path_factory.mktemp("dkim") / "dkim.key"
    make_key(path)
    return Dkim("carrier.example", "bw1", str(path))


def lookup(settings: Dkim) -> Lookup:
    name, record = record_of(settings)
    asked = {f"{name}.".encode(): record.encode()}
    return lambda name, timeout=5: asked.get(name.encode() if isinstance(name, str) else name)


def test_what_we_sign_is_found_right(settings: Dkim) -> None:
    signed = sign(RAW, settings)
    assert signed.endswith(RAW)
    assert signed_by(signed, "carrier.example", lookup(settings)) == ("carrier.example",)
    assert signed_by(signed, "sub.carrier.example", lookup(settings)) == ("carrier.example",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Thank you.", b"Pay us."),
        (b"To: a@mail.example", b"To: b@mail.example"),
        (b"Subject:", b"Reply-To: eve@x.example\r\nSubject:"),
        (b"From: Abuse", b"From: x@x.example\r\nFrom: Abuse"),
        (b"v=1; ", b"v=1; l=3; "),
        (b"rsa-sha256", b"rsa-sha1"),
        (b"bw1", b"bw2"),
        (b"v=1", b"v=" + b"9" * 500),
    ],
)
def test_what_was_changed_is_not(settings: Dkim, old: bytes, new: bytes) -> None:
    changed = sign(RAW, settings).replace(old, new, 1)
    assert signed_by(changed, "carrier.example", lookup(settings)) == ()


def test_another_s_signature_proves_nothing_of_us(settings: Dkim) -> None:
    asked: list[object] = []
    assert signed_by(sign(RAW, settings), "regulator.example", lambda name, timeout=5: asked.append(name)) == ()  # type: ignore[func-returns-value]
    assert asked == []  # no stranger makes us ask around


def test_a_key_that_others_read_signs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "open.key"
    make_key(path)
    assert path.stat().st_mode & 0o077 == 0
    path.chmod(0o644)
    with pytest.raises(MailFault, match="chmod 600"):
        sign(RAW, Dkim("carrier.example", "bw1", str(path)))
