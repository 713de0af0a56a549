"""The API's description: machine-readable, and as one plain page without scripts or foreign hosts."""

from html import escape
from typing import Any

from flask import Blueprint, Response, jsonify

from app.core.extensions import api
from app.core.guard import public

blp = Blueprint("api_docs", __name__, url_prefix="/api/v1")

METHODS = ("get", "post", "put", "patch", "delete", "head", "options")


def specification() -> dict[str, Any]:
    """OpenAPI 3.1."""
    spec: dict[str, Any] = api.spec.to_dict()
    return spec


@blp.get("/openapi.json")
@public
def openapi_json() -> Response:
    return jsonify(specification())


@blp.get("/docs")
@public
def docs() -> Response:
    return Response(page(specification()), mimetype="text/html")


def page(spec: dict[str, Any]) -> str:
    """Every operation with its parameters, body and answers."""
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<title>Tổ Số API</title></head><body><main><h1>Tổ Số API</h1>"
        '<p>Machine-readable: <a href="/api/v1/openapi.json">openapi.json</a>. Failures are RFC 9457 problem '
        "documents with <code>code</code> and <code>reason</code>.</p>"
    ]
    for path, operations in sorted(spec.get("paths", {}).items()):
        for method in METHODS:
            if method in operations:
                parts.append(_operation(path, method, operations[method]))
    parts.append("<h2>Schemas</h2>")
    for name, schema in sorted(spec.get("components", {}).get("schemas", {}).items()):
        parts.append(f'<h3 id="{escape(name)}">{escape(name)}</h3>{_schema(schema)}')
    return "".join(parts) + "</main></body></html>"


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    lines = [f"<section><h2><code>{method.upper()} {escape(path)}</code></h2>"]
    for text in (operation.get("summary"), operation.get("description")):
        if text:
            lines.append(f"<p>{escape(text)}</p>")
    names = [f"<li><code>{escape(p['name'])}</code> in {escape(p['in'])}</li>" for p in operation.get("parameters", [])]
    if names:
        lines.append(f"<p>Parameters</p><ul>{''.join(names)}</ul>")
    if "requestBody" in operation:
        lines.append(f"<p>Body</p>{_contents(operation['requestBody'])}")
    for status, response in sorted(operation.get("responses", {}).items()):
        if str(status) != "default":
            description = escape(response.get("description", ""))
            lines.append(f"<p>{escape(str(status))}: {description}</p>{_contents(response)}")
    return "".join(lines) + "</section>"


def _contents(holder: dict[str, Any]) -> str:
    return "".join(_schema(media.get("schema", {})) for media in holder.get("content", {}).values())


def _schema(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = escape(schema["$ref"].rsplit("/", 1)[-1])
        return f'<p><a href="#{name}">{name}</a></p>'
    if schema.get("type") == "array":
        return f"<p>list of</p>{_schema(schema.get('items', {}))}"
    required = set(schema.get("required", []))
    rows = [
        f"<li><code>{escape(name)}</code>: {escape(_kind(part))}{' (required)' if name in required else ''}</li>"
        for name, part in schema.get("properties", {}).items()
    ]
    return f"<ul>{''.join(rows)}</ul>" if rows else f"<p>{escape(_kind(schema))}</p>"


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    kind = schema.get("type", "any")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)
