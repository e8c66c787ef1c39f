"""Bytes to text whatever they claim to be: a known charset, else UTF-8, else Windows' western one; never a NUL."""

import codecs
from typing import Final

# Codecs that are charsets of mail. Others of the standard library do no decoding (rot13), are slow on purpose-made
# input (punycode, idna) or are a way to smuggle (utf-7).
_CHARSETS: Final = frozenset(
    (
        *("ascii", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le", "utf-32", "utf-32-be", "utf-32-le"),
        *(f"iso8859-{part}" for part in range(1, 17)),
        *(f"cp{page}" for page in (437, 850, 852, 858, 866, 874, 932, 936, 949, 950, *range(1250, 1259))),
        *("koi8-r", "koi8-u", "mac-roman", "shift_jis", "euc_jp", "iso2022_jp", "gb2312", "gbk", "gb18030", "big5"),
        *("euc_kr", "tis-620"),
    )
)


def decode(data: bytes, charset: str = "") -> str:
    """Never raises; what no charset can read becomes the replacement sign."""
    for name in (_known(charset), "utf-8", "cp1252"):
        if name:
            try:
                return clean(data.decode(name))
            except UnicodeDecodeError:
                continue
    return clean(data.decode("latin-1"))


def clean(text: str) -> str:
    """Without NULs, byte-order marks, bidirectional overrides and lone surrogates; line ends as one sign."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = text.translate(_DROPPED)
    return (
        kept.encode("utf-8", "replace").decode("utf-8") if any("\ud800" <= sign <= "\udfff" for sign in kept) else kept
    )


_DROPPED: Final = dict.fromkeys(
    (
        *(code for code in range(32) if code not in (9, 10)),
        *(0x7F, 0xFEFF, 0x200B, 0x200C, 0x200D, 0x2060),  # zero-width signs hide digits from whoever looks for them
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    )
)


def _known(charset: str) -> str:
    try:
        name = codecs.lookup(charset.strip()).name if charset and len(charset) < 40 else ""
    except (LookupError, ValueError):
        return ""
    return name if name in _CHARSETS else ""
