"""Citizens' pages: server-rendered, no sign-in, no JavaScript."""

import hashlib
import io
import re
from pathlib import Path
from typing import Any

import segno
from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.catalogue.queries import procedure
from app.core.clock import VIETNAM, now
from app.core.errors import not_found
from app.core.guard import public, public_form
from app.core.ids import REFERENCE_LENGTH, normalise_reference, shown_reference
from app.core.transaction import snapshot
from app.core.web import client_address
from app.dossiers.citizen_view import public_reference, public_status
from app.dossiers.official import CODE
from app.public.icons import PATHS
from app.public.procedure_page import procedure_values
from app.public.status_page import status_values
from app.public.throttle import Throttle
from app.public.words import Speaker, unbroken

blp = Blueprint("public", __name__, template_folder="templates")
blp.add_app_template_filter(unbroken)

SHORT_LENGTH = 10
PHONE_DIGITS = 4
STYLE = (Path(__file__).parent / "assets/public.css").read_text(encoding="utf-8")
STYLE_NAME = f"public.{hashlib.sha256(STYLE.encode()).hexdigest()[:12]}.css"
CACHED_FOR_EVER = "public, max-age=31536000, immutable"
GUIDE_CACHE = "public, max-age=300"

throttle = Throttle()
"""Of addresses, for what is not found."""
digits_throttle = Throttle(has_common=False)
"""Of codes, for wrong digits of a phone: somebody who read the code over a shoulder may not go through all 10,000."""


@blp.get("/s/<reference>")
@public
def follow(reference: str) -> Response:
    """Where a dossier stands; a code that is unknown and one that has not arrived read alike."""
    return _status(normalise_reference(reference))


@blp.get("/tra-cuu")
@public
def find_form() -> Response:
    return _page("find.html", wrong="", typed_code="", typed_phone="")


@blp.post("/tra-cuu")
@public_form
def find() -> AnyResponse:
    """A whole code, or its first ten characters with the last four digits of the phone."""
    typed, phone = request.form.get("code", "")[:40], request.form.get("phone", "")[:20]
    code, digits = normalise_reference(typed), "".join(c for c in phone if c.isascii() and c.isdigit())
    wrong = _wrong(typed, code, digits)
    if not wrong and len(code) == REFERENCE_LENGTH:
        return redirect(_url("public.follow", reference=code), 303)
    if wrong:
        return _page("find.html", 422, wrong=wrong, typed_code=typed, typed_phone=phone)
    start = code[:SHORT_LENGTH]
    if seconds := digits_throttle.wait_seconds(start):
        return _busy(seconds)
    with snapshot() as session:
        found = public_reference(session, code, digits[-PHONE_DIGITS:])
    if found is None:
        digits_throttle.found_nothing(start)
        return _unknown("unknown.title_both", typed_code=typed, typed_phone=phone)
    return redirect(_url("public.follow", reference=found), 303)


def _wrong(typed: str, code: str, digits: str) -> str:
    """What keeps it from being looked up, as a word of the form; empty for nothing."""
    if CODE.fullmatch(re.sub(r"[\s–]+", "-", typed.strip()).upper()):
        return "official"
    if len(code) < SHORT_LENGTH:
        return "too_short"
    if len(code) > REFERENCE_LENGTH:
        return "too_long"
    return "bad_phone" if len(code) < REFERENCE_LENGTH and len(digits) < PHONE_DIGITS else ""


@blp.get("/p/<code>")
@public
def guide(code: str) -> Response:
    """What to bring, how long, how much."""
    with snapshot() as session:
        found = procedure(session, code)
        successor = found and found["replaced_by"]
    if found is None:
        return _page("no_procedure.html", 404)
    values = procedure_values(_speaker(), found, today=now().astimezone(VIETNAM).date())
    links: dict[str, Any] = {
        "qr_url": url_for("public.guide_qr", code=code),
        "successor_url": _url("public.guide", code=successor.partition("@")[0]) if successor else "",
    }
    return _page("procedure.html", cache=GUIDE_CACHE, **values, **links)


@blp.get("/p/<code>/qr.svg")
@public
def guide_qr(code: str) -> Response:
    """The QR that opens the procedure's page, dark on white with its quiet zone, for screens and posters."""
    with snapshot() as session:
        if procedure(session, code) is None:
            raise not_found("procedure.not_found")
    address = f"{current_app.extensions['settings'].public_url.rstrip('/')}{url_for('public.guide', code=code)}"
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", border=4, dark="#000", light="#fff", omitsize=True
    )
    response = Response(drawn.getvalue(), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@blp.get("/p/style/<name>")
@public
def style(name: str) -> Response:
    """The one sheet, named by its content; an older name gets the present one, uncached."""
    response = Response(STYLE, mimetype="text/css")
    response.headers["Cache-Control"] = CACHED_FOR_EVER if name == STYLE_NAME else "no-cache"
    return response


def _status(reference: str) -> Response:
    say = _speaker()
    with snapshot() as session:
        status = public_status(session, reference) if len(reference) == REFERENCE_LENGTH else None
        known = procedure(session, status.procedure_code) if status and status.procedure_code else None
    if status is None:
        return _unknown(
            "unknown.title",
            typed_code=shown_reference(reference) if len(reference) == REFERENCE_LENGTH else reference[:40],
        )
    values = status_values(say, reference, status, known)
    guide_url = _url("public.guide", code=status.procedure_code) if known else ""
    return _page("status.html", **values, guide_url=guide_url)


def _unknown(title: str, *, typed_code: str, typed_phone: str = "") -> Response:
    """The same for what does not exist, has not arrived, or belongs to another phone; what was typed stays.

    After too many of them from one address only that.
    """
    address = client_address(request)
    if seconds := throttle.wait_seconds(address):
        return _busy(seconds)
    throttle.found_nothing(address)
    return _page("unknown.html", 404, title=title, wrong="", typed_code=typed_code, typed_phone=typed_phone)


def _busy(seconds: int) -> Response:
    response = _page("busy.html", 429, seconds=seconds)
    response.headers["Retry-After"] = str(seconds)
    return response


def _speaker() -> Speaker:
    return Speaker(request.args.get("lang", "vi"), now().astimezone(VIETNAM).date())


def _url(endpoint: str, **values: Any) -> str:
    """A link to another page in the reader's language."""
    language = _speaker().language
    return url_for(endpoint, **values, lang=None if language == "vi" else language)


def _page(template: str, status: int = 200, *, cache: str = "no-store", **values: Any) -> Response:
    say = _speaker()
    here = url_for(request.endpoint or "public.find_form", **(request.view_args or {}))
    html = render_template(
        f"public/{template}",
        say=say,
        paths=PATHS,
        icons=sorted(PATHS),
        style_url=url_for("public.style", name=STYLE_NAME),
        find_url=_url("public.find_form"),
        other_language_url=here if say.other == "vi" else f"{here}?lang={say.other}",
        **values,
    )
    response = make_response(html, status)
    response.headers["Cache-Control"] = cache
    if template in ("status.html", "unknown.html", "busy.html"):
        response.headers["X-Robots-Tag"] = "noindex"
    return response
