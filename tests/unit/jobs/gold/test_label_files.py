"""Answers put into CSV and Label Studio files come back as they were; what is no answer is told with its place."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import InputError, ValueParseError
from itemcenter.evaluate.gold import GoldLabel, GoldSet
from itemcenter.jobs.gold.answers import Answer
from itemcenter.jobs.gold.csv_file import read_csv, write_csv
from itemcenter.jobs.gold.label_studio import VIEW, read_label_studio, view_path, write_label_studio
from itemcenter.jobs.gold.prelabel import SuggestedValue, Suggestion
from itemcenter.jobs.gold.spelled import NOT_STATED, OTHER, label_of
from itemcenter.library import value_from_input
from itemcenter.schema import AttributeKey, ItemId, KeyId, TypedValue, ValueId, ValueType
from tests.unit.jobs.gold.label_cases import (
    COLOUR,
    HEIGHT,
    HOSTILE_NAMES,
    KEYS,
    MAKER,
    RELEASE,
    SAFE,
    gold_with,
    scratch,
    taken,
    task,
)

#: Printable texts of any script; half characters and control characters stand in no id, and no value keeps them.
_HOSTILE = st.sampled_from(
    ["=cmd|' /C calc'!A0", "+1", "-2", "@a", "'", "#", "|", "\\", '"', "<b>", "x,y;z", "不", "\U0001f375 tea"]
)
_TEXTS = st.one_of(_HOSTILE, st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12))
_WORDS = st.builds(lambda a, b: f"{a} {b}".strip(), _TEXTS, _TEXTS)
_NAMES = st.one_of(st.sampled_from(["ada", "=bob", "user:5"]), _TEXTS)


@st.composite
def labels(draw: st.DrawFn) -> tuple[AttributeKey, GoldLabel]:
    item, key = ItemId(draw(_TEXTS)), draw(st.sampled_from(KEYS))
    values: dict[str, TypedValue] = {}
    beyond = ""
    if key is COLOUR:
        numbers = draw(st.sets(st.integers(0, len(HOSTILE_NAMES) - 1), max_size=3))
        for number in numbers:
            value = TypedValue(ValueType.CATEGORICAL, HOSTILE_NAMES[number], ValueId(f"c/{number}"))
            values[value.identity] = value
        beyond = draw(st.sampled_from(["", "teal", "=HYPERLINK(1)", "grün | blau"]))
    elif key is HEIGHT and draw(st.booleans()):
        values["h"] = value_from_input(f"{draw(st.decimals(1, 400, places=2))} cm", HEIGHT, RELEASE)
    elif key is SAFE and draw(st.booleans()):
        values["s"] = value_from_input(draw(st.sampled_from(["yes", "no"])), SAFE, RELEASE)
    elif key is MAKER and draw(st.booleans()):
        values["m"] = value_from_input(draw(_WORDS), MAKER, RELEASE)
    ordered = tuple(values[identity] for identity in sorted(values))
    return key, GoldLabel(
        item, key.id, draw(_NAMES), ordered, beyond, "then", note=draw(st.one_of(st.just(""), _WORDS))
    )


@settings(deadline=None, max_examples=60)
@given(st.lists(labels(), max_size=6))
def test_labels_survive_both_kinds_of_files(found: list[tuple[AttributeKey, GoldLabel]]) -> None:
    gold = gold_with(sorted({label.item_id for _, label in found}))
    unique = {(*label.place, label.labeller): (key, label) for key, label in found}
    tasks = [task(label.item_id, key, (label,)) for key, label in unique.values()]
    wanted = sorted((label for _, label in unique.values()), key=lambda label: (*label.place, label.labeller))
    with scratch() as folder:
        write_csv(tasks, RELEASE, folder / "l.csv")
        write_label_studio(tasks, RELEASE, folder / "l.json")
        for answers in (list(read_csv(folder / "l.csv")), list(read_label_studio(folder / "l.json"))):
            entries, report, rejected = taken(answers, gold)
            assert not rejected, rejected
            assert entries == wanted and report.labels == len(wanted)
            again = GoldSet(version=1, cells=gold.cells)
            again.add(entries)
            assert taken(answers, again)[0] == [], "known labels make no new version"


@settings(deadline=None)
@given(_WORDS, st.text(max_size=30))
def test_no_cell_of_the_table_is_a_formula(title: str, note: str) -> None:
    label = GoldLabel(ItemId("=1"), MAKER.id, "@a", (TypedValue(ValueType.TEXT, "+x"),), note=note.strip())
    with scratch() as folder:
        write_csv([task("=1", MAKER, (label,), title=f"={title}")], RELEASE, folder / "l.csv")
        with (folder / "l.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@" and cell]


def _answers(tmp_path: Path, *rows: str, head: str = "item,key,answer,value,labeller") -> list[Answer]:
    path = tmp_path / "labels.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return list(read_csv(path))


def test_what_people_write_into_the_table(tmp_path: Path) -> None:
    answers = _answers(
        tmp_path, "M-1,colour,,navy | 红色,ada", "M-2,colour,Not stated,,ada", "M-3,colour,,not stated,ada",
        "M-4,colour,skip,navy,ada", "M-5,colour,,,ada", "M-6,colour,other,teal,ada", "M-7,height,,4 in,ada",
        "M-8,safe,,no,ada",
    )  # fmt: skip
    entries, report, rejected = taken(answers, gold_with([f"M-{n}" for n in range(9)]))
    assert not rejected and report.skipped == 2
    told = {entry.item_id: entry for entry in entries if isinstance(entry, GoldLabel)}
    assert [value.text for value in told[ItemId("M-1")].values] == ["navy", "红色"]
    assert not told[ItemId("M-2")].stated and not told[ItemId("M-3")].stated
    assert told[ItemId("M-6")].beyond == "teal" and report.proposals == {("colour", "teal"): 1}
    assert told[ItemId("M-7")].values[0].number == pytest.approx(10.16)
    assert told[ItemId("M-8")].values[0].text == "no", "a value, though it is a word of refusal"


def test_accepting_a_suggestion(tmp_path: Path) -> None:
    head = "item,key,answer,value,labeller,suggestion"
    rows = ("M-1,colour,accept,,ada,navy", "M-2,colour,ok,,ada,", "M-3,colour,accept,红色,ada,navy")
    answers = _answers(tmp_path, *rows, head=head)
    entries, _, rejected = taken(answers, gold_with(["M-1", "M-2", "M-3"]))
    assert [[value.text for value in entry.values] for entry in entries if isinstance(entry, GoldLabel)] == [
        ["navy"],
        [],
    ]
    assert [row.reason for row in rejected] == ["unreadable"], "two answers at once"


def test_bad_rows_are_told_with_their_place_and_what_to_do(tmp_path: Path) -> None:
    answers = _answers(
        tmp_path, "M-1,colour,,nawy,ada", "M-9,colour,,navy,ada", "M-1,height,,tall,ada", "M-1,maker,perhaps,,ada",
        "M-1,safe,not stated,yes,ada", "M-1,maker,,Ada,", "M-1,height,,10 cm | 12 cm,ada", 'M-1,"maker,,x,ada',
    )  # fmt: skip
    entries, report, rejected = taken(answers, gold_with(["M-1"]))
    assert not entries and report.rejected == {"no_value": 4, "not_in_set": 1, "unreadable": 2, "no_labeller": 1}
    assert all(row.remedy and row.message for row in rejected)
    assert "navy" in rejected[0].remedy, "the nearest values are offered"
    assert [row.row for row in rejected] == list(range(1, 9))
    assert [row.line for row in rejected] == list(range(2, 10))
    assert rejected[0].raw == "M-1,colour,,nawy,ada" and rejected[0].file == "labels"


def test_files_that_are_no_label_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="answer, value are missing"):
        _answers(tmp_path, head="item,key")
    (tmp_path / "x.csv").write_bytes(b"item,key,answer,value\n\xff\xfe\n")
    with pytest.raises(InputError, match="no UTF-8"):
        list(read_csv(tmp_path / "x.csv"))
    for text in ("{", '{"a": 1}', "[" * 100_000):
        (tmp_path / "x.json").write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=r"x\.json"):
            list(read_label_studio(tmp_path / "x.json"))


def _export(*annotations: Any, item: Any = "M-1", key: KeyId = COLOUR.id, **data: Any) -> dict[str, Any]:
    return {"id": 7, "data": {"item": item, "key": key, **data}, "annotations": list(annotations), "predictions": []}


def _annotation(choices: Any = None, other: Any = None, by: Any = 5, **more: Any) -> dict[str, Any]:
    result = []
    if choices is not None:
        result.append({"from_name": "value", "to_name": "text", "type": "choices", "value": {"choices": choices}})
    if other is not None:
        result.append({"from_name": "other", "to_name": "text", "type": "textarea", "value": {"text": other}})
    return {"completed_by": by, "was_cancelled": False, "result": result, "lead_time": 3.1, **more}


def _studio(tmp_path: Path, *tasks: Any) -> list[Answer]:
    (tmp_path / "export.json").write_text(json.dumps(tasks), encoding="utf-8")
    return list(read_label_studio(tmp_path / "export.json"))


def test_several_annotators_skips_and_cancelled_annotations(tmp_path: Path) -> None:
    answers = _studio(
        tmp_path,
        _export(_annotation(["navy"]), _annotation([NOT_STATED], by={"id": 6, "email": "ada@example.org"}),
                _annotation(["红色"], by=8, was_cancelled=True), _annotation(None, by=9)),
        _export(item="M-2"),
        _export(_annotation([OTHER], ["teal"], by="cleo"), item="M-2"),
        _export(_annotation(None, "12 cm", by="cleo"), item="M-2", key=HEIGHT.id),
        _export(_annotation("navy", by="dora"), item="M-2"),
    )  # fmt: skip
    entries, report, rejected = taken(answers, gold_with(["M-1", "M-2"]))
    assert not rejected and report.skipped == 2
    told = {(entry.item_id, entry.key_id, entry.labeller): entry for entry in entries if isinstance(entry, GoldLabel)}
    assert {who for _, _, who in told} == {"user:5", "ada@example.org", "cleo", "dora"}
    assert not told[ItemId("M-1"), COLOUR.id, "ada@example.org"].stated
    assert told[ItemId("M-2"), COLOUR.id, "cleo"].beyond == "teal"
    assert told[ItemId("M-2"), HEIGHT.id, "cleo"].values[0].number == 12
    assert told[ItemId("M-2"), COLOUR.id, "dora"].values[0].text == "navy"


def test_damaged_exports_go_to_the_quarantine(tmp_path: Path) -> None:
    answers = _studio(
        tmp_path, 3, {"annotations": []}, _export("x"), {"data": {}, "annotations": {"a": 1}},
        _export(_annotation([OTHER])), _export({"completed_by": 1, "result": [{"value": 1}]}),
        _export(_annotation(["navy", NOT_STATED])), _export(_annotation([5, None])),
        _export(_annotation(["navy"], by=None)), _export(_annotation(["navy"], by=True)),
        _export(_annotation(["navy"]), item=["M-1"]),
    )  # fmt: skip
    entries, report, rejected = taken(answers, gold_with(["M-1"]))
    assert not entries and report.skipped == 1 and len(rejected) == 10
    assert all(row.remedy for row in rejected)
    assert {row.reason for row in rejected} == {"unreadable", "no_value", "no_labeller", "not_in_set"}


def test_a_task_shows_what_proves_the_suggestion(tmp_path: Path) -> None:
    text = "\U0001f375 Mug\r\nin navy"
    start = text.index("navy")
    value = SuggestedValue("navy", 0.8, "local_model", "title", start, start + 4, "navy")
    suggestion = Suggestion(ItemId("M-1"), COLOUR.id, (value,), ("navy", NOT_STATED), content="then")
    made = task("M-1", COLOUR, suggestion=suggestion, title=text)
    write_label_studio([made], RELEASE, tmp_path / "t.json", fallback="none")
    (told,) = json.loads((tmp_path / "t.json").read_text(encoding="ascii"))
    assert view_path(tmp_path / "t.json").read_text(encoding="utf-8") == VIEW
    (prediction,) = told["predictions"]
    assert prediction["model_version"] == "none" and prediction["score"] == 0.8
    choice, proof = prediction["result"]
    assert choice["value"] == {"choices": ["navy"]}
    assert [entry["value"] for entry in told["data"]["offered"]] == ["navy", NOT_STATED, OTHER]
    place = slice(proof["value"]["start"], proof["value"]["end"])
    assert told["data"]["text"][place] == "navy" and "\r" not in told["data"]["text"]
    names = {entry["from_name"] for entry in prediction["result"]}
    assert all(
        f'name="{name}"' in VIEW and entry["to_name"] == "text" for name in names for entry in prediction["result"]
    )
    write_label_studio([made], RELEASE, tmp_path / "b.json", blind=True)
    assert "predictions" not in json.loads((tmp_path / "b.json").read_text(encoding="ascii"))[0]
    assert "annotations" not in told, "a suggestion is no answer"


def test_answers_that_are_no_value_of_a_key_without_a_list() -> None:
    place = (ItemId("M-1"), HEIGHT.id)
    with pytest.raises(ValueParseError):
        label_of(place, HEIGHT, RELEASE, "ada", (), "tall", not_stated=False, content="", final=False)
