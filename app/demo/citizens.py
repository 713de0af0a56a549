"""Invented citizens, and answers for whatever a procedure's form asks."""

import random
import re
from datetime import date, timedelta
from typing import Any

FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô"]
MIDDLE = {
    "male": ("Văn", "Đình", "Quốc", "Công", "Hữu", "Minh"),
    "female": ("Thị", "Thị Thu", "Ngọc", "Thị Mỹ", "Thị Kim"),
}
GIVEN = {
    "male": ["An", "Bảo", "Cường", "Dũng", "Đạt", "Hải", "Khoa", "Lộc", "Nam", "Phúc", "Tâm", "Thành", "Vinh"],
    "female": ["Anh", "Diệu", "Giang", "Hoa", "Hoài", "Lan", "Liên", "Mai", "Nhung", "Phương", "Sen", "Thảo", "Yến"],
}
STREETS = ("Chi Lăng", "Bạch Đằng", "Nguyễn Chí Thanh", "Mai Thúc Loan", "Đinh Tiên Hoàng", "Nguyễn Trãi", "Xuân 68")
LETTERS = ("Kinh", "Kinh", "Kinh", "Tà Ôi", "Cơ Tu")

SAID: dict[str, tuple[str, ...]] = {
    "book_number": ("Số 45, quyển 01/2008", "Số 112, quyển 02/1996"),
    "clinic": ("Trạm Y tế phường Phú Xuân", "Trung tâm Y tế Huế", "Bệnh viện thành phố Huế"),
    "current_benefits": ("Chưa hưởng chế độ nào",),
    "death_cause": ("Tuổi già", "Bệnh tim", "Tai biến"),
    "purpose": ("Xin việc làm", "Nhập học cho con", "Vay vốn ngân hàng"),
    "purpose_detail": ("Đăng ký kết hôn tại phường",),
    "reason": ("Thuê nhà để đi làm", "Ở trọ đi học", "Về ở với con"),
    "registered_at": ("UBND phường Phú Hậu (cũ)", "UBND phường Thuận Lộc (cũ)", "UBND xã Hương Vinh (cũ)"),
    "relation_to_head": ("Con", "Vợ", "Cháu", "Người thuê nhà"),
    "relationship": ("Con", "Vợ", "Cháu"),
    "situation": ("Sống một mình, con cháu đi làm xa.", "Sức khỏe yếu, không còn làm ra thu nhập."),
    "title": ("Bằng tốt nghiệp THPT", "Căn cước", "Giấy khai sinh", "Bảng điểm"),
}
"""What is written where nothing is to choose, by the last name of the field."""

USUAL = frozenset({"birth_case", "housing_type", "pension_status", "record_type", "requester_type", "marital_status"})
"""Choices of which the demonstration takes the first: the others ask for papers of their own."""
FITTING = {"group": ("elderly", "household")}
"""Choices that fit the invented people."""
YES = frozenset({"has_birth_notice", "head_agrees", "original_intact", "same_residence"})
NO = frozenset({"armed_forces", "by_list", "by_proxy", "foreign_paper", "is_minor", "long_ago", "reissue"})
UNTIL = frozenset({"period_to", "stay_to", "to"})
"""Days on which something ends."""


def person(dice: random.Random, *, born: tuple[int, int] = (1945, 2005)) -> dict[str, Any]:
    """A citizen as commands carry one; the number has the structure of a real one, in an unused range."""
    sex = dice.choice(("male", "female"))
    name = full_name(dice, sex)
    year = dice.randint(*born)
    century = (0 if year < 2000 else 2) + (0 if sex == "male" else 1)
    birth = date(year, dice.randint(1, 12), dice.randint(1, 28))
    return {
        "full_name": name,
        "id_kind": "cccd",
        "id_number": f"046{century}{year % 100:02d}99{dice.randint(0, 9999):04d}",
        "date_of_birth": birth.isoformat() if dice.random() > 0.1 else str(year),
        "sex": sex,
        "phone": f"09{dice.choice('0136789')}{dice.randint(0, 9_999_999):07d}",
        "address": address(dice),
    }


def full_name(dice: random.Random, sex: str) -> str:
    return f"{dice.choice(FAMILY)} {dice.choice(MIDDLE[sex])} {dice.choice(GIVEN[sex])}"


def address(dice: random.Random) -> str:
    return f"{dice.randint(1, 220)} {dice.choice(STREETS)}, thành phố Huế"


def answers(dice: random.Random, form: dict[str, Any], today: date) -> dict[str, Any]:
    """Plausible answers to every required question, and to some of the others."""
    given: dict[str, Any] = {}
    for name, field in form["properties"].items():
        if name in form.get("required", ()) or dice.random() < 0.4:
            given[name] = _answer(dice, name, field, today)
    if "child_name" in given and "child_sex" in given:
        given["child_name"] = full_name(dice, given["child_sex"])
    if "papers" in given and "total_copies" in given:
        given["total_copies"] = sum(paper["copies"] for paper in given["papers"])
    for rule in form.get("allOf", ()):
        condition = rule["if"]["properties"]
        if all(given.get(key) == value.get("const") for key, value in condition.items()):
            for name in rule["then"]["required"]:
                given.setdefault(name, _answer(dice, name, form["properties"][name], today))
    return given


def _answer(dice: random.Random, name: str, field: dict[str, Any], today: date) -> Any:
    if name in USUAL and "enum" in field:
        return field["enum"][0]
    fitting = [choice for choice in FITTING.get(name, ()) if choice in field.get("enum", ())]
    if fitting:
        return fitting[0]
    if "enum" in field:
        return field["enum"][0] if dice.random() < 0.7 else dice.choice(field["enum"])
    match field.get("x-widget"):
        case "repeat":
            rows = max(1, field.get("minItems", 1))
            return [answers(dice, field["items"], today) for _ in range(rows)]
        case "person_id":
            sex = "1" if name.startswith("mother") else dice.choice("01")
            return f"046{sex}{dice.randint(50, 99)}99{dice.randint(0, 9999):04d}"
        case "phone":
            return f"0912{dice.randint(0, 999_999):06d}"
        case "date":
            return _day(dice, name, today).isoformat()
        case "address":
            return address(dice)
        case "hamlet":
            return f"Tổ dân phố {dice.randint(1, 8)}"
    if field.get("type") == "array":
        return [field["items"]["enum"][0]]
    if name in YES | NO:
        return name in YES
    if field.get("type") == "boolean":
        return bool(field.get("const", dice.random() < 0.6))
    if field.get("type") in ("integer", "number"):
        low = field.get("minimum", 1)
        return max(low, min(field.get("maximum", low + 5), low + dice.randint(0, 4)))
    return _words(dice, name, field)


def _day(dice: random.Random, name: str, today: date) -> date:
    """A day that fits the question: births long ago but for a child's, ends still to come, the rest of late."""
    if name in UNTIL:
        return today + timedelta(days=dice.randint(90, 360))
    if name.endswith("dob") and name != "child_dob":
        first, last = (1936, 1950) if name.startswith(("deceased", "beneficiary")) else (1960, 2001)
        return date(dice.randint(first, last), dice.randint(1, 12), dice.randint(1, 28))
    return today - timedelta(days=dice.randint(2, 60))


def _words(dice: random.Random, name: str, field: dict[str, Any]) -> str:
    if "pattern" in field:
        # All patterns of the catalogue are a run of digits of a given length.
        length = re.findall(r"\{(\d+)", field["pattern"])
        return "".join(dice.choice("123456789") for _ in range(int(length[0]) if length else 10))
    if name in SAID:
        return dice.choice(SAID[name])
    if "name" in name or name == "intended_spouse":
        sex = {"mother": "female", "father": "male"}.get(name.partition("_")[0]) or dice.choice(("male", "female"))
        return full_name(dice, sex)
    if "ethnicity" in name:
        return dice.choice(LETTERS)
    if "time" in name:
        return f"{dice.randint(6, 20)}:{dice.choice(('00', '15', '30', '45'))}"
    return "Theo giấy tờ mang theo"[: field.get("maxLength", 100)]
