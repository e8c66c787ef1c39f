"""The text that a reader sees of an HTML mail: no scripts, styles, links' targets; blocks on lines of their own."""

import re
from html.parser import HTMLParser
from typing import Final

_BLOCKS: Final = frozenset(
    (
        *("address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset", "footer", "form", "h1", "h2"),
        *("h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul"),
    )
)
_UNSEEN: Final = frozenset(("head", "script", "style", "template", "title", "svg", "object", "noscript"))
_QUOTING: Final = "blockquote"
_BLANKS: Final = re.compile(r"\s+")


def text_of(page: str) -> str:
    """Never raises. Quoted blocks get the `>` that plain mails have."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[tuple[int, list[str]]] = [(0, [])]
        self._unseen = 0
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == _QUOTING:
            self._quoted += 1
            self._new_line()
        elif tag in _BLOCKS:
            self._new_line()
        elif tag in ("td", "th"):
            self._lines[-1][1].append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == _QUOTING:
            self._quoted = max(0, self._quoted - 1)
            self._new_line()
        elif tag in _BLOCKS:
            self._new_line()

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        self._lines[-1][1].append(_BLANKS.sub(" ", data))

    def _new_line(self) -> None:
        self._lines.append((self._quoted, []))

    def text(self) -> str:
        lines = []
        for quoted, pieces in self._lines:
            line = " ".join("".join(pieces).split())
            if line:
                lines.append("> " + line if quoted else line)
        return "\n".join(lines)
