"""`bellwarden calls`: call records of any switch: review a file, take files into the log, find a call."""

from pathlib import Path
from typing import Annotated

import typer

from bellwarden.cli import hold
from bellwarden.cli.options import AsJson, HomeDir, read_span

app = typer.Typer(name="calls", no_args_is_help=True, help="Call records of any switch: review, keep, find.")
app.add_typer(hold.app)

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
Retention = Annotated[
    str, typer.Option("--retention", metavar="CLASS", help="How long to keep these calls: ordinary, toll.")
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
    retention: Retention = "",
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

    show_import(Reading(files, form, mapping, zone, country, retention), home, as_json)


@app.command()
def watch(
    folders: Annotated[
        list[Path], typer.Argument(metavar="FOLDER…", help="Where a switch or an SFTP server drops files.")
    ],
    home: HomeDir,
    once: Annotated[bool, typer.Option("--once", help="Take in what is whole now, then end.")] = False,
    settle: Annotated[
        str, typer.Option("--settle", metavar="SPAN", help="A file is whole after staying as it is for so long.")
    ] = "10s",
    decisions_too: Annotated[
        bool, typer.Option("--decisions/--no-decisions", help="Every minute the gate's decisions, too.")
    ] = True,
    form: FormatName = "",
    mapping: MappingFile = None,
    zone: Zone = "",
    country: Country = "US",
    retention: Retention = "",
    as_json: AsJson = False,
) -> None:
    """Take in every file that appears in a folder, once, as soon as it is whole; until Ctrl-C or SIGTERM.

    Files under a temporary name (.part, .tmp, a leading dot) wait until they are renamed. Nothing in the folder is
    changed. Of a file that can't be used a copy and the reason lie in HOME/calllog/quarantine, and `bellwarden calls
    status` lists it; it is tried again once it has changed. With --json one JSON object a line, one line a file.

    Examples:

        bellwarden calls watch /srv/sftp/switch1 /srv/sftp/switch2 --zone America/New_York
        bellwarden calls watch /srv/sftp/switch1 --once
    """
    from bellwarden.cli.folder_watching import watch_folders
    from bellwarden.cli.taking_in import Reading

    reading = Reading(folders, form, mapping, zone, country, retention)
    watch_folders(reading, home, read_span(settle), once, decisions_too, as_json)


@app.command()
def hep(
    home: HomeDir,
    listen: Annotated[str, typer.Option("--listen", metavar="ADDRESS", help="udp:HOST:PORT; port 0: any.")],
    key_file: Annotated[
        Path | None,
        typer.Option("--auth-key", metavar="FILE", help="File with the key that capture agents must send; else none."),
    ] = None,
    flush: Annotated[str, typer.Option("--flush", metavar="SPAN", help="So often calls go into the log.")] = "60s",
    country: Country = "US",
) -> None:
    """Take in calls from copies of SIP messages that a proxy sends (HEP version 3); until Ctrl-C or SIGTERM.

    A passive way in: Kamailio's siptrace, or any other capture agent, copies what passes; routing is not touched. The
    messages of a call are joined by Call-ID; who hung up is known. HEP is not encrypted and a key in it can be read:
    listen on a network of your own.

    Example:

        bellwarden calls hep --listen udp:192.0.2.10:9060 --auth-key /etc/bellwarden/hep.key
    """
    from bellwarden.cli.hep_listening import listen_for_hep

    listen_for_hep(home, listen, key_file, read_span(flush), country)


@app.command()
def decisions(
    home: HomeDir,
    spool: Annotated[
        Path | None,
        typer.Option("--spool", metavar="DIR", help="Another gate's spool, copied here.", show_default="HOME/spool"),
    ] = None,
) -> None:
    """Take the gate's decisions into the call log: those that are not in it yet.

    A decision and the record of its call become one row, whichever comes first. Run it from cron, or leave it to
    `bellwarden calls watch`.

    Examples:

        bellwarden calls decisions
        bellwarden calls decisions --spool /srv/spool/gate2
    """
    from bellwarden.cli.keeping import show_decisions

    show_decisions(home, spool)


@app.command()
def status(home: HomeDir, as_json: AsJson = False) -> None:
    """How many calls are kept, how far the records of each source reach, and what could not be taken in.

    Examples:

        bellwarden calls status
        bellwarden calls status --json | jq -r '.sources[] | [.feed, .complete_up_to] | @tsv'
    """
    from bellwarden.cli.keeping import show_status

    show_status(home, as_json)


@app.command()
def expire(
    home: HomeDir,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            "--keep", metavar="CLASS=SPAN", help="Longer than the class must be kept: ordinary=120d, toll=730d."
        ),
    ] = None,
    do: Annotated[bool, typer.Option("--do", help="Remove them; without it they are only listed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Which calls are older than their class is kept; with --do they go. Held ones stay (`bellwarden calls hold`).

    Ordinary calls are kept for 70 days, toll calls (`bellwarden calls import --retention toll`) for 18 months, which is
    what 47 CFR 42.6 asks of carriers in the United States. Whole days (UTC) expire. With --json one JSON object a line,
    one line for each day and class.

    Examples:

        bellwarden calls expire
        bellwarden calls expire --keep ordinary=180d --do
    """
    from bellwarden.cli.keeping import show_expiry

    show_expiry(home, keep or [], do, as_json)


@app.command()
def find(
    home: HomeDir,
    number: Annotated[str, typer.Option("--number", metavar="NUMBER", help="Calling or called number.")],
    around: Annotated[
        str, typer.Option("--around", metavar="TIME", help="2026-05-31T14:00 (local), …Z (UTC), or 2h, 7d ago.")
    ],
    tolerance: Annotated[str, typer.Option("--tolerance", metavar="SPAN", help="How far off: 15m, 24h, 7d.")] = "24h",
    country: Country = "US",
    as_json: AsJson = False,
) -> None:
    """Calls by or to a number around a time, nearest first. With --json one JSON object a line.

    Examples:

        bellwarden calls find --number 238-200-0150 --around 2026-05-31T14:00
        bellwarden calls find --number +12382000150 --around 2d --tolerance 3h --json
    """
    from bellwarden.cli.finding import show_found

    show_found(home, number, around, tolerance, country, as_json)
