"""`evaluate` as a user meets it: what is hidden is seen by nothing that learns or decides, and counting is right."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

import itemcenter
from itemcenter.center import ItemCenter
from itemcenter.demo import backbone_path
from itemcenter.evaluate import MaskPlan
from itemcenter.items import ReadRow
from itemcenter.jobs.masked_rows import RowFilter
from tests.acceptance.coded_mugs import GROUPS, HEADER, MATERIALS, SIZES, cells, code, evaluated, lines, mugs, report
from tests.acceptance.command import run
from tests.acceptance.small import MADE_S, WORKBOOK, dated, write_catalog, write_demo_part, write_workbook
from tests.unit.evaluate.test_counting import scored


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workbook(tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eighty mugs; the last row repeats the id of the first one."""
    rows = mugs()
    return write_catalog(tmp_path_factory.mktemp("shop") / "shop.csv", [*rows, rows[0]], HEADER)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, shop: Path, book: Path) -> Path:
    """An evaluation of the mugs."""
    out = tmp_path_factory.mktemp("done") / "out"
    assert evaluated(shop, book, out).code == 0
    return out


def test_whole_groups_are_hidden(done: Path, shop: Path) -> None:
    found = report(done)
    masked = {item for item, _, _ in cells(done)}
    groups = {item.split("-")[1] for item in masked}
    assert masked == {f"M-{number}-{size}" for number in groups for size in SIZES}
    assert 0.1 * GROUPS < len(groups) < 0.5 * GROUPS
    assert len(lines(done / "hidden.jsonl")) == len(cells(done)) == 5 * len(masked) == found["hidden_cells"]
    assert (found["items"], found["masked_items"], found["leaks"]) == (2 * GROUPS, len(masked), 0)
    assert found["copies_removed"] == 5 * len(masked), "each cell stands in the description, too; features are specs"
    assert found["known_cells"] == 3 * len(masked), "the workbook has no batch and no origin"


def test_nothing_hidden_is_in_any_byte_of_the_center(done: Path) -> None:
    """Store, quarantine (the repeated row), reports, and whatever was learned; the store's blobs are packed."""
    written = b""
    for path in sorted((done / "center").rglob("*")):
        if path.suffix == ".npz":
            with zipfile.ZipFile(path) as packed:
                written += b"".join(map(packed.read, packed.namelist()))
        elif path.is_file():
            written += path.read_bytes()
    with itemcenter.open_center(done / "center") as center:
        for record in center.store.items():
            words = center.store.words([record.item.id]).get(record.item.id, [])
            written += json.dumps([record.to_json(), *(word.to_json() for word in words)]).encode()
    masked = {item for item, _, _ in cells(done)}
    for number in range(GROUPS):
        for size in SIZES:
            hidden = f"M-{number}-{size}" in masked
            found = any(code(number, size).encode(form) in written for form in ("utf-8", "utf-32-le"))
            assert found is not hidden, (number, size)


def test_the_texts_keep_what_sentences_say(done: Path) -> None:
    stated = 0
    for row in lines(done / "hidden.jsonl"):
        assert "Specifications:" in row["text"] and "ZX" not in row["text"]
        assert f"{row['key']} {row['value']}" not in row["text"] and '"value"' not in row["text"]
        if row["key"] == "material":
            assert f"A mug of {row['value']}" in row["text"]
        stated += row["value"] in row["text"]
    assert stated > 0


def test_the_figures_are_those_of_the_files(done: Path) -> None:
    found, hidden, predicted = report(done), lines(done / "hidden.jsonl"), lines(done / "pred.jsonl")
    for name, (right, wrong, missed) in scored(hidden, predicted).items():
        figures = found["system"][name]
        assert (figures["right"], figures["predicted"] - figures["right"]) == (right, wrong), name
        assert figures["hidden"] - figures["right"] == missed, name
    assert found["system"]["stated"]["right"] > 0
    assert sum(key["system"]["all"]["hidden"] for key in found["keys"]) == len(hidden)
    texts = {(row["item"], row["key"]): row["text"] for row in hidden}
    proven = [row for row in predicted if row["span"]]
    assert proven and all(0 <= row["confidence"] <= 1 for row in predicted)
    for row in proven:
        start, end = row["span"]
        assert texts[row["item"], row["key"]][start:end].strip(), row


def test_baselines_know_only_visible_cells(done: Path) -> None:
    found = report(done)
    assert found["literal"]["stated"]["recall"] > 90, "plain words, found word for word"
    keys = {key["key"]: key for key in found["keys"]}
    assert keys["origin"]["priors"]["all"]["recall"] == 100.0, "every mug comes from Peru"
    assert found["priors"]["all"]["recall"] < 50, "colours and materials are evenly spread"
    batch = keys["batch"]
    assert batch["literal"]["all"]["predicted"] == batch["system"]["all"]["predicted"] == 0


def test_the_same_bytes_again_and_in_any_order(done: Path, shop: Path, book: Path, tmp_path: Path) -> None:
    assert evaluated(shop, book, tmp_path / "again").code == 0
    for name in ("hidden.jsonl", "pred.jsonl", "report.json"):
        assert (tmp_path / "again" / name).read_bytes() == (done / name).read_bytes(), name
    turned = write_catalog(tmp_path / "turned.csv", mugs()[::-1], HEADER)
    assert evaluated(turned, book, tmp_path / "turned").code == 0
    assert cells(tmp_path / "turned") == cells(done)
    assert evaluated(shop, book, tmp_path / "again", "--seed", "1").code == 0, "an earlier evaluation is replaced"
    assert cells(tmp_path / "again") != cells(done)
    assert len(list((tmp_path / "again" / "center" / "runs").iterdir())) == 1, "nothing of it is built upon"


def test_single_cells(shop: Path, book: Path, tmp_path: Path) -> None:
    assert evaluated(shop, book, tmp_path / "out", "--mask-unit", "cell").code == 0
    hidden = cells(tmp_path / "out")
    by_item: dict[str, set[str]] = {}
    for item, key, _ in hidden:
        by_item.setdefault(item, set()).add(key)
    assert {len(keys) for keys in by_item.values()} >= {1, 2}
    for item, keys in by_item.items():
        twin = item[:-1] + ("S" if item.endswith("L") else "L")
        assert by_item[twin] == keys, "a twin does not show what is hidden in the other"
    assert 0.2 < len(hidden) / (10 * GROUPS) < 0.4
    with itemcenter.open_center(tmp_path / "out" / "center") as center:
        for record in center.store.items():
            left = {spec.name for spec in record.item.specs}
            assert left == {"colour", "material", "height", "origin", "batch"} - by_item.get(record.item.id, set())


def test_limit_and_only_with_specs(book: Path, tmp_path: Path) -> None:
    rows = [(*row[:6], "", "") if number % 2 else row for number, row in enumerate(mugs())]
    catalog = write_catalog(tmp_path / "shop.csv", rows, HEADER)
    assert evaluated(catalog, book, tmp_path / "a", "--limit", "30").code == 0
    assert report(tmp_path / "a")["items"] == 30
    assert evaluated(catalog, book, tmp_path / "b", "--only-with-specs", "--limit", "30").code == 0
    assert report(tmp_path / "b")["items"] == 30
    assert report(tmp_path / "b")["masked_items"] > report(tmp_path / "a")["masked_items"] > 0


def test_for_people_and_for_programs(shop: Path, book: Path, done: Path) -> None:
    told = run("evaluate", shop, "--ontology", book, "--mask", "0.3")
    assert told.code == 0
    for words in ("30% of the items, seed 0", "literal match", "priors, text unread", "stated in the text", "material"):
        assert words in told.out, words
    assert run("evaluate", shop, "--ontology", book, "--mask", "0.3", "--json").json == report(done)


def test_like_a_center(tmp_path: Path) -> None:
    """Options and ontology come from it; nothing in it changes."""
    home = tmp_path / "home"
    book = write_workbook(tmp_path / "book", values=WORKBOOK["values.csv"])
    rows = [(f"M-{n}", f"Mug {n} of {MATERIALS[n % 3]}", "Mugs", MATERIALS[n % 3]) for n in range(40)]
    catalog = write_catalog(tmp_path / "c.csv", rows, ("sku", "title", "category", "made of"))
    with itemcenter.create(home) as center:
        center.import_ontology(str(book))
    store = tmp_path / "elsewhere.db"
    options = f'[catalog]\nspec_columns = ["made of"]\n[store]\npath = "{store}"\n'
    (home / "itemcenter.toml").write_text(options, encoding="utf-8")
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    told = run("evaluate", catalog, "--center", home, "--json")
    assert told.code == 0 and "has seen the hidden values" in told.json["notices"][0]
    assert [key["key"] for key in told.json["keys"]] == ["made of"]
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before
    assert not store.exists(), "nor is anything written where its facts are"
    named = run("evaluate", catalog, "--center", home, "--ontology", told.json["release_id"], "--json")
    assert named.json["hidden_cells"] == told.json["hidden_cells"] > 0


def test_columns_that_the_ontology_knows_are_attributes(tmp_path: Path, book: Path) -> None:
    rows = [(f"M-{n}", f"Mug {n}", "Mugs", "glass", "5.00", "colour: navy") for n in range(40)]
    catalog = write_catalog(tmp_path / "c.csv", rows, ("sku", "title", "category", "made from", "price", "specs"))
    assert evaluated(catalog, book, tmp_path / "out").code == 0
    keys = [key for _, key, _ in cells(tmp_path / "out")]
    assert keys.count("made from") == keys.count("colour") == len(keys) / 2 > 0


def test_what_comes_between_hiding_and_building_sees_the_mask(tmp_path: Path, shop: Path, book: Path) -> None:
    seen: list[tuple[int, int]] = []

    def look(masked: RowFilter) -> None:
        source: list[ReadRow] = list(itemcenter.items.open_catalog(shop, center.config.catalog, "merchant"))
        rows: Iterable[ReadRow] = masked(source)
        for _ in range(2):  # as often as it likes
            text = "\n".join(json.dumps(row.item.to_json()) + "".join(row.raw) for row in rows if row.item)
            seen.append((text.count("ZX"), len(text)))

    with ItemCenter.trial(tmp_path / "center") as center:
        center.import_ontology(str(book))
        found = center.evaluate(shop, tmp_path, MaskPlan(0.3), prepare=look)
    masked = found.hidden.masked_items
    shown = (2 * GROUPS - masked) * 5 + 5 * ("M-0-S" not in {item for item, _, _ in cells(tmp_path)})
    assert seen[0] == seen[1] and seen[0][0] == shown


def test_an_ontology_drawn_from_the_catalog_sees_the_mask(tmp_path: Path) -> None:
    """Every group has a series of its own; the values of the drawn ontology are those of the visible groups."""
    rows = [(*row[:7], f"{row[7]} | series: Nordlicht{row[2]}") for row in mugs()]
    catalog = write_catalog(tmp_path / "shop.csv", rows, HEADER)
    assert run("evaluate", catalog, "--backbone", "auto", "--mask", "0.3", "--out", tmp_path / "out").code == 0
    hidden = {value for _, key, value in cells(tmp_path / "out") if key == "series"}
    with itemcenter.open_center(tmp_path / "out" / "center") as center:
        drawn = {value.name for entry in center.release.value_lists for value in entry.values}
    assert 0 < len(hidden) < GROUPS
    assert drawn & {f"Nordlichtg{number}" for number in range(GROUPS)} and not drawn & hidden
    assert report(tmp_path / "out")["known_cells"] > 0


def test_the_demo(tmp_path: Path) -> None:
    catalog = write_demo_part(tmp_path / "catalog.csv")
    assert run("evaluate", catalog, "--ontology", backbone_path(small=True), "--out", tmp_path / "out").code == 0
    found = report(tmp_path / "out")
    assert found["leaks"] == 0 and found["hidden_cells"] > 0


def test_wrong_calls(tmp_path: Path, shop: Path, book: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "thesis.txt").write_text("keep me", encoding="utf-8")
    bare = write_catalog(tmp_path / "bare.csv", [("M-1", "Mug", "Mugs")], ("sku", "title", "category"))
    for code_, words, arguments in (
        (3, "no such file", (tmp_path / "none.csv", "--ontology", book)),
        (2, "give one of them", (shop, "--ontology", book, "--backbone", book)),
        (4, "no ontology was named", (shop,)),
        (4, "is no folder", (shop, "--ontology", "mine")),
        (4, "is no center", (shop, "--center", tmp_path)),
        (2, "between 0 and 1", (shop, "--ontology", book, "--mask", "1.5")),
        (2, "holds other files", (shop, "--ontology", book, "--out", full)),
        (4, "no cell could be hidden", (bare, "--ontology", book)),
    ):
        told = run("evaluate", *arguments)
        assert told.code == code_ and words in told.err, (arguments, told)
    assert (full / "thesis.txt").read_text(encoding="utf-8") == "keep me"
    assert dated(bare, MADE_S) == bare
