"""`bellwarden apikey`: who may use the gate's HTTP API."""

from typing import Annotated

import typer

from bellwarden.cli.options import AsJson, HomeDir

app = typer.Typer(
    name="apikey",
    no_args_is_help=True,
    help="Keys of the HTTP API. Without any, only programs on the gate's own machine are answered.",
)
KeyName = Annotated[str, typer.Argument(metavar="NAME", help="Who uses the key; letters, digits, - _ and .")]


@app.command()
def create(name: KeyName, home: HomeDir, as_json: AsJson = False) -> None:
    """Make a key and show it once; only its SHA-256 is kept. A running gate knows it within a second.

    Example:

        bellwarden apikey create kamailio-1
    """
    from bellwarden.cli.keyring import create_key

    create_key(home, name, as_json)


@app.command("list")
def list_keys(home: HomeDir, as_json: AsJson = False) -> None:
    """The keys there are: name, when made, the first digits of the digest.

    Example:

        bellwarden apikey list
    """
    from bellwarden.cli.keyring import list_all

    list_all(home, as_json)


@app.command()
def revoke(name: KeyName, home: HomeDir, as_json: AsJson = False) -> None:
    """Take a key away. A running gate refuses it within a second; without any key left it answers nobody.

    Example:

        bellwarden apikey revoke kamailio-1
    """
    from bellwarden.cli.keyring import revoke_key

    revoke_key(home, name, as_json)
