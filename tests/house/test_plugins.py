"""Every plug-in is one file that offers one constant and tells four things about itself."""

import ast
import re

import pytest

from bellwarden import switches
from tests.house.tree import PACKAGE, PLUG_INS, Module, module, plug_ins, sources, top_level_names

HEADINGS = ("Sees", "Why", "Source", "False alarms")
# Numbering plans are tables, not judgements: they have nothing to be wrong about.
FOLDERS_WITH_HEADINGS = frozenset(
    {"switches", "verdict/checks", "cdr/formats", "traffic/detectors", "complaints/intake", "disclosure/recipients"}
)
# Modules beside the plug-ins that serve the whole folder.
HELPERS = {"switches": switches.SHARED}


def missing_headings(source: Module) -> list[str]:
    """Headings, each at the start of a docstring line with text behind it, that a plug-in lacks or has out of order."""
    text = ast.get_docstring(source.tree) or ""
    found = re.findall(rf"^({'|'.join(HEADINGS)})\b +\S", text, re.MULTILINE)
    lacks = [heading for heading in HEADINGS if heading not in found]
    return lacks or ([] if found == list(HEADINGS) else ["order"])


def test_every_plug_in_has_its_four_headings() -> None:
    described = [source for source, _ in plug_ins() if folder_of(source) in FOLDERS_WITH_HEADINGS]
    assert {source.name: lacks for source in described if (lacks := missing_headings(source))} == {}


def test_every_file_of_a_plug_in_folder_offers_its_constant() -> None:
    silent = [
        source.name
        for source in sources()
        for folder in [folder_of(source)]
        if folder in PLUG_INS
        and not source.path.name.startswith("_")
        and source.path.stem not in HELPERS.get(folder, ())
        and PLUG_INS[folder] not in top_level_names(source.tree)
    ]
    assert silent == []


def folder_of(source: Module) -> str:
    return source.path.parent.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("lost", HEADINGS)
def test_a_lost_heading_is_seen(lost: str) -> None:
    lines = [f"{heading}  something" for heading in HEADINGS if heading != lost]
    assert missing_headings(module('"""A check.\n\n' + "\n".join(lines) + '\n"""')) == [lost]


def test_headings_out_of_order_are_seen() -> None:
    lines = [f"{heading}  something" for heading in reversed(HEADINGS)]
    assert missing_headings(module('"""A check.\n\n' + "\n".join(lines) + '\n"""')) == ["order"]


def test_an_empty_heading_is_seen() -> None:
    lines = ["Sees  a", "Why", "Source  b", "False alarms  c"]
    assert missing_headings(module('"""A check.\n\n' + "\n".join(lines) + '\n"""')) == ["Why"]
