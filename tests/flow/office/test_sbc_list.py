"""The list that an SBC holds by itself: who is barred, by which trunks, and by no address that others share."""

from bellwarden.flows.office.sbc_list import as_csv, barred
from bellwarden.model.office.customer import CustomerRecord
from bellwarden.model.office.enforcement import MeasureKind
from bellwarden.model.office.trunk import TrunkRecord
from bellwarden.model.policy import Standing
from tests.flow.office.conftest import Bench
from tests.flow.office.test_enforcement import in_force, wish


def test_whose_calls_are_stopped_and_what_they_are_known_by(bench: Bench) -> None:
    with bench.office.writing(bench.system().actor) as desk:  # type: ignore[attr-defined]
        desk.customers.add(CustomerRecord(key="gone", name="=Gone", standing=Standing.TERMINATED))
        desk.customers.add(CustomerRecord(key="new", name="Not yet", standing=Standing.PROSPECT))
        own = bench.quillmark.id
        desk.trunks.add(TrunkRecord(key="q1", customer_id=own, addresses=("192.0.2.1", "192.0.2.9")))
        desk.trunks.add(
            TrunkRecord(key="q2", customer_id=own, addresses=("192.0.2.2",), settings={"hosts": ["a.example"]})
        )
        desk.trunks.add(TrunkRecord(key="other", addresses=("192.0.2.9",)))
    in_force(bench, wish(MeasureKind.LIMIT, setting={"cps_max": 2}))
    assert [one.customer.key for one in barred(bench.desk())] == ["gone"]
    record = in_force(bench, wish())
    gone, quillmark = barred(bench.desk())
    assert gone.enforcement is None
    assert quillmark.enforcement is not None and quillmark.enforcement.ref == record.ref
    assert (quillmark.trunks, quillmark.addresses) == (("q1", "q2"), ("192.0.2.1",))


def test_no_cell_is_a_formula() -> None:
    text = as_csv([("k", "=1+1", "-2", 'a, "b"', "", "", "", "", "192.0.2.1")])
    assert text.splitlines()[1] == 'k,\'=1+1,\'-2,"a, ""b""",,,,,192.0.2.1'
