"""Generic package names are lived with, vague ones are not allowed, and one thing has one word."""

import ast
import importlib

import pytest

from tests.architecture.sources import ROOT, sources, under

VAGUE = {"utils.py", "util.py", "helpers.py", "helper.py", "common.py", "manager.py", "misc.py", "base_utils.py"}
SHAPELESS = {"Message", "Messages"}


@pytest.mark.parametrize("package", ["bot", "gateway", "models", "simulator", "tests.support"])
def test_a_package_of_that_name_elsewhere_cannot_win(package: str) -> None:
    found = importlib.import_module(package).__file__
    assert found is not None
    assert found.startswith(str(ROOT))


def test_the_module_is_always_named() -> None:
    """`import models` would hide which table is meant, and which `models` it is."""
    found = [
        f"{source.path}:{line}"
        for source in sources()
        if source.path != "models/migrations/env.py"
        for name, line in source.imports()
        if name in ("models", "gateway", "bot")
    ]
    assert not found


def test_model_means_one_thing() -> None:
    assert not [source.path for source in under("gateway", "simulator", "bot") if source.path.endswith("/models.py")]


def test_no_trained_model_among_the_tables() -> None:
    """`rasa train` writes to ./models unless told otherwise."""
    assert not [path for pattern in ("*.tar.gz", "*.pkl", "*.joblib") for path in (ROOT / "models").rglob(pattern)]


def test_no_file_has_a_vague_name() -> None:
    assert not [source.path for source in sources() if source.path.rsplit("/", 1)[1] in VAGUE]


def test_message_alone_is_no_name() -> None:
    found = [
        f"{source.path}:{node.lineno}"
        for source in under("gateway", "models")
        for node in source.walk()
        if isinstance(node, ast.ClassDef) and node.name in SHAPELESS
    ]
    assert not found
    assert not [
        f"{source.path}:{node.lineno}"
        for source in under("models")
        for node in source.walk()
        if isinstance(node, ast.Assign)
        and ast.unparse(node.targets[0]) == "__tablename__"
        and isinstance(node.value, ast.Constant)
        and node.value.value in ("message", "messages")
    ]
