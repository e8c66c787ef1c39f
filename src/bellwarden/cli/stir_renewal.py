"""Request, renewal, rotation and import of our certificate, as the commands do them."""

import time
from pathlib import Path
from typing import Final

from bellwarden.cli.console import emit, note, say
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.key_shapes import StirRequestJson
from bellwarden.cli.signing_key import stir_keys
from bellwarden.cli.stir_order import (
    KEY,
    REQUEST,
    Ordering,
    account_fingerprint,
    install,
    load_ordering,
    make_request,
    order_certificate,
    save_ordering,
    take_over,
)
from bellwarden.cli.stir_status import alarms, as_told, tell
from bellwarden.home import Home, HomeFault, StirKeys
from bellwarden.home.files import locked, write_whole
from bellwarden.home.stir_keys import FILE_BYTES_MAX, check_url
from bellwarden.stir.own import OwnCredential

DAY_S: Final = 86_400.0
LOCK: Final = "order.lock"


def request_certificate(place: Path, said: Ordering, out: Path | None, as_json: bool) -> None:
    """Make the request; where an authority is named, get its answer and take it up."""
    keys = _keys_to_write(place)
    if bool(said.publish_dir) != bool(said.publish_url):
        raise CommandFault(Exit.USAGE, "--publish-dir and --publish-url go together")
    if said.publish_url:
        check_url(f"{said.publish_url.rstrip('/')}/certificate.pem")
    with locked(keys.acme / LOCK):
        save_ordering(keys, said)
        pem = make_request(keys, said)
        if out is not None:
            write_whole(out, pem, 0o644)
        own = take_over(keys, said, order_certificate(keys, said, pem)) if said.acme else None
    if as_json:
        files = (str(out or keys.next / REQUEST), str(keys.next / KEY))
        told = None if own is None else as_told(keys, own, alarms(own, time.time()))
        emit(StirRequestJson(pem.decode(), *files, account_fingerprint(keys), told))
        return
    if own is not None:
        tell(keys, own, False)
        return
    note(f"The key waits in {keys.next / KEY}; nobody else needs it.")
    note(f"An SPC token has to name this account key: {account_fingerprint(keys)}")
    note(f"Send the request to the authority ({out or keys.next / REQUEST}), then: bellwarden stir cert import CHAIN")
    if out is None:
        say(pem.decode().rstrip())


def renew_certificate(place: Path, days: float, as_json: bool) -> None:
    """A new certificate, unless the one in force lasts longer than so many days."""
    keys = _keys_to_write(place)
    with locked(keys.acme / LOCK):
        own: OwnCredential | None
        try:
            own = keys.read(time.time())
        except HomeFault:
            own = None  # expired, or damaged: the more reason
        if own is not None and own.until_s - time.time() > days * DAY_S:
            note(f"Nothing to do: more than {days:g} days are left.")
        else:
            own = _again(keys)
    tell(keys, own, as_json)


def rotate_certificate(place: Path, as_json: bool) -> None:
    """A new certificate, whatever is left of the one in force."""
    keys = _keys_to_write(place)
    with locked(keys.acme / LOCK):
        own = _again(keys)
    tell(keys, own, as_json)


def import_certificate(place: Path, chain: Path, key: Path | None, url: str, as_json: bool) -> None:
    """Take up a certificate that came by hand."""
    keys = _keys_to_write(place)
    if url:
        check_url(url)
    with locked(keys.acme / LOCK):
        ordering = load_ordering(keys)
        if key is None:
            if not (keys.next / KEY).exists():
                raise CommandFault(Exit.NOT_FOUND, "no key waits for a certificate; name it with --key")
            own = take_over(keys, ordering, _read(chain), url)
        else:
            own = install(keys, ordering._replace(code=""), _read(key), _read(chain), url)
    tell(keys, own, as_json)


def _again(keys: StirKeys) -> OwnCredential:
    ordering = load_ordering(keys)
    if not ordering.acme:
        raise CommandFault(
            Exit.NOT_FOUND,
            "no authority is known that certificates come from by themselves; name one (bellwarden stir cert request "
            "CODE --acme URL), or order by hand (request, import)",
        )
    pem = make_request(keys, ordering)
    return take_over(keys, ordering, order_certificate(keys, ordering, pem))


def _keys_to_write(place: Path) -> StirKeys:
    home = Home(place)
    home.init()
    keys = stir_keys(home)
    keys.make()
    return keys


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise CommandFault(Exit.NOT_FOUND, f"{path}: {(error.strerror or str(error)).lower()}") from None
