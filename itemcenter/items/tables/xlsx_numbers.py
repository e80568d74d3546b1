"""Numbers of a workbook as a person sees them there: dates, leading zeros, per cents, units of number formats."""

from __future__ import annotations

import datetime
import enum
import re
from decimal import Decimal
from typing import NamedTuple

from itemcenter.items.tables.xlsx_package import Package


class Kind(enum.Enum):
    PLAIN = "plain"
    MOMENT = "moment"
    TIME = "time"
    PADDED = "padded"
    PERCENT = "percent"
    UNIT = "unit"


class Form(NamedTuple):
    """width: digits of a padded number; unit: what the format writes behind the number"""

    kind: Kind
    width: int = 0
    unit: str = ""


PLAIN = Form(Kind.PLAIN)

#: Formats that every workbook has by number and that are not plain.
_BUILT_IN = {9: Form(Kind.PERCENT), 10: Form(Kind.PERCENT)}
_BUILT_IN |= dict.fromkeys((14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)), Form(Kind.MOMENT))
_BUILT_IN |= dict.fromkeys((18, 19, 20, 21, 45, 46, 47), Form(Kind.TIME))

_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_WITH_UNIT = re.compile(r'(?:General|[#,0]*0(?:\.[0#?]+)?)((?:"[^"]*"|\\.| )+)')
_QUOTES = re.compile(r'"|\\(?=.)')
_PERCENT = re.compile(r"[#,0]*0(?:\.[0#?]+)?%")

_LAST_DAY = 2_958_465  # 31 December 9999
_SECONDS = 86_400


def forms(package: Package) -> list[Form]:
    """The form of each cell style, by its number."""
    codes: dict[int, str] = {}
    out: list[Form] = []
    inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if name == "numFmt":
            codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name in ("cellXfs", "cellStyleXfs", "dxfs", "cellStyles"):
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            number = _number(attributes.get("numFmtId"))
            out.append(form_of(codes[number]) if number in codes else _BUILT_IN.get(number, PLAIN))

    if package.part("styles"):
        package.read(package.part("styles"), start)
    return out


def form_of(code: str) -> Form:
    """What a format code does to a positive number."""
    first = code.split(";", 1)[0]
    if len(first) > 1 and not first.strip("0"):
        return Form(Kind.PADDED, width=len(first))
    if _PERCENT.fullmatch(first):
        return Form(Kind.PERCENT)
    found = _WITH_UNIT.fullmatch(first)
    if found:
        return Form(Kind.UNIT, unit=_QUOTES.sub("", found.group(1)))
    shown = _NOT_SHOWN.sub("", first).lower()
    if "general" in shown:
        return PLAIN
    if re.search("[dy]|mmm", shown):
        return Form(Kind.MOMENT)
    return Form(Kind.TIME) if re.search("[hs]", shown) else PLAIN


def cell_number(text: str, form: Form, counts_from_1904: bool) -> int | float | str:
    """The value of a number cell. Raises `ValueError` where the text is no number."""
    value: int | float
    try:
        value = int(text)
    except ValueError:
        value = float(text)
    kind = form.kind
    if kind is Kind.PLAIN:
        return value
    if kind is Kind.PADDED:
        return str(int(value)).zfill(form.width) if value >= 0 and value == int(value) else value
    if kind is Kind.PERCENT:
        return _plain(Decimal(repr(value)) * 100) + "%"
    if kind is Kind.UNIT:
        return _plain(Decimal(repr(value))) + form.unit
    return _moment(value, kind is Kind.TIME, counts_from_1904)


def _moment(value: int | float, time_only: bool, counts_from_1904: bool) -> int | float | str:
    """A day number as an ISO date, date and time, or time; a number that is no day stays one."""
    if not 0 <= value <= _LAST_DAY:
        return value
    days, seconds = divmod(round(value * _SECONDS), _SECONDS)
    if time_only:
        hours, rest = divmod(days * _SECONDS + seconds, 3600)
        return f"{hours:02}:{rest // 60:02}:{rest % 60:02}"
    if counts_from_1904:
        begin = datetime.datetime(1904, 1, 1)
    else:  # 1900 counts as a leap year there
        begin = datetime.datetime(1899, 12, 30 if days >= 60 else 31)
    try:
        moment = begin + datetime.timedelta(days=days, seconds=seconds)
    except OverflowError:
        return value
    return moment.isoformat() if seconds else moment.date().isoformat()


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0
