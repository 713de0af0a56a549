"""What the client must know as the server does, written as TypeScript from the server's own tables.

`flask contract` writes the files, a test compares them: a table changed on one side only never gets far.
"""

import ast
import json
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from marshmallow import Schema, fields, validate

from app import config
from app.core.api_docs import specification
from app.core.commands import CommandSpec
from app.core.errors import HTTP_STATUS
from app.dossiers import lifecycle as dossiers
from app.dossiers import official
from app.fieldwork import lifecycle as fieldwork
from app.identity import permissions
from app.vneid import kinds as setups

CLIENT = config.ROOT / "static" / "pwa"
FOLDER = CLIENT / "src" / "lib" / "contract"
BANNER = "// Written by `flask contract` from the server's tables. Do not edit: change the table.\n\n"


def files(app: Flask) -> dict[str, str]:
    """{file name: content} of everything but api.ts, which needs Node."""
    return {
        "permissions.ts": permissions_ts(),
        "errors.ts": errors_ts(),
        "lifecycle.ts": lifecycle_ts(),
        "editable.ts": editable_ts(),
        "official.ts": official_ts(),
        "vneid.ts": vneid_ts(),
        "commands.ts": commands_ts(app.extensions["commands"]),
    }


def api_ts() -> str:
    """The types of the HTTP API, by openapi-typescript."""
    node = config.ROOT / ".venv" / "bin" / "node"
    tool = CLIENT / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "openapi.json", Path(folder) / "api.ts"
        source.write_text(json.dumps(specification(), sort_keys=True), encoding="utf-8")
        subprocess.run([node, tool, source, "--output", target], check=True, cwd=CLIENT, capture_output=True)
        return BANNER + target.read_text(encoding="utf-8")


def literal(value: Any) -> str:
    """A value as TypeScript. Enums by value, sets sorted, None as null."""
    if isinstance(value, Enum):
        return literal(value.value)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key_text(k)}: {literal(v)}" for k, v in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, set | frozenset):
        return literal(sorted(value, key=str))
    if isinstance(value, list | tuple):
        return f"[{', '.join(literal(v) for v in value)}]"
    return json.dumps(value, ensure_ascii=False)


def key_text(key: Any) -> str:
    name = str(key.value if isinstance(key, Enum) else key)
    return name if re.fullmatch(r"[A-Za-z_]\w*", name) else json.dumps(name)


def constant_list(name: str, type_name: str, values: Iterable[Any]) -> str:
    """A list and the union of its members."""
    lines = "".join(f"  {literal(v)},\n" for v in values)
    return f"export const {name} = [\n{lines}] as const;\nexport type {type_name} = (typeof {name})[number];\n\n"


def table(name: str, type_text: str, values: Mapping[Any, Any]) -> str:
    """A typed table, one key a line."""
    lines = "".join(f"  {key_text(k)}: {literal(v)},\n" for k, v in values.items())
    return f"export const {name}: {type_text} = {{\n{lines}}};\n\n"


def permissions_ts() -> str:
    types = sorted(permissions.COMMANDS)
    return (
        BANNER
        + constant_list("ROLES", "Role", permissions.ROLES)
        + constant_list("PERMISSIONS", "Permission", sorted(permissions.PERMISSIONS))
        + constant_list("COMMAND_TYPES", "CommandType", types)
        + table("ROLE_PERMISSIONS", "Readonly<Record<Role, readonly Permission[]>>", permissions.ROLE_PERMISSIONS)
        + table(
            "COMMAND_PERMISSION",
            "Readonly<Record<CommandType, Permission>>",
            {t: permissions.permission_of(t) for t in types},
        )
    ).rstrip() + "\n"


def lifecycle_ts() -> str:
    only_in: dict[str, dict[str, Any]] = {}
    for (action, relation), where in dossiers.ONLY_IN.items():
        only_in.setdefault(action.value, {})[relation.value] = where
    text = BANNER + constant_list("RELATIONS", "Relation", dossiers.Relation)
    text += machine("DOSSIER", "Dossier", dossiers.Status, dossiers.Action, dossiers.ALLOWED)
    text += table("DOSSIER_WHO", "Readonly<Record<DossierAction, readonly Relation[]>>", dossiers.WHO)
    text += "/** Where a relation may do less than the action allows in itself. */\n"
    states_by_relation = "Readonly<Partial<Record<Relation, readonly DossierState[]>>>"
    text += table("DOSSIER_ONLY_IN", f"Readonly<Partial<Record<DossierAction, {states_by_relation}>>>", only_in)
    for name, states, actions, transitions, who in (
        ("Activity", fieldwork.ActivityState, fieldwork.ActivityAction, "ACTIVITY_TRANSITIONS", "ACTIVITY_WHO"),
        ("Task", fieldwork.TaskState, fieldwork.TaskAction, "TASK_TRANSITIONS", "TASK_WHO"),
        ("Question", fieldwork.QuestionState, fieldwork.QuestionAction, "QUESTION_TRANSITIONS", "QUESTION_WHO"),
    ):
        text += machine(name.upper(), name, states, actions, getattr(fieldwork, transitions))
        text += table(
            f"{name.upper()}_WHO", f"Readonly<Record<{name}Action, readonly string[]>>", getattr(fieldwork, who)
        )
    return (text + constant_list("VISIT_STATES", "VisitState", fieldwork.VisitState)).rstrip() + "\n"


def editable_ts() -> str:
    """Who may edit which fields when; in a file of its own, since only those who edit need it."""
    rows = {r: {"states": e.states, "fields": e.fields} for r, e in dossiers.EDITABLE.items()}
    row_type = "{ readonly states: readonly DossierState[]; readonly fields: readonly string[] }"
    return (
        BANNER
        + "import type { DossierState, Relation } from './lifecycle';\n\n"
        + table("EDITABLE", f"Readonly<Partial<Record<Relation, {row_type}>>>", rows)
    ).rstrip() + "\n"


def official_ts() -> str:
    """Statuses of the national exchange under which nothing runs late."""
    return (
        BANNER
        + "/** The clock stands: the centre waits for somebody. */\n"
        + constant_list("OFFICIAL_PAUSED", "OfficialPaused", sorted(official.PAUSED))
        + "/** The centre is through with it. */\n"
        + constant_list("OFFICIAL_OVER", "OfficialOver", sorted(official.PROCESSED_FOR_STATISTICS))
    ).rstrip() + "\n"


def vneid_ts() -> str:
    return (
        BANNER
        + constant_list("SETUP_KINDS", "SetupKind", setups.KINDS)
        + constant_list("SETUP_STEPS", "SetupStep", setups.STEPS)
        + "/** What is offered for each kind, in the order people go through it. */\n"
        + table("STEPS_OF", "Readonly<Record<SetupKind, readonly SetupStep[]>>", setups.STEPS_OF)
    ).rstrip() + "\n"


def machine(prefix: str, name: str, states: Any, actions: Any, transitions: Mapping[Any, Any]) -> str:
    """States, actions and what leads where."""
    by_action = f"Readonly<Partial<Record<{name}Action, {name}State | null>>>"
    return (
        constant_list(f"{prefix}_STATES", f"{name}State", states)
        + constant_list(f"{prefix}_ACTIONS", f"{name}Action", actions)
        + table(f"{prefix}_TRANSITIONS", f"Readonly<Record<{name}State, {by_action}>>", transitions)
    )


def errors_ts() -> str:
    reasons, messages = spoken()
    return (
        BANNER
        + constant_list("ERROR_CODES", "ErrorCode", HTTP_STATUS)
        + "/** Which failure of its class: the dotted `reason` of a problem or a result. */\n"
        + constant_list("REASONS", "Reason", sorted(reasons))
        + "/** What may stand beside a field in `errors`. */\n"
        + constant_list("FIELD_MESSAGES", "FieldMessage", sorted(messages))
    ).rstrip() + "\n"


DOTTED = re.compile(r"[a-z_]+\.[a-z_]+")
KINDS_WITH_STATES = ("activity", "task", "question")


def spoken() -> tuple[set[str], set[str]]:
    """(reasons, field messages) that stand in the server's source."""
    reasons = {"not_found"} | {f"{kind}.state_changed" for kind in KINDS_WITH_STATES}
    used = (fields.String, fields.Integer, fields.Float, fields.Boolean, fields.List, fields.Dict, fields.Date)
    messages = {str(m) for field in (*used, fields.AwareDateTime) for m in field.default_error_messages.values()}
    messages |= {"validation.required", "validation.null", "validation.unknown", "validation.type"}
    for path in sorted((config.ROOT / "app").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        messages |= {c for c in constants if DOTTED.fullmatch(c) and c.startswith(("validation.", "password."))}
        reasons |= {r for r in _reasons(tree) if DOTTED.fullmatch(r)}
    return reasons, messages


def _reasons(tree: ast.AST) -> Iterator[str]:
    """The texts given as reasons: `AppError(code, …)`, `not_found(…)`, `reason=…`, `{"reason": …}`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name == "AppError":
                yield from _texts(node.args[1:2])
            elif name == "not_found":
                yield from _texts(node.args[:1])
            yield from _texts(k.value for k in node.keywords if k.arg == "reason")
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            yield from _texts(v for k, v in pairs if isinstance(k, ast.Constant) and k.value == "reason")
        elif isinstance(node, ast.arg | ast.arguments):
            yield from _texts(d for d in getattr(node, "defaults", []) if d is not None)


def _texts(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                yield inner.value


def commands_ts(specs: Mapping[str, CommandSpec]) -> str:
    """The arguments of every command."""
    writer = TypeWriter()
    lines = []
    for command_type, spec in sorted(specs.items()):
        name = "".join(part.capitalize() for part in re.split(r"[._]", command_type)) + "Args"
        writer.interface(name, spec.schema)
        lines.append(f"  {json.dumps(command_type)}: {name};\n")
    versions = {t: s.version for t, s in sorted(specs.items())}
    return (
        BANNER
        + "\n".join(writer.written.values())
        + f"\nexport interface CommandArgs {{\n{''.join(lines)}}}\n\n"
        + table("COMMAND_VERSIONS", "Readonly<Record<keyof CommandArgs, number>>", versions)
    ).rstrip() + "\n"


class TypeWriter:
    """Turns marshmallow schemas into interfaces, each once."""

    def __init__(self) -> None:
        self.written: dict[str, str] = {}
        self._names: dict[type[Schema], str] = {}

    def interface(self, name: str, schema: type[Schema]) -> None:
        self.written[name] = ""
        lines = []
        for key, field in schema().fields.items():
            if field.dump_only:
                continue
            mark = "" if field.required else "?"
            lines.append(f"  {key_text(field.data_key or key)}{mark}: {self.type_of(field)};\n")
        self.written[name] = (
            f"export interface {name} {{\n{''.join(lines)}}}\n"
            if lines
            else (f"export type {name} = Record<string, never>;\n")
        )

    def named(self, schema: type[Schema]) -> str:
        """The interface of a nested schema, written when first needed."""
        if schema not in self._names:
            name = schema.__name__.removesuffix("Schema") or "Nested"
            if name in self.written:
                room = schema.__module__.split(".")[1].capitalize()
                name = f"{room}{name}"
            self._names[schema] = name
            self.interface(name, schema)
        return self._names[schema]

    def type_of(self, field: fields.Field[Any]) -> str:
        plain = self._plain_type(field)
        return f"{plain} | null" if field.allow_none and plain != "unknown" else plain

    def _plain_type(self, field: fields.Field[Any]) -> str:
        if type(field).__name__ in OWN_FIELDS:
            return OWN_FIELDS[type(field).__name__]
        choices = next((v.choices for v in field.validators if isinstance(v, validate.OneOf)), None)
        if choices is not None:
            return " | ".join(literal(c) for c in choices)
        if isinstance(field, fields.Nested):
            nested = field.schema.__class__
            return f"{self.named(nested)}[]" if field.many else self.named(nested)
        if isinstance(field, fields.List):
            inner = self.type_of(field.inner)
            return f"({inner})[]" if " | " in inner else f"{inner}[]"
        if isinstance(field, fields.Dict):
            return f"Record<string, {self.type_of(field.value_field) if field.value_field else 'unknown'}>"
        if any(getattr(v, "__name__", "") == "check_count" for v in field.validators):
            return "number"
        for kinds, text in TS_TYPES:
            if isinstance(field, kinds):
                return text
        return "unknown"


OWN_FIELDS = {
    "ProcedureField": "{ code: string; version: number } | { other: string }",
    "VulnerableField": "boolean | string[]",
    "Form": "Record<string, unknown>",
    "ChoiceField": '"mine" | "theirs" | { value: unknown }',
}
"""Fields of our own that take several shapes, by the name of their class."""

TS_TYPES: tuple[tuple[tuple[type[fields.Field[Any]], ...], str], ...] = (
    ((fields.Boolean,), "boolean"),
    ((fields.Integer, fields.Float), "number"),
    ((fields.String, fields.Date, fields.DateTime), "string"),
)


@click.command("contract")
@click.option("--check", is_flag=True, help="Write nothing; fail when a file is stale.")
def contract(check: bool) -> None:
    """Write the client's contract from the server's tables."""
    wanted = files(current_app) | {"api.ts": api_ts()}
    stale = [name for name, text in wanted.items() if not _holds(FOLDER / name, text)]
    if check:
        click.echo(f"Stale: {', '.join(stale)}. Run `flask contract`." if stale else "The contract is fresh.")
        raise SystemExit(1 if stale else 0)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (FOLDER / name).write_text(wanted[name], encoding="utf-8")
    click.echo(f"Written: {', '.join(stale)}." if stale else "Nothing to write.")


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text
