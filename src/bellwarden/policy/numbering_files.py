"""The numbering administrators' files as the policy carries them: area codes in service, thousand-blocks, holders."""

from datetime import date

from bellwarden.model.policy import Numbering
from bellwarden.numbering.allocation import read_area_report, read_blocks
from bellwarden.numbering.table import AllocationProblem
from bellwarden.policy.layers import BlockLayer, keep_blocks, kept_blocks, layer_key
from bellwarden.policy.listfile import BAD_LINES_SHOWN
from bellwarden.policy.places import Path
from bellwarden.policy.problem import Problem, Severity, dotted
from bellwarden.policy.work import Work

BLOCKS = "numbering.blocks"  # name of the layer
REPORT_AGE_MAX_DAYS = 60  # the area-code report changes a few times a month


def build_numbering(work: Work) -> Numbering:
    areas, countries = _areas(work)
    blocks = _blocks(work)
    if blocks is None:
        return Numbering(areas, countries)
    work.layers[BLOCKS] = blocks.data
    return Numbering(areas, countries, BLOCKS, blocks.holders)


def _areas(work: Work) -> tuple[tuple[int, ...] | None, tuple[tuple[int, str], ...]]:
    path: Path = ("numbering", "areas")
    written = work.tables.numbering.areas
    source = work.sources.take(path, written) if written else None
    if source is None:
        return None, ()
    name, data = source
    report = read_area_report(data, name)
    _tell(path, report.problems, work)
    if not report.problems and not report.areas:
        work.log.put(
            Problem(name, 1, dotted(path), "names no area code in service, so every caller ID would be invalid")
        )
    _look_at_age(path, name, report.file_date, work)
    return report.areas, report.countries


def _look_at_age(path: Path, name: str, made: date | None, work: Work) -> None:
    age = (work.around.today - made).days if made is not None else 0
    if age > REPORT_AGE_MAX_DAYS:
        reason = f"is {age} days old; new area codes would be taken for invalid, fetch a new report"
        work.log.put(Problem(name, 1, dotted(path), reason, Severity.WARNING))


def _blocks(work: Work) -> BlockLayer | None:
    path: Path = ("numbering", "blocks")
    written = work.tables.numbering.blocks
    sources = [work.sources.take((*path, at), name) for at, name in enumerate(written)]
    files = [source for source in sources if source is not None]
    if not files or len(files) < len(sources):
        return None
    key = layer_key("blocks", (data for _, data in files))
    before = work.cached.get(key)
    known = kept_blocks(key, before)
    if before is not None and known is not None:
        work.kept[key] = before
        return known
    table = read_blocks(files)
    _tell(path, table.problems, work)
    if not table.problems and not table.allocated:
        reason = "names no allocated thousand-block, so every caller ID would be unallocated"
        work.log.put(Problem(files[0][0], 1, dotted(path), reason))
    layer = BlockLayer(table.blocks, table.holders)
    if not table.problems:
        work.kept[key] = keep_blocks(key, layer)
    return layer


def _tell(path: Path, problems: tuple[AllocationProblem, ...], work: Work) -> None:
    """Rows that could not be read, the first ones each; a file without a header is always an error."""
    setting = Severity(work.tables.numbering.bad_lines.value)
    for found in problems[:BAD_LINES_SHOWN]:
        severity = Severity.ERROR if found.field == "header" else setting
        said = f"{found.field}: {found.reason}" if found.field else found.reason
        work.log.put(Problem(found.file, max(found.line, 1), dotted(path), said, severity))
    more = len(problems) - BAD_LINES_SHOWN
    if more > 0:
        last = problems[BAD_LINES_SHOWN - 1]
        reason = f"{more:,} more rows after this one can't be read; the first {BAD_LINES_SHOWN} are told"
        work.log.put(Problem(last.file, max(last.line, 1), dotted(path), reason, setting))
