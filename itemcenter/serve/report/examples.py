"""Items as they are told: the merchant's texts with the very words marked that prove a value, and the values."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from itemcenter.jobs.inspect import ItemSheet
from itemcenter.schema import Cell, MerchantCell, TextSpan
from itemcenter.serve.report.markup import Child, Markup, joined, tag
from itemcenter.serve.report.sections import section

#: Text between two marked places that is shown at each side of them.
_AROUND = 140


def examples(sheets: Sequence[ItemSheet]) -> Markup:
    told = (
        "Items of different categories of which the machine read most in a sample. Marked are the words that prove a "
        "value; the number leads to it in the list below."
    )
    return section("examples", "Items, with the words that prove it", told, [_item(sheet) for sheet in sheets])


def _item(sheet: ItemSheet) -> Markup:
    item = sheet.view.record.item
    stated = [cell for cell in sheet.cells if cell.facts]
    numbers = {
        cell.key_id: number for number, cell in enumerate((cell for cell in stated if any(_spans(cell))), start=1)
    }
    texts = []
    for name, text in item.fields():
        marks = [
            (span.start, span.end, numbers[cell.key_id])
            for cell in stated
            for span in _spans(cell)
            if span.field == name and text[span.start : span.end] == span.text
        ]
        if marks or name == "title":
            texts.append(tag("p", tag("b", name), _marked(text, marks), class_="text"))
    proved = [_value(sheet, cell, numbers[cell.key_id]) for cell in stated if cell.key_id in numbers]
    others = [_value(sheet, cell, None) for cell in stated if cell.key_id not in numbers]
    fold = tag("details", tag("summary", f"{len(others):,} values from the merchant's cells and people"),
               tag("ul", others, class_="rows"))  # fmt: skip
    path = sheet.category.path if sheet.category is not None else "no category"
    silent = len(sheet.cells) - len(stated)
    more = tag("p", f"{silent:,} more attributes were asked and are not stated", class_="note") if silent else None
    head = tag("h3", tag("code", item.id), " ", tag("span", path, class_="dim"))
    return tag("article", head, texts, tag("ul", proved, class_="rows"), fold if others else None, more)


def _spans(cell: Cell) -> list[TextSpan]:
    return [entry for fact in cell.facts for entry in fact.evidence if isinstance(entry, TextSpan)]


def _value(sheet: ItemSheet, cell: Cell, number: int | None) -> Markup:
    first = cell.facts[0]
    key = sheet.keys.get(cell.key_id)
    values = ", ".join(fact.value.text for fact in cell.facts)
    cells = [entry for entry in first.evidence if isinstance(entry, MerchantCell)]
    proof = f"cell “{cells[0].name}”" if cells and number is None else None
    about = " · ".join(filter(None, [first.producer.value.replace("_", " "), f"{first.confidence:.2f}", proof]))
    place: Child = tag("sup", number) if number is not None else None
    return tag("li", key.name if key is not None else cell.key_id, place, ": ", tag("strong", values), " ",
               tag("span", about, class_="dim"))  # fmt: skip


def _marked(text: str, marks: Sequence[tuple[int, int, int]]) -> Markup:
    """The text with marks around the spans; where they overlap, a mark carries several numbers. Long gaps are cut."""
    edges = sorted({0, len(text), *(edge for start, end, _ in marks for edge in (start, end))})
    out: list[Child] = []
    for start, end in pairwise(edges):
        here = sorted({number for first, last, number in marks if first <= start and end <= last})
        if here:
            ends = [number for number in here if not any(m == number and f <= end < e for f, e, m in marks)]
            note = tag("sup", ",".join(map(str, ends))) if ends else None
            out.append(tag("mark", text[start:end], note))
        else:
            out.append(_cut(text[start:end], first=start == 0, last=end == len(text)))
    return joined(out)


def _cut(gap: str, *, first: bool, last: bool) -> str:
    """The parts of a gap that stand beside marks."""
    if len(gap) <= 2 * _AROUND:
        return gap
    if first and last:
        return gap[: 2 * _AROUND] + "…"
    if first:
        return "…" + gap[-_AROUND:]
    return gap[:_AROUND] + "…" + ("" if last else gap[-_AROUND:])
