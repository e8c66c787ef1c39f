from pathlib import Path

import pytest

from bellwarden.mail.settings import MailFault, password, read_settings


def test_one_of_everything(tmp_path: Path) -> None:
    (tmp_path / "mail.toml").write_text(
        '[receive]\naddresses = ["abuse@example.net"]\n'
        '[[mailbox]]\nname = "abuse"\nhost = "imap.example.net"\nuser = "abuse"\npassword_file = "/run/secret"\n'
        '[send]\nhost = "smtp.example.net"\nsender = "Abuse desk <abuse@example.net>"\n'
    )
    found = read_settings(tmp_path)
    assert found.receive is not None and found.send is not None
    assert (found.receive.protocol, found.mailbox[0].tls, found.send.hold_s) == ("lmtp", "implicit", 15.0)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[receive]\n", "receive: object missing required field `addresses`"),
        ('[receive]\naddresses = ["a@b"]\nport = 25\n', "receive: object contains unknown field `port`"),
        ('[receive]\naddresses = ["a@b"]\npeers = ["10.0.0.1/8"]\n', "'10.0.0.1/8' is no network"),
        (
            '[[mailbox]]\nname = "A B"\nhost="h"\nuser="u"\npassword_file="p"\n',
            "mailbox[0].name: expected `str` matching",
        ),
        ('[[mailbox]]\nname="a"\nhost="h"\nuser="u"\npassword_file="p"\n' * 2, "'a'|a is there twice"),
        ("[send\n", "can't be read"),
        ("", ""),
    ],
)
def test_a_fault_names_file_and_field(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "mail.toml").write_text(text)
    if not told:
        assert read_settings(tmp_path).mailbox == ()
        return
    with pytest.raises(MailFault) as caught:
        read_settings(tmp_path)
    assert str(tmp_path / "mail.toml") in str(caught.value)
    assert any(part in str(caught.value) for part in told.split("|"))


def test_no_file_says_where_one_is_described(tmp_path: Path) -> None:
    with pytest.raises(MailFault, match=r"docs/guide/mail\.md"):
        read_settings(tmp_path)


def test_a_password_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("word\n")
    path.chmod(0o644)
    with pytest.raises(MailFault, match="chmod 600"):
        password(str(path), "mailbox.abuse.password_file")
    path.chmod(0o600)
    assert password(str(path), "") == "word"
