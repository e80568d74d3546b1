"""`groups.csv` in a center: a person's word on groups. It wins over inference and over a group column.

Columns: item, group, by, why; in any order, further ones are kept aside. An empty group means that the item stands
alone. The file may be edited by hand or by `itemcenter groups split | merge | reset`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from itemcenter.errors import ConfigError, InvariantError, StoreError
from itemcenter.schema import ItemId, SpuId
from itemcenter.schema.ids import check_id

COLUMNS = ("item", "group", "by", "why")
#: A spreadsheet would take a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Override:
    """The group that a person puts an item into; None: it stands alone."""

    item: ItemId
    group: SpuId | None
    by: str = ""
    why: str = ""


Overrides = Mapping[ItemId, Override]


def read_overrides(path: Path) -> dict[ItemId, Override]:
    """All overrides by item, none where there is no file. Raises `ConfigError` naming the line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", place=str(path), remedy="save it as CSV in UTF-8") from error
    first = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), restval="")
    names = {(name or "").strip().casefold(): name for name in rows.fieldnames or ()}
    if rows.fieldnames is not None and not {"item", "group"} <= set(names):
        shown = ", ".join(name or "" for name in rows.fieldnames)
        raise ConfigError(f"has the columns {shown}", place=str(path), remedy=f"its header is {','.join(COLUMNS)}")
    out: dict[ItemId, Override] = {}
    lines: dict[ItemId, int] = {}
    for row in rows:
        cells = {name: _plain(row.get(source) or "") for name, source in names.items() if name}
        if not any(cells.values()):
            continue
        place = f"{path.name}, line {rows.line_num}"
        entry = _override(cells, place)
        held = out.get(entry.item)
        if held is not None and held.group != entry.group:
            message = f"item {entry.item!r} has another group in line {lines[entry.item]}"
            raise ConfigError(message, place=place, remedy="keep one of the two lines")
        out[entry.item] = entry
        lines[entry.item] = rows.line_num
    return out


def write_overrides(path: Path, overrides: Iterable[Override]) -> None:
    """The file, in order of item; without any override it goes away. Raises `StoreError`."""
    entries = sorted(overrides, key=lambda entry: entry.item)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        writer.writerow([_quoted(cell) for cell in (entry.item, entry.group or "", entry.by, entry.why)])
    try:
        if not entries:
            path.unlink(missing_ok=True)
            return
        aside = path.with_name(path.name + ".partial")
        aside.write_text(text.getvalue(), encoding="utf-8", errors="surrogatepass")
        aside.replace(path)
    except OSError as error:
        remedy = "free disk space or mend the permissions"
        raise StoreError(f"cannot be written: {error.strerror or error}", place=str(path), remedy=remedy) from error


def _override(cells: Mapping[str, str], place: str) -> Override:
    try:
        check_id(cells["item"], "item")
        if cells["group"]:
            check_id(cells["group"], "product group")
    except InvariantError as error:
        raise ConfigError(error.message, place=place, remedy="name an item and its group, or no group") from error
    group = SpuId(cells["group"]) if cells["group"] else None
    return Override(ItemId(cells["item"]), group, cells.get("by", ""), cells.get("why", ""))


def _quoted(cell: str) -> str:
    """An apostrophe before what a spreadsheet would run; `_plain` takes it away again."""
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


def _plain(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_FORMULA, "'")) else cell
