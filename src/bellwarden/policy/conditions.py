"""Operators' own conditions: accepted by the CEL library, sound in their types, and true or false for sample calls.

Common Expression Language, https://cel.dev; the variables are those of model/condition.py.
"""

from collections.abc import Callable, Iterable, Mapping

import cel

from bellwarden.model.condition import VARIABLES
from bellwarden.policy.expression import faults_of, patterns_of

# Beyond this length the library's parser can exhaust the stack; a longer thought is a list or several conditions.
LENGTH_MAX = 2_000
SAMPLES = 12

Value = str | int | float | bool

_VARIABLES = {variable.name: variable.type for variable in VARIABLES}
_VALUES: dict[type, tuple[Value, ...]] = {
    str: ("", "12382000100", "US", "nanp", "*", "anonymous"),
    int: (0, 1, 23),
    bool: (False, True),
}
_GRAMMAR_WORDS = (
    ("mismatched input", "unexpected"),
    ("extraneous input", "unexpected"),
    ("token recognition error at:", "can't read"),
    ("'<EOF>'", "its end"),
)
# What people write who come from other languages, with CEL's own sign.
_HABITS = ((" and ", "&&"), (" or ", "||"), ("not ", "!"), (" = ", "=="), ("“", '"'), ("”", '"'))


def check_condition(source: str) -> tuple[list[str], list[str]]:
    """What is wrong with a condition on a call, and what is only unwise. Both empty for a good one."""
    faults = faults_over(source, _VARIABLES, samples)
    return faults, [] if faults else _unwise(source)


def faults_over(
    source: str, variables: Mapping[str, type], samples: Callable[[], Iterable[Mapping[str, Value]]]
) -> list[str]:
    """What is wrong with a condition over these variables; `samples` gives values of them to try it on."""
    if len(source) > LENGTH_MAX:
        return [f"has {len(source):,} signs, more than {LENGTH_MAX:,}; put numbers into a list, or make several"]
    try:
        program = cel.compile(source)
    except ValueError as error:
        return [_syntax_fault(source, str(error))]
    return faults_of(source, variables) or _pattern_faults(source) or _sample_faults(program, samples())


def _syntax_fault(source: str, said: str) -> str:
    """The library's first complaint, without the grammar's inner names."""
    first = said.partition("ERROR: <input>:")[2].split("\n")[0]
    line, _, rest = first.partition(":")
    column, _, what = rest.partition(":")
    what = what.strip().removeprefix("Syntax error:").strip()
    what = what.partition(" expecting ")[0].replace("mismatched input '<EOF>'", "it ends too early")
    for said_so, means in _GRAMMAR_WORDS:
        what = what.replace(said_so, means)
    where = f"in column {column}" if line == "1" else f"in its line {line}, column {column}"
    habit = next((f"; in CEL write {sign}" for word, sign in _HABITS if word in source), "")
    return f"is not CEL {where}: {what}{habit}"


def _pattern_faults(source: str) -> list[str]:
    faults = []
    for pattern in patterns_of(source):
        try:
            cel.compile(f'"".matches({pattern})').execute({})
        except RuntimeError as error:
            said = str(error).partition("error: ")[2] or str(error)
            reason = said.rpartition("error: ")[2].splitlines()[0].partition(". Check function")[0]
            faults.append(f"matches({pattern}) has no valid pattern: {reason}")
    return faults


def samples() -> list[dict[str, Value]]:
    """Calls of every kind: every variable at each of its type's values, neighbours at different ones."""
    calls = []
    for turn in range(SAMPLES):
        call: dict[str, Value] = {}
        for place, variable in enumerate(VARIABLES):
            values = _VALUES[variable.type]
            call[variable.name] = values[turn // (1 + place % 2) % len(values)]
        calls.append(call)
    return calls


def _sample_faults(program: cel.Program, samples: Iterable[Mapping[str, Value]]) -> list[str]:
    for call in samples:
        try:
            result = program.execute(dict(call))
        except (RuntimeError, TypeError, ValueError, ArithmeticError, LookupError) as error:
            return [f"can't be worked out for some calls: {str(error).splitlines()[0][:120]}"]
        if not isinstance(result, bool):
            return [f"gives {result!r} for some calls; it has to give true or false"]
    return []


def _unwise(source: str) -> list[str]:
    if patterns_of(source):
        return ["matches(...) reads its pattern anew for every call, about 15 µs; startsWith or a list is faster"]
    return []
