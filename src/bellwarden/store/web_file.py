"""What HOME/office.toml says about the console: the office's name, zone and address, who else vouches for people."""

from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from bellwarden.store.office_file import FILE, OfficeFileFault, read_office_file

HERE: Final = ("localhost", "127.0.0.1", "[::1]")


class Provider(NamedTuple):
    """An OpenID provider ([openid.ID]) that people may log in by."""

    key: str
    name: str
    server: str
    client: str
    secret: str
    second_factor: bool  # whether a log-in there counts as one with a second factor


class WebFile(NamedTuple):
    """Read once at start."""

    name: str = ""
    zone: str = "UTC"
    address: str = ""  # https://office.example.net, as people type it; "" for this machine alone
    certificate: str = ""
    key: str = ""
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    providers: tuple[Provider, ...] = ()

    @property
    def secure(self) -> bool:
        return self.address.startswith("https://")

    @property
    def hosts(self) -> list[str]:
        host = urlsplit(self.address).hostname
        return [*HERE, *([host] if host else [])]


def web_file_of(home: Path) -> WebFile:
    """OfficeFileFault, saying what to write, where the file can't be used."""
    whole = read_office_file(home)
    office, web = _table(whole, "office"), _table(whole, "web")
    address = _text(web, "address").rstrip("/")
    if address and (urlsplit(address).scheme not in ("https", "http") or not urlsplit(address).hostname):
        raise OfficeFileFault(f'[web] address in {FILE} is {address!r}; write address = "https://office.example.net"')
    if bool(_text(web, "certificate")) != bool(_text(web, "key")):
        raise OfficeFileFault(f"[web] in {FILE} names only one of certificate and key; name both files, or neither")
    if _text(web, "certificate") and not address.startswith("https://"):
        raise OfficeFileFault(f'[web] in {FILE} names a certificate; name address = "https://…" too, as it is typed')
    proxies = web.get("proxies", WebFile().proxies)
    return WebFile(
        _text(office, "name"),
        _text(office, "zone") or "UTC",
        address,
        _text(web, "certificate"),
        _text(web, "key"),
        tuple(str(one) for one in proxies) if isinstance(proxies, list | tuple) else WebFile().proxies,
        tuple(_provider(home, key, _table(_table(whole, "openid"), key)) for key in _table(whole, "openid")),
    )


def _provider(home: Path, key: str, table: dict[str, object]) -> Provider:
    missing = [name for name in ("name", "server", "client") if not _text(table, name)]
    if missing:
        raise OfficeFileFault(f"[openid.{key}] in {FILE} lacks {', '.join(missing)}")
    secret = _text(table, "secret")
    if not secret and _text(table, "secret_file"):
        try:
            secret = (home / _text(table, "secret_file")).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise OfficeFileFault(f"[openid.{key}] secret_file in {FILE} can't be read: {error.strerror}") from None
    server = _text(table, "server")
    if not server.startswith("https://") and urlsplit(server).hostname not in HERE:
        raise OfficeFileFault(f"[openid.{key}] server in {FILE} must be an https:// address: it says who may come in")
    return Provider(key, _text(table, "name"), server, _text(table, "client"), secret, bool(table.get("second_factor")))


def _table(whole: dict[str, object], name: str) -> dict[str, object]:
    found = whole.get(name, {})
    return found if isinstance(found, dict) else {}


def _text(table: dict[str, object], name: str) -> str:
    return str(table.get(name, "") or "")
