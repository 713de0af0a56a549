"""Who acts: read once from the session's rows, never from what the client sends."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grant:
    """One membership in force: a role in a ward, or in a team of it, or over a province."""

    role: str
    ward: str | None = None
    team_id: str | None = None
    province: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person on a device, with the memberships in force now."""

    person_id: str
    device_id: str | None = None
    session_id: str | None = None
    memberships: tuple[Grant, ...] = ()

    def has(self, *roles: str, ward: str | None = None) -> bool:
        """Whether one of the roles is held, in that ward where one is named."""
        return any(m.role in roles and (ward is None or m.ward == ward) for m in self.memberships)

    def leads(self, team_id: str | None) -> bool:
        """Whether this person leads the team."""
        return team_id is not None and any(m.role == "leader" and m.team_id == team_id for m in self.memberships)

    def team_in(self, ward: str) -> str | None:
        """The team this person works for in a ward; a membership as volunteer comes first."""
        teams = [m for m in self.memberships if m.ward == ward and m.team_id]
        teams.sort(key=lambda m: m.role != "volunteer")
        return teams[0].team_id if teams else None

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(m.role for m in self.memberships)

    @property
    def wards(self) -> frozenset[str]:
        return frozenset(m.ward for m in self.memberships if m.ward)


SYSTEM = Actor(person_id="00000000-0000-7000-8000-000000000000")
"""Imports and jobs; holds no membership, so no scope check lets it through by accident."""
