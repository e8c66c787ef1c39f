"""`bellwarden explain`: why a call ended as it did, or how one would."""

from typing import Annotated

import typer

from bellwarden.cli.decide import PolicyFolder, Source
from bellwarden.cli.options import AsJson, HomeDir

ONE_THING = "name one thing: a DECISION_ID, --invite FILE, or --from NUMBER --to NUMBER with --customer or --trunk"


def explain(
    home: HomeDir,
    decision_id: Annotated[
        str, typer.Argument(metavar="[DECISION_ID]", help="A kept decision: 24 hex digits.", show_default=False)
    ] = "",
    invite: Annotated[
        str, typer.Option("--invite", metavar="FILE", help="A raw INVITE or JSON instead; - reads standard input.")
    ] = "",
    calling: Annotated[str, typer.Option("--from", metavar="NUMBER", help="Calling number of a call to try.")] = "",
    called: Annotated[str, typer.Option("--to", metavar="NUMBER", help="Called number of a call to try.")] = "",
    customer: Annotated[str, typer.Option("--customer", metavar="KEY", help="Who places the tried call.")] = "",
    trunk: Annotated[str, typer.Option("--trunk", metavar="KEY", help="Or the trunk it comes in on.")] = "",
    source: Source = "",
    policy: PolicyFolder = None,
    as_json: AsJson = False,
) -> None:
    """Explain a verdict: each step, what was seen, why it won or lost, what the SBC was told.

    Of a decision that was kept, of an INVITE in a file, or of a call made up of two numbers and a customer. Decision
    ids stand in `bellwarden decisions tail`, in the answer's X-Bellwarden-Decision header and in its Contact.

    Examples:

        bellwarden explain 019a9f0c5e10a1b200000017
        bellwarden explain --invite invite.txt --source 192.0.2.10
        bellwarden explain --from 238-200-0100 --to 446-200-0100 --customer harbor-dental
    """
    from bellwarden.cli.explaining import explain_kept, explain_tried
    from bellwarden.cli.trying import try_file, try_numbers

    if sum(map(bool, (decision_id, invite, calling or called))) != 1:
        raise typer.BadParameter(ONE_THING)
    if decision_id:
        if policy is not None:
            raise typer.BadParameter("a kept decision is explained by its own policy; leave --policy out")
        explain_kept(home, decision_id, as_json)
    elif invite:
        explain_tried(try_file(invite, policy, home, source), as_json)
    elif bool(customer) == bool(trunk) or not called:
        raise typer.BadParameter(ONE_THING)
    else:
        explain_tried(try_numbers(calling, called, customer, trunk, policy, home), as_json)
