"""`bellwarden office`: the place where the people at the carrier work: console, API, jobs."""

from typing import Annotated

import typer

from bellwarden.cli import office_author
from bellwarden.cli.options import AsJson, HomeDir

app = typer.Typer(
    name="office",
    no_args_is_help=True,
    help="The office: a console and an API over the home's database. The gate goes on without it.",
)
Http = Annotated[
    str,
    typer.Option("--http", metavar="HOST:PORT", help="Where browsers come in; IPv6 hosts in brackets; port 0: any."),
]
Roles = Annotated[
    list[str] | None,
    typer.Option("--role", metavar="ROLE", help="What the account may do, several times; without any: admin."),
]


@app.command()
def init(home: HomeDir) -> None:
    """Make the office's database, or bring it up to this version. `serve` does it as well.

    Example:

        bellwarden office init --home /var/lib/bellwarden
    """
    from bellwarden.cli.office_serving import make_ready

    make_ready(home)


@app.command()
def serve(home: HomeDir, http: Http = "127.0.0.1:8008") -> None:
    """Serve the console until told to stop. While nobody has an account, it prints a link that makes the first one.

    By plain HTTP it listens on this machine alone. For others, name `address = "https://…"` in HOME/office.toml and
    stand a TLS proxy before it, or name certificate and key there.

    Example:

        bellwarden office serve --home /var/lib/bellwarden --http 127.0.0.1:8008
    """
    from bellwarden.cli.office_serving import serve as go

    go(home, http)


@app.command()
def worker(home: HomeDir) -> None:
    """Do the office's jobs and schedules until told to stop: one of these beside `office serve`.

    It confirms what gates have taken in, ends what has expired, sends webhooks, watches clocks. Without it gates go on,
    and a suspension still reaches them at once; the console says that no worker runs.

    Example:

        bellwarden office worker --home /var/lib/bellwarden
    """
    from bellwarden.cli.office_worker import work

    work(home)


app.add_typer(office_author.app)


@app.command("find-alerts")
def find_alerts(home: HomeDir) -> None:
    """Look for patterns in the calls of the last week and keep what was found for the console's page of alerts.

    The worker does it by itself when calls have come, every ten minutes at most.

    Example:

        bellwarden office find-alerts --home /var/lib/bellwarden
    """
    from bellwarden.cli.office_alerts import show_found

    show_found(home)


@app.command()
def retention(home: HomeDir, as_json: AsJson = False) -> None:
    """List the evidence whose time is over, by [retention] in HOME/office.toml. The worker is who throws it away.

    Example:

        bellwarden office retention --home /var/lib/bellwarden
    """
    from bellwarden.cli.office_retention import list_over

    list_over(home, as_json)


@app.command("setup-link")
def setup_link(home: HomeDir, role: Roles = None, as_json: AsJson = False) -> None:
    """Print a link that makes an account, once, within 24 hours: for the first person, or when nobody can get in.

    Example:

        bellwarden office setup-link --home /var/lib/bellwarden
    """
    from bellwarden.cli.office_serving import print_setup_link

    print_setup_link(home, role or [], as_json)
