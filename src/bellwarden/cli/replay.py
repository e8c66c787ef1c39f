"""`bellwarden replay`: a policy or a rule tried on the calls that were, before it goes live."""

from pathlib import Path
from typing import Annotated

import typer

from bellwarden.cli.options import AsJson, HomeDir
from bellwarden.cli.tables import check_name

PolicyFiles = Annotated[
    Path | None, typer.Option("--policy", metavar="DIR", help="Policy files to try.", show_default=False)
]
Rule = Annotated[
    str,
    typer.Option(
        "--rule",
        metavar="RULE",
        help="Or one rule on top of what is in force: a condition, a number, range or prefix, KEY: ENTRY, a file.",
    ),
]
OlderPolicy = Annotated[
    str,
    typer.Option("--snapshot", metavar="ID", help="Or a policy of before, by the begin of its id."),
]
Days = Annotated[int, typer.Option("--days", metavar="N", min=1, max=3660, help="How many days back.")]
Until = Annotated[
    str, typer.Option("--until", metavar="TIME", help="Up to then.", show_default="the last call that is kept")
]
KnownGood = Annotated[
    Path | None,
    typer.Option(
        "--known-good",
        metavar="FILE",
        help="Customers or numbers never to be hit, one a line.",
        show_default="HOME/known-good.txt",
    ),
]
KnownBad = Annotated[
    Path | None,
    typer.Option("--known-bad", metavar="FILE", help="Those that should be hit.", show_default="HOME/known-bad.txt"),
]
Complaints = Annotated[
    Path | None,
    typer.Option(
        "--complaints",
        metavar="FILE",
        help="CSV: calling number, time, and called number where it is known.",
        show_default="HOME/complaints.csv",
    ),
]
World = Annotated[
    Path | None,
    typer.Option(
        "--world", metavar="DIR", help="A simulated world: good, bad and complaints by its truth.", show_default=False
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="A table of the customers, too: .csv or .parquet.", show_default=False),
]


def replay(
    home: HomeDir,
    policy: PolicyFiles = None,
    rule: Rule = "",
    snapshot: OlderPolicy = "",
    days: Days = 7,
    until: Until = "",
    known_good: KnownGood = None,
    known_bad: KnownBad = None,
    complaints: Complaints = None,
    world: World = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """What a policy, or one rule, would have done to the calls of the last days. Changes nothing, writes nothing.

    Decisions are judged again as they were asked, calls without one by their records, with the counts and measures of
    their time. Shown are the calls that would have ended otherwise: whose, where to, how many of them were answered,
    and what the past does not tell. Exit code 0: nothing would change, 1: something would. --out writes what it means
    for each customer.

    Examples:

        bellwarden replay --policy policy/ --days 14
        bellwarden replay --rule '+1446201*'
        bellwarden replay --snapshot 3f2a81 --days 1
        bellwarden replay --rule 'calling_country == "" && hour_utc < 6' --json
        bellwarden replay --rule 'called_country: CU' --known-good good.txt --complaints complaints.csv
        bellwarden replay --rule new-list.toml --out changed.csv
    """
    from bellwarden.cli.replay_screen import show_replay
    from bellwarden.cli.replaying import Order

    if [policy is not None, bool(rule.strip()), bool(snapshot)].count(True) != 1:
        raise typer.BadParameter("say what to try: --policy DIR, --rule RULE, or --snapshot ID")
    check_name(out)
    order = Order(home, policy, rule.strip(), snapshot, days, until, known_good, known_bad, complaints, world)
    raise typer.Exit(show_replay(order, out, as_json))
