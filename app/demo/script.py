"""What the demo people did: which dossiers, set-ups and activities, when, and how each went on."""

from dataclasses import dataclass

BIRTH = "1.001193"
MARRIAGE = "1.000894"
DEATH = "1.000656"
SINGLE = "1.004873"
EXTRACT = "2.000635"
RESIDENCE = "1.004222"
STAY = "1.004194"
CONFIRM = "1.010041"
COPY = "2.000815"
ALLOWANCE = "1.001776"
PENSION = "1.014027"
INSURANCE = "1.001939"

PROCEDURES = (BIRTH, STAY, PENSION, EXTRACT, SINGLE, RESIDENCE, COPY, CONFIRM, INSURANCE, MARRIAGE, ALLOWANCE, DEATH)


@dataclass(frozen=True, slots=True)
class Story:
    """How one dossier went on. days_ago and hour: when it was begun, Vietnamese time.

    end: draft, submitted, promised (handed over incomplete), returned, mended, accepted, in_progress,
    paused, finished, completed, declined, withdrawn.
    """

    owner: str
    procedure: str
    days_ago: int
    hour: int
    end: str


ENDS = (
    "completed",
    "accepted",
    "submitted",
    "in_progress",
    "submitted",
    "returned",
    "finished",
    "draft",
    "mended",
    "promised",
    "completed",
    "submitted",
    "declined",
    "paused",
    "withdrawn",
)
OWNERS = ("volunteer1", "volunteer2", "volunteer1", "volunteer3", "volunteer4")

AT_THE_POINT = (
    Story("post1", BIRTH, 6, 9, "completed"),
    Story("post1", COPY, 4, 14, "in_progress"),
    Story("post1", ALLOWANCE, 2, 10, "returned"),
    Story("post1", RESIDENCE, 1, 15, "submitted"),
    Story("post1", SINGLE, 1, 16, "draft"),
)
"""What people asked for at the counter of the post point."""


def stories() -> list[Story]:
    """Sixty dossiers of the teams, the older ones further along than the younger ones, and those of the post point."""
    found = []
    for n in range(60):
        end = ENDS[n % len(ENDS)]
        recent = {"draft": 1, "submitted": 1 + n % 3, "returned": 2, "promised": 1, "mended": 3}
        days_ago = recent.get(end, 4 + n % 17)
        found.append(Story(OWNERS[n % len(OWNERS)], PROCEDURES[n % len(PROCEDURES)], days_ago, 8 + n % 8, end))
    return [*found, *AT_THE_POINT]


SETUP_STEPS = (
    ("vneid", "activated", "done", None),
    ("vneid", "l2_applied_at_police", "pending", None),
    ("vneid", "activated", "failed", "approved_not_activated"),
    ("vneid", "papers_integrated", "done", None),
    ("payment_account", "activated", "done", None),
    ("digital_signature", "signature_issued", "done", None),
    ("vneid", "l1_registered", "failed", "sim_in_another_name"),
    ("health_book", "activated", "done", None),
)
"""(kind, step, outcome, reason of failure) in turn."""

ACTIVITIES = (
    ("a", "home_visit", {"people_helped": 4}, "Đi từng nhà ở kiệt 12, giúp tra cứu hồ sơ."),
    ("b", "scam_warning", {"people_helped": 22, "leaflets": 30}, "Cảnh báo cuộc gọi giả danh công an."),
    ("c", "session", {"people_helped": 18}, "Buổi hướng dẫn dùng VNeID ở nhà sinh hoạt cộng đồng."),
    ("a", "point_shift", {"people_helped": 9, "installs": 3}, "Trực tại điểm hỗ trợ buổi sáng."),
    ("b", "leaflets", {"leaflets": 60}, "Phát tờ rơi ở chợ Đông Ba."),
    ("b", "loudspeaker", {"broadcasts": 2}, None),
    ("d", "meeting", {"people_helped": 12, "needs_noted": 5}, "Họp tổ dân phố, ghi khó khăn của bà con."),
)
"""(task, kind, counts, note) in turn."""

RETURNS: dict[str, tuple[str, str, str]] = {
    BIRTH: (
        "form.child_name",
        "Tên đệm trên giấy chứng sinh khác với tờ khai. Nhờ hỏi lại gia đình.",
        "Chỉ cần sửa tên của bé theo giấy chứng sinh, các mục khác đã đủ.",
    ),
    STAY: (
        "form.stay_to",
        "Hợp đồng thuê nhà hết hạn trước ngày này. Nhờ ghi đúng theo hợp đồng.",
        "Ngày tạm trú phải khớp với hợp đồng thuê nhà.",
    ),
    PENSION: (
        "documents.request",
        "Tờ khai thiếu chữ ký của người xin trợ cấp. Nhờ gia đình ký thêm.",
        "Thiếu chữ ký nên phường chưa nhận được, các mục khác đã đủ.",
    ),
    EXTRACT: (
        "form.registered_at",
        "Không thấy tên người này trong sổ của nơi đã ghi. Nhờ hỏi lại nơi đăng ký.",
        "Cần đúng nơi đăng ký thì mới tìm được trong sổ.",
    ),
    SINGLE: (
        "form.residence_history",
        "Thiếu nơi ở trước năm 2020. Nhờ ghi thêm cho đủ.",
        "Phường cần biết mọi nơi đã ở từ khi đủ tuổi kết hôn.",
    ),
    RESIDENCE: (
        "form.relation_to_head",
        "Khác với giấy khai sinh kèm theo. Nhờ hỏi lại chủ hộ rồi ghi cho khớp.",
        "Quan hệ với chủ hộ phải khớp với giấy tờ kèm theo.",
    ),
    COPY: (
        "form.total_copies",
        "Tổng số bản không khớp với từng giấy ở trên. Nhờ đếm lại.",
        "Chỉ cần sửa số bản, giấy tờ đã đủ.",
    ),
    CONFIRM: (
        "form.purpose",
        "Nhờ ghi rõ giấy này nộp cho cơ quan nào.",
        "Phường cần biết nơi nhận để ghi đúng nội dung xác nhận.",
    ),
    INSURANCE: (
        "form.clinic",
        "Nơi này đã nhận đủ người đăng ký khám ban đầu. Nhờ gia đình chọn nơi khác.",
        "Chỉ cần đổi nơi khám ban đầu, các mục khác đã đủ.",
    ),
    MARRIAGE: (
        "form.partner_dob",
        "Ngày sinh khác với căn cước của người đó. Nhờ xem lại thẻ.",
        "Ngày sinh của hai bên phải khớp với căn cước.",
    ),
    ALLOWANCE: (
        "form.beneficiary_dob",
        "Ngày sinh khác với căn cước của người hưởng. Nhờ xem lại thẻ.",
        "Mức trợ cấp tính theo tuổi, nên cần đúng ngày sinh.",
    ),
    DEATH: (
        "form.death_date",
        "Ngày mất khác với giấy báo tử. Nhờ xem lại giấy.",
        "Ngày mất phải khớp với giấy báo tử, các mục khác đã đủ.",
    ),
}
"""(place to mend, what to mend there, the reason as a whole), by procedure."""

DECLINE_REASON = "Thủ tục này do phường khác giải quyết; đã hướng dẫn gia đình tới đúng nơi."
WITHDRAW_REASON = "Gia đình muốn tự nộp ở nơi thường trú."
