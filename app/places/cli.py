"""`flask places …`."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app.core.sheets import BadSheet
from app.places.actions import UNITS_FILE, load_units
from app.places.importing import import_places

places = AppGroup("places", help="Provinces, wards, and the hamlets, points and teams of a ward.")


@places.command("load")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True), default=UNITS_FILE)
def load_command(file: Path) -> None:
    """Take in the units of FILE (the list that comes with the product); running it again updates them."""
    loaded = load_units(file)
    click.echo(f"{loaded.provinces} provinces, {loaded.wards} wards, {loaded.former_units} former units.")


@places.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Check and count only.")
def import_command(file: Path, dry_run: bool) -> None:
    """Take in hamlets, support points and teams from FILE.xlsx: all of them, or none and a list of every problem.

    Columns: kind, ward, name; for points address, phone, hours, lat, lon; for teams hamlets (names, divided by
    semicolons). What is known by its name is brought up to date; nothing is removed.
    """
    try:
        summary = import_places(file, dry_run=dry_run)
    except BadSheet as bad:
        for problem in bad.problems:
            click.echo(f"{file.name} {problem}", err=True)
        click.echo(f"{file.name}: {bad}; nothing was changed.", err=True)
        sys.exit(1)
    added, changed = ("would be added", "would be changed") if dry_run else ("added", "changed")
    click.echo(
        f"{file.name}: {summary['hamlets']} hamlets, {summary['points']} points and {summary['teams']} teams {added}, "
        f"{summary['changed']} {changed}, {summary['unchanged']} were there already."
    )
