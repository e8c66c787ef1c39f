"""The folder of numbering plans: read once, one plan to a country code."""

import pytest

from bellwarden.numbering import plan, plans
from bellwarden.numbering.plans import nanp


def test_the_folder_gives_its_plans_by_country_code() -> None:
    assert plans.load() == {"1": nanp.PLAN}


def test_the_north_american_plan_serves_its_members_in_iso_codes() -> None:
    assert len(nanp.PLAN.countries) == 25
    assert {"US", "CA", "JM", "PR", "SX"} <= nanp.PLAN.countries
    assert "MX" not in nanp.PLAN.countries


@pytest.mark.parametrize(
    ("offered", "error"),
    [(None, AttributeError), ("a plan", TypeError), (nanp.PLAN._replace(calling_code="1"), ValueError)],
)
def test_a_file_that_offers_no_plan_or_a_second_one_stops_the_start(
    offered: object, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Other:
        name = "zz"

    other = type("Module", (), {} if offered is None else {"PLAN": offered})
    modules = {"bellwarden.numbering.plans.nanp": nanp, "bellwarden.numbering.plans.zz": other}
    monkeypatch.setattr(plans, "iter_modules", lambda path: [type("Found", (), {"name": "nanp"}), Other])
    monkeypatch.setattr(plans, "import_module", modules.__getitem__)
    with pytest.raises(error):
        plans.load()


def test_a_short_code_that_a_plan_does_not_know_keeps_its_digits_and_is_faulted() -> None:
    """ITU-T E.164 knows no such number, but a carrier may have an emergency number of its own."""
    assert plan.short_code("110", "110", known=False).digits == "110"
    assert plan.short_code("110", "110", known=False).fault is not None
    assert plan.short_code("911", "911", known=True).fault is None
