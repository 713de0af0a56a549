"""`flask people …`."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app.core.actor import SYSTEM
from app.core.audit import SYSTEM_STREAM
from app.core.sheets import BadSheet
from app.core.transaction import snapshot, unit
from app.identity import actions, passwords, queries
from app.identity.importing import import_people, new_password

people = AppGroup("people", help="People, their roles and passwords.")


@people.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Check and count only.")
def import_command(file: Path, dry_run: bool) -> None:
    """Take in people from FILE.xlsx: all of them, or nobody and a list of every problem.

    Columns: login, full_name, role, ward, team; phone, province, organisation, from, until, deputy. One row is
    one role of one person. First passwords are printed once.
    """
    try:
        summary = import_people(file, dry_run=dry_run)
    except BadSheet as bad:
        for problem in bad.problems:
            click.echo(f"{file.name} {problem}", err=True)
        click.echo(f"{file.name}: {bad}; nothing was changed.", err=True)
        sys.exit(1)
    verb = "would be added" if dry_run else "added"
    click.echo(
        f"{file.name}: {summary.people} people, {summary.memberships} roles and {summary.teams} teams {verb}, "
        f"{summary.unchanged} roles were there already."
    )
    if summary.new_passwords:
        click.echo("First passwords, shown only now; each has to be changed at the first sign-in:")
    for login, password in summary.new_passwords:
        click.echo(f"  {login}\t{password}")


@people.command("reset-password")
@click.argument("login")
def reset_password(login: str) -> None:
    """Give LOGIN a new first password, printed once; all sessions end."""
    person_id = _person(login)
    password = new_password()
    password_hash = passwords.hash_password(password)
    with unit(SYSTEM_STREAM) as work:
        work.actor_id = SYSTEM.person_id
        actions.set_password(work, person_id, password_hash, keep_session=None, must_change=True)
        work.audit("person.password_reset", "person", person_id)
    click.echo(f"New password of {login}, shown only now: {password}")


@people.command("disable")
@click.argument("login")
def disable(login: str) -> None:
    """End the access of LOGIN: sessions close, phones wipe themselves at their next contact."""
    person_id = _person(login)
    with unit(SYSTEM_STREAM) as work:
        work.actor_id = SYSTEM.person_id
        actions.disable_person(work, person_id)
    click.echo(f"{login} is disabled. What their phones still send is kept for the ward.")


def _person(login: str) -> str:
    with snapshot() as session:
        person_id = queries.person_id_of(session, login)
    if person_id is None:
        click.echo(f"Nobody has the login {login!r}.", err=True)
        sys.exit(1)
    return person_id
