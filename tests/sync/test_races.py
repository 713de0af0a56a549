"""Many at once on a real database: nothing missed, nothing twice."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core import audit
from app.core.commands import Args, CommandContext, CommandSpec
from app.core.extensions import db
from app.core.ids import new_id
from app.demo import cast
from app.dossiers.actions import writing
from app.sync.faults import POISON_ATTEMPTS
from app.sync.models import CommandAttempt, LedgerEntry
from tests.support.dossiers import birth
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


COPIES = 24
ROUNDS = 4


def at_once(app: Flask, persona: Persona, bodies: list[Any]) -> list[Any]:
    """One session on many connections, which all send in the same moment."""
    ready = threading.Barrier(len(bodies))
    cookie = persona.client.get_cookie("session")
    assert cookie is not None

    def send(body: Any) -> Any:
        phone = Phone(app.test_client(), persona.phone.login)
        phone.client.set_cookie("session", cookie.value)
        ready.wait()
        return phone.post(body)

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(send, bodies))


def explode(ctx: CommandContext, args: Args) -> None:
    raise ZeroDivisionError


RACERS: dict[str, Callable[[Phone], list[dict[str, Any]]]] = {
    "wrong arguments": lambda phone: [phone.command("vneid.record", new_id(), {"step": "no such step"})],
    "unknown record": lambda phone: [phone.command("vneid.edit", new_id(), {"step": "activated"})],
    "what has an effect": lambda phone: [phone.command("vneid.record", new_id(), dict(SETUP))],
    "a batch of all": lambda phone: [command for name in list(RACERS)[:3] for command in RACERS[name](phone)],
}


@pytest.mark.parametrize("racer", RACERS)
def test_many_copies_of_a_request_at_once_get_one_answer_and_have_one_effect(
    app: Flask, as_volunteer: Persona, racer: str
) -> None:
    app.testing = False  # What fails is answered, as for a real phone.
    phone, sent, applied = as_volunteer.phone, 0, 0
    for _ in range(ROUNDS):
        commands = RACERS[racer](phone)
        answers = at_once(app, as_volunteer, [phone.envelope(commands)] * COPIES)
        assert {answer.status_code for answer in answers} == {200}
        for n in range(len(commands)):
            results = [answer.json["results"][n] for answer in answers]
            assert sorted(r.pop("duplicate") for r in results) == [False] + [True] * (COPIES - 1)
            assert results == [results[0]] * COPIES
            assert results[0]["status"] in ("applied", "rejected")
            applied += results[0]["status"] == "applied"
        sent += len(commands)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(LedgerEntry)) == sent
        assert db.session.scalar(select(func.count()).select_from(CommandAttempt)) == 0
        assert list(audit.verify(db.session())) == []
    assert len(phone.pull().docs("vneid_setup")) == applied


def test_many_copies_of_a_poisoned_command_at_once_are_each_answered(app: Flask, as_volunteer: Persona) -> None:
    app.testing = False
    spec = app.extensions["commands"]["vneid.record"]
    app.extensions["commands"]["vneid.record"] = CommandSpec(spec.schema, explode, spec.streams, spec.version)
    phone = as_volunteer.phone
    command = phone.command("vneid.record", new_id(), dict(SETUP))
    answers = at_once(app, as_volunteer, [phone.envelope([command])] * COPIES)
    assert {answer.status_code for answer in answers} == {200}
    results = [answer.json["results"][0] for answer in answers]
    assert [r["status"] for r in results].count("retry") == POISON_ATTEMPTS - 1
    assert {(r["status"], r["code"]) for r in results} == {("retry", "INTERNAL"), ("quarantined", "INTERNAL")}


def test_two_commands_that_take_one_seq_at_once_are_one_answer_and_forked_devices(
    app: Flask, as_volunteer: Persona
) -> None:
    app.testing = False
    phone = as_volunteer.phone
    for _ in range(ROUNDS):
        first = phone.command("vneid.edit", new_id(), {"step": "activated"})
        others = [first | {"id": new_id()} for _ in range(7)]
        answers = at_once(app, as_volunteer, [phone.envelope([command]) for command in (first, *others)])
        assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
        assert {a.json["code"] for a in answers if a.status_code == 409} == {"DEVICE_FORKED"}


def test_a_new_device_id_that_comes_with_many_requests_at_once_is_taken(app: Flask, as_volunteer: Persona) -> None:
    app.testing = False
    for _ in range(ROUNDS):
        as_volunteer.phone.device = new_id()
        answers = at_once(app, as_volunteer, [as_volunteer.phone.envelope()] * 12)
        assert {answer.status_code for answer in answers} == {200}


def test_the_same_seq_of_a_stream_is_never_given_to_two_steps(app: Flask, people: People) -> None:
    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(send_until_final, people(login), batches_of(people(login))) for login in WRITERS[:4]]
        seqs = [(r["stream"], r["seq"]) for job in jobs for r in job.result()]
    assert len(seqs) == len(set(seqs)) == 4 * BATCHES * PER_BATCH


def test_a_reference_taken_in_another_ward_meanwhile_is_refused_by_name(
    as_volunteer: Persona, as_other_ward: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look whether it is free comes a moment too early; the database's constraint finds out."""
    taken = birth()
    as_volunteer.phone.must("dossier.create", new_id(), taken)
    look, looked = writing._check_unused, []

    def early(ctx: CommandContext, reference: str) -> None:
        looked.append(reference)
        if len(looked) > 1:
            look(ctx, reference)

    monkeypatch.setattr(writing, "_check_unused", early)
    other = birth(reference=taken["reference"], ward=cast.THUAN_HOA)
    result = as_other_ward.phone.do("dossier.create", new_id(), other)
    assert (result["status"], result["reason"]) == ("rejected", "dossier.reference_in_use")
