"""What we sign with, and what is amiss with it."""

import time
from pathlib import Path
from typing import Final

from bellwarden.cli.console import emit, say, utc
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.homes import open_home
from bellwarden.cli.key_shapes import StirCertJson
from bellwarden.cli.signing_key import stir_keys
from bellwarden.cli.stir_order import REQUEST, check_published, load_ordering
from bellwarden.home import HomeFault, StirKeys
from bellwarden.stir.own import OwnCredential, is_complete

DAY_S: Final = 86_400.0
ALARM_DAYS: Final = (2, 7, 14, 30)


def show_status(place: Path, check: bool, as_json: bool) -> int:
    """Exit code: 0 all is well, 1 something is to be done."""
    keys = stir_keys(open_home(place))
    if not keys.stamp():
        waits = " (a request waits for its certificate)" if (keys.next / REQUEST).exists() else ""
        raise CommandFault(
            Exit.NOT_FOUND, f"there is no key in {keys.folder}{waits}; bellwarden stir cert request, or import"
        )
    try:
        own = keys.read(time.time())
    except HomeFault as fault:
        raise CommandFault(Exit.TLS, str(fault)) from None
    amiss = alarms(own, time.time())
    if check and own.url:
        problem = check_published(own.url, own.fingerprint, load_ordering(keys).ca_file)
        if problem:
            amiss.append(f"what is published can't be used: {problem}")
    _show(keys, own, amiss, as_json)
    return Exit.NO if amiss else Exit.DONE


def tell(keys: StirKeys, own: OwnCredential, as_json: bool) -> None:
    """The same after a change."""
    _show(keys, own, alarms(own, time.time()), as_json)


def alarms(own: OwnCredential, at: float) -> list[str]:
    """What is to be done, most pressing first."""
    left = (own.until_s - at) / DAY_S
    found = []
    reached = [days for days in ALARM_DAYS if left <= days]
    if reached:
        found.append(f"fewer than {reached[0]} days are left: bellwarden stir cert renew")
    if not is_complete(own.chain):
        found.append("the chain has no issuer behind our certificate: others can't verify it")
    if not own.url:
        found.append("nobody said where it is published: bellwarden stir cert import --url")
    return found


def as_told(keys: StirKeys, own: OwnCredential, amiss: list[str]) -> StirCertJson:
    """The same for programs."""
    return StirCertJson(
        own.codes[0],
        own.subject,
        own.issuer,
        f"{own.serial:x}",
        own.fingerprint,
        str(keys.key_path),
        str(keys.chain_path),
        len(own.chain),
        utc(own.from_s),
        utc(own.until_s),
        (own.until_s - time.time()) / DAY_S,
        own.url,
        len(keys.earlier()),
        (keys.next / REQUEST).exists(),
        amiss,
    )


def _show(keys: StirKeys, own: OwnCredential, amiss: list[str], as_json: bool) -> None:
    told = as_told(keys, own, amiss)
    if as_json:
        emit(told)
        return
    say(f"code         {own.codes[0]}")
    say(f"subject      {own.subject}")
    say(f"issuer       {own.issuer}")
    say(f"certificate  {own.fingerprint}, serial {own.serial:x}")
    say(f"key          {keys.key_path}, fits")
    say(f"chain        {keys.chain_path}, {len(own.chain)} certificates")
    say(f"until        {utc(own.until_s)}, {told.days:.1f} days")
    say(f"published    {own.url or 'nobody said where'}")
    say(f"earlier      {told.earlier} certificates, still to be published")
    if told.request_waits:
        say("next         a request waits for its certificate")
    for one in amiss:
        say(f"to do        {one}")
