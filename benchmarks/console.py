"""Console: server time of home, every queue, search and the case page among 10 000 and among 1 000 000 cases.

Uses an embedded PostgreSQL of its own with fsync on, in a temporary folder, and the application in this process: what
is measured is everything from the request to the last byte of the page, but no network.

Run: python -m benchmarks.console [--quick] [--small 10000] [--large 1000000] [--asks 40]
"""

import asyncio
import re
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import structlog
from pydantic import SecretStr

from benchmarks import _processes as processes
from gateway import clock
from gateway.access import officials
from gateway.app import create_app
from gateway.cases.queues.kinds import QUEUES
from gateway.crowd import service as crowd
from gateway.crowd.draw import PHONE
from gateway.db import Database
from gateway.local import migrations
from gateway.local.postgres import EmbeddedPostgres
from gateway.protect import Protector
from gateway.seed import seed
from gateway.settings import Settings
from gateway.web.dependencies import SESSION_COOKIE

KEY, HASH_KEY = "A" * 43 + "=", "benchmark"
PASSWORDS = {name: f"{name}-password" for name in ("officer", "triage", "oversight")}
TARGET_MILLISECONDS, TARGET_RATIO = 100.0, 3.0
# A word in many complaints, one in few, two together, one in none; in both scripts.
WORDS = ("pani", "پاني", "transformer masjid", "chulha bemar", "zzyzx")


@dataclass(frozen=True)
class Cost:
    """Milliseconds of one page: 95th percentile, median, and CPU of gateway and PostgreSQL on average."""

    p95: float
    median: float
    cpu: float


type Ask = Callable[[], Awaitable[httpx.Response]]


def pages(client: httpx.AsyncClient, role: str, references: list[str]) -> dict[str, Ask]:
    """What is asked, by name."""
    token = officials.form_token(client.cookies[SESSION_COOKIE])
    asked: dict[str, Ask] = {f"{role}: home": lambda: client.get("/console")}
    for queue in QUEUES:
        if (role == "officer") >= (queue in ("office", "raised")) and (role == "oversight" or queue != "sealed"):
            asked[f"{role}: {queue}"] = lambda queue=queue: client.get(f"/console/cases?queue={queue}")
    asked[f"{role}: rare filter"] = lambda: client.get("/console/cases?category=land_record&language=en&urgent=1")
    slip = references[0][:3] + references[0][4:]
    for name, typed in {**dict(zip(WORDS, WORDS, strict=True)), "a phone": PHONE.format(7), "a slip": slip}.items():
        asked[f"{role}: search {name}"] = lambda typed=typed: client.post(
            "/console/search", data={"form_token": token, "q": typed}
        )
    asked[f"{role}: case"] = lambda: client.get(f"/console/cases/{references[0]}")
    return asked


async def deep(client: httpx.AsyncClient) -> Ask:
    """The page after the twentieth of all cases."""
    address = "/console/cases?queue=all"
    for _ in range(20):
        found = re.search(r'rel="next" href="([^"]+)"', (await client.get(address)).text)
        if found is None:
            break
        address = found[1].replace("&amp;", "&")
    return lambda: client.get(address)


async def measure(server: EmbeddedPostgres, asks: int) -> dict[str, Cost]:
    """What each page costs."""
    url = server.url
    settings = Settings(
        environment="test", encryption_keys=[SecretStr(KEY)], hash_key=SecretStr(HASH_KEY),
        twilio_api_origin="http://127.0.0.1:1", database_url=url,
    )  # fmt: skip
    app, database = create_app(settings), Database(url, pool_size=2)
    app.state.database, app.state.protector = database, Protector([KEY], HASH_KEY)
    found: dict[str, Cost] = {}
    for role, password in PASSWORDS.items():
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://bench", timeout=60) as client:
            await client.post("/console/sign-in", data={"username": role, "password": password})
            listed = (await client.get("/console/cases?queue=all")).text
            asked = pages(client, role, re.findall(r'/console/cases/(\w{7})"', listed) or ["0000000"])
            asked[f"{role}: all, page 21"] = await deep(client)
            for name, ask in asked.items():
                found[name] = await cost(name, ask, asks, processes.process_id(server))
    await database.close()
    return found


async def cost(name: str, ask: Ask, asks: int, postgres: int) -> Cost:
    """After two asks that warm what any process has warm."""
    took = []
    for number in range(asks + 2):
        if number == 2:
            cpu = time.process_time() + processes.cpu_seconds(postgres)
        began = time.perf_counter()
        answer = await ask()
        if answer.status_code != 200:
            raise RuntimeError(f"{name} answered {answer.status_code}")
        took.append((time.perf_counter() - began) * 1000)
    cpu = time.process_time() + processes.cpu_seconds(postgres) - cpu
    return Cost(statistics.quantiles(took[2:], n=20)[18], statistics.median(took[2:]), cpu / asks * 1000)


async def fill(url: str, cases: int) -> float:
    """A seeded database with so many cases; seconds that the cases took."""
    database = Database(url, pool_size=2)
    await seed(database, passwords=PASSWORDS)
    began = time.perf_counter()
    await crowd.make(database, Protector([KEY], HASH_KEY), cases, now=clock.now())
    await database.close()
    return time.perf_counter() - began


def run(folder: Path, cases: int, asks: int) -> dict[str, Cost]:
    """Fill and measure one database."""
    with processes.postgres(folder / str(cases)) as server:
        migrations.upgrade(server.url)
        took = asyncio.run(fill(server.url, cases))
        print(f"\n{cases} cases made in {took:.0f} s")
        return asyncio.run(measure(server, asks))


def report(small: Mapping[str, Cost], large: Mapping[str, Cost], sizes: tuple[int, int]) -> None:
    """The table and the verdict."""
    print(f"\n| page | p95 ms, {sizes[0]} | p95 ms, {sizes[1]} | CPU ms, {sizes[0]} | CPU ms, {sizes[1]} |")
    print("|---|---|---|---|---|")
    for name, one in small.items():
        print(f"| {name} | {one.p95:.0f} | {large[name].p95:.0f} | {one.cpu:.1f} | {large[name].cpu:.1f} |")
    slowest = max(one.p95 for one in large.values())
    ratios = [large[name].cpu / one.cpu for name, one in small.items()]
    print(f"slowest p95 {slowest:.1f} ms; CPU ratio median {statistics.median(ratios):.2f}, at most {max(ratios):.2f}")
    is_met = slowest < TARGET_MILLISECONDS and statistics.median(ratios) < TARGET_RATIO
    print(processes.verdict(is_met=is_met, target=f"< {TARGET_MILLISECONDS:g} ms, median ratio < {TARGET_RATIO:g}"))


def main() -> None:
    """Measure and print."""
    given = processes.arguments(
        __doc__,
        small=(int, 10_000, 2_000, "cases in the small database"),
        large=(int, 1_000_000, 10_000, "cases in the large one"),
        asks=(int, 40, 20, "asks of each page"),
    )
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    print(processes.header(f"console pages among {given.small} and {given.large} cases"))
    with processes.scratch() as folder:
        small = run(folder, given.small, given.asks)
        large = run(folder, given.large, given.asks)
    report(small, large, (given.small, given.large))


if __name__ == "__main__":
    main()
