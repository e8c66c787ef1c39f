"""A bar for work that takes a while: on standard error, for a person who watches, never into a pipe."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

Told = Callable[[float], None]


def nobody_watches(done: float) -> None:
    """No bar is drawn."""


@contextmanager
def bar(what: str, total: float) -> Iterator[Told]:
    """Yields what is to be told how much of `total` is done by now. The bar is gone when the work is."""
    if not sys.stderr.isatty() or total <= 0:
        yield nobody_watches
        return
    shown = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*shown, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.update(task, completed=min(done, total))


@contextmanager
def pulse(what: str) -> Iterator[None]:
    """The same for work of which nobody knows how much is left."""
    if not sys.stderr.isatty():
        yield
        return
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=Console(stderr=True), transient=True
    ) as progress:
        progress.add_task(what, total=None)
        yield
