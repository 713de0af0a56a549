"""Many at once on a real database: nothing missed, nothing twice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from app.core import audit
from app.core.extensions import db
from app.core.ids import new_id
from app.sync.models import LedgerEntry
from tests.support.personas import People, Persona
from tests.support.phone import Phone
from tests.sync.conftest import SETUP

WRITERS = ("volunteer1", "volunteer2", "volunteer3", "leader1", "leader2", "officer1", "volunteer4", "leader4")
BATCHES = 6
PER_BATCH = 5


def batches_of(persona: Persona) -> list[list[dict[str, Any]]]:
    phone = persona.phone
    return [[phone.command("vneid.record", new_id(), dict(SETUP)) for _ in range(PER_BATCH)] for _ in range(BATCHES)]


def send_until_final(persona: Persona, batches: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Send every batch twice, as a phone does whose answers get lost; what is busy is sent again."""
    last: dict[str, dict[str, Any]] = {}
    for batch in batches:
        for _ in range(2):
            waiting = batch
            while waiting:
                results = persona.phone.push(*waiting)
                last |= {r["id"]: r for r in results}
                waiting = [c for c in waiting if last[c["id"]]["status"] in ("retry", "deferred")]
    return list(last.values())


def poll(phone: Phone, done: threading.Event) -> None:
    """A desk that asks all the time, with small pages."""
    while not done.is_set():
        phone.pull(limit=7, pages=3)
    phone.pull(limit=7)


def test_eight_writers_and_a_hot_poller_miss_nothing_and_apply_nothing_twice(app: Flask, people: People) -> None:
    work = {login: batches_of(people(login)) for login in WRITERS}
    # The same commands also come from a second connection of the same person, in flight together.
    twins = {login: people.again(login) for login in WRITERS[:4]}
    for login, twin in twins.items():
        twin.phone.device = people(login).phone.device
    poller, done = people("manager1").phone, threading.Event()
    watching = threading.Thread(target=poll, args=(poller, done))
    watching.start()
    with ThreadPoolExecutor(len(WRITERS) + len(twins)) as pool:
        jobs = [pool.submit(send_until_final, people(login), batches) for login, batches in work.items()]
        jobs += [pool.submit(send_until_final, twin, work[login]) for login, twin in twins.items()]
        results = [r for job in jobs for r in job.result()]
    done.set()
    watching.join()
    sent = {c["id"]: c["entity"] for batches in work.values() for batch in batches for c in batch}
    assert {r["status"] for r in results} == {"applied"}
    assert {r["id"] for r in results} == set(sent)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(LedgerEntry)) == len(sent)
        assert list(audit.verify(db.session())) == []
    fresh = people.again("manager1").phone.pull()
    assert poller.contents() == fresh.contents()
    here = [login for login in WRITERS if login not in ("volunteer4", "leader4")]
    assert len(fresh.docs("vneid_setup")) == len(here) * BATCHES * PER_BATCH


def test_the_same_seq_of_a_stream_is_never_given_to_two_steps(app: Flask, people: People) -> None:
    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(send_until_final, people(login), batches_of(people(login))) for login in WRITERS[:4]]
        seqs = [(r["stream"], r["seq"]) for job in jobs for r in job.result()]
    assert len(seqs) == len(set(seqs)) == 4 * BATCHES * PER_BATCH
