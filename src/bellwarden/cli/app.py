"""The tree of commands, and what all of them share at their end: exit code, one sentence of trouble, no traceback."""

import inspect
import os
import sys
from collections.abc import Sequence
from typing import Annotated, Final

import typer

from bellwarden import __version__
from bellwarden.cli import (
    apikey,
    audit,
    calls,
    cdr,
    complaint,
    decisions,
    enforce,
    mail,
    office,
    policy,
    reputation,
    stir,
    tls,
    traffic,
)
from bellwarden.cli.console import PROGRAM, complain
from bellwarden.cli.decide import decide
from bellwarden.cli.demo import demo
from bellwarden.cli.evaluate import evaluate
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.explain import explain
from bellwarden.cli.gate import gate
from bellwarden.cli.learn import learn
from bellwarden.cli.replay import replay
from bellwarden.cli.top import top
from bellwarden.cli.world import world

TRACEBACK: Final = "BELLWARDEN_TRACEBACK"
HELP: Final = """\
Stops illegal robocalls at the voice service provider: your SBC asks about a call, the gate judges and answers.

To see it work, with invented customers on this machine:

    bellwarden demo

To see what last week's call records tell:

    bellwarden calls review Master.csv

To begin with your own:

    bellwarden policy init policy
    bellwarden gate --policy policy --sip udp:127.0.0.1:5060
    bellwarden top
    bellwarden decisions tail -f
    bellwarden explain DECISION_ID

Home: --home, else BELLWARDEN_HOME, else ~/.local/share/bellwarden. Exit codes: 0 done, 1 no, 2 usage, 3 policy \
errors, 4 not found, 5 held back, 6 home, 7 address, 8 TLS, 9 no gate, 12 call records, 70 a fault of ours. Every \
command's --help has examples.
"""

app = typer.Typer(
    name=PROGRAM,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"{PROGRAM} {__version__}")
        raise typer.Exit


@app.callback(help=HELP)
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """What holds for every command."""


app.command(rich_help_panel="Try")(demo)
app.command(rich_help_panel="Try")(decide)
app.command(rich_help_panel="Try")(world)
app.command(rich_help_panel="Run")(gate)
app.add_typer(policy.app, rich_help_panel="Run")
app.add_typer(enforce.app, rich_help_panel="Run")
app.add_typer(apikey.app, rich_help_panel="Run")
app.add_typer(tls.app, rich_help_panel="Run")
app.add_typer(office.app, rich_help_panel="Run")
app.add_typer(audit.app, rich_help_panel="Run")
app.command(rich_help_panel="Ask")(top)
app.command(rich_help_panel="Ask")(explain)
app.add_typer(complaint.app, rich_help_panel="Ask")
app.add_typer(decisions.app, rich_help_panel="Ask")
app.add_typer(stir.app, rich_help_panel="Ask")
app.add_typer(calls.app, rich_help_panel="Call records")
app.command(rich_help_panel="Call records")(evaluate)
app.add_typer(traffic.app, rich_help_panel="Call records")
app.command(rich_help_panel="Call records")(learn)
app.add_typer(cdr.app, rich_help_panel="Call records")
app.add_typer(reputation.app, rich_help_panel="Call records")
app.add_typer(mail.app, rich_help_panel="Complaints")
app.command(rich_help_panel="Call records")(replay)


def _unwrap(tree: typer.Typer) -> None:
    """Help texts are wrapped for the reader of the source; on a terminal each paragraph fills the width there is."""
    for command in tree.registered_commands:
        command.help = _paragraphs(inspect.getdoc(command.callback) or "")
    for group in tree.registered_groups:
        if group.typer_instance is not None:
            _unwrap(group.typer_instance)


def _paragraphs(text: str) -> str:
    parts = text.split("\n\n")
    return "\n\n".join(part if part.startswith(" ") else part.replace("\n", " ") for part in parts)


_unwrap(app)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        result = app(arguments, prog_name=PROGRAM, standalone_mode=False)
    except CommandFault as fault:
        complain(str(fault))
        return fault.exit_code
    except typer.TyperException as error:
        return _usage(error)
    except (KeyboardInterrupt, typer.Abort):
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # Whoever read us has enough (`| head`); nothing may be flushed into the closed pipe at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        return _trouble(error)
    return result if isinstance(result, int) else Exit.DONE


def _usage(error: typer.TyperException) -> int:
    context = getattr(error, "ctx", None)
    message = error.format_message()
    if not message or context is None:  # help was shown instead of an error
        return Exit.USAGE
    complain(f"{message.rstrip('.')}. Try: {context.command_path} --help")
    return Exit.USAGE


def _trouble(error: Exception) -> int:
    """Faults of the home and the disk in their own words; anything else is ours."""
    from bellwarden.home.fault import HomeFault
    from bellwarden.seam.fault import SeamFault

    if "CallLogFault" in {
        kind.__name__ for kind in type(error).__mro__
    }:  # loaded only where it was raised: DuckDB is big
        complain(str(error))
        return Exit.RECORDS
    if isinstance(error, HomeFault | SeamFault):
        complain(str(error))
        return Exit.HOME
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        complain(f"{where}{error.strerror.lower()}")
        return Exit.HOME
    complain(f"a fault of Bellwarden itself ({type(error).__name__}: {error}); {TRACEBACK}=1 shows where")
    return Exit.FAULT
