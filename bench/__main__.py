"""`python -m bench`: what the server does per second, per request and per command, on both databases.

Every figure stands beside two calibrations of the same run: raw SQL with a commit per batch, and a Flask
app that does nothing. Machines differ and are shared: compare the ratios and the CPU time.
"""

import argparse
import random
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import flask_migrate
import sqlalchemy as sa

from app.core.extensions import prepare_engine
from app.factory import create_app
from bench import phone
from bench import world as worlds
from bench.client import Answer, Connection, envelope
from bench.server import Server, serve
from bench.world import Worker, World
from tests.support.databases import Databases, let_go
from tests.support.settings import settings

BATCH = 25
PHONES = 16


@dataclass
class Sizes:
    """How much of each to do."""

    batches: int
    singles: int
    records: int
    polls: int


FULL = Sizes(batches=240, singles=400, records=5000, polls=2000)
QUICK = Sizes(batches=48, singles=60, records=600, polls=200)
WORKERS = {"sqlite": 1, "postgres": 2}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few seconds instead of minutes")
    parser.add_argument("--only", choices=[*sorted(WORKERS), "phone"], help="phone: the client instead of the server")
    chosen = parser.parse_args()
    if chosen.only == "phone":
        phone.measure(say)
        return
    sizes = QUICK if chosen.quick else FULL
    databases = Databases(durable=True)
    try:
        for kind in WORKERS:
            if chosen.only in (None, kind):
                measure(databases, kind, sizes)
    finally:
        databases.close()


def measure(databases: Databases, kind: str, sizes: Sizes) -> None:
    url = databases.empty(kind)
    chosen = settings(url, databases.folder)
    app = create_app(chosen)
    with app.app_context():
        flask_migrate.upgrade()
    world = worlds.build(app)
    let_go(app)
    say(f"{kind}, {WORKERS[kind]} worker(s)", "")
    raw_sql(databases, kind, sizes)
    with serve("bench.empty:app", {}, workers=WORKERS[kind]) as server:
        empty_flask(server, world, sizes)
    with serve("wsgi:app", chosen | {"WEB_CONCURRENCY": str(WORKERS[kind])}, workers=WORKERS[kind]) as server:
        batches(server, world, sizes)
        singles(server, world, sizes)
        first_load(server, world, sizes)
        nothing_new(server, world, sizes)
        ten_changed(server, world)
        say("memory after all that", f"{server.memory_mb():.0f} MB")


def say(what: str, figure: str) -> None:
    print(f"{what:<44} {figure}", flush=True)


def quantiles(answers: list[Answer]) -> str:
    """p50 and p99 of answers, milliseconds."""
    times = sorted(a.seconds * 1000 for a in answers)
    return f"p50 {statistics.median(times):.2f} ms, p99 {times[int(len(times) * 0.99)]:.2f} ms"


def in_parallel(server: Server, jobs: list[tuple[Worker, bytes]]) -> tuple[list[Answer], float, float]:
    """Send each body once over PHONES connections. Returns answers, wall seconds, server CPU seconds."""
    lanes: list[list[tuple[Worker, bytes]]] = [[] for _ in range(PHONES)]
    for n, job in enumerate(jobs):
        lanes[n % PHONES].append(job)

    def run(lane: list[tuple[Worker, bytes]]) -> list[Answer]:
        own = {id(worker): Connection(server.port, worker) for worker, _raw in lane}
        return [own[id(worker)].post(raw) for worker, raw in lane]

    cpu, begun = server.cpu_seconds(), time.perf_counter()
    with ThreadPoolExecutor(PHONES) as pool:
        answers = [a for part in pool.map(run, lanes) for a in part]
    return answers, time.perf_counter() - begun, server.cpu_seconds() - cpu


def raw_sql(databases: Databases, kind: str, sizes: Sizes) -> None:
    """Rows of a command's size, one commit per batch, from one connection."""
    engine = sa.create_engine(databases.empty(kind))
    prepare_engine(engine)
    meta = sa.MetaData()
    table = sa.Table("t", meta, sa.Column("id", sa.Integer, primary_key=True), sa.Column("body", sa.LargeBinary))
    with engine.begin() as connection:
        meta.create_all(connection)
    body, rounds = b"x" * 3000, sizes.batches
    begun = time.perf_counter()
    with engine.connect() as connection:
        for n in range(rounds):
            with connection.begin():
                connection.execute(table.insert(), [{"id": n * BATCH + i, "body": body} for i in range(BATCH)])
    seconds = time.perf_counter() - begun
    say("calibration: raw inserts, a commit per 25", f"{rounds * BATCH / seconds:.0f} rows/s")
    engine.dispose()


def empty_flask(server: Server, world: World, sizes: Sizes) -> None:
    raw = envelope(world.volunteers[0], [])
    connection = Connection(server.port, None)
    cpu, begun = server.cpu_seconds(), time.perf_counter()
    answers = [connection.post(raw) for _ in range(sizes.polls)]
    seconds = time.perf_counter() - begun
    used = (server.cpu_seconds() - cpu) / len(answers) * 1000
    say("calibration: empty Flask", f"{len(answers) / seconds:.0f} requests/s, {quantiles(answers)}, CPU {used:.2f} ms")


def batches(server: Server, world: World, sizes: Sizes) -> None:
    dice = random.Random(1)
    jobs = []
    for n in range(sizes.batches):
        worker = world.volunteers[n % len(world.volunteers)]
        jobs.append((worker, envelope(worker, [worlds.creation(world, worker, dice) for _ in range(BATCH)])))
    answers, seconds, cpu = in_parallel(server, jobs)
    count = applied(answers)
    rate = f"{count / seconds:.0f} commands/s, CPU {cpu / count * 1000:.2f} ms/command"
    say(f"durable commands, 25 a batch, {PHONES} phones", rate)


def applied(answers: list[Answer]) -> int:
    """How many commands were applied; anything else is a fault of the benchmark."""
    results = [r for a in answers for r in a.body["results"]]
    other = [r for r in results if r["status"] != "applied"]
    if other:
        raise RuntimeError(f"not applied: {other[0]}")
    return len(results)


def singles(server: Server, world: World, sizes: Sizes) -> None:
    dice, worker = random.Random(2), world.volunteers[0]
    bodies = [envelope(worker, [worlds.creation(world, worker, dice)]) for _ in range(sizes.singles)]
    connection = Connection(server.port, worker)
    cpu, begun = server.cpu_seconds(), time.perf_counter()
    answers = [connection.post(raw) for raw in bodies]
    seconds, used = time.perf_counter() - begun, server.cpu_seconds() - cpu
    count = applied(answers)
    say("one at a time", f"{count / seconds:.0f} commands/s, {quantiles(answers)}, CPU {used / count * 1000:.2f} ms")


def first_load(server: Server, world: World, sizes: Sizes) -> None:
    """A volunteer with so many drafts of their own signs in on a new phone."""
    dice, worker = random.Random(3), world.volunteers[1]
    sent = 0
    while sent < sizes.records:
        size = min(100, sizes.records - sent)
        commands = [worlds.creation(world, worker, dice) for _ in range(size)]
        applied([Connection(server.port, worker).post(envelope(worker, commands))])
        sent += size
    connection, cursor = Connection(server.port, worker), None
    records = size_bytes = 0
    cpu, begun = server.cpu_seconds(), time.perf_counter()
    while True:
        answer = connection.post(envelope(worker, [], cursor))
        page = answer.body["pull"]
        records, size_bytes, cursor = records + len(page["puts"]), size_bytes + answer.size_bytes, page["cursor"]
        if not page["more"]:
            break
    seconds, used = time.perf_counter() - begun, server.cpu_seconds() - cpu
    figure = f"{seconds:.2f} s, {records / seconds:.0f} records/s, {size_bytes / 1000:.0f} KB, CPU {used:.2f} s"
    say(f"first load of {records} records", figure)


def poll_cursor(connection: Connection, worker: Worker) -> Any:
    cursor = None
    while True:
        page = connection.post(envelope(worker, [], cursor)).body["pull"]
        cursor = page["cursor"]
        if not page["more"]:
            return cursor


def nothing_new(server: Server, world: World, sizes: Sizes) -> None:
    worker = world.officers[0]
    connection = Connection(server.port, worker)
    raw = envelope(worker, [], poll_cursor(connection, worker))
    cpu, begun = server.cpu_seconds(), time.perf_counter()
    answers = [connection.post(raw, parse=False) for _ in range(sizes.polls)]
    seconds, used = time.perf_counter() - begun, server.cpu_seconds() - cpu
    rate = f"{len(answers) / seconds:.0f} requests/s, {quantiles(answers)}, CPU {used / len(answers) * 1000:.2f} ms"
    say("nothing new", f"{rate}, {answers[0].size_bytes} bytes")


def ten_changed(server: Server, world: World) -> None:
    dice, worker = random.Random(4), world.volunteers[2]
    connection = Connection(server.port, worker)
    answers = []
    for _ in range(30):
        cursor = poll_cursor(connection, worker)
        commands = [worlds.creation(world, worker, dice) for _ in range(10)]
        applied([connection.post(envelope(worker, commands))])
        answers.append(connection.post(envelope(worker, [], cursor)))
    say("ten changed", f"{quantiles(answers)}, {statistics.median(a.size_bytes for a in answers):.0f} bytes")


if __name__ == "__main__":
    main()
