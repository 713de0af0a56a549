"""The one policy table: what each role may ever do, for every route and every command.

A role here is only the first door. Whether a person may touch this very record is judged by the feature
against the stored row; whoever fails there is told the same as for a record that does not exist.
"""

PUBLIC = "public"
"""No sign-in needed."""

SIGNED_IN = "signed_in"
"""Anyone signed in, for what is their own."""

VOLUNTEER = "volunteer"
LEADER = "leader"
OFFICER = "officer"
MANAGER = "manager"
POINT_STAFF = "point_staff"
OVERSEER = "overseer"

ROLES = (VOLUNTEER, LEADER, OFFICER, MANAGER, POINT_STAFF, OVERSEER)

OFFICERS = frozenset({OFFICER, MANAGER})
"""Where the specification says "officer", managers are meant too."""

FIELD = frozenset({VOLUNTEER, LEADER})
OWNERS = FIELD | OFFICERS | {POINT_STAFF}
"""Who may own a dossier."""

COMMANDS: dict[str, frozenset[str]] = {
    "dossier.create": OWNERS,
    "dossier.edit": OWNERS,
    "dossier.submit": OWNERS,
    "dossier.discard": OWNERS,
    "dossier.withdraw": OWNERS,
    "dossier.attach": OWNERS,
    "dossier.comment": OWNERS,
    "dossier.record_portal": OWNERS,
    "dossier.hand_over": OWNERS,
    "dossier.claim": OFFICERS,
    "dossier.release": OFFICERS,
    "dossier.assign": OFFICERS,
    "dossier.transfer": OFFICERS,
    "dossier.return": OFFICERS | {LEADER},
    "dossier.accept": OFFICERS,
    "dossier.decline": OFFICERS,
    "dossier.complete": OFFICERS,
    "dossier.reopen": OFFICERS,
    "dossier.record_official": OFFICERS,
    "dossier.mark_document": OFFICERS,
    "dossier.record_payment": OFFICERS | {POINT_STAFF},
    "dossier.record_result": OFFICERS | {POINT_STAFF},
    "conflict.resolve": OWNERS,
    "visit.open": FIELD,
    "visit.close": FIELD,
    "vneid.record": FIELD | OFFICERS,
    "vneid.edit": FIELD | OFFICERS,
    "activity.log": FIELD,
    "activity.edit": FIELD,
    "activity.verify": frozenset({LEADER}),
    "activity.query": frozenset({LEADER}),
    "task.assign": OFFICERS | {LEADER},
    "task.finish": OWNERS,
    "task.cancel": OFFICERS | {LEADER},
    "question.ask": OWNERS,
    "question.answer": OFFICERS | {LEADER},
    "question.escalate": OFFICERS | {LEADER},
    "question.close": OWNERS,
}
"""Command type → the roles that may ever send it."""

READS: dict[str, frozenset[str]] = {
    "dossier:read": OWNERS,
    "dossier:search": OWNERS,
    "dossier:reveal": OWNERS,
    "place:read": frozenset(ROLES),
}
"""Permissions of routes that only read → the roles that hold them."""

ROUTES: dict[tuple[str, str], str] = {
    ("POST", "/api/v1/session"): PUBLIC,
    ("GET", "/api/v1/session"): SIGNED_IN,
    ("DELETE", "/api/v1/session"): SIGNED_IN,
    ("GET", "/api/v1/sessions"): SIGNED_IN,
    ("DELETE", "/api/v1/sessions/<session_id>"): SIGNED_IN,
    ("DELETE", "/api/v1/devices/<device_id>"): SIGNED_IN,
    ("POST", "/api/v1/password"): SIGNED_IN,
    ("GET", "/api/v1/keys"): SIGNED_IN,
    ("GET", "/api/v1/wards"): "place:read",
    ("POST", "/api/v1/sync"): SIGNED_IN,
    ("GET", "/api/v1/dossiers"): "dossier:search",
    ("GET", "/api/v1/dossiers/<dossier_id>"): "dossier:read",
    ("GET", "/api/v1/dossiers/<dossier_id>/history"): "dossier:read",
    ("POST", "/api/v1/dossiers/<dossier_id>/reveal"): "dossier:reveal",
    ("GET", "/api/v1/dossiers/<dossier_id>/slip.pdf"): "dossier:read",
    ("GET", "/api/v1/openapi.json"): PUBLIC,
    ("GET", "/api/v1/docs"): PUBLIC,
    ("GET", "/healthz"): PUBLIC,
    ("GET", "/readyz"): PUBLIC,
    # Guarded by address or token instead of a sign-in.
    ("GET", "/metrics"): PUBLIC,
    ("GET", "/s/<reference>"): PUBLIC,
    ("GET", "/tra-cuu"): PUBLIC,
    ("POST", "/tra-cuu"): PUBLIC,
    ("GET", "/p/<code>"): PUBLIC,
    ("GET", "/p/style/<name>"): PUBLIC,
    ("GET", "/p/<code>/qr.svg"): PUBLIC,
}
"""(method, rule) → PUBLIC, SIGNED_IN or a permission. A route that is missing here answers nobody."""


def permission_of(command_type: str) -> str:
    """`dossier.accept` → `dossier:accept`."""
    return command_type.replace(".", ":")


PERMISSIONS: dict[str, frozenset[str]] = READS | {permission_of(t): roles for t, roles in COMMANDS.items()}
"""Every permission → the roles that hold it."""

ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    role: frozenset(name for name, roles in PERMISSIONS.items() if role in roles) for role in ROLES
}


def permissions_of(roles: frozenset[str]) -> frozenset[str]:
    """Everything somebody with these roles may do somewhere."""
    return frozenset().union(*(ROLE_PERMISSIONS.get(role, frozenset()) for role in roles))
