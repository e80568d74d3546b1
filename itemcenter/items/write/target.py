"""`TargetWriter`: what every writer of another system's format does, and what it tells."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Protocol, TextIO

from itemcenter.items.write.formulas import harmless_cell
from itemcenter.items.write.product import Product
from itemcenter.schema import AttributeKey


@dataclass(frozen=True, slots=True)
class TargetOptions:
    """What the user says that no catalog does.

    currency:  of prices that name none; constants: (field, value) for every item, where the item has none
    locale, channel: Akeneo's, for texts; html: descriptions are HTML already, so that they are not escaped
    """

    currency: str = ""
    constants: tuple[tuple[str, str], ...] = ()
    locale: str = ""
    channel: str = ""
    html: bool = False


@dataclass(slots=True)
class TargetTally:
    """items: written; incomplete: of them without some required field; missing: by field.

    left_out: facts that the format has no place for, by reason
    """

    items: int = 0
    incomplete: int = 0
    missing: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)

    def check(self, row: Mapping[str, Any], required: Iterable[str]) -> None:
        """Count an item and what it lacks."""
        lacking = [name for name in required if not row.get(name)]
        self.items += 1
        self.incomplete += bool(lacking)
        self.missing.update(lacking)


class TargetWriter(Protocol):
    """Writes products in the order in which they come, with bounded memory.

    formats:  how the format can be written, the usual one first; a file's ending chooses
    required: fields that the receiving system wants of every item
    grouped:  whether it wants the variants of a product together
    """

    formats: ClassVar[tuple[str, ...]]
    required: ClassVar[tuple[str, ...]]
    grouped: ClassVar[bool]

    def write(
        self,
        groups: Iterable[Sequence[Product]],
        keys: Sequence[AttributeKey],
        path: Path,
        kind: str,
        options: TargetOptions,
    ) -> TargetTally:
        """Write groups of variants (single items unless `grouped`) to `path`, which takes its place when whole.

        keys: every key that some product has, in order
        """
        ...


class Sheet:
    """A table of text cells, each harmless in a spreadsheet."""

    def __init__(self, file: TextIO, columns: Sequence[str], delimiter: str = ",") -> None:
        self.columns = list(columns)
        self._writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n" if delimiter == "," else "\n")
        self._writer.writerow([harmless_cell(name) for name in columns])

    def write(self, row: Mapping[str, Any]) -> None:
        """A row by column names; what it leaves out is empty. Raises `KeyError` for a column that is not there."""
        for name in row:
            if name not in self._known:
                raise KeyError(name)
        self._writer.writerow([harmless_cell(row.get(name, "")) for name in self.columns])

    @property
    def _known(self) -> list[str]:
        return self.columns


def with_constants(row: dict[str, Any], options: TargetOptions) -> dict[str, Any]:
    """The row with the user's constants in the fields that are empty."""
    for name, value in options.constants:
        if not row.get(name):
            row[name] = value
    return row


def one_line(text: str) -> str:
    """A text without line breaks and tabs."""
    return " ".join(text.split())
