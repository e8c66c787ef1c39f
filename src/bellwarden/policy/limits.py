"""Limits that need more than one setting: rates per number, prices of destinations, calls at the same time."""

import csv
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from bellwarden.model.policy import Costs, Rate
from bellwarden.model.verdict import Action, Mode
from bellwarden.policy.entries import EntryError, read_prefix
from bellwarden.policy.evidence import has_contact, look_at_diversion
from bellwarden.policy.listfile import BAD_LINES_SHOWN
from bellwarden.policy.places import Path
from bellwarden.policy.problem import Problem, dotted, no_such, shown
from bellwarden.policy.tables import ITEMS_MAX, RateAction, RateTable, TrunkTable
from bellwarden.policy.work import Work

RATE_CHECKS = ("caller_id_rate", "pair_rate", "spam_detective", "called_burst")
COST_PER_MINUTE_MAX = 1_000
COLUMNS = ("prefix", "cost_per_minute")


def millionths(amount: float) -> int:
    """Of the currency unit: whole numbers, so that a day's sum is exact."""
    return round(amount * 1_000_000)


def build_rates(work: Work) -> tuple[Rate, ...]:
    return tuple(_rate(name, table, work) for name, table in work.tables.rates.items() if _is_known(name, work))


def _is_known(name: str, work: Work) -> bool:
    if name not in RATE_CHECKS:
        work.log.error(("rate", name), no_such(f"rate {name}", name, RATE_CHECKS))
    return name in RATE_CHECKS


def _rate(name: str, table: RateTable, work: Work) -> Rate:
    path: Path = ("rate", name)
    look_at_diversion(path, table.action.value, table.divert_to, work)
    if table.action is RateAction.BLOCK and _acts(name, work) and not has_contact(work):
        reason = '"block" is one by analytics and has to name a redress contact (47 CFR 64.1200(k)(9))'
        advice = f'write url, tel or email under [carrier.redress], or check.{name}.mode = "report"'
        work.log.error((*path, "action"), f"{reason}; {advice}")
    diversion = table.divert_to if table.action is RateAction.DIVERT else None
    return Rate(name, table.calls_max, table.window_s, Action(table.action.value), diversion)


def _acts(name: str, work: Work) -> bool:
    """Whether the rate's check acts for anybody."""
    check = work.tables.checks.get(name)
    if check is None:
        return False
    scoped = (
        *check.trunk.values(),
        *check.upstream.values(),
        *check.customer.values(),
        *check.called_customer.values(),
    )
    return Mode.ACT in (check.mode, *(one.mode for one in scoped))


def build_costs(work: Work) -> Costs:
    path: Path = ("costs", "file")
    written = work.tables.costs.file
    spenders = [key for key, table in work.tables.customers.items() if table.spend_1d_max]
    if not written:
        for key in spenders:
            reason = "has no effect without prices; name a file of them under [costs]"
            work.log.warn(("customer", key, "spend_1d_max"), reason)
        return Costs()
    source = work.sources.take(path, written)
    return Costs() if source is None else _read_costs(path, source[0], source[1], work)


def _read_costs(path: Path, name: str, data: bytes, work: Work) -> Costs:
    problems: list[Problem] = []

    def tell(line: int, reason: str) -> None:
        problems.append(Problem(name, max(line, 1), dotted(path), reason))

    prices: dict[str, int] = {}
    try:
        rows = csv.DictReader(data.decode("utf-8-sig").splitlines(), strict=True)
        missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
        if missing:
            tell(1, f"has no column {missing[0]}; begin the file with prefix,cost_per_minute")
        else:
            for row in rows:
                _take_price(row, rows.line_num, prices, work.country, tell)
    except (csv.Error, UnicodeDecodeError) as error:
        tell(1, f"is no CSV file in UTF-8: {error}")
    if len(prices) > ITEMS_MAX:
        tell(1, f"has {len(prices):,} prefixes, more than {ITEMS_MAX:,}; leave out what costs nothing")
    for problem in problems[:BAD_LINES_SHOWN]:
        work.log.put(problem)
    more = len(problems) - BAD_LINES_SHOWN
    if more > 0:
        last = problems[BAD_LINES_SHOWN - 1]
        work.log.put(last._replace(reason=f"{more:,} more rows after this one can't be read"))
    return Costs(tuple(sorted(prices.items())))


def _take_price(
    row: dict[str, str | None], line: int, prices: dict[str, int], country: str, tell: Callable[[int, str], None]
) -> None:
    text, cost = ((row[column] or "").strip() for column in COLUMNS)
    if not text or text.startswith("#"):
        return
    try:
        prefix = read_prefix(text if text.startswith("+") else f"+{text}", country)
        price = Decimal(cost)
    except EntryError as error:
        tell(line, str(error))
    except InvalidOperation:
        tell(line, f"{shown(cost)} is no cost; write a number such as 0.35")
    else:
        if not price.is_finite() or not 0 <= price <= COST_PER_MINUTE_MAX:
            tell(line, f"a minute for {cost}; write 0 to {COST_PER_MINUTE_MAX:,}")
        elif prefix in prices:
            tell(line, f"{prefix} has a price already; keep one of the two")
        else:
            prices[prefix] = int(price * 1_000_000)


def look_at_concurrency(work: Work) -> None:
    """Where the ends of calls are not reported, how many are up is a guess, and a guess refuses nobody."""
    trunks = work.tables.trunks
    for key, trunk in trunks.items():
        if trunk.concurrent_max and not trunk.reports_ends:
            reason = "is only estimated and reported, because the trunk does not report the ends of calls"
            work.log.warn(("trunk", key, "concurrent_max"), f"{reason}; write reports_ends = true once it does")
    for key, customer in work.tables.customers.items():
        if not customer.concurrent_max:
            continue
        carrying = {name: one for name, one in trunks.items() if key in _carried(one)}
        silent = [name for name, one in carrying.items() if not one.reports_ends]
        if silent or not carrying:
            why = f"trunk {silent[0]} does not report the ends of calls" if silent else "no trunk carries it"
            reason = f"is only estimated and reported, because {why}; write reports_ends = true on all its trunks"
            work.log.warn(("customer", key, "concurrent_max"), reason)


def _carried(trunk: TrunkTable) -> set[str]:
    return {trunk.customer, *(one.customer for one in trunk.identify)}
