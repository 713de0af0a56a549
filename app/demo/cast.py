"""Who and where: the wards, hamlets, points, teams and people of the demonstration. All invented."""

import hashlib
import uuid
from dataclasses import dataclass

PASSWORD = "to-so-demo"

PHU_XUAN = "19753"
THUAN_HOA = "19789"
HUE = "46"

FIRST_MOMENT_MS = 1_751_328_000_000
"""1 July 2025 in Vietnam: the day the present units began."""


def stable_id(name: str, at_ms: int = FIRST_MOMENT_MS) -> str:
    """A UUID of version 7's shape that is the same at every loading."""
    bits = int.from_bytes(hashlib.sha256(name.encode()).digest()[:10], "big")
    number = (at_ms << 80) | (bits & ((1 << 80) - 1))
    number = (number & ~(0xF << 76)) | (0x7 << 76)
    number = (number & ~(0x3 << 62)) | (0x2 << 62)
    return str(uuid.UUID(int=number))


@dataclass(frozen=True, slots=True)
class Member:
    """A demo person. team: number of the team in the ward, None outside of teams."""

    login: str
    full_name: str
    role: str
    ward: str | None
    team: int | None = None
    organisation: str | None = None

    @property
    def id(self) -> str:
        return stable_id(f"person:{self.login}")

    @property
    def device_id(self) -> str:
        return stable_id(f"device:{self.login}")


def team_id(number: int) -> str:
    return stable_id(f"team:{number}")


def hamlet_id(ward: str, number: int) -> str:
    return stable_id(f"hamlet:{ward}:{number}")


def point_id(name: str) -> str:
    return stable_id(f"point:{name}")


MEMBERS = (
    Member("volunteer1", "Trần Thị Hạnh", "volunteer", PHU_XUAN, 1, "Đoàn phường Phú Xuân"),
    Member("volunteer2", "Lê Minh Quân", "volunteer", PHU_XUAN, 1, "Đoàn phường Phú Xuân"),
    Member("volunteer3", "Nguyễn Đăng Khoa", "volunteer", PHU_XUAN, 2, "Trường Đại học Khoa học"),
    Member("leader1", "Hồ Thị Bích Liên", "leader", PHU_XUAN, 1),
    Member("leader2", "Phan Văn Thọ", "leader", PHU_XUAN, 2),
    Member("officer1", "Nguyễn Thị Thu Hà", "officer", PHU_XUAN),
    Member("manager1", "Đặng Quốc Việt", "manager", PHU_XUAN),
    Member("post1", "Võ Thị Lan", "point_staff", PHU_XUAN, None, "Bưu điện thành phố Huế"),
    Member("volunteer4", "Hoàng Thị Mỹ Duyên", "volunteer", THUAN_HOA, 4),
    Member("leader4", "Trương Công Định", "leader", THUAN_HOA, 4),
    Member("officer4", "Bùi Thanh Tùng", "officer", THUAN_HOA),
    Member("overseer1", "Cao Thị Ngọc Ánh", "overseer", None),
)

BY_LOGIN = {member.login: member for member in MEMBERS}

TEAMS = (
    (1, PHU_XUAN, "Tổ công nghệ số cộng đồng số 1", (1, 2, 3, 4)),
    (2, PHU_XUAN, "Tổ công nghệ số cộng đồng số 2", (5, 6, 7, 8)),
    (4, THUAN_HOA, "Tổ công nghệ số cộng đồng số 4", (1, 2, 3, 4, 5, 6)),
)
"""(number, ward, name, numbers of the hamlets it serves)."""

HAMLETS = {PHU_XUAN: 11, THUAN_HOA: 8}
"""Residential groups per ward."""


POINTS = (
    ("centre-19753", PHU_XUAN, "Trung tâm Phục vụ hành chính công phường Phú Xuân", "centre", 16.4712, 107.5791),
    ("post-19753", PHU_XUAN, "Điểm bưu cục Đông Ba", "post_point", 16.4745, 107.5862),
    ("agent-19753", PHU_XUAN, "Điểm đại lý dịch vụ công Tây Lộc", "agent_point", 16.4780, 107.5660),
    ("centre-19789", THUAN_HOA, "Trung tâm Phục vụ hành chính công phường Thuận Hóa", "centre", 16.4571, 107.5889),
    ("agent-19789", THUAN_HOA, "Điểm hỗ trợ xã hội số Trường An", "digital_society_point", 16.4468, 107.5833),
)
"""(key, ward, name, kind, latitude, longitude)."""
