"""Every failure as an answer: RFC 9457 for programs, a plain page for people.

This is the only place that turns exceptions into HTTP.
"""

import html
import random
from typing import Any

import orjson
import structlog
from flask import Flask, Response, current_app, request
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from app.core.errors import HTTP_STATUS, AppError
from app.core.schemas import flat_errors
from app.core.web import Shell

log = structlog.get_logger()

CODE_OF_STATUS = {
    400: "MALFORMED",
    401: "AUTH_EXPIRED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    413: "TOO_LARGE",
    414: "TOO_LARGE",
    415: "MEDIA_TYPE",
    422: "VALIDATION",
    429: "TOO_MANY",
    431: "TOO_LARGE",
    500: "INTERNAL",
    503: "BUSY",
}

TITLES = {
    "NOT_FOUND": ("Không tìm thấy trang này", "This page was not found"),
    "METHOD_NOT_ALLOWED": ("Không làm được như vậy ở đây", "This cannot be done here"),
    "BUSY": ("Máy chủ đang bận, xin thử lại sau ít phút", "The server is busy, please try again in a few minutes"),
    "INTERNAL": ("Có lỗi ở máy chủ, không phải do bạn", "Something went wrong on the server, not on your side"),
}
OTHERWISE = ("Không thực hiện được yêu cầu này", "This request could not be carried out")

FULL_DISK = ("database or disk is full", "No space left on device", "could not extend file")
WAIT_SECONDS = (2, 8)
"""Clients told to come back spread over this range, so that they do not return all at once."""


def install(app: Flask) -> None:
    """Register the handlers; after flask-smorest, whose own would drop Allow."""
    app.register_error_handler(AppError, on_app_error)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(DBAPIError, on_database_error)
    app.register_error_handler(PoolTimeout, on_database_error)
    app.register_error_handler(Exception, on_unexpected)


def on_app_error(error: AppError) -> Response:
    return answer(error.code, error.reason, error.status, error.data)


def on_http_error(error: HTTPException) -> Response:
    status = error.code or 500
    shell: Shell = current_app.extensions["shell"]
    if status == 404 and shell.answers(request):
        return shell.response(request)
    if 300 <= status < 400:
        return Response(status=status, headers=error.get_headers())
    code = CODE_OF_STATUS.get(status, "MALFORMED" if status < 500 else "INTERNAL")
    data: dict[str, Any] = {}
    reason = None
    messages = getattr(error, "data", {}).get("messages") if isinstance(getattr(error, "data", None), dict) else None
    if status == 422 and messages is not None:
        data["errors"] = {_without_place(path): texts for path, texts in flat_errors(messages).items()}
        reason = "validation.fields"
    response = answer(code, reason, HTTP_STATUS[code], data)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _without_place(path: str) -> str:
    """webargs puts the place of an argument (`json.`, `query.`) before its name."""
    place, dot, rest = path.partition(".")
    return (rest if dot else "_") if place in ("json", "query", "form") else path


def on_database_error(error: Exception) -> Response:
    """A database that is down, locked or full passes; nobody's work is lost by waiting."""
    text = str(getattr(error, "orig", error))
    if any(sign in text for sign in FULL_DISK):
        log.error("database.full")
        return answer("STORAGE_FULL", "storage.full", 507, {})
    if isinstance(error, OperationalError | PoolTimeout) or getattr(error, "connection_invalidated", False):
        log.error("database.unavailable", error=type(error).__name__)
        return answer("BUSY", "database.unavailable", 503, {})
    return on_unexpected(error)


def on_unexpected(error: Exception) -> Response:
    log.error("request.failed", path=request.url_rule.rule if request.url_rule else None, exc_info=error)
    return answer("INTERNAL", None, 500, {})


def answer(code: str, reason: str | None, status: int, data: dict[str, Any]) -> Response:
    """A problem document, or a page where a person asked for one."""
    if wants_page():
        response = Response(page(code), status=status, mimetype="text/html")
        response.headers["Cache-Control"] = "no-store"
    else:
        problem = {"type": "about:blank", "title": code.replace("_", " ").capitalize(), "status": status, "code": code}
        problem |= {"reason": reason} if reason else {}
        body = orjson.dumps(problem | data, default=str)
        response = Response(body, status=status, mimetype="application/problem+json")
    wait = data.get("retry_after")
    if wait is None and status in (503, 507):
        wait = random.randint(*WAIT_SECONDS)
    if wait is not None:
        response.headers["Retry-After"] = str(wait)
    return response


def wants_page() -> bool:
    return not request.path.startswith("/api/") and "text/html" in request.headers.get("Accept", "")


def page(code: str) -> str:
    """A page without styles or scripts that says in two languages what happened."""
    vietnamese, english = TITLES.get(code, OTHERWISE)
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(vietnamese)} · Tổ Số</title></head><body><main>"
        f'<h1>{html.escape(vietnamese)}</h1><p lang="en">{html.escape(english)}</p>'
        '<p><a href="/">Tổ Số</a></p></main></body></html>'
    )
