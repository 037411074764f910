"""Webhook accept against pgbench: how much of PostgreSQL's own insert rate one gateway process keeps.

A: `pgbench`, 32 clients, one single-row INSERT a transaction, into a copy of the inbox table with its indexes.
B: one uvicorn process, 32 keep-alive connections, each request signed, verified, stored durably and answered.
Rounds alternate, so a noisy machine is noisy to both. Requests are built and signed before the clock starts; the load
generator is a process of its own.

Run: python -m benchmarks.webhook_accept [--quick] [--seconds 5] [--rounds 5]
"""

import argparse
import asyncio
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

import asyncpg
import uvloop
from cryptography.fernet import Fernet
from twilio.request_validator import RequestValidator

from benchmarks import _processes as processes
from gateway.local import migrations
from gateway.local.ports import free_port
from gateway.local.postgres import EmbeddedPostgres

CONNECTIONS = 32
ACCOUNT, TOKEN, OURS = "AC" + "0" * 32, "benchmark-token", "+14155550100"
PATH = "/webhooks/twilio/messages"
BODY = "Gujranwala peoples colony me 5 din se pani nahi aa raha, mehrbani kar ke theek karwa dein"
TARGET = 0.25

PGBENCH_SCRIPT = """
INSERT INTO pgbench_inbound (id, provider, account_sid, provider_message_id, channel, scheme, contact_hash,
    contact_encrypted, our_address, body, raw_encrypted, due_at, received_at)
VALUES (gen_random_uuid(), 'twilio', 'AC00000000000000000000000000000000', gen_random_uuid()::text, 'sms', 'phone',
    decode(repeat('ab', 32), 'hex'), decode(repeat('ab', 120), 'hex'), '+14155550100',
    'Gujranwala peoples colony me 5 din se pani nahi aa raha', decode(repeat('ab', 1100), 'hex'), now(), now());
"""


def request_bytes(port: int, number: int) -> bytes:
    """One signed request as Twilio sends it, with a message id of its own."""
    sid = "SM" + uuid.uuid4().hex
    form = {
        "ToCountry": "US", "ToState": "", "SmsMessageSid": sid, "NumMedia": "0", "ToCity": "", "FromZip": "",
        "SmsSid": sid, "FromState": "", "SmsStatus": "received", "FromCity": "", "Body": BODY, "FromCountry": "PK",
        "To": OURS, "ToZip": "", "NumSegments": "1", "MessageSid": sid, "AccountSid": ACCOUNT,
        "From": f"+92300{number % 10_000_000:07}", "ApiVersion": "2010-04-01",
    }  # fmt: skip
    body = urlencode(form).encode()
    signature = RequestValidator(TOKEN).compute_signature(f"http://127.0.0.1:{port}{PATH}", form)
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"X-Twilio-Signature: {signature}\r\nI-Twilio-Idempotency-Token: {uuid.uuid4()}\r\nAccept: */*\r\n"
        f"User-Agent: TwilioProxy/1.1\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Caller(asyncio.Protocol):
    """One keep-alive connection: sends the next request when the last was answered."""

    def __init__(self, requests: list[bytes], done: asyncio.Future[None]) -> None:
        self.requests, self.done = requests, done
        self.answered = self.refused = 0
        self.deadline = 0.0
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name

    def begin(self, deadline: float) -> None:
        self.deadline = deadline
        self.send()

    def send(self) -> None:
        if time.perf_counter() >= self.deadline or not self.requests:
            self.done.set_result(None)
            return
        self.transport.write(self.requests.pop())

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.buffer.endswith(b"<Response/>"):
            if b"HTTP/1.1 200" not in self.buffer[:12] and b"\r\n\r\n" in self.buffer:
                raise RuntimeError(self.buffer.decode(errors="replace"))
            return
        self.buffer = b""
        self.answered += 1
        self.send()


async def load(port: int, seconds: float, most: int) -> float:
    """Accepted messages a second, over 32 connections."""
    requests = [request_bytes(port, number) for number in range(most)]
    loop = asyncio.get_running_loop()
    callers = []
    for number in range(CONNECTIONS):
        share = requests[number::CONNECTIONS]
        done = loop.create_future()
        _, caller = await loop.create_connection(lambda s=share, d=done: Caller(s, d), "127.0.0.1", port)  # type: ignore[misc]
        callers.append(caller)
    started = time.perf_counter()
    for caller in callers:
        caller.begin(started + seconds)
    await asyncio.gather(*(caller.done for caller in callers))
    elapsed = time.perf_counter() - started
    if any(not caller.requests for caller in callers):
        raise RuntimeError("the load generator ran out of signed requests; raise --most")
    return sum(caller.answered for caller in callers) / elapsed


def start_gateway(url: str, port: int, log: Path) -> subprocess.Popen[bytes]:
    """One uvicorn process as `gateway serve` runs it."""
    environment = os.environ | {
        "SUNWAI_ENVIRONMENT": "local", "SUNWAI_DATABASE_URL": url, "SUNWAI_PORT": str(port), "SUNWAI_HOST": "127.0.0.1",
        "SUNWAI_PUBLIC_URL": f"http://127.0.0.1:{port}", "SUNWAI_TWILIO_ACCOUNT_SIDS": ACCOUNT,
        "SUNWAI_TWILIO_AUTH_TOKENS": TOKEN, "SUNWAI_SMS_SENDERS": OURS, "SUNWAI_LOG_LEVEL": "warning",
        "SUNWAI_ENCRYPTION_KEYS": Fernet.generate_key().decode(), "SUNWAI_HASH_KEY": "benchmark",
    }  # fmt: skip
    command = [
        sys.executable, "-m", "uvicorn", "gateway.app:create_app", "--factory", "--host", "127.0.0.1",
        "--port", str(port), "--no-access-log", "--log-level", "warning",
    ]  # fmt: skip
    return subprocess.Popen(command, env=environment, stdout=log.open("wb"), stderr=subprocess.STDOUT)


def wait_for(port: int) -> None:
    """Until the port answers."""
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the gateway did not start")


def pgbench_rate(server: EmbeddedPostgres, database: str, script: Path, seconds: float) -> float:
    """Single-row inserts a second, 32 clients, prepared statements."""
    command = [
        server.program("pgbench"), "-n", "-M", "prepared", "-c", str(CONNECTIONS), "-j", "2", "-T", str(int(seconds)),
        "-f", script, "-h", server.sockets, "-U", "sunwai", database,
    ]  # fmt: skip
    environment = {"LD_LIBRARY_PATH": str(server.install / "lib"), "PATH": "/usr/bin:/bin"}
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True, env=environment)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found, done.stdout
    return float(found[1])


async def prepare(server_url: str, name: str, url: str) -> None:
    """A migrated database, and a copy of the inbox table for pgbench."""
    admin = await asyncpg.connect(server_url)
    await admin.execute(f'CREATE DATABASE "{name}"')
    await admin.close()
    await asyncio.to_thread(migrations.upgrade, url)
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE pgbench_inbound (LIKE inbound_messages INCLUDING ALL)")
    await connection.close()


async def settings_of(url: str) -> dict[str, str]:
    """What durability the server promises, printed beside the numbers."""
    connection = await asyncpg.connect(url)
    names = ("server_version", "fsync", "synchronous_commit", "full_page_writes")
    found = {name: str(await connection.fetchval(f"SHOW {name}")) for name in names}
    await connection.close()
    return found


def run_load(port: int, seconds: float, most: int) -> float:
    """The load generator in a process of its own."""
    command = [
        sys.executable, "-m", "benchmarks.webhook_accept", "--load", str(port), "--seconds", str(seconds),
        "--most", str(most),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout)["rate"])


def measure(arguments: argparse.Namespace, server: EmbeddedPostgres, folder: Path) -> None:
    """Alternate the two and print a table."""
    name = "sunwai_bench_test"
    url = server.url_of(name)
    asyncio.run(prepare(server.url, name, url))
    script = folder / "insert.sql"
    script.write_text(PGBENCH_SCRIPT)
    port = free_port()
    gateway = start_gateway(url, port, folder / "gateway.log")
    try:
        wait_for(port)
        run_load(port, 1, arguments.most)
        rows = []
        for _ in range(arguments.rounds):
            inserts = pgbench_rate(server, name, script, arguments.seconds)
            before = processes.cpu_seconds(gateway.pid)
            accepts = run_load(port, arguments.seconds, arguments.most)
            spent = (processes.cpu_seconds(gateway.pid) - before) / (accepts * arguments.seconds) * 1e6
            rows.append((inserts, accepts, accepts / inserts, spent))
        print_table(rows, asyncio.run(settings_of(url)))
    finally:
        gateway.terminate()
        gateway.wait()
        sys.stdout.write((folder / "gateway.log").read_text()[-2000:])


def print_table(rows: list[tuple[float, float, float, float]], settings: dict[str, str]) -> None:
    """Each round, then the median."""
    print(f"PostgreSQL {settings}")
    print("| round | pgbench inserts/s | accepted/s | ratio | gateway CPU us/message |")
    print("|---|---|---|---|---|")
    for number, row in enumerate(rows, start=1):
        print("| {} | {:.0f} | {:.0f} | {:.2f} | {:.0f} |".format(number, *row))
    medians = [statistics.median(column) for column in zip(*rows, strict=True)]
    print("| median | {:.0f} | {:.0f} | {:.2f} | {:.0f} |".format(*medians))
    print(processes.verdict(is_met=medians[2] >= TARGET, target=f"{TARGET:g} of pgbench's inserts a second"))


def main() -> None:
    """Act as the load generator or as the whole benchmark."""
    given = processes.arguments(
        __doc__,
        seconds=(float, 5, 1, "length of a round of each side"),
        rounds=(int, 5, 2, "rounds of each side"),
        most=(int, 40_000, 10_000, "requests signed ahead for one round"),
        load=(int, 0, 0, argparse.SUPPRESS),
    )
    if given.load:
        print(json.dumps({"rate": uvloop.run(load(given.load, given.seconds, given.most))}))
        return
    print(processes.header(f"signed webhooks against pgbench, {CONNECTIONS} connections"))
    with processes.scratch() as folder, processes.postgres(folder / "pg") as server:
        measure(given, server, folder)


if __name__ == "__main__":
    main()
