"""`sunwai understand`: run a file of texts through the bot and write what it understood."""

import asyncio
import csv
import json
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer

from gateway import settings as environment
from gateway.dialogue.bot_client import BotClient
from gateway.dialogue.contract import Understanding
from gateway.errors import SunwaiError

BATCH = 100
START_SECONDS = 90.0
FIELDS = ("language", "intent", "intent_confidence", "category", "category_confidence", "is_accusation")


def understand(
    file: Annotated[Path, typer.Argument(help="Tab-separated, with a header and a column `text`.", exists=True)],
    out: Annotated[Path | None, typer.Option("--json", help="Write JSON lines here instead of to the screen.")] = None,
) -> None:
    """Classify each text: one JSON object a line, in order. Starts a bot of its own when none is running.

    Example: sunwai understand messages.tsv --json understood.jsonl
    """
    texts = list(_texts(file))
    try:
        lines = [_line(text, one) for text, one in zip(texts, asyncio.run(_all(texts)), strict=True)]
    except SunwaiError as error:
        typer.echo(error.detail, err=True)
        raise typer.Exit(1) from error
    answer = "".join(f"{line}\n" for line in lines)
    if out:
        out.write_text(answer, encoding="utf-8")
        typer.echo(f"{len(lines)} texts understood: {out}", err=True)
    else:
        sys.stdout.write(answer)


def _texts(file: Path) -> Iterator[str]:
    """The column `text`. Quotes are letters like any other: a citizen may open one and never close it."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader((line.replace("\0", "") for line in lines), delimiter="\t", quoting=csv.QUOTE_NONE)
        header = next(reader, [])
        if "text" not in header:
            raise typer.BadParameter(f"{file} has no column `text`; its columns are: {', '.join(header) or 'none'}")
        column = header.index("text")
        yield from (row[column] if column < len(row) else "" for row in reader if row)


def _line(text: str, one: Understanding) -> str:
    area = one.area.model_dump() if one.area else None
    values = {"text": text} | {name: getattr(one, name) for name in FIELDS} | {"area": area}
    return json.dumps(values, ensure_ascii=False)


async def _all(texts: list[str]) -> list[Understanding]:
    async with _bot() as bot:
        understood: list[Understanding] = []
        for start in range(0, len(texts), BATCH):
            understood += await bot.understand(texts[start : start + BATCH])
        return understood


@asynccontextmanager
async def _bot() -> AsyncIterator[BotClient]:
    """The running bot, or one started for this run on a port the system gives."""
    settings = environment.load()
    bot = BotClient(settings.bot_origin, timeout_seconds=60)
    if await bot.is_healthy():
        yield bot
        await bot.close()
        return
    await bot.close()
    async with _own_bot() as own:
        yield own


@asynccontextmanager
async def _own_bot() -> AsyncIterator[BotClient]:
    from gateway.local.bot import free_port, spawn

    port = free_port()
    process = spawn(port)
    bot = BotClient(f"http://127.0.0.1:{port}", timeout_seconds=60)
    try:
        for _ in range(int(START_SECONDS / 0.5)):
            if process.poll() is not None or await bot.is_healthy():
                break
            await asyncio.sleep(0.5)
        yield bot
    finally:
        await bot.close()
        process.terminate()
        process.wait()
