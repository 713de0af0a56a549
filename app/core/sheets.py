"""Reading spreadsheets that people fill in: rows by what their columns hold, and every problem by row."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from app.core.text import fold

MOST_ROWS = 20_000


class BadSheet(Exception):
    """Nothing was taken in. problems: `row 7: what is wrong`, every one."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def read_sheet(
    path: Path, headings: Mapping[str, str], needed: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """(row number as the spreadsheet counts, {column: value}) of each row of the first sheet that is not empty.

    headings: folded heading → column. Raises BadSheet when it is no workbook, or a needed column is missing.
    """
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, OSError, KeyError, ValueError) as error:
        raise BadSheet([f"{path.name} is not a readable .xlsx file."]) from error
    rows = book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 1)
    columns = [headings.get(fold(str(h))) if h is not None else None for h in next(rows, ())]
    missing = [name for name in needed if name not in columns]
    if missing:
        raise BadSheet([f"row 1: no column for {', '.join(missing)}"])
    for number, values in enumerate(rows, start=2):
        named = {c: v for c, v in zip(columns, values, strict=False) if c is not None and v not in (None, "")}
        if named and number > MOST_ROWS:
            raise BadSheet([f"row {number}: more than {MOST_ROWS} rows; divide the file"])
        if named:
            yield number, named


def code(value: Any, digits: int) -> str | None:
    """A code that a spreadsheet may have turned into a number."""
    if value is None:
        return None
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    return text.zfill(digits) if text.isdigit() else text


def day(value: Any, name: str, faults: list[str]) -> date | None:
    """A date cell, `2026-11-24` or `24/11/2026`; what is none is added to `faults`."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            # A calendar day has no zone.
            return datetime.strptime(str(value).strip(), pattern).date()  # noqa: DTZ007
        except ValueError:
            continue
    faults.append(f"{name} {value!r} is not a date")
    return None
