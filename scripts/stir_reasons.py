"""The page on why a token is not accepted: every reason with its SIP code, its verstat, and one sentence."""

from collections.abc import Iterator
from typing import Final

from bellwarden.cli.stir_batch import LINE_REASONS
from bellwarden.stir.reason import MEANINGS

PHRASES: Final = {
    403: "Stale Date",
    428: "Use Identity Header",
    436: "Bad Identity Info",
    437: "Unsupported Credential",
    438: "Invalid Identity Header",
    0: "without a code",
}


def page_lines() -> Iterator[str]:
    yield "What `reason` says in a decision, in `bellwarden explain`, in the HTTP API and in `bellwarden stir verify`."
    yield "The codes are those of RFC 8224 section 6.2.2 and travel in a Reason header where the call goes on; verstat is"
    yield "what the called party's network is told. Why each has its code: `docs/guide/stir-cases.md`."
    for code, phrase in PHRASES.items():
        yield f"\n## {f'{code} {phrase}' if code else phrase[0].upper() + phrase[1:]}\n"
        if code == 428:
            yield "Only where an Identity is required; otherwise these have no code.\n"
        yield "| reason | verstat | meaning |"
        yield "|---|---|---|"
        for reason, meaning in MEANINGS.items():
            if meaning.code == code:
                yield f"| `{reason.value}` | {meaning.status.value} | {meaning.sentence} |"
    yield "\n## Of a line of `bellwarden stir verify`\n"
    yield "| reason | meaning |"
    yield "|---|---|"
    for name, sentence in LINE_REASONS.items():
        yield f"| `{name}` | {sentence} |"
