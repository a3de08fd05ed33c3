"""Nobody asks for a strategy by name: what one is stands in its two files."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tuning import strategies
from tuning.settings import PROJECT

OWN = (Path("tuning/strategies"), Path("tuning/engine/strategies"))


def literals(node: ast.AST) -> list[str]:
    """The names of strategies in a constant or in a collection that is written out."""
    parts: list[ast.expr | None] = []
    if isinstance(node, ast.Dict):
        parts = [*node.keys]
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        parts = [*node.elts]
    elif isinstance(node, ast.Constant):
        parts = [node]
    values = [part.value for part in parts if isinstance(part, ast.Constant)]
    return [str(value) for value in values if value in strategies.STRATEGIES]


def asked(tree: ast.AST) -> Iterator[int]:
    """The lines that compare with a strategy's name, look one up, or have a table of them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            if any(literals(side) for side in (node.left, *node.comparators)):
                yield node.lineno
        elif isinstance(node, ast.Dict | ast.Tuple | ast.List | ast.Set):
            if len(literals(node)) > 1:
                yield node.lineno
        elif (
            isinstance(node, ast.Subscript)
            and isinstance(node.value, ast.Attribute | ast.Name)
            and ast.unparse(node.value).endswith("STRATEGIES")
            and literals(node.slice)
        ):
            yield node.lineno


def test_no_strategy_is_asked_for_by_name() -> None:
    found = []
    for folder in ("tuning", "pages"):
        for path in sorted((PROJECT / folder).rglob("*.py")):
            place = path.relative_to(PROJECT)
            if place.parent not in OWN:
                found += [f"{place}:{line}" for line in asked(ast.parse(path.read_text()))]
    assert not found


def test_asking_by_name_is_noticed() -> None:
    text = """
if spec.strategy.name == "by_hand" or name in ("bayesian", "hyperband"): pass
color = strategies.STRATEGIES["hyperband"].color
SAYS = {"grid_search": 1, "random_search": 2}
reason = {"by_hand": True}
"""
    assert sorted(set(asked(ast.parse(text)))) == [2, 3, 4]
