"""The project's own Python files, read once, for tests about how they are written."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.environment import ROOT

PACKAGES = ("community", "engagement", "cms")


@dataclass(frozen=True)
class Source:
    path: str  # relative to the project
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    def imports(self) -> Iterator[str]:
        """Every imported name in full, "django.dispatch.receiver"; relative ones without their package."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{node.module or ''}.{alias.name}" for alias in node.names)


def _is_ours(path: Path) -> bool:
    return not {"migrations", "__pycache__"} & set(path.parts)


@cache
def sources() -> tuple[Source, ...]:
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")) if _is_ours(path)]
    return tuple(Source(str(path.relative_to(ROOT)), text := path.read_text(), ast.parse(text)) for path in paths)


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function with its docstring and without its decorators."""
    return (function.end_lineno or function.lineno) - function.lineno + 1
