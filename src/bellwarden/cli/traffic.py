"""`bellwarden traffic`: patterns in the calls of the log: alerts, and the figures behind them."""

from enum import Enum
from typing import Annotated

import typer

from bellwarden.cli.options import AsJson, HomeDir, read_span
from bellwarden.cli.tables import OutFile, check_name
from bellwarden.cli.traffic_names import CommandOrCustomer

app = typer.Typer(
    name="traffic",
    cls=CommandOrCustomer,
    no_args_is_help=True,
    help="Patterns in the call log: alerts, profiles, one customer drawn (traffic CUSTOMER is traffic show CUSTOMER).",
)


class By(str, Enum):
    CUSTOMER = "customer"
    TRUNK = "trunk"
    UPSTREAM = "upstream"
    CALLING = "calling"
    CALLED = "called"


Whose = Annotated[By | None, typer.Option("--by", help="Whose calls; else the best that the records know.")]
Since = Annotated[str, typer.Option("--since", metavar="TIME", help="From then on: 7d, or 2026-05-31T14:00.")]
Until = Annotated[str, typer.Option("--until", metavar="TIME", help="Up to then.")]
WindowOption = Annotated[str, typer.Option("--window", metavar="SPAN", help="Length of a window: 1h, 15m, 1d.")]


@app.command()
def alerts(
    home: HomeDir,
    by: Whose = None,
    since: Since = "",
    until: Until = "",
    reports: Annotated[
        bool, typer.Option("--reports", help="Also single lines that were passed: a reason to look, no more.")
    ] = False,
    proposed: Annotated[
        bool, typer.Option("--proposed", help="Use Bellwarden's own lines too, which nobody has published.")
    ] = False,
    out: OutFile = None,
    as_json: AsJson = False,
) -> None:
    """What speaks of abuse in the log: one alert for each subject and pattern, worst first.

    Every hour and day is judged by all its figures together; an alert needs two kinds of evidence, or a fact. Nothing
    has to be set up; HOME/traffic.toml adds what is your own. With --json one JSON object a line, with features,
    values, lines and their sources, and sample calls; --out writes the same as a table.

    Examples:

        bellwarden traffic alerts --since 7d
        bellwarden traffic alerts --by trunk --json | jq -r 'select(.action == "limit") | .subject'
    """
    from bellwarden.cli.alerts import Wanted, show_alerts

    check_name(out)
    show_alerts(home, Wanted(by.value if by else "", since, until, proposed, reports or proposed), as_json, out)


@app.command()
def watch(
    home: HomeDir,
    every: Annotated[str, typer.Option("--every", metavar="SPAN", help="How often to look: 10s, 1m.")] = "10s",
    once: Annotated[bool, typer.Option("--once", help="Look once and end.")] = False,
    as_json: AsJson = False,
) -> None:
    """New alerts as they come, until Ctrl-C or SIGTERM: the same as `traffic alerts`, while the calls go on.

    Takes the gate's decisions into the call log and judges the running hour; days and weeks every 15 minutes. It stands
    in no call's way: calls are answered whether it runs or not. After a restart it tells the last day's alerts again.
    With --json one JSON object a line.

    Examples:

        bellwarden traffic watch
        bellwarden traffic watch --every 1m --json >> alerts.jsonl
    """
    from bellwarden.cli.alert_watching import watch_alerts

    watch_alerts(home, read_span(every), once, as_json)


@app.command()
def profile(
    home: HomeDir,
    by: Whose = None,
    since: Since = "",
    until: Until = "",
    window: WindowOption = "1h",
    out: OutFile = None,
    as_json: AsJson = False,
) -> None:
    """The figures of every subject and window: attempts, answers, lengths, caller IDs, called numbers, timing.

    With --json one JSON object a line.

    Examples:

        bellwarden traffic profile --since 24h
        bellwarden traffic profile --window 1d --json | jq '[.subject, .figures.asr]'
        bellwarden traffic profile --since 30d --out profiles.parquet
    """
    from bellwarden.cli.patterns import show_profiles

    check_name(out)
    show_profiles(home, by.value if by else "", (since, until, window), as_json, out)


@app.command()
def blend(
    home: HomeDir,
    by: Whose = None,
    since: Since = "",
    until: Until = "",
    as_json: AsJson = False,
) -> None:
    """How much dialler traffic is mixed into somebody's conversations, with a 95 % interval, and by which caller IDs.

    For whoever hands in calls of many: an upstream, a wholesale customer. It takes 200 calls of 100 caller IDs. An
    alarm when the lower end of the interval is 2 % or more (Bellwarden's own line). With --json one JSON object a line.

    Examples:

        bellwarden traffic blend --by upstream --since 7d
        bellwarden traffic blend --json | jq -r 'select(.alarm) | .subject'
    """
    from bellwarden.cli.blending import show_blends

    show_blends(home, by.value if by else "", since, until, as_json)


@app.command()
def show(
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help="Or a trunk, an upstream, a caller ID.")],
    home: HomeDir,
    by: Whose = None,
    since: Annotated[
        str, typer.Option("--since", metavar="TIME", help="From then on.", show_default="14 days before")
    ] = "",
    until: Annotated[
        str, typer.Option("--until", metavar="TIME", help="Up to then.", show_default="the log's last call")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Draw one customer: calls over time, hours of the day, where to, by which caller IDs, alerts, beside the others.

    `bellwarden traffic CUSTOMER` does the same.

    Examples:

        bellwarden traffic harbor-dental
        bellwarden traffic show harbor-dental --since 2d
        bellwarden traffic show 238-200-0150 --by calling --json
    """
    from bellwarden.cli.traffic_drawing import Wanted, show_traffic

    show_traffic(home, Wanted(customer, by.value if by else "", since, until), as_json)
