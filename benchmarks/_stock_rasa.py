"""Stock Rasa with `benchmarks/stock_rasa/`: trained once into var/, then an action server and a REST server beside it.

Nothing of ours is in it: Rasa's own command line, default pipeline and policies, SQL tracker store on an embedded
PostgreSQL of its own (Rasa brings psycopg2).
"""

import asyncio
import hashlib
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks import _processes as processes
from benchmarks._conversation import REGISTERS, TELLS, TURNS
from benchmarks._processes import Round
from gateway.local import environment
from gateway.local.child import Child, answers
from gateway.local.ports import LOOPBACK, free_port
from gateway.local.postgres import EmbeddedPostgres
from gateway.settings import ROOT, inherited

PROJECT = ROOT / "benchmarks" / "stock_rasa"
KEPT = ROOT / "var" / "bench" / "stock_rasa"
PYTHON = str(ROOT / "bot" / ".venv" / "bin" / "python")
VARIABLES = inherited() | environment.RASA | {"PYTHONUNBUFFERED": "1"}


class WrongAnswer(RuntimeError):
    """The stock bot did not register or did not tell: the conversation is not the one we mean to measure."""


@dataclass(frozen=True)
class StockRasa:
    """Both servers and their database, running."""

    url: str
    parts: dict[str, Child | EmbeddedPostgres]

    async def hold(self, conversations: int, senders: int, prefix: str) -> Round:
        """Hold that many conversations, `senders` at once, each turn after the last answer. Raises WrongAnswer."""
        names = iter(f"{prefix}-{number}" for number in range(conversations))

        async def sender() -> None:
            for name in names:
                await self._converse(session, name)

        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            before, began = processes.spent(self.parts), time.perf_counter()
            await asyncio.gather(*(sender() for _ in range(senders)))
            seconds, cpu = time.perf_counter() - began, processes.since(before, self.parts)
        return Round(conversations * len(TURNS), seconds, cpu)

    async def _converse(self, session: aiohttp.ClientSession, citizen: str) -> None:
        told = [await self._say(session, citizen, text) for text in TURNS]
        reference = told[REGISTERS].partition("Registered: ")[2][:6]
        if not reference or reference not in told[TELLS]:
            raise WrongAnswer(told)

    async def _say(self, session: aiohttp.ClientSession, citizen: str, text: str) -> str:
        async with session.post(self.url, json={"sender": citizen, "message": text}) as answer:
            answer.raise_for_status()
            replies: list[dict[str, Any]] = await answer.json()
        return " ".join(str(reply.get("text")) for reply in replies)


def trained() -> Path:
    """Folder of the project with its model; trains when the project has changed, a few minutes. Blocks."""
    digest = hashlib.sha256()
    for file in sorted(PROJECT.rglob("*.yml")):
        digest.update(file.read_bytes())
    folder = KEPT / digest.hexdigest()[:12]
    if not (folder / "stock.tar.gz").exists():
        print(f"training stock Rasa into {folder.relative_to(ROOT)}: some minutes, once …", flush=True)
        shutil.rmtree(KEPT, ignore_errors=True)
        shutil.copytree(PROJECT, folder)  # Rasa notes the defaults that it chose in the configuration
        command = [PYTHON, "-m", "rasa", "train", "--out", ".", "--fixed-model-name", "stock"]
        with (folder / "train.log").open("wb") as log:
            subprocess.run(command, cwd=folder, env=VARIABLES, stdout=log, stderr=log, check=True)
    shutil.copy(PROJECT / "actions.py", folder)
    return folder


@contextmanager
def serving(scratch: Path) -> Iterator[StockRasa]:
    """Everything running, each on a free port of loopback."""
    folder = trained()
    actions, rest = free_port(), free_port()
    with ExitStack() as stack:
        server = stack.enter_context(processes.postgres(scratch / "stock-pg"))
        tracker = server.url.replace("postgresql://", "postgresql+psycopg2://")
        variables = VARIABLES | {
            "STOCK_ACTIONS_URL": f"http://{LOOPBACK}:{actions}/webhook", "STOCK_TRACKER_URL": tracker,
        }  # fmt: skip
        action_server = processes.program(
            "action server", [PYTHON, "-m", "rasa_sdk", "--actions", "actions", "--port", str(actions)],
            folder, variables, scratch / "stock-actions.log",
        )  # fmt: skip
        rasa = processes.program(
            "rasa", [PYTHON, "-m", "rasa", "run", "--model", "stock.tar.gz", "--interface", LOOPBACK, "--port",
                     str(rest), "--endpoints", "endpoints.yml", "--credentials", "credentials.yml"],
            folder, variables, scratch / "stock-rasa.log",
        )  # fmt: skip
        stack.enter_context(processes.running(action_server, lambda: answers(LOOPBACK, actions, "/health")))
        # Rasa answers /status with 200 once its model is loaded.
        stack.enter_context(processes.running(rasa, lambda: _has_model(rest)))
        parts: dict[str, Child | EmbeddedPostgres] = {
            "rasa": rasa, "action server": action_server, "postgres": server,
        }  # fmt: skip
        yield StockRasa(f"http://{LOOPBACK}:{rest}/webhooks/rest/webhook", parts)


def _has_model(port: int) -> bool:
    return answers(LOOPBACK, port, "/webhooks/rest/")
