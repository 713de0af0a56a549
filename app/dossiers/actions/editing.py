"""Edits and their conflicts: the merge rule at work on a stored dossier."""

from dataclasses import dataclass, field
from typing import Any

from app.catalogue.forms import shape_errors, without_secrets_in
from app.core.clock import iso
from app.core.commands import Args, CommandContext, EarlierOutcome
from app.core.edits import get, put
from app.core.errors import AppError, invalid, not_found
from app.core.ids import is_id, new_id
from app.dossiers.access import Relations, conflict_buckets_of, get_for, state_changed
from app.dossiers.actions.common import named, save
from app.dossiers.checks import incomplete
from app.dossiers.content import holds_personal, tidy
from app.dossiers.definitions import definition_of
from app.dossiers.lifecycle import WAITS_FOR_OWNER, Action, may, may_edit
from app.dossiers.masking import is_sensitive, view_of
from app.dossiers.merge import MISSING, Verdict, merge, same
from app.dossiers.models import Conflict, Content, Dossier
from app.dossiers.parts import MOST_PAPERS, is_too_long
from app.dossiers.paths import Change, as_stored, checked, leaves_of

MOST_STEPS_BACK = 64
"""How many earlier commands of one's own a base is looked up through."""

COLUMNS = frozenset({"channel", "hamlet_id", "support_point_id", "visit_id"})
"""Fields that lie in columns of their own."""


def edit(ctx: CommandContext, args: Args) -> None:
    """Change fields by the merge rule; what two people changed differently is kept twice.

    Raises VALIDATION for fields and values that cannot be, FORBIDDEN for fields that are not this
    person's to edit; either names all of them, and nothing is changed then.
    """
    dossier, relations = get_for(ctx.session, ctx.actor, ctx.entity_id, Action.EDIT)
    work = Editing(ctx, dossier, relations, dossier.open())
    leaves = [leaf for change in args["changes"] for leaf in leaves_of(change, work.content)]
    work.check(leaves)
    for leaf in leaves:
        work.apply(leaf)
    work.finish()


@dataclass(slots=True)
class Editing:
    """One edit under way. changed, replaced: fields written, and those written over a masked value."""

    ctx: CommandContext
    dossier: Dossier
    relations: Relations
    content: Content
    changed: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    conflicted: list[str] = field(default_factory=list)
    _procedure: dict[str, Any] | None = None
    """The one this edit asks for, by whose form its answers are judged."""

    def check(self, leaves: list[Change]) -> None:
        """Bring every value into its stored form. Raises for all faults at once."""
        errors: dict[str, list[str]] = {}
        foreign: dict[str, list[str]] = {}
        for leaf in sorted(leaves, key=lambda leaf: leaf["field"] != "procedure"):
            name = leaf["field"]
            try:
                leaf["new"] = self.taken(name, leaf["new"])
            except AppError as fault:
                errors |= fault.data["errors"]
                continue
            if not may_edit(self.relations, self.dossier.work_state, name):
                foreign[name] = ["dossier.field_not_yours"]
        if errors:
            raise invalid(errors)
        if foreign:
            raise AppError("FORBIDDEN", "dossier.field_not_yours", errors=foreign)

    def taken(self, name: str, value: Any) -> Any:
        """A new value in its stored form. Raises VALIDATION naming the field for one that cannot be."""
        value = checked(name, value)
        root, _, answer = name.partition(".")
        if root == "procedure":
            self._procedure = value
        if root == "form":
            misshapen = shape_errors(self._form_definition(), {answer: value})
            if misshapen:
                raise invalid({name: misshapen[answer]})
        return self.kept(name, value)

    def apply(self, leaf: Change) -> None:
        """Judge one field by the merge rule and do what it says."""
        name, new = leaf["field"], leaf["new"]
        stored = self.stored(name)
        base, earlier = self._base(leaf)
        if earlier is not None and self._answer_again(earlier, new):
            return
        verdict, value = merge(name, stored=stored, base=base, new=new)
        if verdict is Verdict.CONFLICT:
            self._keep_both(name, stored, new)
        elif verdict is Verdict.WRITE:
            if base is MISSING:
                self.replaced.append(name)
            self.write(name, value)

    def stored(self, name: str) -> Any:
        return getattr(self.dossier, name) if name in COLUMNS else get(self.content, name)

    def write(self, name: str, value: Any) -> None:
        if name in COLUMNS:
            setattr(self.dossier, name, value)
        else:
            put(self.content, name, value)
        self.changed.append(name)
        by, at = self.ctx.actor.person_id, iso(self.ctx.now)
        if self.dossier.submission > 0:
            self.content.setdefault("written", {})[name] = [by, at]
        for entry in self._open_conflicts(name):
            conflict = self._conflict(entry["id"])
            kept = conflict.open()
            kept["theirs"] = {"value": value, "by": by, "at": at}
            if same(name, kept["mine"]["value"], value):
                self.settle(conflict, kept, entry, "mine", value)
            else:
                self._save_conflict(conflict, kept)

    # What the author saw

    def _base(self, leaf: Change) -> tuple[Any, str | None]:
        """The value an edit was made on, and the conflict its earlier edit ended in, if it did.

        Without base and base_cmd the field was masked for the author, and is replaced. Where it was not,
        the author knew nothing of it: only an empty field is then written.
        """
        name = leaf["field"]
        if "base_cmd" in leaf:
            return self._earlier(leaf["base_cmd"], name)
        if "base" in leaf:
            return self._as_stored(name, leaf["base"]), None
        return (MISSING if self._is_masked(name) else None), None

    def _earlier(self, command_id: str, name: str) -> tuple[Any, str | None]:
        """The value an own earlier command wrote; its base where it was refused; the conflict it ended in."""
        for _ in range(MOST_STEPS_BACK):
            # A refused command may name anything as its own base.
            outcome = self.ctx.outcome_of(command_id) if is_id(command_id) else None
            if outcome is None:
                return None, None
            change = _change_of(outcome, name)
            if outcome.status == "applied":
                kept = next((c["id"] for c in outcome.conflicts if c["field"] == name), None)
                return self._as_stored(name, change.get("new")), kept
            if "base_cmd" not in change:
                return (self._as_stored(name, change["base"]) if "base" in change else self._unseen(name)), None
            command_id = change["base_cmd"]
        return None, None

    def _unseen(self, name: str) -> Any:
        return MISSING if self._is_masked(name) else None

    def _is_masked(self, name: str) -> bool:
        definition = self._form_definition() if name.startswith("form.") else None
        return is_sensitive(name, definition, view_of(self.ctx.actor, self.dossier))

    def _form_definition(self) -> dict[str, Any] | None:
        return definition_of(self.ctx.session, self._procedure or self.content.get("procedure"))

    def kept(self, name: str, value: Any) -> Any:
        """A value in its stored form, without secrets in what the form asks for as free text."""
        if not name.startswith("form."):
            return value
        key = name.partition(".")[2]
        return without_secrets_in(self._form_definition(), {key: value})[key]

    def _as_stored(self, name: str, value: Any) -> Any:
        return self.kept(name, as_stored(name, value))

    # Two values

    def third(self, name: str, value: Any) -> Any:
        """Neither of two values, in its stored form: an edit, as which it is judged."""
        if not may(Action.EDIT, self.relations, self.dossier.work_state):
            raise state_changed(self.dossier, self.relations)
        leaf: Change = {"field": name, "new": value}
        self.check([leaf])
        return leaf["new"]

    def _keep_both(self, name: str, stored: Any, mine: Any) -> None:
        """Store a conflict: the stored value stays in force, the author's lies beside it."""
        by, at = self.content.get("written", {}).get(name) or (self.dossier.created_by, iso(self.dossier.updated_at))
        kept = {
            "field": name,
            "theirs": {"value": stored, "by": by, "at": at},
            "mine": {"value": mine, "by": self.ctx.actor.person_id, "at": iso(self.ctx.now)},
            "resolved": None,
        }
        conflict = Conflict(id=new_id(), dossier_id=self.dossier.id, created_at=self.ctx.now)
        self.ctx.session.add(conflict)
        self.content.setdefault("conflicts", []).append({"id": conflict.id, "field": name, "open": True})
        self._save_conflict(conflict, kept)
        self._report(conflict, kept)

    def _answer_again(self, conflict_id: str, new: Any) -> bool:
        """Replace the author's side of a conflict their earlier edit ended in. False once it is resolved."""
        entry = next((c for c in self.content.get("conflicts", ()) if c["id"] == conflict_id), None)
        if entry is None or not entry["open"]:
            return False
        conflict = self._conflict(conflict_id)
        kept = conflict.open()
        if kept["mine"]["by"] != self.ctx.actor.person_id:
            return False
        kept["mine"] = {"value": new, "by": self.ctx.actor.person_id, "at": iso(self.ctx.now)}
        if same(kept["field"], kept["theirs"]["value"], new):
            self.settle(conflict, kept, entry, "theirs", new)
            return True
        self._save_conflict(conflict, kept)
        self._report(conflict, kept)
        return True

    def settle(self, conflict: Conflict, kept: Content, entry: dict[str, Any], choose: str, value: Any) -> None:
        """Both sides have come to mean the same: nobody has to decide."""
        by, at = self.ctx.actor.person_id, iso(self.ctx.now)
        kept["resolved"] = {"choose": choose, "value": value, "by": by, "at": at}
        conflict.resolved_at = self.ctx.now
        entry["open"] = False
        self.conflicted.append(kept["field"])
        self._save_conflict(conflict, kept)

    def _save_conflict(self, conflict: Conflict, kept: Content) -> None:
        conflict.seal(kept)
        self.ctx.unit.record("conflict", conflict.id, conflict_buckets_of(self.dossier))

    def _report(self, conflict: Conflict, kept: Content) -> None:
        """Tell the author in the result; a value masked for them is not told."""
        name = kept["field"]
        theirs = None if self._is_masked(name) else kept["theirs"]["value"]
        report = {"id": conflict.id, "field": name, "theirs": theirs, "mine": kept["mine"]["value"]}
        self.ctx.conflicts[:] = [c for c in self.ctx.conflicts if c["id"] != conflict.id] + [report]
        self.conflicted.append(name)

    def _open_conflicts(self, name: str) -> list[dict[str, Any]]:
        return [c for c in self.content.get("conflicts", ()) if c["open"] and c["field"] == name]

    def _conflict(self, conflict_id: str) -> Conflict:
        conflict = self.ctx.session.get(Conflict, conflict_id)
        assert conflict is not None, "a dossier names only conflicts that are there"
        return conflict

    # The end

    def finish(self) -> None:
        """Save what has changed; an edit that changed nothing leaves no trace but its answer."""
        if not self.changed and not self.conflicted:
            return
        tidy(self.content)
        self.check_outcome()
        detail: dict[str, Any] = {}
        if self.replaced:
            detail["replaced_masked"] = named(self.replaced)
        if self.conflicted:
            detail["conflicts"] = named(self.conflicted)
        save(self.ctx, self.dossier, self.content, Action.EDIT, self.changed, **detail)

    def check_outcome(self) -> None:
        """Judge the dossier as it would be. Raises VALIDATION."""
        if not self.content.get("consent") and holds_personal(self.content):
            raise invalid({"consent": ["validation.required"]}, "dossier.consent_missing")
        self._check_size()
        if self.changed and self.dossier.work_state not in WAITS_FOR_OWNER:
            self._check_completeness()

    def _check_size(self) -> None:
        """All that was edited bit by bit together holds no more than what is sent at once."""
        answers = [name for name in self.changed if name.startswith("form.")]
        papers = [name for name in self.changed if name.startswith("documents.")]
        full = answers if answers and is_too_long(self.content.get("form", {})) else []
        if len(self.content.get("documents", ())) > MOST_PAPERS:
            full = full + papers
        errors = {name: ["validation.length"] for name in full}
        if errors:
            raise invalid(errors)

    def _check_completeness(self) -> None:
        """With the ward, a dossier stays as complete as it came."""
        came, goes = (
            incomplete(content, definition_of(self.ctx.session, content.get("procedure")))
            for content in (self.dossier.open(), self.content)
        )
        errors = {path: codes for path, codes in goes.items() if path not in came or path in self.changed}
        if errors:
            raise invalid(errors)


def _change_of(outcome: EarlierOutcome, name: str) -> Change:
    """What an earlier command asked for the field, as {new, base?, base_cmd?}; empty when it named it not."""
    changes = outcome.args.get("changes")
    if not isinstance(changes, list):
        return {"new": get(outcome.args, name)}
    found: Change = {}
    for change in changes:
        if isinstance(change, dict) and isinstance(change.get("field"), str) and "new" in change:
            found = next((leaf for leaf in leaves_of(change, {}) if leaf["field"] == name), found)
    return found


def resolve_conflict(ctx: CommandContext, args: Args) -> None:
    """Decide between two values. The entity is the dossier.

    One of the two may be chosen by whoever may resolve; a third is an edit, for whom and while the field is theirs
    to edit. Raises what an edit raises, and VALIDATION for a choice that takes from a dossier with the ward what it
    needs.
    """
    dossier, relations = get_for(ctx.session, ctx.actor, ctx.entity_id, Action.RESOLVE)
    content = dossier.open()
    entry = next((c for c in content.get("conflicts", ()) if c["id"] == args["conflict_id"]), None)
    conflict = ctx.session.get(Conflict, args["conflict_id"]) if entry else None
    if entry is None or conflict is None:
        raise not_found("conflict.not_found")
    kept = conflict.open()
    name, choose = kept["field"], args["choose"]
    if not entry["open"]:
        raise AppError("STATE_CHANGED", "conflict.resolved", resolved=kept["resolved"]["choose"], possible=[])
    work = Editing(ctx, dossier, relations, content)
    stored = work.stored(name)
    if isinstance(choose, str):
        value = {"mine": kept["mine"]["value"], "theirs": stored}[choose]
    else:
        value = work.third(name, choose["value"])
    entry["open"] = False
    if not same(name, stored, value):
        work.write(name, value)
    word = choose if isinstance(choose, str) else "value"
    work.settle(conflict, kept, entry, word, value)
    tidy(content)
    work.check_outcome()
    save(ctx, dossier, content, Action.RESOLVE, [name], conflict=conflict.id, choose=word)
