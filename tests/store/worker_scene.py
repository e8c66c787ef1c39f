"""A worker on the home that is named: a slow job and a failing schedule hold nobody up. Run by test_worker.py."""

import sys
import time
from pathlib import Path
from threading import Event, Thread

from bellwarden import store
from bellwarden.flows.office.jobs import Job, Schedule
from bellwarden.flows.office.world import OfficeWorld
from bellwarden.model.office.audit_event import Actor, ActorKind


def main(home: Path) -> None:
    store.configure(home)
    from bellwarden.store import jobs
    from bellwarden.store.models import Setting
    from bellwarden.store.worker import OfficeWorker
    from bellwarden.store.worker_state import read_state
    from bellwarden.store.world import office_world

    world = office_world(Actor(kind=ActorKind.SYSTEM, name="scene"), frozenset())
    slow, stop, done = Event(), Event(), Event()
    beats: list[int] = []

    def beat(world: OfficeWorld) -> str:
        beats.append(1)
        if len(beats) == 2:
            raise RuntimeError("no network")
        return f"{len(beats)} beats"

    schedules = (Schedule("beat", 0.01, beat), Schedule("daily", 86_400.0, lambda world: ""))
    jobs.know({"slow": Job(lambda world: slow.wait(20)), "quick": Job(lambda world: done.set())}, lambda name: world)
    working = Thread(target=OfficeWorker(schedules, lambda name: world, home / "run").work, args=(stop,))
    working.start()
    for name in ("slow", "quick"):
        with world.office.writing(world.actor) as desk:
            desk.enqueue(name)
    assert done.wait(15), "the quick job waited for the slow one"
    until = time.monotonic() + 15
    while len(beats) < 4 and time.monotonic() < until:
        time.sleep(0.02)
    slow.set()
    stop.set()
    working.join(15)
    assert not working.is_alive()
    assert len(beats) >= 4
    state = read_state(home / "run")
    assert state is not None
    assert {one.name for one in state.schedules} == {"beat", "daily"}
    assert Setting.objects.filter(name="schedule.daily").exists()
    print("both ran, the schedule failed once and went on")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
