"""When a dossier is complete enough to be handed over. Pure.

Errors are {dotted field: [code]}, with the codes the form's own rules use: `required`, `pattern`, `unknown` …
"""

from typing import Any

from app.catalogue.forms import check_documents, check_form, promised_documents
from app.core.citizen import ID_LENGTHS, is_possible_phone, normal_phone
from app.core.clock import today_in_vietnam
from app.core.secrets import may_be_id_number
from app.dossiers.content import PEOPLE, has_consent
from app.dossiers.models import Content

Errors = dict[str, list[str]]


def incomplete(content: Content, definition: dict[str, Any] | None) -> Errors:
    """Everything that keeps the dossier from being submitted; empty when nothing does.

    definition: None for a procedure that is not listed, which has neither form nor checklist.
    """
    errors: Errors = {}
    procedure = content.get("procedure") or {}
    if not procedure:
        errors["procedure"] = ["required"]
    elif definition is None and "code" in procedure:
        errors["procedure"] = ["unknown"]
    if not has_consent(content):
        errors["consent"] = ["required"]
    errors |= people_errors(content)
    if definition is not None:
        form, papers = content.get("form", {}), content.get("documents", {})
        errors |= {f"form.{path}": codes for path, codes in check_form(definition, form).items()}
        missing = check_documents(definition, form, papers)
        errors |= {f"documents.{path}": codes for path, codes in missing.items() if path.endswith(".state")}
    return errors


def people_errors(content: Content) -> Errors:
    """What is wrong with the people: names they need, numbers that cannot be right."""
    errors: Errors = {}
    for key in PEOPLE:
        person = content.get(key)
        if person is None and key != "applicant":
            continue
        found = _person_errors(person or {}, needs_basis=key == "representative")
        errors |= {f"{key}.{name}": codes for name, codes in found.items()}
    return errors


def _person_errors(person: dict[str, Any], *, needs_basis: bool) -> Errors:
    errors: Errors = {}
    if not person.get("full_name"):
        errors["full_name"] = ["required"]
    if needs_basis and not person.get("basis"):
        errors["basis"] = ["required"]
    if not may_be_id_number(person.get("id_number") or ""):
        errors["id_number"] = ["not_id_number"]
    elif not _has_right_length(person.get("id_kind"), person.get("id_number")):
        errors["id_number"] = ["id_number"]
    if (person.get("date_of_birth") or "") > today_in_vietnam().isoformat():
        errors["date_of_birth"] = ["future"]
    if person.get("phone") and not is_possible_phone(normal_phone(person["phone"])):
        errors["phone"] = ["phone"]
    return errors


def _has_right_length(kind: str | None, number: str | None) -> bool:
    """Only the length of a number is judged; structure beyond it warns, on the phone. Passports are free."""
    if not number:
        return True
    if kind in ID_LENGTHS:
        return number.isascii() and number.isdigit() and len(number) == ID_LENGTHS[kind]
    if kind is None and number.isdigit():
        return len(number) in ID_LENGTHS.values()
    return True


def promised(content: Content, definition: dict[str, Any] | None) -> list[str]:
    """Required papers that are only promised: the dossier may go, as incomplete, and says so."""
    if definition is None:
        return []
    return promised_documents(definition, content.get("form", {}), content.get("documents", {}))
