"""The page on why a token is not accepted: every reason with its SIP code, its verstat, and one sentence."""

from collections.abc import Iterator
from typing import Final

from bellwarden.cli.stir_batch import LINE_REASONS
from bellwarden.cli.stir_signing import SIGN_REASONS
from bellwarden.stir import attestation
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
    yield "The codes are those of RFC 8224 section 6.2.2 and travel in a Reason header where the call goes on; verstat"
    yield "is what the called party's network is told. Why each has its code: `docs/guide/stir-cases.md`."
    for code, phrase in PHRASES.items():
        yield f"\n## {f'{code} {phrase}' if code else phrase[0].upper() + phrase[1:]}\n"
        if code == 428:
            yield "Only where an Identity is required; otherwise these have no code.\n"
        yield "| reason | verstat | meaning |"
        yield "|---|---|---|"
        for reason, meaning in MEANINGS.items():
            if meaning.code == code:
                yield f"| `{reason.value}` | {meaning.status.value} | {meaning.sentence} |"
    yield "\n## Why a call of ours has its level, or no token\n"
    yield "What `reason` says of a call's signing. Failed: it should have been signed, and went on without.\n"
    yield "| reason | level | outcome | meaning |"
    yield "|---|---|---|---|"
    for why, said in attestation.MEANINGS.items():
        yield f"| `{why.value}` | {said.level} | {said.outcome.value} | {said.sentence} |"
    yield "\n## Of a line of `bellwarden stir sign`\n"
    yield "| reason | meaning |"
    yield "|---|---|"
    for name, sentence in SIGN_REASONS.items():
        yield f"| `{name}` | {sentence} |"
    yield "\n## Of a line of `bellwarden stir verify` or `bellwarden stir sign`\n"
    yield "| reason | meaning |"
    yield "|---|---|"
    for name, sentence in LINE_REASONS.items():
        yield f"| `{name}` | {sentence} |"
