"""What people write stays, as long and as loud as they wanted it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import itemcenter
from itemcenter.center import ItemCenter
from itemcenter.errors import InputError, NotFoundError
from tests.acceptance.command import run
from tests.acceptance.small import MADE_S, ROWS, WORKBOOK, dated, shown, with_cell, write_catalog, write_workbook


def test_a_lock_survives_a_newer_catalog_and_unlock_lets_the_machine_in(mugs: Path, tmp_path: Path) -> None:
    assert run("set", "V-1", "colour", "white", "--lock", "--center", mugs).code == 0
    newer = write_catalog(tmp_path / "n.csv", with_cell("V-1", "title", "Vase in navy"), made_s=int(time.time()) + 60)
    assert run("build", newer, "--out", mugs, "--json").json["changed"] == 1
    account = run("why", "V-1", "colour", "--center", mugs, "--json").json
    assert [(word["source"], word["facts"][0]["value"]["text"]) for word in account["words"]] == [
        ("human", "white"),
        ("machine", "navy"),
    ]
    assert account["shown"]["version"]["locked"]
    freed = run("unlock", "V-1", "colour", "--center", mugs, "--json").json["changes"]
    assert [change["after"]["facts"][0]["value"]["text"] for change in freed] == ["navy"]
    again = run("unlock", "V-1", "colour", "--center", mugs)
    assert again.code == 4 and "could be taken back" in again.err


def test_after_unlock_a_rebuild_counts_again(center: ItemCenter, tmp_path: Path) -> None:
    center.set("V-1", "colour", "white", lock=True)
    center.unlock("V-1", "colour")
    assert shown(center, "V-1", "colour") == ["red"]
    center.build(write_catalog(tmp_path / "n.csv", with_cell("V-1", "title", "Vase in navy"), made_s=MADE_S + 9))
    assert shown(center, "V-1", "colour") == ["navy"]


def test_a_word_without_lock_outranks_merchant_and_machine(center: ItemCenter, tmp_path: Path) -> None:
    assert shown(center, "M-2", "material") == ["steel"], "the merchant's cell against the text"
    center.set("M-2", "material", "stoneware", author="ada")
    rows = with_cell("M-2", "specs", "material: glass")
    assert center.build(write_catalog(tmp_path / "n.csv", rows, made_s=int(time.time()) + 60)).changed == 1
    assert shown(center, "M-2", "material") == ["stoneware"]
    center.unlock("M-2", "material")
    assert shown(center, "M-2", "material") == ["glass"]


def test_the_later_of_two_words_counts_also_when_the_clock_was_set_back(
    center: ItemCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    center.set("M-1", "colour", "red")
    monkeypatch.setattr("itemcenter.center.item_center._now_us", lambda: MADE_S * 1_000_000 - 1)
    center.set("M-1", "colour", "white")
    assert shown(center, "M-1", "colour") == ["white"]
    center.unlock("M-1", "colour")
    assert shown(center, "M-1", "colour") == ["navy"]
    center.forget("M-1")
    assert shown(center, "M-1", "colour") is None


def test_values_are_checked_against_the_ontology(mugs: Path) -> None:
    unknown = run("set", "M-1", "colour", "nawy", "--center", mugs)
    assert unknown.code == 3 and "'nawy' is no value of 'colour'" in unknown.err and "navy" in unknown.err
    by_synonym = run("set", "M-2", "shade", "Marine Blue", "--center", mugs, "--json").json["changes"]
    assert by_synonym[0]["after"]["facts"][0]["value"]["value_id"] == "colour/navy"
    number = run("set", "M-2", "height", "a bit", "--center", mugs)
    assert number.code == 3 and "cm" in number.err
    key = run("set", "M-1", "color", "navy", "--center", mugs)
    assert key.code == 4 and "nearest: colour" in key.err
    item = run("set", "m-1", "colour", "navy", "--center", mugs)
    assert item.code == 4 and "ids near it: M-1" in item.err
    failed = run("set", "M-1x", "colour", "navy", "--center", mugs, "--json")
    assert failed.json.keys() == {"error", "message", "place", "remedy"} and failed.json["error"] == "NotFoundError"
    assert run("set", "M-1", "colour", "--center", mugs).code == 2
    assert run("set", "M-1", "colour", "navy", "--not-stated", "--center", mugs).code == 2


def test_not_stated_is_a_word_too(mugs: Path) -> None:
    told = run("set", "M-1", "height", "--not-stated", "--lock", "--center", mugs)
    assert told.code == 0 and "10 cm (merchant) -> not stated (human, locked)" in told.out
    sheet = run("show", "M-1", "--center", mugs).out
    assert [line.split() for line in sheet.splitlines() if line.startswith("height")] == [
        ["height", "not", "stated", "human,", "locked"]
    ]


def test_several_values(center: ItemCenter) -> None:
    center.set("M-1", "colour", "navy | crimson | red")
    assert shown(center, "M-1", "colour") == ["navy", "red"], "a value and its synonym are one"
    with pytest.raises(InputError, match="takes one value, not 2"):
        center.set("M-1", "material", "glass | steel")
    assert shown(center, "M-1", "material") == ["stoneware"]


def test_forget_until_a_newer_catalog(mugs: Path, catalog: Path) -> None:
    assert run("set", "M-2", "colour", "white", "--lock", "--center", mugs).code == 0
    told = run("forget", "M-2", "--center", mugs)
    assert told.code == 0 and "M-2 / colour: white (human, locked) -> nothing" in told.out
    lost = run("show", "M-2", "--center", mugs)
    assert lost.code == 4 and "was forgotten" in lost.err
    assert run("facts", "--item", "M-2", "--center", mugs, "--json").out == ""
    with itemcenter.open_center(mugs) as center:
        same = center.build(catalog)
        assert (same.forgotten, same.unchanged, same.changes) == (1, 3, 0)
        assert center.store.counts().items == 3
        newer = center.build(dated(catalog, int(time.time()) + 60))
        assert (newer.new, newer.unchanged) == (1, 3)
        assert shown(center, "M-2", "colour") == ["red"], "the lock was forgotten with the item"
    assert run("forget", "M-99", "--center", mugs).code == 4


def test_a_merchant_who_empties_a_cell(center: ItemCenter, tmp_path: Path) -> None:
    rows = [(*row[:-1], "") for row in ROWS]
    center.build(write_catalog(tmp_path / "n.csv", rows, made_s=MADE_S + 9))
    assert shown(center, "M-2", "material") == ["glass"], "the machine's word is heard"
    assert shown(center, "M-1", "height") == [], "nobody says more than: not stated"
    told = center.why("M-2", "material").shown
    assert told is not None and told.source == "machine"


def test_a_value_that_a_later_release_lacks_stays_what_the_person_said(
    center: ItemCenter, catalog: Path, tmp_path: Path
) -> None:
    center.set("M-1", "colour", "white")
    values = WORKBOOK["values.csv"].replace("colour,colour/white,white,\n", "")
    center.import_ontology(str(write_workbook(tmp_path / "b", values=values)))
    center.build(catalog)
    assert shown(center, "M-1", "colour") == ["white"] and shown(center, "M-3", "colour") == []
    with pytest.raises(NotFoundError, match="no item"):
        center.set("M-0", "colour", "white")
