"""`flask places …`."""

from pathlib import Path

import click
from flask.cli import AppGroup

from app.places.actions import UNITS_FILE, load_units

places = AppGroup("places", help="Provinces, wards and the units they took over.")


@places.command("load")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True), default=UNITS_FILE)
def load_command(file: Path) -> None:
    """Take in the units of FILE (the list that comes with the product); running it again updates them."""
    loaded = load_units(file)
    click.echo(f"{loaded.provinces} provinces, {loaded.wards} wards, {loaded.former_units} former units.")
