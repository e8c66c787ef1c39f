"""What may leave is built in one place: no room but `disclosure` makes a ClearedReply, and there only `clearing`."""

import ast

from tests.house.tree import Module, module, sources

BUILDERS = frozenset({"src/bellwarden/disclosure/clearing.py"})


def builders(source: Module) -> list[str]:
    """Places where a ClearedReply comes to be: called, copied with `replace`, or got round by its own methods."""
    return [
        f"{source.name}:{node.lineno}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and _named(node.func) in {"ClearedReply", "ClearedReply.__new__"}
    ]


def _named(function: ast.expr) -> str:
    name = ast.unparse(function)
    return name if name.endswith("__new__") and "ClearedReply" in name else name.rpartition(".")[2]


def test_a_cleared_reply_is_built_nowhere_else() -> None:
    assert [at for source in sources() if source.name not in BUILDERS for at in builders(source)] == []


def test_disclosure_is_handed_no_verdict_no_call_and_no_customer() -> None:
    """An answer can't depend on what was found, because nothing that composes it can name what was found."""
    words = ("complaint_match", "call_record", "model.policy", "Matching", "CallRecord")
    found = [
        f"{source.name}: {word}"
        for source in sources()
        if source.room == "disclosure"
        for word in words
        if word in source.text
    ]
    assert found == []


def test_a_reply_built_elsewhere_is_seen() -> None:
    assert builders(module("x = clearing.ClearedReply('public')"))
    assert not builders(module("def f(reply: ClearedReply) -> None: ..."))
