"""What citizens read, in Vietnamese and English; moments, days and amounts as people say them.

Words with legal force belong to the centre: ours never say that something was received or refused.
"""

import re
from datetime import date, datetime
from typing import Any

from app.core.clock import VIETNAM

LANGUAGES = ("vi", "en")

WORDS: dict[str, tuple[str, str]] = {
    "product": ("Tổ Số", "Tổ Số"),
    "track.title": ("Xem hồ sơ tới đâu", "Where your dossier stands"),
    "track.code": ("Mã", "Code"),
    "track.official_code": ("Mã hồ sơ của Trung tâm", "The centre's dossier code"),
    "track.official": ("Trạng thái ở Trung tâm", "Status at the centre"),
    "track.updated": ("Cập nhật lúc", "Updated at"),
    "track.bring": ("Ông bà cần mang theo", "What to bring"),
    "track.mend": ("Cần sửa hoặc bổ sung", "To correct or to add"),
    "track.mend_help": (
        "Người đã giúp ông bà cũng nhận được yêu cầu này và sẽ liên hệ lại.",
        "Whoever helped you has received this request too and will be in touch.",
    ),
    "track.have": ("Giấy tờ đã có", "Papers already there"),
    "track.steps": ("Các bước", "Steps"),
    "track.where": ("Đến đâu, gọi ai", "Where to go, whom to call"),
    "track.hours": ("Giờ làm việc", "Hours"),
    "track.call": ("Gọi", "Call"),
    "track.guide": ("Xem giấy tờ, thời hạn, lệ phí của thủ tục này", "Papers, time and fee of this procedure"),
    "track.other": ("Tra mã khác", "Look up another code"),
    "track.disclaimer": (
        "Trang này không thay giấy tiếp nhận hồ sơ.",
        "This page does not replace the official receipt.",
    ),
    "state.submitted": ("Đã gửi phường, chờ nhận", "Sent to the ward, waiting to be taken over"),
    "state.returned": ("Cần bổ sung", "Something has to be added"),
    "state.accepted": ("Phường đã nhận bàn giao", "Handed over to the ward"),
    "state.completed": ("Hoàn tất", "Finished"),
    "state.declined": ("Chưa chuyển được", "Could not be passed on"),
    "state.withdrawn": ("Đã rút", "Withdrawn"),
    "next.submitted": (
        "Cán bộ phường sẽ xem. Ông bà chưa cần làm gì.",
        "An officer of the ward will look at it. You need not do anything yet.",
    ),
    "next.submitted_lacking": (
        "Cán bộ phường sẽ xem. Ông bà còn giấy tờ cần mang tới, ghi ở dưới đây.",
        "An officer of the ward will look at it. There are still papers to bring, named below.",
    ),
    "next.returned": (
        "Xin xem phần cần bổ sung dưới đây.",
        "Please see below what has to be added.",
    ),
    "next.accepted": ("Trung tâm đang giữ hồ sơ của ông bà.", "The centre has your dossier."),
    "next.accepted_lacking": (
        "Trung tâm đang giữ hồ sơ của ông bà. Ông bà còn giấy tờ cần mang tới, ghi ở dưới đây.",
        "The centre has your dossier. There are still papers to bring, named below.",
    ),
    "next.ready": (
        "Hồ sơ đã xử lý xong, mời ông bà nhận kết quả.",
        "Your dossier has been dealt with; please collect the result.",
    ),
    "next.given": ("Kết quả đã được trả.", "The result has been returned."),
    "at": ("Lúc {moment}.", "At {moment}."),
    "next.completed": ("Hồ sơ đã xong.", "Your dossier is done."),
    "next.declined": (
        "Người đã giúp ông bà sẽ giải thích và chỉ nơi cần đến. Ông bà cũng có thể gọi số dưới đây.",
        "Whoever helped you will explain and tell you where to go. You may also call the number below.",
    ),
    "next.withdrawn": ("Hồ sơ này không được giải quyết nữa.", "This dossier is no longer being handled."),
    "due.expected": ("Dự kiến có kết quả", "Result expected on"),
    "due.when_complete": (
        "Dự kiến ngày có kết quả chỉ tính được khi đã đủ giấy tờ.",
        "The day of the result can only be estimated once all papers are there.",
    ),
    "due.official": ("Trung tâm hẹn trả kết quả", "The centre's appointment for the result:"),
    "due.paused": (
        "Thời hạn đang tạm dừng cho tới khi bổ sung xong.",
        "The time limit stands still until what is missing has arrived.",
    ),
    "step.sent": ("Đã gửi phường", "Sent to the ward"),
    "step.supplement": ("Cần bổ sung", "Something has to be added"),
    "step.handed": ("Phường đã nhận bàn giao", "Handed over to the ward"),
    "step.handled": ("Trung tâm giải quyết", "Handled by the centre"),
    "step.result": ("Nhận kết quả", "Result"),
    "step.past": ("xong", "done"),
    "step.here": ("đang ở đây", "you are here"),
    "step.next": ("chưa tới", "still to come"),
    "official.1": ("Mới đăng ký", "Newly registered"),
    "official.2": ("Được tiếp nhận", "Received"),
    "official.3": ("Không được tiếp nhận", "Not received"),
    "official.4": ("Đang xử lý", "In progress"),
    "official.5": ("Yêu cầu bổ sung giấy tờ", "Supplement requested"),
    "official.6": ("Yêu cầu thực hiện nghĩa vụ tài chính", "Payment requested"),
    "official.7": ("Công dân yêu cầu rút hồ sơ", "Withdrawn at the citizen's request"),
    "official.8": ("Dừng xử lý", "Stopped"),
    "official.9": ("Đã xử lý xong", "Finished"),
    "official.10": ("Đã trả kết quả", "Result returned"),
    "paper.missing": ("còn thiếu", "still missing"),
    "paper.promised": ("hẹn bổ sung", "promised"),
    "paper.promised_on": ("còn thiếu, mang trước {day}", "still missing, bring it before {day}"),
    "paper.seen": ("đã xem bản chính", "original seen"),
    "paper.photo": ("đã chụp", "photographed"),
    "paper.certified": ("có bản điện tử chứng thực", "certified e-copy"),
    "paper.reused": ("dùng lại từ dữ liệu đã có, không cần mang", "taken from existing data, no need to bring it"),
    "unknown.title": ("Chưa thấy hồ\u00a0sơ với mã này", "No dossier with this code yet"),
    "unknown.reasons": (
        "Hồ sơ làm lúc không có mạng có thể chưa về tới phường. Xin thử lại sau, hoặc xem lại từng chữ của mã.",
        "A dossier prepared without a network may not have reached the ward yet. "
        "Please try again later, or check the code letter by letter.",
    ),
    "unknown.title_both": (
        "Chưa thấy hồ\u00a0sơ với mã và số điện thoại này",
        "No dossier with this code and phone yet",
    ),
    "unknown.check_both": (
        "Mã hoặc 4 số điện thoại có thể chưa đúng. Ông bà sửa ngay ở dưới được.",
        "The code or the 4 digits of the phone may not be right. You can correct them below.",
    ),
    "unknown.ask": ("Cần gấp, xin hỏi người đã giúp ông bà.", "If it is urgent, ask whoever helped you."),
    "find.title": ("Tra cứu hồ sơ", "Follow a dossier"),
    "find.code": ("Mã tra cứu", "Code"),
    "find.code_help": (
        "13 chữ và số trên phiếu, như XXXX-XXXX-XXXXX. Nhớ 10 ký tự đầu cũng được, khi nhập thêm số điện thoại.",
        "13 letters and digits on the slip, like XXXX-XXXX-XXXXX. The first 10 will do together with the phone.",
    ),
    "find.phone": ("4 số cuối điện thoại đã ghi trong hồ sơ", "Last 4 digits of the phone in the dossier"),
    "find.phone_help": (
        "Chỉ cần khi mã chưa đủ 13 ký tự.",
        "Only needed when the code has fewer than 13 characters.",
    ),
    "find.go": ("Xem hồ sơ", "Show the dossier"),
    "find.too_short": (
        "Mã cần ít nhất 10 chữ và số. Xin xem lại mã trên phiếu.",
        "The code needs at least 10 letters and digits. Please check the slip.",
    ),
    "find.too_long": (
        "Mã dài quá: mã tra cứu chỉ có 13 chữ và số. Xin xem lại mã trên phiếu.",
        "This is too long: the code has only 13 letters and digits. Please check the slip.",
    ),
    "find.official": (
        "Đây là mã hồ sơ của Trung tâm. Ở đây cần mã tra cứu, 13 chữ và số in trên phiếu hỗ trợ.",
        "This is the centre's dossier code. Here you need the look-up code, 13 letters and digits on the slip.",
    ),
    "find.bad_phone": (
        "Mã chưa đủ 13 ký tự: xin nhập 4 số cuối điện thoại.",
        "The code has fewer than 13 characters: please enter the last 4 digits of the phone.",
    ),
    "find.error": ("Lỗi", "Error"),
    "busy.title": ("Xin chờ một chút", "Please wait a moment"),
    "busy.text": (
        "Có nhiều lần tra không thấy từ đường mạng này. Xin thử lại sau {seconds} giây.",
        "Many look-ups from this connection found nothing. Please try again in {seconds} seconds.",
    ),
    "guide.title": ("Thủ tục", "Procedure"),
    "guide.bring": ("Cần mang gì", "What to bring"),
    "guide.only_if": ("Chỉ khi", "Only if"),
    "guide.unless": ("Trừ khi", "Unless"),
    "guide.if_any": ("nếu có", "if there is one"),
    "guide.nothing": (
        "Chưa có danh mục giấy tờ, xin hỏi Trung tâm.",
        "The papers are not known here; please ask the centre.",
    ),
    "guide.how_long": ("Bao lâu", "How long"),
    "guide.how_much": ("Bao nhiêu tiền", "How much"),
    "guide.how": ("Nộp bằng cách nào", "How to submit"),
    "guide.unknown_time": (
        "Chưa rõ thời hạn, xin hỏi Trung tâm.",
        "The time limit is not known here; please ask the centre.",
    ),
    "guide.unknown_fee": ("Chưa rõ lệ phí, xin hỏi Trung tâm.", "The fee is not known here; please ask the centre."),
    "guide.unknown_channels": ("Chưa rõ, xin hỏi Trung tâm.", "Not known here; please ask the centre."),
    "guide.free": ("Không mất lệ phí.", "No fee."),
    "guide.cutoff": (
        "Nộp trước 15 giờ thì trả trong ngày, sau 15 giờ thì trả vào ngày làm việc kế tiếp.",
        "Submitted before 3 p.m. it is returned the same day, later on the next working day.",
    ),
    "guide.own_account": (
        "Nộp trực tuyến bằng tài khoản VNeID của chính ông bà. Không đưa mật khẩu hay mã OTP cho ai.",
        "Online you submit with your own VNeID account. Give your password or OTP to nobody.",
    ),
    "guide.code": ("Mã thủ tục", "Procedure code"),
    "guide.source": ("Theo", "As published in"),
    "guide.checked": ("xem lại ngày", "checked on"),
    "guide.not_in_force": (
        "Thủ tục này không còn áp dụng từ ngày",
        "This procedure is no longer in force since",
    ),
    "guide.replaced": ("Xem thủ tục thay thế", "See the procedure that replaced it"),
    "guide.qr": ("Quét để mở trang này trên điện thoại", "Scan to open this page on a phone"),
    "guide.missing_title": ("Chưa có thủ\u00a0tục với mã này", "No procedure with this code"),
    "guide.missing_text": (
        "Xin xem lại mã, hoặc hỏi Trung tâm Phục vụ hành chính công gần nhất.",
        "Please check the code, or ask the nearest Public Administrative Service Centre.",
    ),
    "guide.track": ("Đã có mã? Xem hồ sơ tới đâu", "Have a code? See where your dossier stands"),
    "channel.in_person": ("Trực tiếp", "In person"),
    "channel.online": ("Trực tuyến", "Online"),
    "channel.postal": ("Bưu chính", "By post"),
    "unit.working_hour": ("giờ làm việc", "working hours"),
    "unit.working_day": ("ngày làm việc", "working days"),
    "unit.calendar_day": ("ngày", "days"),
    "unit.working_hour.1": ("giờ làm việc", "working hour"),
    "unit.working_day.1": ("ngày làm việc", "working day"),
    "unit.calendar_day.1": ("ngày", "day"),
    "kind.submit": ("nộp", "hand in"),
    "kind.present": ("xuất trình rồi mang về", "show and take home"),
    "kind.form": ("tờ khai", "form to fill in"),
    "count.originals": ("bản chính", "original"),
    "count.copies": ("bản sao", "copy"),
    "language.switch": ("English", "Tiếng Việt"),
    "currency": ("đồng", "VND"),
}

DAYS_VI = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)

HOURS_EN: dict[str, str] = {
    **{day.lower(): f" {DAYS_EN[index]} " for index, day in enumerate(DAYS_VI)},
    **{f"thứ {number}": f" {DAYS_EN[number - 2]} " for number in range(2, 8)},
    "mỗi ngày": " every day ",
    "hằng ngày": " every day ",
    "hàng ngày": " every day ",
    "trừ ngày lễ": " except public holidays ",
    "từ": " ",
    "đến": " to ",
    "và": " and ",
}
"""The words opening hours are written with, the longer before what they contain."""

HOUR_WORDS = re.compile(rf"(?<!\w)(?:{'|'.join(HOURS_EN)})(?!\w)", re.IGNORECASE)


JOINS = re.compile(r"(?<=\w)[-–](?=\w)")


def unbroken(text: str) -> str:
    """A text whose codes and hours are not torn apart at the end of a line."""
    return JOINS.sub(lambda dash: f"\u2060{dash[0]}\u2060", text)


def within(text: str) -> str:
    """A text for the middle of a sentence: `Có giấy` → `có giấy`; `VNeID` stays."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


class Speaker:
    """Says things in one language. today: the reader's, so that the year is told only where it differs."""

    def __init__(self, language: str, today: date) -> None:
        self.language = language if language in LANGUAGES else "vi"
        self.other = "en" if self.language == "vi" else "vi"
        self._today = today

    def __call__(self, key: str, **values: Any) -> str:
        text = WORDS[key][LANGUAGES.index(self.language)]
        return text.format(**values) if values else text

    def both(self, texts: dict[str, str] | None) -> str:
        """A text of the catalogue in this language, in Vietnamese where it has no other."""
        return (texts or {}).get(self.language) or (texts or {}).get("vi", "")

    def day(self, day: date) -> str:
        """`thứ Năm 26/11`; with the year when it is not this one."""
        if self.language == "vi":
            year = "" if day.year == self._today.year else f"/{day.year}"
            return f"{DAYS_VI[day.weekday()]} {day:%d/%m}{year}"
        year = "" if day.year == self._today.year else f" {day.year}"
        return f"{DAYS_EN[day.weekday()]} {day.day} {MONTHS_EN[day.month - 1]}{year}"

    def plain_day(self, day: date) -> str:
        """`20/07/2026`, for the small print."""
        return f"{day:%d/%m/%Y}" if self.language == "vi" else f"{day.day} {MONTHS_EN[day.month - 1]} {day.year}"

    def moment(self, moment: datetime) -> str:
        """`15:40, thứ Hai 23/11`, Vietnamese time."""
        local = moment.astimezone(VIETNAM)
        return f"{local:%H:%M}, {self.day(local.date())}"

    def hours(self, text: str) -> str:
        """Opening hours, written in Vietnamese, in this language; empty where a word of them is not known."""
        if self.language == "vi":
            return text
        if re.search(r"[^\W\d_]", HOUR_WORDS.sub("", text)):
            return ""
        told = HOUR_WORDS.sub(lambda found: HOURS_EN[found[0].lower()], text)
        return re.sub(r"\s+([,.;)])", r"\1", " ".join(told.split()))

    def due(self, moment: datetime) -> str:
        return self.day(moment.astimezone(VIETNAM).date())

    def amount(self, vnd: int) -> str:
        grouped = f"{vnd:,}"
        return f"{grouped.replace(',', '.') if self.language == 'vi' else grouped} {self('currency')}"

    def count(self, number: int, unit: str) -> str:
        key = f"unit.{unit}.1" if number == 1 else f"unit.{unit}"
        return f"{number} {self(key)}"

    def copies(self, originals: int, copies: int) -> str:
        """`1 bản chính, 2 bản sao`; empty for none."""
        parts = [(originals, "count.originals", "originals"), (copies, "count.copies", "copies")]
        return ", ".join(
            f"{number} {plural if self.language == 'en' and number > 1 else self(key)}"
            for number, key, plural in parts
            if number
        )
