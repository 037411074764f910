"""The project's own Python files, parsed once a run. A line may say `# house: reason` to be excused from a rule."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "gateway", "models", "simulator", "tests", "benchmarks")
NOT_OURS = {".venv", "trained", "__pycache__", "node_modules"}
EXCUSE = "# house: "


@dataclass(frozen=True)
class Source:
    """One file."""

    path: str
    lines: tuple[str, ...]
    tree: ast.Module

    def walk(self) -> Iterator[ast.AST]:
        """Every node, but for those on a line that is excused."""
        return (node for node in ast.walk(self.tree) if not self._is_excused(node))

    def imports(self) -> Iterator[tuple[str, int]]:
        """Dotted names that are imported, each with its line; `from a import b` gives `a.b`."""
        for node in self.walk():
            if isinstance(node, ast.Import):
                yield from ((name.name, node.lineno) for name in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((f"{node.module}.{name.name}", node.lineno) for name in node.names)

    def calls(self) -> Iterator[tuple[str, int]]:
        """What is called, as written (`datetime.now`), each with its line."""
        for node in self.walk():
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func), node.lineno

    def _is_excused(self, node: ast.AST) -> bool:
        return EXCUSE in self.lines[getattr(node, "lineno", 1) - 1]


@cache
def sources() -> tuple[Source, ...]:
    """Every file of every package."""
    return tuple(
        _read(path) for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")) if _is_ours(path)
    )


def under(*folders: str) -> list[Source]:
    """Files below any of the folders, or those files themselves."""
    return [source for source in sources() if source.path.startswith(folders)]


def _is_ours(path: Path) -> bool:
    return not NOT_OURS & set(path.relative_to(ROOT).parts)


def _read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(path.relative_to(ROOT).as_posix(), (*text.splitlines(), ""), ast.parse(text))
