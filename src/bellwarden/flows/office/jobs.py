"""Jobs and schedules as the worker is told of them; the registry is cli/office_jobs.py.

A job may be run twice: a worker can die after the work and before it said so. So every job is a story that finds out by
itself what is still to be done.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from bellwarden.flows.office.world import OfficeWorld, need
from bellwarden.model.office.people import Right
from bellwarden.ports.office import Missing

WAIT_S_MAX: Final = 6 * 3600.0


class Job(NamedTuple):
    """Something that is asked for by `Desk.enqueue`, with arguments that JSON can say."""

    run: Callable[..., object]  # with the world, then the arguments by name
    attempts: int = 6
    first_wait_s: float = 5.0

    def wait_s(self, attempts: int) -> float:
        """How long after this many failed attempts the next one begins: 5 s, 20 s, 80 s, …, six hours at most."""
        return float(min(self.first_wait_s * 4.0 ** (attempts - 1), WAIT_S_MAX))


class Schedule(NamedTuple):
    """Something that is done again and again, never twice at the same time. `run` may tell what it did."""

    name: str
    every_s: float
    run: Callable[[OfficeWorld], object]


def run_again(world: OfficeWorld, job_id: str) -> None:
    """A person has a job that failed run anew, from its first attempt on."""
    need(world, Right.MANAGE_PEOPLE)
    with world.office.writing(world.actor) as desk:
        if not desk.run_again(job_id):
            raise Missing("no failed job has this number; it may run again already")
        desk.audit("job.run_again", after={"job": job_id})
