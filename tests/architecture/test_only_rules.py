"""Who alone may do what. Each rule keeps one question answerable by looking into one file."""

import ast
import re
from collections.abc import Iterable

from tests.architecture.sources import Source, under

HTTP_CLIENTS = ("httpx", "aiohttp", "requests", "http.client", "urllib.request", "twilio.rest", "twilio.http")
MAY_CALL_OUT = re.compile(
    r"gateway/channels/\w+/client\.py|gateway/dialogue/bot_client\.py|gateway/media/client\.py"
    r"|gateway/cli/say\.py"  # asks the simulator
    r"|gateway/local/child\.py"  # asks our own processes whether they are well
)
QUERIES = {f"sqlalchemy.{verb}" for verb in ("select", "insert", "update", "delete")} | {
    "sqlalchemy.dialects.postgresql.insert"
}
MAY_QUERY = re.compile(
    r".*/(repository|reading)\.py|gateway/invariants\.py|gateway/access/\w+\.py"  # rows about signing in, nothing else
    r"|gateway/cli/token\.py"
    r"|gateway/outbox/reports\.py"  # delivery reports are asked for nowhere else
)
CLOCKS = re.compile(r"(datetime|dt)\.(now|utcnow|today)|date\.today|time\.time(_ns)?|(localtime|gmtime)")
PURE = {"decide.py", "policy.py", "retry.py", "lifecycle.py", "delivery.py", "segments.py", "normalise.py", "pacing.py"}
IMPURE = (
    "sqlalchemy",
    "asyncpg",
    "asyncio",
    "httpx",
    "os",
    "socket",
    "gateway.db",
    "gateway.clock",
    "gateway.settings",
)


def _imported(files: Iterable[Source], *modules: str) -> list[str]:
    return [
        f"{source.path}:{line} {name}"
        for source in files
        for name, line in source.imports()
        if any(name == module or name.startswith(f"{module}.") for module in modules)
    ]


def test_only_db_commits() -> None:
    found = [
        f"{source.path}:{line}"
        for source in under("gateway")
        if source.path != "gateway/db.py"
        for name, line in source.calls()
        if name.endswith(".commit")
    ]
    assert not found


def test_only_the_clock_reads_the_time() -> None:
    found = [
        f"{source.path}:{line} {name}"
        for source in under("gateway")
        if source.path != "gateway/clock.py"
        for name, line in source.calls()
        if CLOCKS.fullmatch(name)
    ]
    assert not found


def test_only_settings_read_the_environment() -> None:
    may = {"gateway/settings.py", "simulator/settings.py", "bot/settings.py", "models/migrations/env.py"}
    may |= {"bot/__main__.py", "bot/training.py"}  # they quieten TensorFlow before it is imported
    found = [
        f"{source.path}:{node.lineno}"
        for source in under("gateway", "models", "simulator", "bot")
        if source.path not in may
        for node in source.walk()
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("os.environ", "os.getenv", "os.putenv")
    ]
    assert not found


def test_only_repositories_build_queries() -> None:
    files = [source for source in under("gateway") if not MAY_QUERY.fullmatch(source.path)]
    assert not [
        f"{source.path}:{line} {name}" for source in files for name, line in source.imports() if name in QUERIES
    ]


def test_only_clients_call_out() -> None:
    files = [source for source in under("gateway") if not MAY_CALL_OUT.fullmatch(source.path)]
    assert not _imported(files, *HTTP_CLIENTS)


def test_rules_are_pure() -> None:
    files = [source for source in under("gateway", "bot") if source.path.rsplit("/", 1)[1] in PURE]
    assert files
    assert not _imported(files, *IMPURE)


def test_everything_is_caught_at_the_edge_of_a_worker_only() -> None:
    """And there the line says so."""
    found = [
        f"{source.path}:{node.lineno}"
        for source in under("gateway", "simulator", "models")
        for node in source.walk()
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        and "worker's edge" not in source.lines[node.lineno - 1]
    ]
    assert not found


def test_the_bot_and_the_gateway_share_no_code() -> None:
    assert not _imported(under("bot"), "gateway", "models", "simulator", "sqlalchemy", "tests")
    assert not _imported(under("gateway", "models", "simulator"), "bot")
    assert not _imported(under("tests/bot"), "gateway", "models", "simulator")


def test_the_bots_tests_may_read_the_common_conftest() -> None:
    assert not _imported(under("tests/conftest.py"), "gateway", "models", "simulator", "tests", "bot")


def test_events_are_constants() -> None:
    """Data goes into fields: an event with data in it cannot be counted, and slips past the redactor."""
    found = [
        f"{source.path}:{node.lineno} {ast.unparse(node)[:80]}"
        for source in under("gateway", "simulator")
        for node in source.walk()
        if isinstance(node, ast.Call)
        and re.fullmatch(r"_?log\.(debug|info|warning|error|critical|exception)", ast.unparse(node.func))
        and not (node.args and isinstance(node.args[0], ast.Constant) and _is_event(node.args[0].value))
    ]
    assert not found


def _is_event(value: object) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", value))
