"""`bellwarden calls`: call records of any switch: review a file, take files into the log, find a call."""

from pathlib import Path
from typing import Annotated

import typer

from bellwarden.cli.options import AsJson, HomeDir
from bellwarden.cli.tables import OutFile, check_name

app = typer.Typer(name="calls", no_args_is_help=True, help="Call records of any switch: review, import, find.")

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE…", help="Files of call records, gzip and zstd too, or folders of them.")
]
FormatName = Annotated[
    str, typer.Option("--format", metavar="NAME", help="asterisk, freeswitch, …: instead of guessing.")
]
MappingFile = Annotated[
    Path | None,
    typer.Option("--mapping", metavar="FILE", help="What the columns mean: `bellwarden cdr describe` drafts it."),
]
Zone = Annotated[
    str, typer.Option("--zone", metavar="ZONE", help="Time zone of times that carry none, as America/New_York.")
]
Country = Annotated[
    str, typer.Option("--country", metavar="CC", help="Country whose subscribers dialled, two letters.")
]


@app.command()
def review(
    files: Files,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write the report there, too.")] = None,
    by: Annotated[
        str, typer.Option("--by", help="customer, trunk, upstream or calling; else the best that the records know.")
    ] = "",
    top: Annotated[int, typer.Option("--top", min=1, max=1000, help="How many to show, riskiest first.")] = 20,
    form: FormatName = "",
    mapping: MappingFile = None,
    zone: Zone = "",
    country: Country = "US",
    as_json: AsJson = False,
) -> None:
    """From call records to a one-page report: who is a risk, why, which calls show it, what to ask. Keeps nothing.

    Nothing has to be set up. Figures are held against published lines, each named with its source, and against
    Bellwarden's own proposals, which are marked. No verdict: a reason to ask.

    Examples:

        bellwarden calls review /var/log/asterisk/cdr-csv/Master.csv
        bellwarden calls review cdr/ --html report.html --zone America/Chicago
    """
    from bellwarden.cli.reviewing import show_review
    from bellwarden.cli.taking_in import Reading

    show_review(Reading(files, form, mapping, zone, country), html, by, top, as_json)


@app.command("import")
def import_(
    files: Files,
    home: HomeDir,
    form: FormatName = "",
    mapping: MappingFile = None,
    zone: Zone = "",
    country: Country = "US",
    as_json: AsJson = False,
) -> None:
    """Take call records into the call log, HOME/calllog. A file imported twice changes nothing.

    A file that has grown is read from where it ended. Rows that make no sense are kept apart with line, field and
    reason. With --json one JSON object a line, one line a file.

    Examples:

        bellwarden calls import /var/log/asterisk/cdr-csv/Master.csv --zone America/New_York
        bellwarden calls import cdr/*.csv.gz --mapping our-switch.toml --home /var/lib/bellwarden
    """
    from bellwarden.cli.taking_in import Reading, show_import

    show_import(Reading(files, form, mapping, zone, country), home, as_json)


@app.command()
def find(
    home: HomeDir,
    number: Annotated[str, typer.Option("--number", metavar="NUMBER", help="Calling or called number.")],
    around: Annotated[
        str, typer.Option("--around", metavar="TIME", help="2026-05-31T14:00 (local), …Z (UTC), or 2h, 7d ago.")
    ],
    tolerance: Annotated[str, typer.Option("--tolerance", metavar="SPAN", help="How far off: 15m, 24h, 7d.")] = "24h",
    country: Country = "US",
    out: OutFile = None,
    as_json: AsJson = False,
) -> None:
    """Calls by or to a number around a time, nearest first. With --json one JSON object a line, with --out a table.

    Examples:

        bellwarden calls find --number 238-200-0150 --around 2026-05-31T14:00
        bellwarden calls find --number +12382000150 --around 2d --tolerance 3h --json
    """
    from bellwarden.cli.finding import show_found

    check_name(out)
    show_found(home, number, around, tolerance, country, as_json, out)
