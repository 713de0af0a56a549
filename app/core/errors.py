"""Every error code the product can answer, in one catalogue.

A code is the class of a failure; a reason (dotted, `dossier.not_acceptable`) says which one.
Both go to the client, which has the words. The client's list is generated from here.
"""

from typing import Any

HTTP_STATUS: dict[str, int] = {
    # whole requests
    "MALFORMED": 400,
    "AUTH_EXPIRED": 401,
    "BAD_CREDENTIALS": 401,
    "DEVICE_REVOKED": 403,
    "PASSWORD_CHANGE_NEEDED": 403,
    "CROSS_SITE": 403,
    "FORBIDDEN": 403,
    "NOT_FOUND": 404,
    "METHOD_NOT_ALLOWED": 405,
    "DEVICE_FORKED": 409,
    "TOO_LARGE": 413,
    "MEDIA_TYPE": 415,
    "VALIDATION": 422,
    "CLIENT_TOO_OLD": 426,
    "TOO_MANY": 429,
    "INTERNAL": 500,
    "BUSY": 503,
    "STORAGE_FULL": 507,
    # one command
    "STATE_CHANGED": 409,
    "DEPENDENCY_REJECTED": 409,
    "ID_REUSED": 409,
    "NO_LONGER_YOURS": 409,
    "UNKNOWN_TYPE": 400,
    "TOO_NEW": 400,
}


class AppError(Exception):
    """A failure with a name.

    code: a key of HTTP_STATUS. reason: dotted domain code, None where the code says all.
    data: what the reader needs to go on (`errors` by field, the present state, seconds to wait).
    """

    def __init__(self, code: str, reason: str | None = None, **data: Any) -> None:
        assert code in HTTP_STATUS, code
        super().__init__(f"{code} {reason or ''}".strip())
        self.code = code
        self.reason = reason
        self.data = data

    @property
    def status(self) -> int:
        return HTTP_STATUS[self.code]


def invalid(errors: dict[str, list[str]], reason: str = "validation.fields") -> AppError:
    """A refusal that names fields: {dotted path: [message key or text]}."""
    return AppError("VALIDATION", reason, errors=errors)


def not_found(reason: str = "not_found") -> AppError:
    """Unknown and forbidden answer alike."""
    return AppError("NOT_FOUND", reason)
