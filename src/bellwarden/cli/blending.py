"""Shows how much dialler traffic is mixed into whose calls."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bellwarden.calllog.asking import asking
from bellwarden.cli.call_shapes import BlendJson, ContributorJson
from bellwarden.cli.console import columns, emit_line, say, visible
from bellwarden.cli.options import read_moment
from bellwarden.cli.patterns import percent
from bellwarden.traffic.blend import Blend
from bellwarden.traffic.profile import SubjectKind

SHOWN_CONTRIBUTORS: Final = 3


def show_blends(home: Path, by: str, since: str, until: str, as_json: bool) -> None:
    """CallLogFault without a log."""
    now = datetime.now(UTC).timestamp()
    begin, end = (datetime.fromtimestamp(read_moment(one, now), UTC) if one else None for one in (since, until))
    with asking(home / "calllog") as asker:
        kind = SubjectKind(by) if by else asker.kinds()[0]
        found = sorted(asker.blends(kind, begin, end), key=lambda one: (-one[1].low, -one[1].share, one[0]))
    if as_json:
        for subject, one in found:
            emit_line(blend_json(kind, subject, one))
        return
    if not found:
        say("nobody has 200 calls of 100 caller IDs; name whose calls with --by upstream, trunk or customer")
        return
    rows: list[tuple[str, ...]] = [("", "dialler calls", "95 % interval", "", "calls", "caller IDs", "most of them by")]
    rows += [_row(subject, one) for subject, one in found]
    for line in columns(rows, frozenset((1, 2, 4, 5))):
        say(line)


def _row(subject: str, one: Blend) -> tuple[str, ...]:
    return (
        visible(subject, 40),
        percent(one.share),
        f"{percent(one.low)} – {percent(one.high)}",
        "alarm" if one.alarm else "",
        f"{one.calls:,}",
        f"{one.clusters:,}",
        ", ".join(visible(each.key, 40) for each in one.contributors[:SHOWN_CONTRIBUTORS]),
    )


def blend_json(kind: SubjectKind, subject: str, one: Blend) -> BlendJson:
    return BlendJson(
        kind=kind.value,
        subject=subject,
        calls=one.calls,
        callers=one.clusters,
        share=round(one.share, 6),
        low=round(one.low, 6),
        high=round(one.high, 6),
        alarm=one.alarm,
        contributors=[ContributorJson(each.key, each.calls, round(each.dialler_calls, 2)) for each in one.contributors],
    )
