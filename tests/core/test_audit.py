"""The trail of who did what: whatever is done to its lines afterwards, `flask audit verify` finds it."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from app import cli
from app.core.ids import new_id
from app.core.models import AuditLine, Stream
from app.core.transaction import plain_write, unit

STREAM = "19753"


def write_lines(app: Flask, count: int = 5) -> int:
    """Add lines to the ward's chain; the number of the last one."""
    with app.app_context():
        for n in range(count):
            with unit(STREAM) as work:
                work.audit("test.done", "test", new_id(), fields=[f"f{n}"])
        with plain_write() as session:
            return session.scalar(select(func.max(AuditLine.n)).where(AuditLine.stream == STREAM)) or 0


def verified(app: Flask) -> tuple[int, str]:
    """Exit status and words of the command."""
    cli.register(app)
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    return result.exit_code, result.output


def line(n: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return AuditLine.stream == STREAM, AuditLine.n == n


def alter(session: Session, last: int) -> None:
    session.execute(update(AuditLine).where(*line(last - 2)).values(detail='{"fields":["other"]}'))


def blame_another(session: Session, last: int) -> None:
    session.execute(update(AuditLine).where(*line(last - 2)).values(actor_id=new_id()))


def delete_one(session: Session, last: int) -> None:
    session.execute(delete(AuditLine).where(*line(last - 2)))


def delete_and_close_the_gap(session: Session, last: int) -> None:
    session.execute(delete(AuditLine).where(*line(last - 2)))
    for n in (last - 1, last):
        session.execute(update(AuditLine).where(*line(n)).values(n=n - 1))


def swap(session: Session, last: int) -> None:
    session.execute(update(AuditLine).where(*line(last - 2)).values(n=0))
    session.execute(update(AuditLine).where(*line(last - 1)).values(n=last - 2))
    session.execute(update(AuditLine).where(*line(0)).values(n=last - 1))


def cut_off(session: Session, last: int) -> None:
    session.execute(delete(AuditLine).where(AuditLine.stream == STREAM, AuditLine.n > last - 2))


def cut_off_and_count_again(session: Session, last: int) -> None:
    cut_off(session, last)
    session.execute(update(Stream).where(Stream.id == STREAM).values(audit_n=last - 2))


def remove_all(session: Session, last: int) -> None:
    session.execute(delete(AuditLine).where(AuditLine.stream == STREAM))


def wind_the_head_back(session: Session, last: int) -> None:
    earlier = session.scalar(select(AuditLine.hash).where(*line(last - 2)))
    session.execute(update(Stream).where(Stream.id == STREAM).values(audit_head=earlier))


DEEDS = (
    alter,
    blame_another,
    delete_one,
    delete_and_close_the_gap,
    swap,
    cut_off,
    cut_off_and_count_again,
    remove_all,
    wind_the_head_back,
)


def test_a_chain_nobody_touched_is_whole(app: Flask) -> None:
    write_lines(app)
    status, words = verified(app)
    assert (status, words.startswith("All chains are whole:")) == (0, True)


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_whatever_is_done_to_a_chain_is_found(app: Flask, deed: Callable[[Session, int], None]) -> None:
    last = write_lines(app)
    with app.app_context(), plain_write() as session:
        deed(session, last)
    status, words = verified(app)
    assert status == 1
    assert words.startswith(f"{STREAM}: "), words


def test_an_altered_line_is_named_and_the_lines_after_it_are_not_blamed(app: Flask) -> None:
    last = write_lines(app)
    with app.app_context(), plain_write() as session:
        alter(session, last)
    assert verified(app)[1] == f"{STREAM}: line {last - 2} was altered or moved\n"
