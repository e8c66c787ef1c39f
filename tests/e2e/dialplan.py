"""As much of an Asterisk dialplan as examples/asterisk uses: contexts, extensions, priorities, labels, and a walk.

Asterisk itself is not there. What this reads is what pbx_config would load; what it can't read fails.
"""

import re
from dataclasses import dataclass, field

EXTEN = re.compile(r"exten => (?P<name>[^,]+),1,(?P<step>.+)")
SAME = re.compile(r"same => n(?:\((?P<label>[a-z]+)\))?,(?P<step>.+)")
STEP = re.compile(r"(?P<application>[A-Za-z]+)\((?P<data>.*)\)")


@dataclass
class Extension:
    """Applications with their data, in the order of priorities; `labels` are places in it."""

    steps: list[tuple[str, str]] = field(default_factory=list)
    labels: dict[str, int] = field(default_factory=dict)


@dataclass
class Dialplan:
    contexts: dict[str, dict[str, Extension]]
    variables: dict[str, str]

    def extension(self, context: str, number: str) -> Extension | None:
        """The extension that a number matches: its own name before any pattern."""
        found = self.contexts[context]
        if number in found:
            return found[number]
        return next((one for name, one in found.items() if name[0] == "_" and _pattern(name).fullmatch(number)), None)


def read(text: str) -> Dialplan:
    """Raises ValueError for a line that is no dialplan."""
    contexts: dict[str, dict[str, Extension]] = {}
    variables: dict[str, str] = {}
    section = ""
    extension = Extension()
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith(";"):
            continue
        if stripped.startswith("[") and stripped.endswith("]"):
            section = stripped[1:-1]
            if section in contexts:
                raise ValueError(f"line {number}: a second [{section}]")
            contexts[section] = {}
        elif section == "globals":
            name, _, value = stripped.partition("=")
            variables[name] = value
        elif found := EXTEN.fullmatch(stripped):
            if found["name"] in contexts[section]:
                raise ValueError(f"line {number}: a second {found['name']} in [{section}]")
            extension = contexts[section][found["name"]] = Extension([_step(found["step"], number)])
        elif found := SAME.fullmatch(stripped):
            if found["label"]:
                extension.labels[found["label"]] = len(extension.steps)
            extension.steps.append(_step(found["step"], number))
        else:
            raise ValueError(f"line {number}: {line}")
    return Dialplan(contexts, variables)


def _step(text: str, number: int) -> tuple[str, str]:
    found = STEP.fullmatch(text)
    if found is None or any(text.count(one) != text.count(other) for one, other in ("()", "[]", "{}")):
        raise ValueError(f"line {number}: no application: {text}")
    return found["application"], found["data"]


def _pattern(name: str) -> re.Pattern[str]:
    """`_[+0-9]!`: sets of signs, and ! for whatever follows."""
    return re.compile(name[1:].replace("!", ".*"))


def substituted(text: str, values: dict[str, str]) -> str:
    """`${NAME}`, `${GLOBAL(NAME)}`, `${LEN(…)}` and `${FILTER(SIGNS,…)}` replaced, the innermost first."""
    pattern = re.compile(r"\$\{([^${}]*)\}")
    while found := pattern.search(text):
        text = text[: found.start()] + _value(found[1], values) + text[found.end() :]
    return text


def _value(name: str, values: dict[str, str]) -> str:
    function, opened, inside = name.removesuffix(")").partition("(")
    if opened and function == "LEN":
        return str(len(inside))
    if opened and function == "FILTER":
        signs, _, text = inside.partition(",")
        return re.sub(f"[^{signs}]", "", text)
    return values.get(inside if function == "GLOBAL" else name, "")


def holds(expression: str) -> bool:
    """`"a" = "b"`, `"a" != "b"` and `1 < 2`, as the dialplan uses them."""
    left, sign, right = expression.split(" ")
    if sign == "<":
        return int(left) < int(right)
    return (left == right) is (sign == "=")
