"""`flask …`: what those who run the product type."""

import sys

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app import config
from app.contract import contract
from app.core import audit, jobs, ops
from app.core.models import AuditLine
from app.core.sealing import public_keys
from app.core.transaction import snapshot
from app.demo.cli import demo
from app.factory import ROOMS, part
from app.identity.queries import demo_logins


def register(app: Flask) -> None:
    """Add every command: those here, and of each room's `cli.py` the groups and the list `COMMANDS`."""
    for command in (doctor, keys, audit_group, jobs_group, contract, demo):
        app.cli.add_command(command)
    for room in ROOMS:
        module = part(room, "cli")
        if module is None:
            continue
        groups = [g for g in vars(module).values() if isinstance(g, AppGroup)]
        for command in (*groups, *getattr(module, "COMMANDS", ())):
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
        lines = session.scalar(select(func.count()).select_from(AuditLine))
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(1)
    click.echo(f"All chains are whole: {lines} lines.")


jobs_group = AppGroup("jobs", help="Work that runs by the clock; call `jobs run` from cron every hour.")


@jobs_group.command("run")
@click.argument("names", nargs=-1)
def run_jobs(names: tuple[str, ...]) -> None:
    """Run the jobs named, or all of them."""
    registry: dict[str, jobs.Job] = current_app.extensions["jobs"]
    unknown = [name for name in names if name not in registry]
    if unknown:
        click.echo(f"No such job: {', '.join(unknown)}. There are: {', '.join(sorted(registry))}.", err=True)
        sys.exit(1)
    for name in names or sorted(registry):
        click.echo(f"{name}: {registry[name].run()}")


@click.command("doctor")
def doctor() -> None:
    """Say in plain words whether settings, database, storage and keys are in order."""
    settings: config.Settings = current_app.extensions["settings"]
    found = findings(settings)
    for is_fine, words in found:
        click.echo(f"{LABELS[is_fine]} {words}")
    problems = sum(is_fine is False for is_fine, _words in found)
    click.echo("Everything is in order." if problems == 0 else f"{problems} things need you.")
    sys.exit(1 if problems else 0)


Finding = tuple[bool | None, str]
"""(True: fine, False: a problem, None: worth knowing; one sentence)."""

LABELS = {True: "ok      ", False: "PROBLEM ", None: "note    "}


def findings(settings: config.Settings) -> list[Finding]:
    """Everything worth knowing about this installation."""
    return [
        *_settings_findings(settings),
        *_database_findings(settings),
        _files_finding(settings),
        *_key_findings(settings),
        _client_finding(settings),
    ]


def _settings_findings(settings: config.Settings) -> list[Finding]:
    found: list[Finding] = [(True, f"Settings: {settings.app_env}, at {settings.public_url}.")]
    if not settings.is_production:
        for problem in config.unfit_for_production(settings):
            found.append((None, f"For production this would be refused: {problem}"))
    return found


def _database_findings(settings: config.Settings) -> list[Finding]:
    kind = "SQLite" if settings.is_sqlite else "PostgreSQL"
    try:
        at, head = ops.database_revision(), ops.head_revision()
    except SQLAlchemyError as error:
        return [(False, f"Database: {kind} cannot be reached ({type(error).__name__}). Check DATABASE_URL.")]
    if at is None:
        return [(False, f"Database: {kind} is empty. Run `flask db upgrade`.")]
    if at != head:
        return [(False, f"Database: {kind} is at {at}, the program needs {head}. Run `flask db upgrade`.")]
    with snapshot() as session:
        demo = demo_logins(session)
        broken = next(audit.verify(session), None)
    found: list[Finding] = [(True, f"Database: {kind}, migrated to {at}.")]
    if settings.is_production and demo:
        found.append((False, f"Demo accounts are open: {', '.join(demo)}. Disable each: `flask people disable LOGIN`."))
    found.append((broken is None, f"Audit: {broken or 'all chains are whole.'}"))
    return found


def _files_finding(settings: config.Settings) -> Finding:
    if ops.files_writable():
        return True, f"Files: {settings.files_path} can be written."
    return False, f"Files: {settings.files_path} cannot be written. Check FILES_URL and the folder's owner."


def _key_findings(settings: config.Settings) -> list[Finding]:
    count = len(settings.data_keys.split(","))
    sealing = public_keys(settings.seal_keys)
    found: list[Finding] = [(True, f"Keys: {count} for data, {len(sealing)} for sealing.")]
    if not sealing:
        found.append((None, "Keys: SEAL_KEYS is empty, so phones cannot seal unsent work for the server."))
    return found


def _client_finding(settings: config.Settings) -> Finding:
    if current_app.extensions["shell"].is_built:
        return True, "Client: built."
    return False, f"Client: nothing in {settings.client_build}. Run `make run` or `npm run build` in static/pwa."
