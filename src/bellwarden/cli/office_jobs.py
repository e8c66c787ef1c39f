"""What the office's worker does: jobs by name, and schedules. One line for each; the stories are in flows/office/."""

from collections.abc import Mapping
from functools import partial

from bellwarden.calllog.rollups import Rollups
from bellwarden.cli import office_alerts, office_replay
from bellwarden.feeds.gate_asking import GateAsker
from bellwarden.feeds.posting import Poster
from bellwarden.flows.office import (
    adopt,
    clocks,
    corrections,
    expiring,
    gates,
    impact_record,
    integrations,
    playbooks,
    reconcile,
    webhooks,
)
from bellwarden.flows.office.jobs import Job, Schedule
from bellwarden.flows.office.proof import Prover
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.home import Home
from bellwarden.home.author import write_author
from bellwarden.home.proofs import Proofs
from bellwarden.store import jobs as rows
from bellwarden.store.audit_days import write_days
from bellwarden.store.gates_file import gates_elsewhere
from bellwarden.store.office_file import read_office_file
from bellwarden.web import taking_in


def jobs(home: Home) -> Mapping[str, Job]:
    """Asked for by `Desk.enqueue(name, …)`."""
    from bellwarden.cli.office_rematching import RematchWork

    def keep_impact(world: OfficeWorld, enforcement_id: int) -> None:
        with Rollups(home.path / "calllog") as traffic:
            impact_record.keep_impact(world, enforcement_id, traffic, home.evidence())

    return {
        corrections.JOB: Job(RematchWork(home).one),
        impact_record.JOB: Job(keep_impact),
        taking_in.JOB: Job(taking_in.take_in),
        "replay": Job(partial(office_replay.run, home.path), attempts=2),
    }


def schedules(home: Home) -> tuple[Schedule, ...]:
    """Done again and again while the worker runs; what each told stands on the page of jobs."""
    from bellwarden.cli.office_complaints import ComplaintWork
    from bellwarden.cli.office_customers import CustomerWork
    from bellwarden.cli.office_letters import LetterWork
    from bellwarden.cli.office_rematching import RematchWork
    from bellwarden.cli.office_retention import RetentionWork
    from bellwarden.cli.office_weights import WeightWork

    desk, records, weights = ComplaintWork(home), RematchWork(home), WeightWork(home)
    poster = Poster(read_office_file(home.path))
    elsewhere = gates_elsewhere(home.path)
    asker = GateAsker(elsewhere, home.gates_elsewhere({one.name for one in elsewhere}))
    prover, reconciler = Prover(home.calls_seen(), home.evidence(), Proofs(home.path)), reconcile.Reconciler()

    def author(world: OfficeWorld) -> None:
        adopt.tell_author(world, lambda author: write_author(home.state, author))

    def seal(world: OfficeWorld) -> str:
        return told(len(write_days(home.path / "audit", home.signing_key(), home.verifier(), world.clock.now())), "day")

    return (
        *([Schedule("gates on other machines", 0.5, lambda world: asker.step())] if elsewhere else ()),
        Schedule("gates confirm", 1.0, lambda world: told(len(gates.confirm(world, home.gate_states())), "measure")),
        Schedule("journal in step", 2.0, lambda world: told(len(sum(reconciler.step(world), ())), "measure")),
        Schedule("measures that end", 5.0, lambda world: told(len(expiring.expire(world)), "measure")),
        Schedule("proofs of measures", 2.0, lambda world: told(len(prover.step(world)), "measure")),
        Schedule("playbooks", 2.0, lambda world: told(playbooks.follow(world), "case")),
        Schedule("clocks", 5.0, lambda world: told(clocks.run_out(world) + clocks.escalate(world), "clock")),
        Schedule("author of the policy", 60.0, author),
        Schedule("webhooks", 0.5, lambda world: webhooks.send_due(world, poster)),
        Schedule("complaints", 0.5, desk.take_up),
        Schedule("answers", 2.0, LetterWork(home).send),
        Schedule("late call records", 30.0, records.late),
        Schedule("weights of complaints", 10.0, weights.weigh),
        Schedule("notices to customers", 5.0, CustomerWork(home).step),
        Schedule("alerts", 600.0, partial(office_alerts.schedule, home.path)),
        Schedule("audit days", 3600.0, seal),
        Schedule("answered requests", 3600.0, integrations.forget_answers),
        Schedule("evidence over its time", 3600.0, RetentionWork(home)),
        Schedule("done jobs", 3600.0, lambda world: f"{rows.tidy()} forgotten"),
    )


def told(found: int, noun: str) -> str:
    """ "3 measures"; nothing where there was nothing to do."""
    return "" if not found else f"{found} {noun}{'' if found == 1 else 's'}"
