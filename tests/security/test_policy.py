"""Every route and every command stands in the one policy table, and nothing else does."""

import pytest
from flask import Flask

from app.core.guard import mark_of
from app.identity.permissions import COMMANDS, PERMISSIONS, PUBLIC, ROLE_PERMISSIONS, ROLES, ROUTES, SIGNED_IN
from tests.support.personas import Persona

pytestmark = pytest.mark.on("sqlite")


def routes_of(app: Flask) -> set[tuple[str, str]]:
    return {(m, r.rule) for r in app.url_map.iter_rules() for m in r.methods or () if m not in ("HEAD", "OPTIONS")}


def test_every_route_is_in_the_policy_table(app: Flask) -> None:
    assert routes_of(app) - ROUTES.keys() == set()


def test_the_policy_table_names_no_route_that_is_gone(app: Flask) -> None:
    assert ROUTES.keys() - routes_of(app) == set()


def test_every_view_is_marked_with_what_the_table_says(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            mark = mark_of(app.view_functions[rule.endpoint], method)
            assert mark is not None, (method, rule.rule)
            assert mark.permission == ROUTES[method, rule.rule], (method, rule.rule)


def test_every_command_is_in_the_policy_table(app: Flask) -> None:
    assert app.extensions["commands"].keys() - COMMANDS.keys() == set()


def test_the_policy_table_names_no_command_that_is_gone(app: Flask) -> None:
    assert COMMANDS.keys() - app.extensions["commands"].keys() == set()


def test_every_permission_of_a_route_is_held_by_somebody() -> None:
    named = set(ROUTES.values()) - {PUBLIC, SIGNED_IN}

    assert named - PERMISSIONS.keys() == set()
    assert set().union(*ROLE_PERMISSIONS.values()) == PERMISSIONS.keys()
    assert ROLE_PERMISSIONS.keys() == set(ROLES)


def test_a_route_that_nobody_put_into_the_table_answers_nobody(app: Flask, as_manager: Persona) -> None:
    app.add_url_rule("/api/v1/forgotten", view_func=lambda: "secret")

    answer = as_manager.get("/api/v1/forgotten")

    assert (answer.status_code, answer.json["reason"]) == (403, "policy.missing")


def test_a_view_whose_mark_differs_from_the_table_answers_nobody(app: Flask, as_manager: Persona) -> None:
    from app.core.guard import public

    app.view_functions["identity.list_sessions"] = public(lambda: "secret")

    assert as_manager.get("/api/v1/sessions").json["reason"] == "policy.missing"
