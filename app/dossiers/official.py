"""Official statuses (trạng thái hồ sơ) 1–10 of the national exchange, written down as the centre states them. Pure."""

import re
from datetime import datetime
from enum import IntEnum
from typing import Any

CODE = re.compile(r"[0-9A-Z.]+-[0-9]{6}([0-9]{2})?-[0-9]{4,7}")
"""An official code (mã hồ sơ). We only ever copy one, never make one."""


class OfficialStatus(IntEnum):
    """Numbers as in the national exchange."""

    REGISTERED = 1
    RECEIVED = 2
    NOT_RECEIVED = 3
    IN_PROGRESS = 4
    SUPPLEMENT_REQUESTED = 5
    PAYMENT_REQUESTED = 6
    WITHDRAWN_BY_CITIZEN = 7
    STOPPED = 8
    FINISHED = 9
    RESULT_RETURNED = 10


WORDS: dict[OfficialStatus, dict[str, str]] = {
    OfficialStatus.REGISTERED: {"vi": "Mới đăng ký", "en": "Newly registered"},
    OfficialStatus.RECEIVED: {"vi": "Được tiếp nhận", "en": "Received"},
    OfficialStatus.NOT_RECEIVED: {"vi": "Không được tiếp nhận", "en": "Not received"},
    OfficialStatus.IN_PROGRESS: {"vi": "Đang xử lý", "en": "In progress"},
    OfficialStatus.SUPPLEMENT_REQUESTED: {"vi": "Yêu cầu bổ sung giấy tờ", "en": "Supplement requested"},
    OfficialStatus.PAYMENT_REQUESTED: {"vi": "Yêu cầu thực hiện nghĩa vụ tài chính", "en": "Payment requested"},
    OfficialStatus.WITHDRAWN_BY_CITIZEN: {"vi": "Công dân yêu cầu rút hồ sơ", "en": "Withdrawn by the citizen"},
    OfficialStatus.STOPPED: {"vi": "Dừng xử lý", "en": "Stopped"},
    OfficialStatus.FINISHED: {"vi": "Đã xử lý xong", "en": "Finished"},
    OfficialStatus.RESULT_RETURNED: {"vi": "Đã trả kết quả", "en": "Result returned"},
}

IN_PROGRESS = frozenset({OfficialStatus.RECEIVED, OfficialStatus.IN_PROGRESS})

PROCESSED = frozenset({OfficialStatus.FINISHED, OfficialStatus.RESULT_RETURNED})

PROCESSED_FOR_STATISTICS = PROCESSED | {OfficialStatus.WITHDRAWN_BY_CITIZEN}
"""Form 06 counts a dossier that the citizen withdrew as processed."""

PAUSED = frozenset({OfficialStatus.SUPPLEMENT_REQUESTED, OfficialStatus.PAYMENT_REQUESTED, OfficialStatus.STOPPED})
"""The clock stands."""

CLOCK_STANDS = PAUSED | PROCESSED_FOR_STATISTICS
"""Nothing is overdue: the centre waits, or it is through with it."""


Entry = dict[str, Any]
"""One line of a history: {status, at, by, source, …}; at: RFC 3339 text."""


def in_order(history: list[Entry]) -> list[Entry]:
    """By the time at which each status took effect; of two for one moment the later one written counts."""
    return sorted(history, key=lambda entry: datetime.fromisoformat(entry["at"]))


def latest_status(history: list[Entry]) -> int | None:
    """The status in force: the last of a history in order; None when nothing was written down."""
    return int(history[-1]["status"]) if history else None
