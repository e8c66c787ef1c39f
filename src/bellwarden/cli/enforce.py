"""`bellwarden enforce`: measures that hold at once, whatever policy is loaded, and end only when lifted or expired."""

from typing import Annotated

import typer

from bellwarden.cli.options import AsJson, HomeDir

app = typer.Typer(
    name="enforce",
    no_args_is_help=True,
    help="Suspend, limit or block now: in force at every gate of this home within 200 ms, until lifted or expired.",
)

Why = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; kept in the journal for good.")]
Span = Annotated[
    str,
    typer.Option("--for", metavar="SPAN", help="Ends by itself after 90s, 30m, 2h, 7d, 4w; without it: until lifted."),
]
CustomerKey = Annotated[str, typer.Argument(metavar="CUSTOMER", help="Key of the customer in the policy.")]


@app.command()
def suspend(customer: CustomerKey, why: Why, home: HomeDir, span: Span = "", as_json: AsJson = False) -> None:
    """A customer's next call is refused, and every one after it. Emergency calls continue.

    Examples:

        bellwarden enforce suspend quillmark --reason "traceback 8841"
        bellwarden enforce suspend quillmark --for 2h --reason "burst at 14:02, waiting for their answer"
    """
    from bellwarden.cli.enforcing import carry_out
    from bellwarden.flows import enforcement

    carry_out(home, lambda world: enforcement.suspend(customer, why, span, world), as_json)


@app.command()
def limit(
    customer: CustomerKey,
    cps: Annotated[int, typer.Option("--cps", metavar="N", min=1, max=100_000, help="Calls a second from now on.")],
    why: Why,
    home: HomeDir,
    span: Span = "",
    as_json: AsJson = False,
) -> None:
    """Cut a customer's calls to N a second over all its trunks, refused ones counted.

    Example:

        bellwarden enforce limit quillmark --cps 2 --for 7d --reason "64 % of calls under 6 s"
    """
    from bellwarden.cli.enforcing import carry_out
    from bellwarden.flows import enforcement

    carry_out(home, lambda world: enforcement.limit(customer, cps, why, span, world), as_json)


@app.command()
def block(
    target: Annotated[
        str,
        typer.Argument(metavar="TARGET", help="A number, a pair 'A>B' (quote it), or the address of an asking SBC."),
    ],
    why: Why,
    home: HomeDir,
    side: Annotated[
        str, typer.Option("--as", metavar="calling|called", help="Which side a single number is blocked on.")
    ] = "calling",
    span: Span = "",
    as_json: AsJson = False,
) -> None:
    """Refuse calls from a number, to a number, from one number to another, or from an SBC's address.

    Examples:

        bellwarden enforce block 238-555-0123 --reason "harassment, case 311"
        bellwarden enforce block 446-200-0100 --as called --for 1d --reason "asked for by the called party"
        bellwarden enforce block '+12382000107>+14462000100' --reason "calls and hangs up, case 312"
        bellwarden enforce block 192.0.2.44 --reason "credentials stolen"
    """
    from bellwarden.cli.enforcing import carry_out
    from bellwarden.flows import enforcement

    if side not in ("calling", "called"):
        raise typer.BadParameter(f"--as is calling or called, not {side!r}")
    carry_out(home, lambda world: enforcement.block(target, side == "called", why, span, world), as_json)


@app.command()
def lift(
    line: Annotated[
        int, typer.Argument(metavar="LINE", min=1, help="Number of the line that set it, see `enforce list`.")
    ],
    why: Why,
    home: HomeDir,
    as_json: AsJson = False,
) -> None:
    """End a measure. Its line and the reason of both stay in the journal.

    Example:

        bellwarden enforce lift 17 --reason "vetted again, contract signed"
    """
    from bellwarden.cli.enforcing import carry_out
    from bellwarden.flows import enforcement

    carry_out(home, lambda world: enforcement.lift(line, why, world), as_json, lifting=True)


@app.command("list")
def list_measures(home: HomeDir, as_json: AsJson = False) -> None:
    """What is in force now: line, measure, since when, until when, by whom and why.

    Example:

        bellwarden enforce list
    """
    from bellwarden.cli.enforcing import show_all

    show_all(home, as_json)
