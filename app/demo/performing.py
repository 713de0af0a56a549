"""Performs the script: every act is a command of a person, at the time it would have happened."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from app.catalogue.forms import asked_documents
from app.catalogue.queries import procedure
from app.core import clock
from app.core.ids import CROCKFORD
from app.core.transaction import snapshot
from app.demo import cast, citizens, script
from app.demo.cast import Member, stable_id
from app.identity.access import load_actor
from app.sync.push import push
from app.sync.schemas import parse

OFFICER_OF = {cast.PHU_XUAN: cast.BY_LOGIN["officer1"], cast.THUAN_HOA: cast.BY_LOGIN["officer4"]}
LEADER_OF = {1: cast.BY_LOGIN["leader1"], 2: cast.BY_LOGIN["leader2"], 4: cast.BY_LOGIN["leader4"]}


class NotPerformed(Exception):
    """A command of the script was refused: the script and the rules no longer fit together."""


@dataclass
class Stage:
    """Plays commands. today: midnight in Vietnam of the day the demonstration is loaded."""

    today: datetime
    latest: datetime
    seqs: dict[str, int] = field(default_factory=dict)
    dice: random.Random = field(default_factory=lambda: random.Random(20261123))

    def at(self, days_ago: int, hour: int, minute: int = 0) -> datetime:
        """A moment of a past day; never in the future, never on a Sunday."""
        day = self.today - timedelta(days=days_ago)
        if day.weekday() == 6:
            day -= timedelta(days=1)
        return min(day + timedelta(hours=hour, minutes=minute), self.latest)

    def act(self, who: Member, kind: str, entity: str, args: dict[str, Any], at: datetime) -> None:
        """One command, decided as if it were `at`. Raises NotPerformed unless it is applied."""
        seq = self.seqs[who.login] = self.seqs.get(who.login, 0) + 1
        made = at.astimezone(clock.VIETNAM).isoformat(timespec="milliseconds")
        command = {
            "id": stable_id(f"command:{who.login}:{seq}", int(at.timestamp() * 1000)),
            "seq": seq,
            "type": kind,
            "v": 1,
            "entity": entity,
            "after": [],
            "made_at": made,
            "args": args,
        }
        envelope = {"proto": 1, "client": {"device": who.device_id}, "commands": [command]}
        with clock.set_clock(lambda: at):
            with snapshot() as session:
                actor = load_actor(session, who.id)
            if actor is None:
                raise NotPerformed(f"{who.login} is not there")
            result = push(actor, who.device_id, parse(envelope).commands)[0]
        if result["status"] != "applied":
            raise NotPerformed(f"{who.login} {kind}: {result}")


def perform_dossiers(stage: Stage) -> None:
    for n, story in enumerate(script.stories()):
        DossierPlay(stage, story, n).perform()


class DossierPlay:
    """One dossier from its first line to where the story leaves it."""

    def __init__(self, stage: Stage, story: script.Story, n: int) -> None:
        self.stage, self.story = stage, story
        self.owner = cast.BY_LOGIN[story.owner]
        self.officer = OFFICER_OF[str(self.owner.ward)]
        self.begun = stage.at(story.days_ago, story.hour, 7 * n % 60)
        self.id = stable_id(f"dossier:{n}", int(self.begun.timestamp() * 1000))
        self.n = n
        self.submission = 0
        with snapshot() as session:
            found = procedure(session, story.procedure)
        assert found is not None, story.procedure
        self.definition = found

    def perform(self) -> None:
        """The acts up to the story's end."""
        self.create()
        if self.story.end == "draft":
            return
        self.submit(minutes=25)
        acts: dict[str, Callable[[], None]] = {
            "submitted": lambda: None,
            "promised": lambda: None,
            "returned": self.return_,
            "mended": self.mend,
            "accepted": self.accept,
            "in_progress": lambda: self.official(4),
            "paused": lambda: self.official(5),
            "finished": lambda: self.official(9),
            "completed": self.complete,
            "declined": self.decline,
            "withdrawn": self.withdraw,
        }
        acts[self.story.end]()

    def later(self, minutes: int) -> datetime:
        return min(self.begun + timedelta(minutes=minutes), self.stage.latest)

    def act(self, who: Member, kind: str, args: dict[str, Any], minutes: int) -> None:
        self.stage.act(who, f"dossier.{kind}", self.id, args, self.later(minutes))

    def create(self) -> None:
        dice = self.stage.dice
        form = citizens.answers(dice, self.definition["form"], self.begun.date())
        is_draft = self.story.end == "draft"
        args = {
            "reference": reference(self.n),
            "ward": self.owner.ward,
            "procedure": {"code": self.definition["code"], "version": self.definition["version"]},
            "hamlet_id": cast.hamlet_id(str(self.owner.ward), 1 + self.n % 4),
            "channel": 2 if dice.random() < 0.6 else 1,
            "applicant": citizens.person(dice),
            "form": {} if is_draft else form,
            "documents": {} if is_draft else self.papers(form),
            "consent": consent(self.begun),
        }
        if self.owner.team is None:
            args["support_point_id"] = cast.point_id(f"post-{self.owner.ward}")
        if self.story.procedure == script.BIRTH:
            args["vulnerable"] = False
        self.act(self.owner, "create", args, 0)

    def papers(self, form: dict[str, Any]) -> dict[str, Any]:
        """States of the papers asked for; the first one is promised where the story says so."""
        states = {}
        for n, document in enumerate(asked_documents(self.definition, form)):
            state = ("seen", "certified", "seen", "reused")[n % 4]
            states[document["id"]] = {"state": state, "file_ids": []}
            if n == 0 and self.story.end == "promised":
                states[document["id"]] = {"state": "promised", "file_ids": [], "note": "Gia đình mang tới thứ Tư"}
        return states

    def expect(self, state: str) -> dict[str, Any]:
        return {"expect": {"work_state": state, "submission": self.submission}}

    def submit(self, minutes: int, state: str = "draft") -> None:
        self.act(self.owner, "submit", self.expect(state), minutes)
        self.submission += 1

    def return_(self) -> None:
        path, message, reason = script.RETURNS[self.story.procedure]
        items = [{"path": path, "message": message}]
        self.act(self.officer, "return", self.expect("submitted") | {"items": items, "reason": reason}, 95)

    def mend(self) -> None:
        self.return_()
        self.act(self.owner, "comment", {"text": "Đã hỏi lại gia đình và sửa theo giấy tờ gốc."}, 190)
        self.submit(200, "returned")

    def accept(self) -> None:
        self.act(self.officer, "claim", {}, 60)
        code = f"H57.12-{self.begun:%y%m%d}-{self.n + 1:04d}"
        self.act(self.officer, "accept", self.expect("submitted") | {"official_code": code}, 70)

    def official(self, *statuses: int) -> None:
        self.accept()
        for n, status in enumerate((2, *statuses)):
            minutes = 120 + 300 * n
            at = self.later(minutes).astimezone(clock.VIETNAM).isoformat()
            self.act(self.officer, "record_official", {"status": status, "at": at}, minutes)

    def complete(self) -> None:
        self.official(4, 9, 10)
        self.act(self.officer, "complete", self.expect("accepted"), 1500)

    def decline(self) -> None:
        self.act(self.officer, "decline", self.expect("submitted") | {"reason": script.DECLINE_REASON}, 80)

    def withdraw(self) -> None:
        self.act(self.owner, "withdraw", self.expect("submitted") | {"reason": script.WITHDRAW_REASON}, 80)


def reference(n: int) -> str:
    """A reference of 13 Crockford characters, the same at every loading."""
    dice = random.Random(n * 7919 + 11)
    return "".join(dice.choice(CROCKFORD) for _ in range(13))


def consent(at: datetime) -> dict[str, Any]:
    return {
        "text_version": "2026-07",
        "language": "vi",
        "method": "spoken",
        "purposes": ["preparing", "contact"],
        "at": at.astimezone(clock.VIETNAM).isoformat(timespec="seconds"),
    }


def perform_setups(stage: Stage) -> None:
    """Forty set-ups; every third person is only counted."""
    for n in range(40):
        who = cast.BY_LOGIN[script.OWNERS[n % len(script.OWNERS)]]
        kind, step, outcome, failure = script.SETUP_STEPS[n % len(script.SETUP_STEPS)]
        at = stage.at(1 + n % 20, 8 + n % 9, 13 * n % 60)
        args: dict[str, Any] = {"kind": kind, "step": step, "outcome": outcome, "person": None}
        args["hamlet_id"] = cast.hamlet_id(str(who.ward), 1 + n % 4)
        if n % 3:
            args |= {"person": citizens.person(stage.dice), "consent": consent(at)}
        if failure:
            args |= {
                "failure_reason": failure,
                "follow_up_on": (stage.today + timedelta(days=1 + n % 5)).date().isoformat(),
            }
        stage.act(who, "vneid.record", stable_id(f"setup:{n}", int(at.timestamp() * 1000)), args, at)


def perform_activities(stage: Stage) -> None:
    """Sixty activities: the older ones judged by the leader, one in ten asked back."""
    done: Counter[tuple[str, date]] = Counter()
    for n in range(60):
        who = cast.BY_LOGIN[script.OWNERS[n % len(script.OWNERS)]]
        task, kind, counts, note = script.ACTIVITIES[n % len(script.ACTIVITIES)]
        days_ago = 1 + n % 24
        # Mornings first: nobody is at two places at once.
        day = (who.login, stage.at(days_ago, 8).date())
        hour = (8, 14, 18)[done[day]]
        done[day] += 1
        started, ended = stage.at(days_ago, hour, 10 * (n % 4)), stage.at(days_ago, hour + 2, 30)
        entity = stable_id(f"activity:{n}", int(started.timestamp() * 1000))
        args: dict[str, Any] = {
            "task": task,
            "kind": kind,
            "started_at": started.astimezone(clock.VIETNAM).isoformat(),
            "ended_at": ended.astimezone(clock.VIETNAM).isoformat(),
            "hamlet_id": cast.hamlet_id(str(who.ward), 1 + n % 4),
            "counts": counts,
        }
        if note:
            args["note"] = note
        stage.act(who, "activity.log", entity, args, ended)
        leader = LEADER_OF[who.team or 1]
        judged = min(ended + timedelta(hours=6), stage.latest)
        if n % 10 == 3:
            query = {"expect": {"state": "sent"}, "reason": "Buổi này có bao nhiêu người dự? Bạn ghi thêm giúp."}
            stage.act(leader, "activity.query", entity, query, judged)
        elif days_ago > 4:
            stage.act(leader, "activity.verify", entity, {"expect": {"state": "sent"}}, judged)
