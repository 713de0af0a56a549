"""`flask …`: what those who run the product type."""

import sys

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app import config
from app.core import audit, ops
from app.core.extensions import db
from app.core.transaction import snapshot


def register(app: Flask) -> None:
    """Add every command to the app's command line."""
    for command in (doctor, keys, audit_group):
        app.cli.add_command(command)


@click.command("keys")
@click.option("--id", "key_id", default="k1", show_default=True, help="Short name of the new keys.")
def keys(key_id: str) -> None:
    """Print a fresh set of secrets for production; nothing is stored."""
    for name, value in config.fresh_keys(key_id).items():
        click.echo(f"{name}={value}")


audit_group = AppGroup("audit", help="The trail of who did what.")


@audit_group.command("verify")
def verify_audit() -> None:
    """Walk every hash chain and name each line that was altered, deleted, moved or cut off."""
    with snapshot() as session:
        faults = list(audit.verify(session))
        lines = session.scalar(db.select(db.func.count()).select_from(audit.AuditLine))
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(1)
    click.echo(f"All chains are whole: {lines} lines.")


@click.command("doctor")
def doctor() -> None:
    """Say in plain words whether settings, database, storage and keys are in order."""
    settings: config.Settings = current_app.extensions["settings"]
    problems = 0
    for is_fine, words in findings(settings):
        click.echo(f"{'ok     ' if is_fine else 'PROBLEM'}  {words}")
        problems += not is_fine
    sys.exit(1 if problems else 0)


def findings(settings: config.Settings) -> list[tuple[bool, str]]:
    """(fine or not, one sentence) for each thing worth knowing."""
    return []


_ = ops
