"""HOME/mail.toml: where mail comes in and how it goes out. Every fault with field and reason."""

import tomllib
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

FILE_NAME: Final = "mail.toml"
Port = Annotated[int, msgspec.Meta(ge=0, le=65_535)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class MailFault(Exception):
    """What is wrong with the settings, or why a mail server can't be used; in a sentence."""


class Receive(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """[receive]: our own MTA hands messages over here. This is no MTA: it knows its own addresses and nothing else."""

    addresses: Annotated[tuple[Text, ...], msgspec.Meta(min_length=1)]  # whose mail is taken; others get 550
    listen: str = "127.0.0.1:2424"
    protocol: Literal["lmtp", "smtp"] = "lmtp"  # RFC 2033, RFC 5321
    peers: tuple[str, ...] = ("127.0.0.0/8", "::1/128")  # networks that may deliver; others get 554
    message_bytes_max: Annotated[int, msgspec.Meta(ge=10_000, le=100_000_000)] = 10_000_000
    connections_max: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 50


class Mailbox(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """[[mailbox]]: a folder read by IMAP (RFC 3501), with IDLE (RFC 2177) where the server has it."""

    name: Annotated[str, msgspec.Meta(pattern="^[a-z0-9][a-z0-9-]{0,31}$")]
    host: Text
    user: Text
    password_file: Text
    port: Port = 0  # 0: 993, or 143 without implicit TLS
    tls: Literal["implicit", "starttls", "none"] = "implicit"
    ca_file: str = ""  # whose certificates are trusted; "" for those of the system
    folder: Text = "INBOX"
    message_bytes_max: Annotated[int, msgspec.Meta(ge=10_000, le=100_000_000)] = 10_000_000
    poll_s: Annotated[float, msgspec.Meta(ge=1, le=1700)] = 60.0  # how long to wait for news before looking anyway


class Check(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """[check]: who says whether a mail comes from where its From says."""

    servers: tuple[Text, ...] = ()  # names that our mail servers write into Authentication-Results (RFC 8601)
    dkim: bool = False  # look at DKIM signatures ourselves, too: asks DNS


class Dkim(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """[send.dkim]: our mail is signed here. Leave it out where the server that takes it on signs."""

    domain: Text
    selector: Text
    key_file: Text


class Send(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """[send]: the server that takes our mail on."""

    host: Text
    sender: Text  # "Abuse desk <abuse@example.net>"
    port: Port = 587
    tls: Literal["implicit", "starttls", "none"] = "starttls"
    user: str = ""
    password_file: str = ""
    ca_file: str = ""
    hold_s: Annotated[float, msgspec.Meta(ge=0, le=3600)] = 15.0  # held so long, so that it can be undone
    plus: bool = False  # our server delivers abuse+anything@ to abuse@: answers and bounces come to such addresses
    dkim: Dkim | None = None


class MailSettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    receive: Receive | None = None
    mailbox: tuple[Mailbox, ...] = ()
    send: Send | None = None
    check: Check = Check()

    @property
    def own_addresses(self) -> frozenset[str]:
        """The desk's own: a mail from there is our own come back."""
        named = (*(self.receive.addresses if self.receive else ()), self.send.sender if self.send else "")
        return frozenset(parseaddr(one)[1].lower() for one in named) - {""}


def read_settings(home: Path) -> MailSettings:
    """The settings of a home. MailFault with file, field and reason."""
    path = home / FILE_NAME
    try:
        found = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), MailSettings)
    except FileNotFoundError:
        raise MailFault(f"there is no {path}; docs/guide/mail.md has one to begin with") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MailFault(f"{path} can't be read: {error}") from None
    except msgspec.ValidationError as error:
        said, _, where = str(error).partition(" - at `$.")
        raise MailFault(f"{path}: {where.rstrip('`') or 'the file'}: {said[:1].lower()}{said[1:]}") from None
    _look_closer(found, path)
    return found


def _look_closer(found: MailSettings, path: Path) -> None:
    names = [one.name for one in found.mailbox]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise MailFault(f"{path}: mailbox.name: {twice[0]} is there twice; each mailbox has a name of its own")
    for network in found.receive.peers if found.receive is not None else ():
        try:
            ip_network(network)
        except ValueError:
            raise MailFault(f"{path}: receive.peers: {network!r} is no network; write 192.0.2.0/24") from None


def password(path: str, what: str) -> str:
    """The first line of a file that nobody else can read."""
    return secret_text(path, what).partition("\n")[0]


def secret_text(path: str, what: str) -> str:
    """A file that nobody else can read. MailFault when somebody can, or nobody."""
    try:
        if Path(path).stat().st_mode & 0o077:
            raise MailFault(f"{what}: {path} can be read by others than its owner: chmod 600 {path}")
        return Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise MailFault(f"{what}: {path} can't be read: {(error.strerror or str(error)).lower()}") from None
