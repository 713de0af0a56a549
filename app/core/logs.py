"""Logs: one JSON object a line on standard error; ids only, never personal data."""

import logging
import sys
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

DRIVERS = ("psycopg", "sqlite3")
"""Packages whose errors quote the row that did not fit: `DETAIL: Key (reference)=(…)`."""

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]

_dictated = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)


def told(exc_info: ExcInfo) -> list[dict[str, Any]]:
    """Exceptions as the log holds them: where they came from, and of the database's nothing that people wrote."""
    stacks = _dictated(exc_info)
    for stack, error in zip(stacks, _chain(exc_info[1]), strict=False):
        if _may_quote(error):
            stack["exc_value"], stack["exc_notes"] = _name_of(error), []
    return stacks


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and what led to it, in the order of a traceback read backwards."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _may_quote(error: BaseException) -> bool:
    # All of SQLAlchemy's: PendingRollbackError, for one, repeats the text of the error before it.
    return isinstance(error, SQLAlchemyError) or type(error).__module__.partition(".")[0] in DRIVERS


def _name_of(error: BaseException) -> str:
    """What the database calls the failure: the driver's class, SQLSTATE, the constraint."""
    cause = getattr(error, "orig", None) or error
    state = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)
    constraint = getattr(getattr(cause, "diag", None), "constraint_name", None)
    return " ".join(str(part) for part in (type(cause).__name__, state, constraint) if part)


def configure(level: str) -> None:
    """level: debug, info, warning or error."""
    lowest = getattr(logging, level.upper())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(told),
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(lowest),
        logger_factory=lambda *_args: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logger = logging.getLogger("app")
    logger.handlers = [handler]
    logger.setLevel(lowest)
    logger.propagate = False
