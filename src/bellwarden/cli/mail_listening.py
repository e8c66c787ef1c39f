"""The loops behind `bellwarden mail listen` and `mail fetch`."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

from bellwarden.cli.console import complain, note, say, visible
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.folder_watching import stopping
from bellwarden.cli.homes import open_home
from bellwarden.home import MailDrop
from bellwarden.mail.fetching import Fetcher
from bellwarden.mail.receiving import Receiver
from bellwarden.mail.settings import MailFault, MailSettings, Receive, read_settings
from bellwarden.model.message import Kept


def fetch_once(place: Path) -> None:
    """Every mailbox is read, also when one before it can't be."""
    drop, settings = _opened(place)
    if not settings.mailbox:
        raise CommandFault(Exit.USAGE, f"{place}/mail.toml names no [[mailbox]] to read")
    faults = 0
    for mailbox in settings.mailbox:
        try:
            taken = 0
            for kept in Fetcher(drop, mailbox).once():
                taken += 1
                _tell(kept)
            say(f"{mailbox.name}: {taken} taken")
        except MailFault as fault:
            faults += 1
            complain(str(fault))
    if faults:
        raise CommandFault(Exit.HOME, f"{faults} of {len(settings.mailbox)} mailboxes could not be read; see above")


def listen_for_mail(place: Path) -> None:
    """Until a signal."""
    drop, settings = _opened(place)
    if settings.receive is None and not settings.mailbox:
        raise CommandFault(Exit.USAGE, f"{place}/mail.toml has neither [receive] nor a [[mailbox]]")

    def told(one: Kept | MailFault) -> None:
        if isinstance(one, MailFault):
            complain(str(one))
        else:
            _tell(one)

    with stopping() as stop:
        threads = [
            threading.Thread(target=Fetcher(drop, mailbox).run, args=(stop.wait, told), name=mailbox.name, daemon=True)
            for mailbox in settings.mailbox
        ]
        for thread in threads:
            thread.start()
        if settings.receive is not None:
            asyncio.run(_receive(drop, settings.receive, told, stop))
        stop.wait()


async def _receive(drop: MailDrop, settings: Receive, told: Callable[[Kept], None], stop: threading.Event) -> None:
    receiver = Receiver(drop, settings, told)
    try:
        port = await receiver.start()
    except MailFault as fault:
        raise CommandFault(Exit.ADDRESS, str(fault)) from None
    note(f"ready {settings.protocol} {settings.listen.rpartition(':')[0]}:{port}")
    await asyncio.to_thread(stop.wait)
    await receiver.stop()


def _tell(kept: Kept) -> None:
    say(f"{kept.sha256[:12]} {kept.state.value} from {visible(kept.envelope.sender or kept.envelope.source, 80)}")


def _opened(place: Path) -> tuple[MailDrop, MailSettings]:
    home = open_home(place)
    try:
        return home.mail_drop(), read_settings(home.path)
    except MailFault as fault:
        raise CommandFault(Exit.USAGE, str(fault)) from None
