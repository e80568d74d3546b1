"""What is read back from a store for hidden cells, and what is counted of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from itemcenter.evaluate import CopyRules, LiteralMatch, MaskPlan, MerchantForms, Priors
from itemcenter.evaluate.mask import Mask
from itemcenter.items import ReadRow
from itemcenter.items.specs import text_pairs
from itemcenter.jobs.evaluate import Visible, hide, joined_cells, learn_visible, recover
from itemcenter.jobs.evaluation_report import EvaluationReport, Hidden, HiddenRow
from itemcenter.jobs.masked_rows import MaskedRows, RowChoice
from itemcenter.jobs.recovered import RecoveredCell, RecoveredCells
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    AttributeWrite,
    Category,
    CategoryId,
    CategoryMatch,
    CellState,
    Evidence,
    Fact,
    InheritedFrom,
    Item,
    ItemId,
    ItemRecord,
    KeyId,
    KeyScope,
    MerchantCell,
    OntologyRelease,
    Producer,
    ReleaseId,
    SourceId,
    Spec,
    TextSpan,
    TypedValue,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
    WriteBatch,
)
from itemcenter.testing import ReferenceStore

MACHINE, MERCHANT, MUGS = SourceId("machine"), SourceId("merchant"), CategoryId("mugs")
COLOUR = AttributeKey(
    KeyId("colour"), "colour", ValueType.COLOUR, value_list_id=ValueListId("colour"), synonyms=("shade",)
)
NAVY = AttributeValue(ValueId("navy"), "Navy", ("dark blue",))
RELEASE = OntologyRelease(
    (Category(MUGS, "Mugs"),), (COLOUR,), (ValueList(ValueListId("colour"), (NAVY,)),), (KeyScope(MUGS, COLOUR.id),)
)
ITEM = Item(ItemId("a"), "Mug", brand="Ada", description="It is navy all over")


def fact(item: Item, evidence: Evidence, producer: Producer = Producer.LOCAL_MODEL) -> Fact:
    value = TypedValue(ValueType.COLOUR, "Navy", NAVY.id)
    return Fact(item.id, COLOUR.id, value, 0.75, (evidence,), producer, ReleaseId("r"))


def span(item: Item, name: str, words: str) -> TextSpan:
    start = item.field_text(name).index(words)
    return TextSpan(name, start, start + len(words), words)


def store(*items: Item, **words: Fact) -> ReferenceStore:
    """The items, all of them mugs but "b", and what sources say of their colour."""
    out = ReferenceStore()
    records = tuple(
        ItemRecord(item, CategoryMatch(MUGS, 1.0, "path") if item.id != "b" else None, MERCHANT, 1, 1, "f")
        for item in items
    )
    writes = tuple(
        AttributeWrite.of(
            said.item_id, said.key_id, SourceId(source), CellState.FACTS, (said,), priority=1, time_us=1, revision=1
        )
        for source, said in words.items()
    )
    out.apply(WriteBatch(items=records, writes=writes))
    return out


def recovered(held: ReferenceStore, *rows: HiddenRow, forms: MerchantForms | None = None) -> list[RecoveredCell]:
    cells = RecoveredCells(held, RELEASE, MACHINE, forms or MerchantForms())
    cells.learn_forms(100, 0)
    return list(cells.of(rows))


def hidden(item: str = "a", key: str = "Shade") -> HiddenRow:
    return HiddenRow(item, key, "navy", "\n".join(text for _, text in ITEM.fields()))


def test_the_span_points_into_the_readable_text() -> None:
    (cell,) = recovered(store(ITEM, machine=fact(ITEM, span(ITEM, "description", "navy"))), hidden())
    assert cell.span is not None and cell.hidden.text[slice(*cell.span)] == "navy"
    assert cell.to_json() == {
        "item": "a", "key": "Shade", "values": ["Navy", "navy"], "span": [14, 18], "confidence": 0.75
    }  # fmt: skip


def test_only_the_machine_is_asked() -> None:
    merchant = fact(ITEM, MerchantCell("x", 0, 4, "navy"), Producer.MERCHANT)
    (cell,) = recovered(store(ITEM, merchant=merchant), hidden())
    assert cell.known and cell.values == ()


def test_what_is_not_known() -> None:
    other = Item(ItemId("b"), "No mug", description="navy")
    held = store(ITEM, other, machine=fact(ITEM, span(ITEM, "description", "navy")))
    cells = recovered(held, hidden(key="lid"), hidden("b"), hidden("nobody"))
    assert [(cell.known, cell.values) for cell in cells] == [(False, ())] * 3
    assert [cell.item for cell in cells] == [ITEM, other, None]


def test_all_names_of_a_value_are_looked_for_among_the_merchants() -> None:
    forms = MerchantForms()
    forms.add("shade", "Dark Blue")
    (cell,) = recovered(
        store(ITEM, machine=fact(ITEM, span(ITEM, "description", "navy"))), hidden(key="shade"), forms=forms
    )
    assert cell.values[0] == "Dark Blue"


def seen_as_nvy() -> tuple[ReferenceStore, MerchantForms]:
    """The item beside a visible one whose merchant writes NVY for navy."""
    seen = Item(ItemId("c"), "Cup", specs=(Spec("shade", "NVY"),))
    forms = MerchantForms()
    forms.add("shade", "NVY")
    held = store(ITEM, seen, machine=fact(ITEM, span(ITEM, "description", "navy")))
    read = (fact(seen, MerchantCell("shade", 0, 3, "NVY"), Producer.MERCHANT),)
    write = AttributeWrite.of(seen.id, COLOUR.id, MERCHANT, CellState.FACTS, read, priority=1, time_us=1, revision=1)
    held.apply(WriteBatch(writes=(write,)))
    return held, forms


def test_visible_cells_tell_what_a_writing_means(tmp_path: Path) -> None:
    held, forms = seen_as_nvy()
    (cell,) = recovered(held, hidden(key="shade"), forms=forms)
    assert cell.values[0] == "NVY"
    (tmp_path / "hidden.jsonl").write_text(json.dumps(hidden(key="shade")._asdict()) + "\n", encoding="utf-8")
    held, forms = seen_as_nvy()
    cells = RecoveredCells(held, RELEASE, MACHINE, forms)
    visible = Visible(Priors(), LiteralMatch(), forms)
    recover(tmp_path, EvaluationReport(MaskPlan(), Hidden(), 1.0), visible, cells)
    assert json.loads((tmp_path / "pred.jsonl").read_text(encoding="utf-8"))["values"][0] == "NVY"


def test_what_is_learned_from_visible_rows() -> None:
    mask = Mask(MaskPlan(0.001), CopyRules(text_pairs, lambda name: ""))
    rows = [
        ReadRow(n, n, Item(ItemId(f"i{n}"), f"Mug {n}", brand="Ada", specs=(Spec("shade", "NVY"),)), None)
        for n in range(1, 40)
    ]
    visible = learn_visible(MaskedRows(rows, mask, RowChoice()), mask, Hidden(items=39), seed=0)
    assert visible.priors.predict(ITEM, "Shade") == "NVY"
    assert visible.literal.predict("a mug, nvy", "shade") == "NVY"
    facts, names = [fact(ITEM, span(ITEM, "description", "navy"))], [("Nvy",)]
    assert visible.forms.values("shade", COLOUR, facts, names, ITEM, "mugs")[0] == "NVY"
    few = learn_visible(MaskedRows(rows, mask, RowChoice()), mask, Hidden(items=10**9), seed=0)
    assert few.priors.predict(ITEM, "shade") is None, "of so many items a sample is enough"


@pytest.mark.parametrize("proven", [True, False])
def test_only_facts_that_the_text_proves_are_counted(tmp_path: Path, proven: bool) -> None:
    evidence = span(ITEM, "description", "navy") if proven else InheritedFrom(ItemId("c"), "twin")
    cells = RecoveredCells(store(ITEM, machine=fact(ITEM, evidence)), RELEASE, MACHINE, MerchantForms())
    (tmp_path / "hidden.jsonl").write_text(json.dumps(hidden()._asdict()) + "\n", encoding="utf-8")
    report = EvaluationReport(MaskPlan(), Hidden(), 1.0)
    recover(tmp_path, report, Visible(Priors(), LiteralMatch(), MerchantForms()), cells)
    figures = report.to_json()["system"]["stated"]
    assert (figures["hidden"], figures["predicted"], figures["right"]) == (1, int(proven), int(proven))
    predicted = json.loads((tmp_path / "pred.jsonl").read_text(encoding="utf-8"))
    assert (predicted["span"] is None) is not proven
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8")) == report.to_json()


def test_a_cell_of_which_a_copy_is_left_is_not_counted(tmp_path: Path) -> None:
    """A spec that repeats the title: titles are never taken away."""
    specs = (Spec("Title", "Mug"), Spec("colour", "navy"))
    row = ReadRow(1, 1, Item(ItemId("a"), "Mug", specs=specs), None)
    plan = next(plan for seed in range(99) if (plan := MaskPlan(0.5, seed=seed)).hides_item(row.item))
    mask = Mask(plan, CopyRules(text_pairs, lambda name: ""))
    found = hide(MaskedRows([row], mask, RowChoice()), mask, tmp_path)
    assert (found.cells, found.leaks, found.leaks_shown) == (1, 1, [["a", "Title"]])
    (line,) = (tmp_path / "hidden.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line) == {"item": "a", "key": "colour", "value": "navy", "text": "Mug"}


def test_cells_of_one_name_are_joined() -> None:
    pairs = [("Colour", "navy"), ("Size", "M"), ("colour", "red"), ("COLOUR", "navy")]
    assert joined_cells(pairs) == [("Colour", "navy, red"), ("Size", "M")]
