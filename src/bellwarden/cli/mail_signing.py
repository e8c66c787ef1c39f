"""The key by which our mail is signed, and what others need to know of it."""

from pathlib import Path

from bellwarden.cli.console import emit, note, say
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.homes import open_home
from bellwarden.cli.mail_shapes import DkimRecordJson
from bellwarden.mail.dkim_signatures import make_key, record_of
from bellwarden.mail.settings import FILE_NAME, MailFault, read_settings


def show_record(place: Path, as_json: bool) -> None:
    home = open_home(place)
    try:
        send = read_settings(home.path).send
        if send is None or send.dkim is None:
            raise CommandFault(
                Exit.USAGE, f"{home.path / FILE_NAME} has no [send.dkim] with domain, selector, key_file"
            )
        key = Path(send.dkim.key_file)
        if not key.exists():
            make_key(key)
            note(f"{key} was made: back it up; mail is signed with it from now on")
        name, text = record_of(send.dkim)
    except (MailFault, OSError) as fault:
        raise CommandFault(Exit.USAGE, str(fault)) from None
    if as_json:
        emit(DkimRecordJson(name=name, text=text, key_file=str(key)))
        return
    say(f"Publish in DNS, before the first mail:\n\n{name}  TXT\n{text}\n")
    say("Some DNS services want it in pieces of 255 characters, each in quotes; whoever reads it joins them.")
