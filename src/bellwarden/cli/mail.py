"""`bellwarden mail`: messages come in by LMTP, SMTP and IMAP, and wait on disk until somebody reads them."""

from typing import Annotated, Literal

import typer

from bellwarden.cli.options import AsJson, HomeDir

app = typer.Typer(name="mail", no_args_is_help=True, help="Mail to the abuse desk: taken in whole, each message once.")

Name = Annotated[str, typer.Argument(metavar="SHA256", help="The message's name; its first signs are enough.")]


@app.command()
def listen(home: HomeDir) -> None:
    """Receive by LMTP or SMTP and read the mailboxes of HOME/mail.toml, until Ctrl-C.

    A sender hears "250" and a mailbox marks a message as seen when its bytes are on disk, not before.

    Examples:

        bellwarden mail listen --home /var/lib/bellwarden
    """
    from bellwarden.cli.mail_listening import listen_for_mail

    listen_for_mail(home)


@app.command()
def fetch(home: HomeDir) -> None:
    """Read the mailboxes of HOME/mail.toml once.

    Examples:

        bellwarden mail fetch --home /var/lib/bellwarden
    """
    from bellwarden.cli.mail_listening import fetch_once

    fetch_once(home)


@app.command("list")
def list_messages(
    home: HomeDir,
    state: Annotated[
        Literal["new", "quarantine", "done"], typer.Option("--state", help="new, quarantine or done.")
    ] = "quarantine",
    as_json: AsJson = False,
) -> None:
    """Messages that can't be read and wait for a person; or those of another state.

    Examples:

        bellwarden mail list --home /var/lib/bellwarden
        bellwarden mail list --state new --json --home /var/lib/bellwarden
    """
    from bellwarden.cli.mail_keeping import show_messages

    show_messages(home, state, as_json)


@app.command()
def show(name: Name, home: HomeDir) -> None:
    """Write a message to standard output, byte for byte as it came.

    Examples:

        bellwarden mail show 3f2a91 --home /var/lib/bellwarden > message.eml
    """
    from bellwarden.cli.mail_keeping import write_message

    write_message(home, name)


@app.command()
def retry(name: Name, home: HomeDir, as_json: AsJson = False) -> None:
    """Have a message read again, after what was in its way is gone.

    Examples:

        bellwarden mail retry 3f2a91 --home /var/lib/bellwarden
    """
    from bellwarden.cli.mail_keeping import read_again

    read_again(home, name, as_json)


@app.command()
def dkim(home: HomeDir, as_json: AsJson = False) -> None:
    """Print the DNS record that lets others check our signature; the key of [send.dkim] is made where there is none.

    Examples:

        bellwarden mail dkim --home /var/lib/bellwarden
    """
    from bellwarden.cli.mail_signing import show_record

    show_record(home, as_json)
