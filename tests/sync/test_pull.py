"""Changes down: nothing missed, nothing outside the grants, whatever the size of the pages."""

import gzip
import json
from datetime import timedelta

import brotli
import pytest
from flask import Flask
from sqlalchemy import select, update

from app.core import clock
from app.core.audit import SYSTEM_STREAM
from app.core.changes import row_digest
from app.core.extensions import db
from app.core.ids import new_id
from app.core.models import Stream, SyncRow
from app.core.transaction import plain_write, unit
from app.demo import cast
from app.identity.access import ref
from app.identity.people import Role, add_membership
from app.sync import epoch
from tests.support.personas import People, Persona, end_membership
from tests.support.phone import Phone
from tests.sync.conftest import SETUP


def record(persona: Persona, count: int = 1) -> list[str]:
    entities = [new_id() for _ in range(count)]
    for entity in entities:
        persona.phone.must("vneid.record", entity, dict(SETUP))
    return entities


def fresh(people: People, login: str) -> Phone:
    """Another phone of the same person that has just loaded everything."""
    return people.again(login).phone.pull()


@pytest.mark.parametrize("limit", [1, 2, 7, 500])
def test_pages_of_any_size_bring_the_same(people: People, as_volunteer: Persona, limit: int) -> None:
    record(as_volunteer, 9)
    as_volunteer.phone.pull(limit=limit)
    record(as_volunteer, 9)
    as_volunteer.phone.pull(limit=limit)
    assert as_volunteer.phone.contents() == fresh(people, "volunteer1").contents()


@pytest.mark.on("sqlite")
@pytest.mark.parametrize(
    ("accepted", "used"), [("br, gzip", "br"), ("gzip", "gzip"), ("identity", None)], ids=["br", "gzip", "neither"]
)
def test_a_large_page_comes_compressed_as_the_phone_can_take_it(
    as_volunteer: Persona, accepted: str, used: str | None
) -> None:
    phone = as_volunteer.phone
    wanted = phone.envelope(pull={"cursor": None, "limit": 500})
    plain, packed = phone.post(wanted), phone.post(wanted, **{"Accept-Encoding": accepted})
    assert packed.headers.get("Content-Encoding") == used
    assert "Accept-Encoding" in packed.headers.get("Vary", "") or used is None
    sizes = len(plain.data), len(packed.data)
    assert sizes[1] < sizes[0] / 4 if used else sizes[1] == sizes[0]
    unpacked = {"gzip": gzip.decompress, "br": brotli.decompress}.get(used or "", bytes)(packed.data)
    assert json.loads(unpacked)["pull"]["puts"] == plain.json["pull"]["puts"]


@pytest.mark.parametrize("limit", [1, 3])
def test_writes_during_a_first_load_are_not_missed(people: People, as_volunteer: Persona, limit: int) -> None:
    entities = record(as_volunteer, 6)
    reader = people.again("volunteer1").phone
    for n, entity in enumerate(entities):
        reader.pull(limit=limit, pages=4)
        as_volunteer.phone.must("vneid.edit", entity, {"step": "l2_approved"})
        record(as_volunteer, n % 2)
    reader.pull(limit=limit)
    assert reader.contents() == fresh(people, "volunteer1").contents()


def test_the_checksum_is_that_of_what_the_phone_holds(as_volunteer: Persona) -> None:
    record(as_volunteer, 5)
    phone = as_volunteer.phone.pull()
    for bucket, check in phone.last_pull["checks"].items():
        held = [(key, row.seq) for key, row in phone.rows.items() if bucket in row.buckets]
        xor = 0
        for (kind, record_id), seq in held:
            xor ^= row_digest(kind, record_id, seq)
        assert check == {"count": len(held), "xor": f"{xor:016x}"}


def test_nothing_new_is_an_empty_page_at_the_head(as_volunteer: Persona) -> None:
    record(as_volunteer)
    as_volunteer.phone.pull()
    heads = as_volunteer.phone.last_pull["heads"]
    page = as_volunteer.phone.pull().last_pull
    assert (page["puts"], page["gone"], page["more"], page["heads"]) == ([], [], False, heads)


def test_a_push_is_seen_by_the_pull_of_the_same_request(as_volunteer: Persona) -> None:
    phone = as_volunteer.phone.pull()
    command = phone.command("vneid.record", new_id(), dict(SETUP))
    body = phone.post(phone.envelope([command], pull={"cursor": phone.cursor})).json
    result = body["results"][0]
    assert [put["id"] for put in body["pull"]["puts"]] == [command["entity"]]
    assert body["pull"]["heads"][f"o:{as_volunteer.id}:{cast.PHU_XUAN}"] >= result["seq"]


def test_records_changed_together_arrive_together(app: Flask, as_volunteer: Persona) -> None:
    phone = as_volunteer.phone.pull()
    with app.app_context(), unit(cast.PHU_XUAN) as work:
        for n in (1, 2, 3):
            work.record("hamlet", cast.hamlet_id(cast.PHU_XUAN, n), [ref(cast.PHU_XUAN)])
    phone.pull(limit=1, pages=1)
    assert len(phone.last_pull["puts"]) == 3


BUCKETS = {
    "volunteer1": {"o", "ref", "cat"},
    "leader1": {"o", "t", "ref", "cat"},
    "officer1": {"o", "w", "ref", "cat"},
    "manager1": {"o", "w", "ref", "cat"},
    "post1": {"o", "ref", "cat"},
    "overseer1": {"cat"},
}


@pytest.mark.parametrize("login", BUCKETS)
def test_each_role_is_granted_just_its_buckets(people: People, login: str) -> None:
    modes = people(login).phone.pull().modes
    assert {bucket.partition(":")[0] for bucket in modes} == BUCKETS[login]


def test_a_bucket_says_its_stream_when_it_begins_and_not_at_every_poll(people: People) -> None:
    phone = people("leader1").phone
    first = phone.post(phone.envelope(pull={"cursor": None, "limit": 1})).json["pull"]
    assert first["streams"].keys() == first["modes"].keys()
    assert first["streams"][f"t:{cast.team_id(1)}"] == cast.PHU_XUAN
    assert first["streams"]["cat"] == "cat"
    assert phone.pull().pull().last_pull["streams"] == {}


def may_see(login: str, owner: cast.Member) -> bool:
    """Who may see a set-up: a second, plain statement of the rule."""
    reader = cast.BY_LOGIN[login]
    if reader.role == "leader":
        return reader.ward == owner.ward and reader.team == owner.team
    if reader.role in ("officer", "manager"):
        return reader.ward == owner.ward
    return reader.login == owner.login


def test_no_pull_ever_brings_a_record_outside_the_readers_scope(people: People) -> None:
    owners = [m for m in cast.MEMBERS if m.role in ("volunteer", "leader", "officer")]
    made = {record(people(owner.login))[0]: owner for owner in owners}
    for member in cast.MEMBERS:
        seen = set(people(member.login).phone.pull().docs("vneid_setup"))
        assert seen == {i for i, owner in made.items() if may_see(member.login, owner)}, member.login


def test_a_lost_role_takes_its_records_off_the_phone(app: Flask, people: People, as_volunteer: Persona) -> None:
    record(as_volunteer, 3)
    leader = people("leader1").phone.pull()
    assert len(leader.docs("vneid_setup")) == 3
    end_membership(app, people("leader1").id)
    leader.pull()
    assert leader.docs("vneid_setup") == {}
    assert f"t:{cast.team_id(1)}" in leader.last_pull["revoked_buckets"]


def test_a_new_role_starts_its_bucket_as_a_snapshot(app: Flask, people: People, as_volunteer: Persona) -> None:
    record(as_volunteer, 3)
    reader = people("volunteer4").phone.pull()
    with app.app_context(), unit(SYSTEM_STREAM, cast.PHU_XUAN, cast.THUAN_HOA) as work:
        role = Role("officer", clock.now().date() - timedelta(days=1), ward=cast.PHU_XUAN)
        add_membership(work, cast.BY_LOGIN["volunteer4"].id, role)
    reader.pull(limit=2)
    assert len(reader.docs("vneid_setup")) == 3
    assert reader.contents() == fresh(people, "volunteer4").contents()


def test_a_bucket_whose_checksum_differs_is_sent_again_on_request(people: People, as_volunteer: Persona) -> None:
    record(as_volunteer, 4)
    phone = as_volunteer.phone.pull()
    lost = next(key for key in phone.rows if key[0] == "vneid_setup")
    del phone.rows[lost]
    bucket = f"o:{as_volunteer.id}:{cast.PHU_XUAN}"
    phone.apply(phone.post(phone.envelope(pull={"cursor": phone.cursor, "resnapshot": [bucket]})).json["pull"])
    assert phone.contents() == fresh(people, "volunteer1").contents()


def test_another_persons_cursor_is_of_no_use(people: People, as_volunteer: Persona) -> None:
    stolen = people("officer1").phone.pull().cursor
    phone = as_volunteer.phone
    page = phone.post(phone.envelope(pull={"cursor": stolen})).json["pull"]
    assert page["reset"] == "bad_cursor"
    assert not any(bucket.startswith("w:") for bucket in page["modes"])


def test_a_new_epoch_starts_everything_from_snapshots(app: Flask, people: People, as_volunteer: Persona) -> None:
    record(as_volunteer, 2)
    phone = as_volunteer.phone.pull()
    with app.app_context():
        epoch.rotate()
    phone.pull()
    assert phone.contents() == fresh(people, "volunteer1").contents()


def test_a_cursor_ahead_of_the_database_proves_a_rewind_and_begins_a_new_epoch(
    app: Flask, as_volunteer: Persona
) -> None:
    record(as_volunteer, 2)
    phone = as_volunteer.phone.pull()
    before = phone.post(phone.envelope()).json["epoch"]
    with app.app_context(), plain_write() as session:
        session.execute(update(Stream).where(Stream.id == cast.PHU_XUAN).values(seq=1))
    body = phone.post(phone.envelope(pull={"cursor": phone.cursor})).json
    assert body["pull"]["reset"] == "epoch_changed"
    assert body["epoch"] != before


def test_every_seq_of_a_stream_is_given_out_once_per_step(app: Flask, as_volunteer: Persona) -> None:
    record(as_volunteer, 5)
    bucket = f"o:{as_volunteer.id}:{cast.PHU_XUAN}"
    with app.app_context():
        seqs = db.session.scalars(select(SyncRow.seq).where(SyncRow.bucket == bucket)).all()
    assert len(set(seqs)) == 5
