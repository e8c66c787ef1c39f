"""What `bellwarden reputation` answers with --json."""

from typing import Annotated

from msgspec import Meta, Struct

from bellwarden.cli.call_shapes import RefusalJson


class ComplaintsJson(Struct):
    """What became of one complaint file."""

    file: str
    complaints: Annotated[int, Meta(description="taken in")]
    numbers: Annotated[int, Meta(description="different ones")]
    unnumbered: Annotated[int, Meta(description="complaints that name no number")]
    refused: Annotated[int, Meta(description="rows that make no sense")]
    since: Annotated[str, Meta(description="first day; empty without complaints")]
    until: str
    known: Annotated[bool, Meta(description="just these complaints were taken in before")]
    refusals: Annotated[list[RefusalJson], Meta(description="the first refused rows")]
    fault: Annotated[str, Meta(description="why the file could not be used; empty when it could")] = ""


class StandingJson(Struct):
    """Complaints about a number or a block until a day."""

    complaints: int
    numbers: Annotated[int, Meta(description="different ones")]
    days: Annotated[int, Meta(description="days on which there was a complaint")]
    last: Annotated[str, Meta(description="the last such day; empty for none")]
    faded: Annotated[float, Meta(description="complaints by weight: each halves in 14 days")]


class BlockJson(Struct):
    """A block of a thousand numbers that was complained about."""

    block: Annotated[str, Meta(description="E.164 digits without the last three")]
    score: float
    numbers: Annotated[float, Meta(description="different numbers of each day, faded")]


class ReputationJson(Struct):
    """A number and its block, or the blocks that stand out. Whoever holds a number need not have called."""

    on: Annotated[str, Meta(description="the day that complaints are weighed on")]
    number: Annotated[str, Meta(description="E.164 digits; empty when blocks were asked for")]
    block: Annotated[str, Meta(description="E.164 digits without the last three")]
    of_number: StandingJson | None
    of_block: StandingJson | None
    hot: Annotated[bool, Meta(description="the block is among the most complained-about")]
    blocks: Annotated[list[BlockJson], Meta(description="the most complained-about first")]
    note: str
