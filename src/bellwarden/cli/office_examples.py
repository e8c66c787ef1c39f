"""`bellwarden complaint examples`: what the office's people put right, as lines of JSON."""

from pathlib import Path

from bellwarden.cli.console import emit_line, note
from bellwarden.cli.homes import open_home
from bellwarden.cli.office_policy import world_of
from bellwarden.model.office.people import Right


def write_examples(path: Path) -> None:
    """Whoever may read the home may read them; that they were asked for stands in the trail."""
    world = world_of(open_home(path))
    from bellwarden.flows.office.corrections import examples

    count = 0
    for one in examples(world._replace(rights=frozenset((Right.READ_CPNI,)))):
        emit_line(one)
        count += 1
    if not count:
        note("nothing was put right yet: press a marked word on a complaint's page in the console")
