"""Defects that are planted in specs cells on purpose. Each one leaves a claim that is marked as not true."""

from dataclasses import dataclass
from random import Random

from itemcenter.demo.markup import Attributes, Claim, Piece
from itemcenter.demo.surface import Speller, decimal
from itemcenter.demo.workbook import LIST_TYPES, Workbook

JUNK = {
    "en": ("n/a", "see picture", "-", "?", "tbc", "as shown", "various"),
    "de": ("k. A.", "siehe Bild", "-", "folgt"),
    "zh": ("见图", "-", "无"),
}
WRONG_CELL_SHARE = 0.17  # of the rows where the text states something a cell could contradict
UNIT_SLIP_SHARE = 0.12
SWAPPED_CELL_SHARE = 0.05
SLIPPED_UNIT = {"kg": "g", "g": "kg", "cm": "mm", "mm": "cm", "l": "ml", "Ah": "mAh"}


@dataclass
class Cell:
    """One `label: value` of the specs column."""

    key: str
    label: str
    piece: Piece

    def stating(self, values: tuple[str, ...]) -> "Cell":
        """Mark this cell as a true statement of `values`."""
        self.piece.claims = [Claim(self.key, values)]
        return self

    def lying(self, word: str, key: str, kind: str) -> None:
        """Replace the content by `word`, recorded as a defect of `key`."""
        self.piece = Piece(word, [Claim(key, (), kind, False)])


def junk(key: str, label: str, language: str, rng: Random) -> Cell:
    """A cell that is filled but says nothing."""
    return Cell(key, label, Piece(rng.choice(JUNK[language]), [Claim(key, (), "junk_cell", False)]))


def plant(
    cells: list[Cell],
    unfilled: list[str],
    said: dict[str, tuple[str, ...]],
    attributes: Attributes,
    workbook: Workbook,
    speller: Speller,
    language: str,
) -> None:
    """Spoil at most one cell in place. `said`: true statements of title and description, by key."""
    rng = speller.rng
    contradicted = [cell for cell in cells if cell.key in said and said[cell.key] == attributes[cell.key]]
    slipped = [c for c in contradicted if workbook.keys[c.key].unit in SLIPPED_UNIT and "-" not in attributes[c.key][0]]
    if slipped and rng.random() < UNIT_SLIP_SHARE:
        cell = rng.choice(slipped)
        amount, unit = attributes[cell.key][0].split(" ")
        cell.lying(f"{decimal(float(amount), 1, language)} {SLIPPED_UNIT[unit]}", cell.key, "unit_slip")
    elif contradicted and rng.random() < WRONG_CELL_SHARE:
        cell = rng.choice(contradicted)
        wrong = _wrong(cell.key, attributes[cell.key], workbook, speller, language)
        if wrong:
            cell.lying(wrong, cell.key, "wrong_cell")
    elif rng.random() < SWAPPED_CELL_SHARE:
        _swap(cells, unfilled, said, workbook)


def _wrong(key: str, values: tuple[str, ...], workbook: Workbook, speller: Speller, language: str) -> str:
    """A believable but untrue content for `key`; empty where none is made."""
    rng = speller.rng
    entry = workbook.keys[key]
    if entry.type == "quantity":
        amount, unit = values[0].split(" ")
        if "-" in amount:
            return speller.write(key, (f"{amount.partition('-')[2]} {unit}",), language, False)
        other = float(amount) * rng.choice((0.5, 1.5, 2.0))
        return f"{decimal(other, 1, language)} {unit}"
    if entry.type == "count":
        return str(int(values[0]) + rng.choice((1, 2)))
    if entry.type == "boolean":
        return speller.cell_boolean("no" if values[0] == "yes" else "yes", language)
    if entry.type in LIST_TYPES:
        kin = _kin(workbook, values)
        others = [v for v in workbook.values_of(key).values() if v.name not in values and v.name not in kin]
        return rng.choice(others).spellings(language)[0]
    return ""


def _kin(workbook: Workbook, values: tuple[str, ...]) -> set[str]:
    """Names of broader and narrower values: a broader word would not be wrong."""
    broader = workbook.broader_names()
    upward = {name for value in values for name in broader.get(value, ())}
    return upward | {name for name, above in broader.items() if above & set(values)}


def _swap(cells: list[Cell], unfilled: list[str], said: dict[str, tuple[str, ...]], workbook: Workbook) -> None:
    """Put the content of one cell under the label of another list-based key, whose own content is lost.

    Only cells are used whose value also stands in the text, so the truth of that key does not depend on the swap.
    """
    lists = [cell for cell in cells if workbook.keys[cell.key].type in LIST_TYPES]
    sources = [cell for cell in cells if cell.key in said and workbook.keys[cell.key].type != "text"]
    for target in lists:
        for source in sources:
            if source is not target and _list_owner(source, workbook) != _list_owner(target, workbook):
                target.lying(source.piece.text, target.key, "swapped_cell")
                cells.remove(source)
                unfilled.append(source.key)
                return


def _list_owner(cell: Cell, workbook: Workbook) -> str:
    return workbook.keys[cell.key].values_of or cell.key
