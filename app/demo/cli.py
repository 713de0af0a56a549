"""`flask demo`."""

import click
from flask import current_app

from app.demo import cast, loading


@click.command("demo")
def demo() -> None:
    """Load two wards of Huế with their people and some weeks of work; a second time changes nothing."""
    if current_app.extensions["settings"].is_production:
        raise click.ClickException("Production has no demonstration data.")
    fresh = loading.load()
    click.echo("The demonstration has been loaded." if fresh else "The demonstration is there already.")
    click.echo(f"Password of all demo people: {cast.PASSWORD}")
    for member in cast.MEMBERS:
        team = f", team {member.team}" if member.team else ""
        click.echo(f"  {member.login:<12} {member.role}{team}")
