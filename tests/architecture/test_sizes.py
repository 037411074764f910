"""Long files and functions hide things. A line that says `# house: reason` above its limit is excused."""

import ast

import pytest

from tests.architecture.sources import EXCUSE, Source, sources

FILE_LINES, TEST_FILE_LINES = 400, 500
FUNCTION_LINES = 40


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.path)
def test_file_and_functions_are_short(source: Source) -> None:
    if EXCUSE not in source.lines[0]:
        assert len(source.lines) <= (TEST_FILE_LINES if source.path.startswith("tests/") else FILE_LINES)
    long = [
        f"{source.path}:{node.lineno} {node.name} has {_length(node)} lines"
        for node in source.walk()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not source.path.startswith("models/migrations/")
        and _length(node) > FUNCTION_LINES
    ]
    assert not long


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1
