"""Long files and functions hide things. Whoever needs more says `# house: reason` on its first line."""

import ast

from tests.architecture.sources import EXCUSE, sources

FILE_LINES, TEST_FILE_LINES = 400, 500
FUNCTION_LINES = 40
MIGRATIONS = "models/migrations/"


def test_files_are_short() -> None:
    long = [
        f"{source.path} has {len(source.lines)} lines"
        for source in sources()
        if not source.path.startswith(MIGRATIONS) and EXCUSE not in source.lines[0]
        if len(source.lines) > (TEST_FILE_LINES if source.path.startswith("tests/") else FILE_LINES)
    ]
    assert not long


def test_functions_are_short() -> None:
    long = [
        f"{source.path}:{node.lineno} {node.name} has {_length(node)} lines"
        for source in sources()
        if not source.path.startswith(MIGRATIONS)
        for node in source.walk()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _length(node) > FUNCTION_LINES
    ]
    assert not long


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body without its docstring."""
    first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
    return (node.end_lineno or first.lineno) - first.lineno + 1
