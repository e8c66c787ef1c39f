"""Policy files before they are a policy: written to begin with, and checked."""

import os
from datetime import date, datetime
from pathlib import Path

from bellwarden.cli.console import counted, emit, note, say
from bellwarden.cli.exits import CommandFault, Exit
from bellwarden.cli.folders import read_policy_folder
from bellwarden.cli.shapes import CheckJson, InitJson, ProblemJson
from bellwarden.policy.problem import Problem
from bellwarden.policy.reading import PolicyReading
from bellwarden.policy.starter import starter_files
from bellwarden.switches import load as load_switches


def today() -> date:
    """The operator's day: lists end by it."""
    return datetime.now().astimezone().date()


def write_starter(folder: Path, dialect: str, as_json: bool) -> None:
    known = sorted(load_switches())
    if dialect not in known:
        raise CommandFault(Exit.USAGE, f"there is no dialect {dialect}; there are {', '.join(known)}")
    files = starter_files(dialect)
    write_files(folder, files)
    if as_json:
        emit(InitJson(str(folder), dialect, sorted(files)))
        return
    say(f"{counted(len(files), 'file')} in {folder}:")
    for name in sorted(files):
        say(f"  {name}")
    say()
    say('The gate will only observe until you write mode = "enforce" in carrier.toml. Next:')
    say(f"  bellwarden policy check {folder}")
    say(f"  bellwarden gate --policy {folder}")


def write_files(folder: Path, files: dict[str, bytes]) -> None:
    """New files in a new or empty folder: nothing is ever written over."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CommandFault(Exit.HELD_BACK, f"{folder} is not empty; name a new folder, so that nothing is written over")
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        with open(descriptor, "wb") as file:
            file.write(data)


def check_files(folder: Path, as_json: bool) -> Exit:
    reading = read_policy_folder(folder, today())
    if as_json:
        errors, warnings = len(reading.errors), len(reading.warnings)
        emit(CheckJson(not errors, errors, warnings, [json_of(one) for one in reading.problems]))
    else:
        for problem in reading.problems:
            say(line_of(problem, folder))
        say(_verdict(reading, folder))
    return Exit.POLICY if reading.bundle is None else Exit.DONE


def tell_problems(reading: PolicyReading, folder: Path) -> None:
    """To standard error, for commands whose answer is something else."""
    for problem in reading.problems:
        note(line_of(problem, folder))


def refuse_errors(reading: PolicyReading, folder: Path) -> None:
    if reading.bundle is None:
        count = len(reading.errors)
        raise CommandFault(
            Exit.POLICY, f"{counted(count, 'error')} in {folder}; correct {'it' if count == 1 else 'them'} first"
        )


def line_of(problem: Problem, folder: Path) -> str:
    """`policy/carrier.toml:12: error: carrier.mode: …`, as editors and terminals make links of it."""
    field = f"{problem.field}: " if problem.field else ""
    return f"{folder / problem.file}:{problem.line}: {problem.severity.value}: {field}{problem.reason}"


def json_of(problem: Problem) -> ProblemJson:
    return ProblemJson(problem.file, problem.line, problem.field, problem.reason, problem.severity.value)


def _verdict(reading: PolicyReading, folder: Path) -> str:
    errors, warnings = len(reading.errors), len(reading.warnings)
    if errors:
        return (
            f"{counted(errors, 'error')}, {counted(warnings, 'warning')} in {folder}. No snapshot can be built of it."
        )
    bundle = reading.bundle
    if bundle is None:
        return f"Nothing can be built of {folder}."
    document = bundle.document
    told = [
        counted(len(document.trunks), "trunk"),
        counted(len(document.customers), "customer"),
        counted(len(document.lists), "list"),
        counted(len(document.conditions), "condition"),
    ]
    besides = f" {counted(warnings, 'warning')}." if warnings else ""
    return f"No errors in {folder}: {', '.join(told)}; mode {document.carrier.mode.value}.{besides}"
