"""The demo catalog keeps its promises: a sound workbook, truth that follows from the rows, same bytes again."""

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from itemcenter import demo
from itemcenter.demo import generate
from itemcenter.demo.drawing import read_png
from itemcenter.demo.pictures import CUT_OFF
from itemcenter.ontology import load_ontology
from itemcenter.ontology.lint import Severity, lint

LIST_TYPES = {"categorical", "colour"}
TYPES = {*LIST_TYPES, "quantity", "count", "identifier", "boolean", "text"}
FIELDS = ("title", "description", "specs")


def table(name: str) -> list[dict[str, str]]:
    with (demo.backbone_path() / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def catalog() -> dict[str, dict[str, str]]:
    with demo.catalog_path().open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len({row["sku"] for row in rows}) == len(rows), "a sku occurs twice"
    return {row["sku"]: row for row in rows}


@pytest.fixture(scope="module")
def truth() -> list[dict[str, Any]]:
    with demo.truth_path().open(encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


@pytest.fixture(scope="module")
def keys() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in table("keys")}


@pytest.fixture(scope="module")
def names() -> dict[str, set[str]]:
    """Canonical value names by key, shared lists included."""
    listed = defaultdict(set)
    for row in table("values"):
        listed[row["key"]].add(row["name"])
    for row in table("keys"):
        if row["values_of"]:
            listed[row["id"]] = listed[row["values_of"]]
    return listed


@pytest.fixture(scope="module")
def applying() -> dict[str, list[str]]:
    """Key ids by category, inherited ones included."""
    parents = {row["id"]: row["parent"] for row in table("categories")}
    own = defaultdict(list)
    for row in table("applies"):
        own[row["category"]].append(row)

    def of(category: str, leaf: str) -> list[str]:
        here = [row["key"] for row in own[category] if category == leaf or row["only_here"] == "no"]
        return here + (of(parents[category], leaf) if parents[category] else [])

    return {category: of(category, category) for category in parents}


def test_counts(catalog: dict[str, dict[str, str]], keys: dict[str, dict[str, str]]) -> None:
    assert len(catalog) >= 1500
    assert len({row["group"] for row in catalog.values()}) >= 400
    assert len([row for row in table("categories") if not row["parent"]]) == 12
    assert len(keys) >= 100 and {row["type"] for row in keys.values()} == TYPES
    assert len(table("values")) >= 550
    for assortment in generate.ASSORTMENTS:
        sentences = [t for listed in assortment.sentences.values() for t in listed]
        assert len(set(sentences)) == len(sentences) >= 40, assortment.root
    for column in ("brand", "description", "price", "category", "specs"):
        assert 9 <= sum(not row[column] for row in catalog.values()) < 250, column


def test_size_on_disk() -> None:
    files = [path for path in demo.catalog_path().parent.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 8_000_000


def test_workbook_refers_to_itself(keys: dict[str, dict[str, str]], names: dict[str, set[str]]) -> None:
    categories = {row["id"] for row in table("categories")}
    assert all(row["parent"] in {"", *categories} for row in table("categories"))
    value_ids = [row["id"] for row in table("values")]
    assert len(set(value_ids)) == len(value_ids)
    for row in table("applies"):
        assert row["category"] in categories and row["key"] in keys
        assert set(row["values"].split("|")) <= {"", *value_ids}
    for row in keys.values():
        assert row["description"] and row["type"] in TYPES
        assert bool(row["unit"]) == (row["type"] == "quantity") == bool(row["tolerance"])
        assert (row["type"] in LIST_TYPES) == bool(names[row["id"]])
        assert row["values_of"] in {"", *keys}
    restricted = {(row["category"], row["key"]) for row in table("applies") if row["values"]}
    assert restricted == {pair for section in generate.SECTIONS for pair in section.restrict}
    assert all(row["category"] in categories for row in table("terms"))
    known = {*value_ids, *categories, *keys}
    for name in ("brands", "scenarios", "terms"):
        known |= {row["id"] for row in table(name)}
    for row in table("relations"):
        assert row["subject"] in known and row["object"] in known, row


def test_spellings_are_unique_per_key() -> None:
    owners = defaultdict(set)
    for row in table("values"):
        for spelling in (row["name"], *filter(None, row["synonyms"].split("|"))):
            owners[row["key"], spelling.casefold()].add(row["id"])
    assert {spelling: ids for spelling, ids in owners.items() if len(ids) > 1} == {}


def test_truth_covers_every_key_of_every_item_once(
    catalog: dict[str, dict[str, str]], truth: list[dict[str, Any]], applying: dict[str, list[str]]
) -> None:
    category = {line["item"]: line["values"][0] for line in truth if line["key"] == "@category"}
    assert category.keys() == catalog.keys()
    given = Counter((line["item"], line["key"]) for line in truth if line["key"] != "@category")
    assert given == Counter((sku, key) for sku, leaf in category.items() for key in applying[leaf])
    assert {line["brand"] for line in truth if "brand" in line} <= {row["id"] for row in table("brands")}


def test_truth_values_are_canonical(
    truth: list[dict[str, Any]], keys: dict[str, dict[str, str]], names: dict[str, set[str]]
) -> None:
    forms = {"count": r"\d+", "boolean": "yes|no", "identifier": r"[A-Z0-9-]+", "text": ".+"}
    for line in truth:
        if line["key"] == "@category":
            continue
        key = keys[line["key"]]
        assert bool(line["values"]) == line["stated"] == bool(line["where"])
        assert len(line["values"]) <= 1 or key["multiple"] == "yes"
        for value in line["values"]:
            if key["type"] in LIST_TYPES:
                assert value in names[key["id"]]
            else:
                form = forms.get(key["type"], rf"\d+(\.\d+)?(-\d+(\.\d+)?)? {re.escape(key['unit'])}")
                assert re.fullmatch(form, value), line


def test_evidence_occurs_in_the_row(catalog: dict[str, dict[str, str]], truth: list[dict[str, Any]]) -> None:
    for line in truth:
        row = catalog[line["item"]]
        for column, evidence in zip(line["where"] if "evidence" in line else (), line.get("evidence", ()), strict=True):
            assert evidence and evidence in row[column], line
        for bait in line.get("bait", ()):
            assert bait["text"] and bait["text"] in row[bait["field"]], line


def test_every_kind_of_defect_is_planted(truth: list[dict[str, Any]]) -> None:
    planted = Counter(line["planted"] for line in truth if line["planted"])
    for kind in ("wrong_cell", "swapped_cell", "junk_cell", "unit_slip", "negation", "trap", "wrong_category"):
        assert planted[kind] >= 5, (kind, planted)
    for line in truth:
        if line["planted"] == "wrong_cell":
            assert line["stated"] and "specs" not in line["where"], line


def unrecorded_text(catalog: dict[str, dict[str, str]], truth: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """(category, text) of every title and description, without the stretches that the truth knows about."""
    recorded = defaultdict(list)
    category = {}
    for line in truth:
        if line["key"] == "@category":
            category[line["item"]] = line["values"][0]
            continue
        for column, evidence in zip(line["where"], line.get("evidence", ()), strict=True):
            recorded[line["item"], column].append(evidence)
        for bait in line.get("bait", ()):
            recorded[line["item"], bait["field"]].append(bait["text"])
    for sku, row in catalog.items():
        for column in ("title", "description"):
            text = row[column]
            for evidence in sorted(recorded[sku, column], key=len, reverse=True):
                text = text.replace(evidence, "\0")
            yield category[sku], text


def any_of(words: set[str]) -> re.Pattern[str]:
    ordered = sorted(words, key=len, reverse=True)
    whole = (rf"\b{re.escape(w)}\b" if re.match(r"[A-Za-zÀ-ž0-9]", w) else re.escape(w) for w in ordered)
    return re.compile("|".join(whole), re.IGNORECASE)


def test_nothing_is_said_without_being_recorded(
    catalog: dict[str, dict[str, str]],
    truth: list[dict[str, Any]],
    keys: dict[str, dict[str, str]],
    applying: dict[str, list[str]],
) -> None:
    """A sentence that says more than the truth knows would punish a correct system."""
    words: dict[str, set[str]] = defaultdict(set)
    for row in table("values"):
        words[row["key"]] |= {row["name"], *filter(None, row["synonyms"].split("|"))}
    for row in keys.values():
        if row["values_of"]:
            words[row["id"]] = words[row["values_of"]]
        if row["type"] == "boolean":
            words[row["id"]] = {row["name"], *filter(None, row["synonyms"].split("|"))}
    patterns = {key: any_of(spellings) for key, spellings in words.items()}
    units = (
        "cm|mm|m|m²|kg|g|g/m²|lbs?|oz|GB|TB|Hz|W|watts?|lm|ml|l|L|cl|inch|Zoll|hours?|V|Ah|Nm|dB|°C|°F|rpm|years?|Jahre|"
        "months?|minutes?|min|克|厘米|英寸"
    )
    amount = re.compile(rf"\d\s?({units})\b", re.IGNORECASE)
    loose = set()
    for category, text in unrecorded_text(catalog, truth):
        loose |= {("amount", found[0], text) for found in amount.finditer(text)}
        for key in applying[category]:
            if key in patterns:
                loose |= {(key, found[0], text) for found in patterns[key].finditer(text)}
    assert loose == set()


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    generate.write(folder)
    return folder


def test_generation_repeats_byte_for_byte(generated: Path) -> None:
    """Pictures point by point: zlib does not promise the same bytes in every version."""
    files = sorted(path.relative_to(demo.DATA) for path in demo.DATA.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(generated) for path in generated.rglob("*") if path.is_file())
    for name in files:
        made, kept = (generated / name).read_bytes(), (demo.DATA / name).read_bytes()
        if made != kept and name.suffix == ".png" and len(kept) > CUT_OFF:
            assert (read_png(generated / name) == read_png(demo.DATA / name)).all(), name
        elif name.suffix != ".png":
            assert made == kept, name


def test_the_small_demo_is_a_part_of_the_whole(catalog: dict[str, dict[str, str]], truth: list[dict[str, Any]]) -> None:
    with demo.catalog_path(small=True).open(encoding="utf-8", newline="") as stream:
        small = {row["sku"]: row for row in csv.DictReader(stream)}
    assert len(small) == 557
    for sku, row in small.items():
        assert row | {"image": catalog[sku]["image"]} == catalog[sku]
        assert bool(row["image"]) == bool(catalog[sku]["image"])
    lines = [json.loads(line) for line in demo.truth_path(small=True).read_text(encoding="utf-8").splitlines()]
    assert {json.dumps(line) for line in lines} == {json.dumps(line) for line in truth if line["item"] in small}


@pytest.mark.parametrize("small", [True, False])
def test_the_workbook_lints_clean(small: bool) -> None:
    findings = lint(load_ontology(str(demo.backbone_path(small))).release)
    assert {finding.severity for finding in findings} <= {Severity.INFO}
