"""What a form holds as the bytes of a mail: the values as JSON, files behind them. Any mail program opens it."""

import json
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final, NamedTuple

NAME: Final = "form.json"  # of the part that holds the values
FILE_NAME_MAX: Final = 120


class FormFile(NamedTuple):
    """A file that somebody added. Nothing about it is trusted."""

    name: str
    data: bytes


def form_mail(values: Mapping[str, str], files: Sequence[FormFile], mark: str) -> bytes:
    """The same form gives the same bytes. `mark`: letters and digits that no other form has."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = "A form"
    body = json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True).encode()
    mail.set_content(body, "application", "json", filename=NAME, cte="base64")
    for file in files:
        mail.add_attachment(file.data, "application", "octet-stream", filename=file_name(file.name))
    if files:
        mail.set_boundary(f"form-{mark}")
    return mail.as_bytes()


def file_name(name: str) -> str:
    """The last part of a path, without signs that a header or a folder gives a meaning."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign if sign.isprintable() and sign not in '"<>:|?*;' else "_" for sign in last)
    return kept.strip(". ")[-FILE_NAME_MAX:] or "file"
