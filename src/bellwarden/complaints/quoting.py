"""What its writer wrote, and what was quoted or forwarded: both are read, the complaint often is in the quote."""

import re
from typing import Final

from bellwarden.model.complaint import Origin, Part

# Lines behind which everything is somebody else's text.
_MARKS: Final = re.compile(
    r"^[ \t]*(?:"
    r"-{2,}[ \t]*(?:Original Message|Forwarded message|Mensaje original|Mensaje reenviado|Message d'origine"
    r"|Message original|Message transf\w+)[ \t]*-{2,}"
    r"|Begin forwarded message:|Inicio del mensaje reenviado:|D\w+but du message transf\w+ ?:"
    r"|On [^\n]{6,120} wrote:|El [^\n]{6,120} escribi\w+:|Le [^\n]{6,120} a \w+crit ?:"
    r"|_{20,}"
    r")[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER_LINES: Final = re.compile(
    r"^(?:From|De|Von):[^\n]*\n(?:(?:Sent|Date|To|Cc|Subject|Enviado|Para|Asunto|Envoy\w+|Objet|\u00c0"
    r"|Fecha)[^\n]*\n){1,5}",
    re.IGNORECASE | re.MULTILINE,
)
_SUBJECT: Final = re.compile(r"^(?:Subject|Asunto|Objet)[ \t]*:[ \t]*([^\n]*)", re.IGNORECASE | re.MULTILINE)
_SENT: Final = re.compile(
    r"^(?:>[ \t]?)*(?:Sent|Date|Enviado|Envoyé|Fecha)(?: el| le)?[ \t]*:[ \t]*([^\n]{6,80})|\bOn ([^\n]{6,80}) wrote:",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTE_SIGN: Final = re.compile(r"^[ \t]*(?:>[ \t]?)+")


def parts_of(text: str) -> tuple[Part, ...]:
    """Body and quoted text, in the order in which they stand; quote signs are taken off. Empty texts are left out."""
    found: list[Part] = []
    marks = [*_MARKS.finditer(text), *_HEADER_LINES.finditer(text)]
    first = min((one.start() for one in marks), default=len(text))
    before, behind = text[:first], _HEADER_LINES.sub(_subject_only, text[first:])
    dated = _SENT.search(text[first:])
    sent = (dated.group(1) or dated.group(2)).strip() if dated else ""
    own: list[str] = []
    quoted: list[str] = []
    for line in before.split("\n"):
        if _QUOTE_SIGN.match(line):
            quoted.append(_QUOTE_SIGN.sub("", line))
        else:
            own.append(line)
    quoted += [_QUOTE_SIGN.sub("", line) for line in behind.split("\n")] if behind else []
    for origin, lines in ((Origin.BODY, own), (Origin.QUOTED, quoted)):
        joined = "\n".join(lines).strip("\n")
        if joined.strip():
            found.append(Part(origin, joined, name=sent if origin is Origin.QUOTED else ""))
    return tuple(found)


def _subject_only(found: re.Match[str]) -> str:
    """Of a quoted mail's headers: its dates and addresses are not those of the call."""
    subject = _SUBJECT.search(found.group())
    return f"{subject.group(1)}\n" if subject else ""
