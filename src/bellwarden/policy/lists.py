"""The operator's lists: what they may hold and do, and their numbers as layers."""

from itertools import chain

from bellwarden.model.policy import ListClass, ListKey, PolicyList
from bellwarden.model.verdict import Action, EvidenceClass, Outcome
from bellwarden.policy.entries import EntryError
from bellwarden.policy.evidence import Rule, look_at_rule
from bellwarden.policy.layers import (
    NumberLayer,
    keep_numbers,
    kept_numbers,
    layer_key,
    members,
    number_layer,
    with_more,
)
from bellwarden.policy.listfile import NUMBER_KEYS, Contents, Reader, is_dated, read_list_file
from bellwarden.policy.places import Path
from bellwarden.policy.tables import ListTable, RuleAction
from bellwarden.policy.work import Work

ALLOWING = (ListClass.ALLOW, ListClass.PUBLIC_SAFETY)
FULL_NUMBER_DIGITS_MIN = 7  # shorter emergency numbers are short codes, which no list of full numbers can hold

NO_LAYER = NumberLayer(b"", 0, ())


def build_lists(work: Work) -> tuple[PolicyList, ...]:
    return tuple(_list(name, table, work) for name, table in work.tables.lists.items())


def _list(name: str, table: ListTable, work: Work) -> PolicyList:
    path: Path = ("list", name)
    _look_at_class(path, table, work)
    if table.list_class in (ListClass.BLOCK, ListClass.DO_NOT_CALL):
        look_at_rule(_rule(path, table), work)
    work.know_all((*path, "customers"), "customer", table.customers)
    allows = table.list_class in ALLOWING
    divert = table.divert_to if table.action is RuleAction.DIVERT else None
    numbers, words = _contents(name, table, work)
    layer = f"list.{name}" if numbers.size else ""
    if layer:
        work.layers[layer] = numbers.data
    return PolicyList(
        name=name,
        key=table.key,
        list_class=table.list_class,
        layer=layer,
        prefixes=numbers.prefixes,
        entries=words,
        action=Action.ALLOW if allows else Action(table.action.value),
        diversion=divert,
        evidence=table.evidence,
        customers=tuple(dict.fromkeys(table.customers)),
        outcome=_outcome(table),
        count=numbers.size,
    )


def _rule(path: Path, table: ListTable) -> Rule:
    return Rule(path, table, table.action, table.divert_to, table.evidence, table.analytics)


def _outcome(table: ListTable) -> Outcome | None:
    """None where the check's own row of the dialect's table is meant."""
    if table.analytics:
        return Outcome.ANALYTICS
    return Outcome(table.outcome.value) if "outcome" in table.model_fields_set else None


def _look_at_class(path: Path, table: ListTable, work: Work) -> None:
    written = table.model_fields_set
    kind = table.list_class
    if kind in (ListClass.DO_NOT_ORIGINATE, ListClass.PUBLIC_SAFETY) and table.key is not ListKey.CALLING_NUMBER:
        reason = f'is "{table.key.value}", but a {kind.value} list is about callers; write key = "calling_number"'
        work.log.error((*path, "key"), reason)
    if kind is ListClass.DO_NOT_CALL and table.key is not ListKey.CALLED_NUMBER:
        reason = f'is "{table.key.value}", but a do_not_call list is about called numbers; write key = "called_number"'
        work.log.error((*path, "key"), reason)
    if kind in ALLOWING:
        for name in ("action", "divert_to", "analytics", "outcome"):
            if name in written:
                work.log.error((*path, name), f"says nothing on a list of class {kind.value}; take it out")
    if kind is ListClass.DO_NOT_ORIGINATE:
        _look_at_do_not_originate(path, table, work)
    if table.analytics and "outcome" in written:
        work.log.error((*path, "outcome"), "says nothing when analytics = true, which is answered by 603+; take it out")


def _look_at_do_not_originate(path: Path, table: ListTable, work: Work) -> None:
    # 47 CFR 64.1200(o): the list may hold its four classes of numbers and nothing else, and it holds for every call.
    if table.evidence in (EvidenceClass.STATISTICS, EvidenceClass.CROWD):
        reason = f'"{table.evidence.value}" has no place on a do-not-originate list (47 CFR 64.1200(o))'
        work.log.error((*path, "evidence"), f'{reason}; move these numbers to a list with class = "block"')
    if table.analytics:
        reason = "a do-not-originate list holds nothing found by analytics (47 CFR 64.1200(o))"
        work.log.error((*path, "analytics"), f'{reason}; move these numbers to a list with class = "block"')
    if table.action is not RuleAction.BLOCK or table.divert_to is not None:
        name = "action" if table.action is not RuleAction.BLOCK else "divert_to"
        work.log.error((*path, name), "says nothing on a do-not-originate list, which blocks; take it out")
    if table.customers:
        reason = "a do-not-originate list holds for every call (47 CFR 64.1200(o)); take customers out"
        work.log.error((*path, "customers"), f'{reason}, or make it a list with class = "block"')


def _contents(name: str, table: ListTable, work: Work) -> tuple[NumberLayer, tuple[str, ...]]:
    """The numbers of a list, or the words of one that is not about numbers."""
    path: Path = ("list", name)
    if not table.file and not table.entries:
        if "file" not in table.model_fields_set and "entries" not in table.model_fields_set:
            work.log.error(path, 'has no entries; write file = "lists/..." or entries = [...]')
        return NO_LAYER, ()
    refusing = (ListClass.BLOCK, ListClass.DO_NOT_CALL)
    no_emergency = table.key is ListKey.CALLED_NUMBER and table.list_class in refusing
    emergency = work.emergency if no_emergency else frozenset[str]()
    reader = Reader(table.key, work.country, work.around.today, table.list_class, emergency)
    written = Contents()
    for at, text in enumerate(table.entries):
        try:
            written.take(text.strip(), reader)
        except EntryError as error:
            work.log.error((*path, "entries", at), str(error))
    from_file, words = _from_file(path, table, reader, work)
    numbers = from_file
    if written.exact or written.prefixes:
        numbers = with_more(from_file, written.exact, written.prefixes)
    if no_emergency:
        _look_for_emergency_numbers(path, table, numbers, work)
    all_words = tuple(dict.fromkeys(chain(words, written.entries)))
    if not (numbers.size or numbers.prefixes or all_words) and not work.log.failed:
        work.log.warn(path, "holds no entry in force, so no call can match it")
    return numbers, all_words


def _from_file(path: Path, table: ListTable, reader: Reader, work: Work) -> tuple[NumberLayer, list[str]]:
    source = work.sources.take((*path, "file"), table.file) if table.file else None
    if source is None:
        return NO_LAYER, []
    name, data = source
    key = _key(name, data, reader) if reader.key in NUMBER_KEYS else ""
    before = work.cached.get(key) if key else None
    numbers = kept_numbers(key, before)
    if before is not None and numbers is not None:
        work.kept[key] = before
        return numbers, []
    contents = read_list_file(name, data, reader)
    work.tell_bad_lines((*path, "file"), name, contents, table.bad_lines)
    if not key:
        return NO_LAYER, contents.entries
    numbers = number_layer(contents.exact, contents.prefixes)
    if not contents.bad_count:  # else the next reading has to tell them again
        work.kept[key] = keep_numbers(key, numbers)
    return numbers, []


def _key(name: str, data: bytes, reader: Reader) -> str:
    """Of everything that the layer depends on; the day only where entries end."""
    kind = "csv" if name.lower().endswith(".csv") else "text"
    day = reader.today.isoformat() if is_dated(name, data) else ""
    emergency = " ".join(sorted(reader.emergency))
    return layer_key("numbers", (data,), kind, reader.country, reader.list_class.value, emergency, day)


def _look_for_emergency_numbers(path: Path, table: ListTable, numbers: NumberLayer, work: Work) -> None:
    """Full numbers of emergency centres that the operator named; short codes are refused where they are read."""
    full = [digits for digits in work.emergency if digits.isdigit() and len(digits) >= FULL_NUMBER_DIGITS_MIN]
    where: Path = (*path, "file" if table.file else "entries")
    listed = {str(number) for number in members(numbers.data, (int(digits) for digits in full))}
    for digits in full:
        covering = [prefix for prefix in numbers.prefixes if digits.startswith(prefix)]
        if digits in listed or covering:
            what = f"+{digits}" if digits in listed else f"+{covering[0]}*, which covers +{digits},"
            work.log.error(where, f"{what} is an emergency number and is never blocked; take it out")
