"""Small tags of the pages that watch: a decision's chip, a value by its key."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django import template
from django.utils.safestring import SafeString

from bellwarden.verdict.explain import title
from bellwarden.web import parts

_NANP: Final = re.compile(r"(?<![0-9])\+?1([2-9][0-9]{2})([0-9]{3})([0-9]{4})(?![0-9])")
register = template.Library()


@register.filter
def at(table: Mapping[str, Any], key: str) -> Any:
    """None where there is none."""
    return table.get(key)


@register.filter
def readable(text: str) -> SafeString:
    """Words about a call: numbers of country code 1 in them as people read them."""
    return parts.foreign(_NANP.sub(r"\1-\2-\3", text))


register.filter("title_of", title)


@register.filter
def begun_small(words: str) -> str:
    """In the middle of a sentence; what is short for something stays big."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


@register.simple_tag
def kind(name: str, diversion: str = "") -> SafeString:
    """The verdict of `web.recent.Seen.kind`."""
    if name == "emergency":
        return parts.verdict("allow", emergency=True)
    return parts.verdict(name.removeprefix("would_"), reports=name.startswith("would_"), diversion=diversion)
