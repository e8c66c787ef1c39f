"""What exists is documented: every make target, every command, every example, every change."""

import re
from collections.abc import Iterator
from pathlib import Path

import typer

from bellwarden import cli
from scripts.reference import pages
from tests.house.tree import ROOT, project_files, read, suites


def make_targets(makefile: str) -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):.*##", makefile, re.MULTILINE))


def unmentioned_targets(makefile: str, text: str) -> set[str]:
    return {target for target in make_targets(makefile) if not re.search(rf"\bmake {target}\b", text)}


def command_names(app: typer.Typer, path: str = "bellwarden") -> Iterator[str]:
    """Full names of the commands that do something themselves, hidden ones left out."""
    for command in app.registered_commands:
        if not command.hidden and command.callback:
            yield f"{path} {command.name or command.callback.__name__.replace('_', '-')}"
    for group in app.registered_groups:
        if not group.hidden and group.typer_instance:
            name = group.name or group.typer_instance.info.name
            yield from command_names(group.typer_instance, f"{path} {name}" if name else path)


def undocumented(names: Iterator[str], text: str) -> set[str]:
    flat = re.sub(r"\s+", " ", text)
    return {name for name in names if not re.search(rf"{re.escape(name)}\b", flat)}


def prose() -> str:
    """README and what people write in docs/; docs/reference is generated and proves nothing."""
    pages = (path for path in project_files() if path.suffix == ".md" and "reference" not in path.parts)
    return "\n".join(read(path) for path in pages if path.parent == ROOT or path.is_relative_to(ROOT / "docs"))


def examples() -> list[Path]:
    return [path for path in project_files() if path.is_relative_to(ROOT / "examples") and path.name != "README.md"]


def test_every_make_target_is_documented() -> None:
    assert unmentioned_targets(read(ROOT / "Makefile"), prose()) == set()


def test_every_command_is_documented() -> None:
    apps = [value for value in vars(cli).values() if isinstance(value, typer.Typer)]
    assert apps, "bellwarden.cli holds no typer.Typer"
    assert undocumented(command_names(apps[0]), prose()) == set()


def test_every_example_is_named_by_a_test() -> None:
    named = "\n".join(source.text for source in suites())
    assert [path.relative_to(ROOT).as_posix() for path in examples() if path.name not in named] == []


def test_every_change_has_a_note_with_a_title() -> None:
    notes = [path for path in project_files() if path.parent == ROOT / "changes" and path.name != "README.md"]
    assert notes
    assert [note.name for note in notes if note.suffix != ".md" or not read(note).startswith("# ")] == []


def test_an_undocumented_target_is_seen() -> None:
    assert unmentioned_targets("run: a ## go\nhidden: b\n", "make runs") == {"run"}
    assert unmentioned_targets("run: a ## go\n", "`make run`") == set()


def test_an_undocumented_command_is_seen() -> None:
    app, policy = typer.Typer(), typer.Typer()
    policy.command("init")(lambda: None)
    app.add_typer(policy, name="policy")
    assert undocumented(command_names(app), "bellwarden policy") == {"bellwarden policy init"}
    assert undocumented(command_names(app), "`bellwarden\npolicy init DIR`") == set()


def test_the_reference_is_what_the_code_says() -> None:
    folder = ROOT / "docs" / "reference"
    assert {path.name for path in folder.iterdir()} == set(pages())
    assert [name for name, text in pages().items() if read(folder / name) != text] == [], "run: make docs"
