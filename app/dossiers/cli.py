"""`flask due …`: when a result is due, for those who want to check."""

import sys
from datetime import datetime
from typing import Any

import click

from app.core.clock import VIETNAM
from app.dossiers.due import UNITS, CannotCount, Limit, Pause, calendar_of, due


class Moment(click.ParamType[datetime]):
    """RFC 3339; without an offset Vietnamese time is meant."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no time like 2026-11-23T15:10+07:00.", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


class Stretch(click.ParamType[Pause]):
    """FROM/TO, both RFC 3339."""

    name = "from/to"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Pause:
        if isinstance(value, Pause):
            return value
        start, slash, end = value.partition("/")
        if not slash:
            self.fail(f"{value!r} is no stretch like 2026-11-03T10:00+07:00/2026-11-05T14:00+07:00.", param, ctx)
        pause = Pause(Moment().convert(start, param, ctx), Moment().convert(end, param, ctx))
        if pause.end is not None and pause.end < pause.start:
            self.fail(f"{value!r} ends before it begins.", param, ctx)
        return pause


@click.command("due")
@click.option("--received", type=Moment(), required=True, help="When the centre received it.")
@click.option("--value", type=click.IntRange(min=0), required=True, help="How many units.")
@click.option("--unit", type=click.Choice(UNITS), required=True)
@click.option("--cutoff-15h", "cutoff_15h", is_flag=True, help="One working day ends the same day up to 15:00.")
@click.option("--ward", help="Code of the ward whose hours count; the usual hours unless it has its own.")
@click.option("--pause", "pauses", type=Stretch(), multiple=True, help="FROM/TO, while the clock stood.")
def due_command(
    received: datetime, value: int, unit: str, cutoff_15h: bool, ward: str | None, pauses: tuple[Pause, ...]
) -> None:
    """Print the due time of a dossier."""
    try:
        moment = due(received, Limit(value, unit, cutoff_15h), pauses, calendar_of(ward))
    except CannotCount as error:
        click.echo(f"Cannot be counted: {error}.", err=True)
        sys.exit(1)
    click.echo(moment.isoformat() if moment else "not known yet")


COMMANDS = (due_command,)
"""Commands of this room for `flask`."""
