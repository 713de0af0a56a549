"""`flask catalogue …`."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app.catalogue.importing import BadFile, import_file

catalogue = AppGroup("catalogue", help="Procedures, their forms and papers.")


@catalogue.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check and count only.")
def import_command(file: Path, dry_run: bool) -> None:
    """Take in procedures from a JSON FILE: all of it, or nothing and a list of every problem."""
    try:
        summary = import_file(file, dry_run=dry_run)
    except BadFile as bad:
        for problem in bad.problems:
            click.echo(f"{file.name} {problem}", err=True)
        click.echo(f"{file.name}: {bad}; nothing was changed.", err=True)
        sys.exit(1)
    click.echo(f"{file.name}: {summary}{' (dry run, nothing was changed)' if dry_run else ''}.")
    for added in summary.added:
        click.echo(f"  + {added}")
    for updated in summary.updated:
        click.echo(f"  ~ {updated}")
