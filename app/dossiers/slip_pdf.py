"""Draws the support slip as a PDF."""

from pathlib import Path

import segno
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from app.core.clock import VIETNAM
from app.core.ids import shown_reference
from app.dossiers.slip import NOT_A_RECEIPT, STATES, Slip

FONTS = Path(__file__).parent / "data" / "fonts"
FAMILY = "BeVietnamPro"

A5_MM = (148.0, 210.0)
MARGIN_MM = 12
QR_MM = 42
INK = (28, 27, 25)
SOFT = (95, 91, 84)
BLUE = (20, 76, 158)


def render(slip: Slip) -> bytes:
    """The slip as a PDF."""
    pdf = FPDF(format=A5_MM)
    pdf.set_title(f"Phiếu hỗ trợ {shown_reference(slip.reference)}")
    pdf.set_lang("vi")
    pdf.set_creation_date(slip.made_at)
    pdf.set_margin(MARGIN_MM)
    pdf.set_auto_page_break(True, MARGIN_MM)
    pdf.add_font(FAMILY, "", str(FONTS / "BeVietnamPro-Regular.ttf"))
    pdf.add_font(FAMILY, "B", str(FONTS / "BeVietnamPro-Bold.ttf"))
    pdf.add_page()
    _head(pdf, slip)
    _papers(pdf, slip)
    _foot(pdf, slip)
    return bytes(pdf.output())


def _line(
    pdf: FPDF, text: str, size: float, *, bold: bool = False, color: tuple[int, int, int] = INK, width: float = 0
) -> None:
    """A paragraph on lines of its own. size: in points. width: in mm, 0 for all there is."""
    pdf.set_font(FAMILY, "B" if bold else "", size)
    pdf.set_text_color(*color)
    pdf.multi_cell(width, size * 0.5, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")


def _head(pdf: FPDF, slip: Slip) -> None:
    top = pdf.get_y()
    left_width = pdf.epw - QR_MM - 6
    _line(pdf, "Phiếu hỗ trợ", 20, bold=True, color=BLUE, width=left_width)
    _line(pdf, "Tổ công nghệ số cộng đồng chuẩn bị hồ sơ cùng ông bà", 9.5, color=SOFT, width=left_width)
    pdf.ln(4)
    _line(pdf, "Mã tra cứu", 9.5, color=SOFT, width=left_width)
    _line(pdf, shown_reference(slip.reference), 17, bold=True, width=left_width)
    pdf.ln(3)
    _line(pdf, slip.procedure, 12, bold=True, width=left_width)
    if slip.applicant:
        _line(pdf, slip.applicant, 11, width=left_width)
    _qr(pdf, slip.url, pdf.w - MARGIN_MM - QR_MM, top)
    pdf.set_y(max(pdf.get_y(), top + QR_MM) + 3)
    _line(pdf, f"Quét mã hoặc mở {slip.url} để xem hồ sơ đang ở đâu.", 9.5, color=SOFT)
    pdf.ln(3)


def _qr(pdf: FPDF, url: str, x: float, y: float) -> None:
    """Drawn as squares, so that it stays sharp on any printer."""
    rows = [bytes(row) for row in segno.make(url, error="m", micro=False).matrix]
    cell = QR_MM / len(rows)
    pdf.set_fill_color(0)
    for row_number, row in enumerate(rows):
        for column, is_dark in enumerate(row):
            if is_dark:
                pdf.rect(x + column * cell, y + row_number * cell, cell + 0.02, cell + 0.02, style="F")


def _papers(pdf: FPDF, slip: Slip) -> None:
    if not slip.papers:
        return
    _line(pdf, "Giấy tờ", 12, bold=True)
    pdf.ln(1)
    for label, state in slip.papers:
        is_open = state in ("missing", "promised")
        _line(pdf, f"{'•' if is_open else '–'} {label}", 10.5, bold=is_open)
        pdf.set_x(pdf.l_margin + 4)
        _line(pdf, f"   {STATES.get(state, state)}", 9.5, color=SOFT)
        pdf.ln(0.8)


def _foot(pdf: FPDF, slip: Slip) -> None:
    pdf.ln(3)
    pdf.set_draw_color(*SOFT)
    pdf.line(pdf.l_margin, pdf.get_y(), pdf.w - pdf.r_margin, pdf.get_y())
    pdf.ln(3)
    _line(pdf, NOT_A_RECEIPT, 11, bold=True)
    pdf.ln(1)
    _line(pdf, slip.centre_name, 10, bold=True)
    for line in slip.centre_lines:
        _line(pdf, line, 9.5, color=SOFT)
    pdf.ln(1)
    printed = slip.made_at.astimezone(VIETNAM)
    _line(pdf, f"In lúc {printed:%H:%M} ngày {printed:%d/%m/%Y}", 8.5, color=SOFT)
