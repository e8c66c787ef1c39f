"""Sharing out an overloaded gate: who asks for no more than its share is judged completely."""

from hypothesis import given
from hypothesis import strategies as st

from bellwarden.gate.admission import ASKERS_MAX, BEHIND_S, QUIET_S, WINDOW_S, Admission, fair_share
from bellwarden.model.call import CallRequest


class Names:
    """Askers whose names are their messages."""

    def of(self, data: bytes, source_ip: str) -> str:
        return data.decode()

    def of_request(self, asked: CallRequest) -> str:
        return asked.trunk


def asleep() -> Admission:
    return Admission(Names())


class Gate:
    """A gate in slow motion: `capacity` judgements a second, shed calls cost a third of one; a queue in between."""

    def __init__(self, capacity: float) -> None:
        self.admission = asleep()
        self.now = 0.0
        self.cost_s = 1 / capacity
        self.waiting: list[tuple[float, str]] = []
        self.judged: dict[str, int] = {}
        self.asked: dict[str, int] = {}
        self.waited_most_s = 0.0

    def run(self, rates: dict[str, float], seconds: float) -> None:
        began = self.now
        arrivals = sorted((began + n / rate, who) for who, rate in rates.items() for n in range(int(rate * seconds)))
        for at, who in arrivals:
            while self.waiting and self.now < at:
                self.answer()
            self.now = max(self.now, at)
            self.waiting.append((at, who))
        while self.waiting:
            self.answer()
        self.now = max(self.now, began + seconds)

    def answer(self) -> None:
        at, who = self.waiting.pop(0)
        if self.admission.active and at >= self.now:
            self.admission.caught_up(self.now)
        waited_s = self.now - at
        self.waited_most_s = max(self.waited_most_s, waited_s)
        if waited_s > BEHIND_S:
            self.admission.behind(waited_s, self.now)
        judged = True
        if self.admission.active:
            self.admission.turn_when_due(at, self.now)
        if self.admission.active:
            judged = self.admission.admits(who.encode(), "")
        self.asked[who] = self.asked.get(who, 0) + 1
        self.judged[who] = self.judged.get(who, 0) + judged
        took_s = self.cost_s if judged else self.cost_s / 3
        self.now += took_s
        if self.admission.active:
            self.admission.took(judged, took_s)

    def share(self, who: str) -> float:
        return self.judged[who] / self.asked[who]


def test_one_at_ten_times_its_rate_leaves_the_nine_others_their_decisions() -> None:
    gate = Gate(1_500)
    rates = {f"steady{n}": 100.0 for n in range(9)} | {"flood": 1_000.0}
    gate.run(rates, 5)
    assert min(gate.share(who) for who in rates if who != "flood") >= 0.99
    assert gate.share("flood") < 0.5
    assert gate.waited_most_s < 0.1


def test_two_heavy_ones_share_what_the_light_ones_leave() -> None:
    gate = Gate(1_500)
    gate.run({"heavy1": 900.0, "heavy2": 1_800.0, "light": 50.0}, 5)
    assert gate.share("light") >= 0.99
    assert 0.8 < gate.judged["heavy1"] / gate.judged["heavy2"] < 1.25


def test_a_gate_with_room_judges_everything_and_stays_asleep() -> None:
    gate = Gate(2_000)
    gate.run({f"steady{n}": 100.0 for n in range(10)}, 3)
    assert gate.judged == gate.asked
    assert not gate.admission.active


def test_it_goes_to_sleep_soon_after_the_flood_and_judges_all_again() -> None:
    gate = Gate(1_200)
    gate.run({"steady": 100.0, "flood": 2_500.0}, 3)
    assert gate.admission.active
    gate.run({"steady": 100.0}, 2)
    assert not gate.admission.active
    gate.judged.clear()
    gate.asked.clear()
    gate.run({"steady": 1_000.0}, 1)
    assert gate.share("steady") == 1.0


def test_most_of_what_the_gate_gets_done_is_judging() -> None:
    """Five times its rated load, which is a third of what it can do: four fifths of the rated load are judged."""
    gate = Gate(1_200)
    gate.run({f"steady{n}": 200.0 for n in range(10)}, 5)
    assert sum(gate.judged.values()) / 5 >= 0.8 * 400
    assert gate.waited_most_s < 0.2


def test_a_pause_of_the_machine_sheds_nobody() -> None:
    one = asleep()
    one.behind(0.3, 10.0)
    assert one.active
    assert all(one.admits(b"steady", "") for _ in range(50))
    one.turn_when_due(10.0, 10.001)
    assert not one.active


def flooded() -> Admission:
    """Awake, with a share; it is 10.05 s, and what is read arrived at 10.02."""
    one = asleep()
    one.behind(0.025, 10.0)
    for _ in range(50):
        one.admits(b"flood", "")
        one.took(True, 0.001)
    one.turn_when_due(10.0, 10.05)
    assert one.active
    return one


def test_silence_puts_it_to_sleep() -> None:
    one = flooded()
    one.turn_when_due(20.0, 20.0)
    assert not one.active


def test_it_stays_awake_a_while_after_the_last_wait() -> None:
    one = flooded()
    now = 10.05
    while one.active:
        now += WINDOW_S
        one.turn_when_due(now, now)
    assert QUIET_S <= now - 10.05 < QUIET_S + 0.3


def test_a_flood_of_askers_is_counted_in_bounded_memory() -> None:
    one = asleep()
    one.behind(0.3, 10.0)
    for n in range(3 * ASKERS_MAX):
        one.admits(f"{n}".encode(), "")
    assert len(one._asked) == ASKERS_MAX + 1


@given(st.lists(st.integers(0, 1_000).map(float), max_size=30), st.integers(1, 5_000).map(float))
def test_the_share_fits_and_wastes_nothing(asked: list[float], capacity: float) -> None:
    share = fair_share(asked, capacity)
    taken = sum(min(count, share) for count in asked)
    assert taken <= max(capacity, len(asked))  # at least one call each
    if sum(asked) > capacity >= len(asked):
        assert taken > capacity - len(asked)
    else:
        assert capacity < len(asked) or taken == sum(asked)
