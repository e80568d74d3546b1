"""What surrounds the demo catalog: pictures, the second merchant, reviews, searches and the list of defects."""

import csv
import datetime
import json
from collections import Counter, defaultdict
from typing import Any

import numpy as np
import pytest

from itemcenter import demo
from itemcenter.demo.drawing import read_png
from itemcenter.demo.pictures import BACKGROUND, BAD
from itemcenter.demo.planted import SHARES
from itemcenter.demo.shapes import RGB
from itemcenter.values.identifier import valid_gtin

CLAIM_KINDS = {"wrong_cell", "swapped_cell", "junk_cell", "unit_slip", "broken_gtin"}


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (demo.DATA / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def catalog() -> dict[str, dict[str, str]]:
    with demo.catalog_path().open(encoding="utf-8", newline="") as stream:
        return {row["sku"]: row for row in csv.DictReader(stream)}


@pytest.fixture(scope="module")
def second() -> dict[str, dict[str, str]]:
    with demo.second_catalog_path().open(encoding="utf-8", newline="") as stream:
        return {row["Artikelnummer"]: row for row in csv.DictReader(stream, delimiter=";")}


@pytest.fixture(scope="module")
def defects() -> list[dict[str, Any]]:
    return lines("defects.jsonl")


@pytest.fixture(scope="module")
def truth() -> dict[tuple[str, str], dict[str, Any]]:
    return {(line["item"], line["key"]): line for line in lines("truth.jsonl")}


@pytest.fixture(scope="module")
def value_ids() -> set[str]:
    with (demo.backbone_path() / "values.csv").open(encoding="utf-8", newline="") as stream:
        return {row["id"] for row in csv.DictReader(stream)}


def test_every_kind_of_defect_is_listed(defects: list[dict[str, Any]], catalog: dict[str, dict[str, str]]) -> None:
    kinds = Counter(line["kind"] for line in defects)
    expected = {*CLAIM_KINDS, "duplicate_listing", *(kind for kind, _ in SHARES), *(kind for kind, _ in BAD)}
    assert kinds.keys() == expected
    assert min(kinds.values()) >= 5, kinds
    for line in defects:
        assert line["item"] in catalog and line["what"] and line["field"] in {"sku", *catalog[line["item"]]}


def test_defects_and_truth_agree(defects: list[dict[str, Any]], truth: dict[tuple[str, str], dict[str, Any]]) -> None:
    listed = {(line["item"], line["key"]) for line in defects if line.get("key")}
    cells = CLAIM_KINDS - {"broken_gtin"}
    assert listed == {p for p, line in truth.items() for bait in line.get("bait", ()) if bait["kind"] in cells}
    wrong = {line["item"] for line in defects if line["kind"] == "wrong_category"}
    assert wrong == {item for (item, key), line in truth.items() if key == "@category" and line["planted"]}


def test_listing_defects_show_in_the_rows(defects: list[dict[str, Any]], catalog: dict[str, dict[str, str]]) -> None:
    for line in defects:
        row = catalog[line["item"]]
        match line["kind"]:
            case "missing_title":
                assert row["title"] == ""
            case "stuffed_keywords" | "banned_claim":
                assert row[line["field"]].endswith(line["what"])
            case "broken_gtin":
                wrong = line["what"].partition(",")[0]
                assert wrong in row["specs"] and not valid_gtin(wrong)


def test_pictures_show_the_colour_of_the_item(
    catalog: dict[str, dict[str, str]], truth: dict[tuple[str, str], dict[str, Any]], defects: list[dict[str, Any]]
) -> None:
    bad = {line["item"]: line["kind"] for line in defects if line["field"] == "image"}
    shown = {line["file"]: line for line in lines("pictures.jsonl")}
    drawn = {}
    for sku, row in catalog.items():
        path = row["image"]
        if not path or sku in bad:
            continue
        assert shown[path]["category"] == truth[sku, "@category"]["values"][0]
        names = [value.partition("/")[2] for value in shown[path]["colors"]]
        stated = truth.get((sku, "color"), {"values": []})["values"]
        assert {name.replace(" ", "-") for name in stated} <= set(names), sku
        drawn[path] = names[:1]
    rgb = {name.replace(" ", "-"): np.round(np.array(light) / 8) * 8 for name, light in RGB.items()}
    for path, names in drawn.items():
        pixels = read_png(demo.DATA / path).reshape(-1, 3)
        assert (pixels == BACKGROUND).all(1).mean() > 0.2
        for name in names:
            assert (pixels == np.clip(rgb[name], 0, 255)).all(1).any(), (path, name)


def test_bad_pictures_are_bad(catalog: dict[str, dict[str, str]], defects: list[dict[str, Any]]) -> None:
    for line in defects:
        path = demo.DATA / catalog[line["item"]]["image"]
        match line["kind"]:
            case "image_missing":
                assert not path.exists()
            case "image_broken":
                with pytest.raises(ValueError, match="cut off"):
                    read_png(path)
            case "image_tiny":
                assert read_png(path).shape == (12, 12, 3)
            case "image_blurred":
                pixels = read_png(path).astype(int)
                assert np.abs(np.diff(pixels, axis=0)).max() <= 40


def test_pictures_are_small() -> None:
    assert sum(path.stat().st_size for path in (demo.DATA / "images").iterdir()) < 1_000_000


def test_the_second_merchant_knows_what_it_shares(
    catalog: dict[str, dict[str, str]],
    second: dict[str, dict[str, str]],
    truth: dict[tuple[str, str], dict[str, Any]],
) -> None:
    matches = lines("matches.jsonl")
    other_truth = {(line["item"], line["key"]): line for line in lines("truth_second.jsonl")}
    assert len(second) >= 350 and {item for item, _ in other_truth} == second.keys()
    assert len(matches) >= 200 and len(second) - len(matches) >= 100
    right = Counter()
    for match in matches:
        assert match["second"] in second and set(match["first"]) <= catalog.keys()
        for conflict in match["conflicts"]:
            key = conflict["key"]
            ours, theirs = truth[match["first"][0], key], other_truth[match["second"], key]
            assert conflict["first"] != conflict["second"]
            right[conflict["right"]] += 1
            if conflict["right"] == "second":
                assert set(theirs["values"]) <= set(conflict["second"]) and theirs["values"]
                assert any(bait["text"] == conflict["first"][0] for bait in ours["bait"])
            else:
                assert set(ours["values"]) <= set(conflict["first"]) and ours["values"]
    assert right["first"] >= 60 and right["second"] >= 15


def test_the_second_merchants_evidence_occurs(second: dict[str, dict[str, str]]) -> None:
    columns = {"title": "Bezeichnung", "description": "Langtext", "specs": "Merkmale"}
    for line in lines("truth_second.jsonl"):
        for field, evidence in zip(line.get("where", ()), line.get("evidence", ()), strict=True):
            assert evidence in second[line["item"]][columns[field]], line


def test_reviews_and_their_truth(catalog: dict[str, dict[str, str]]) -> None:
    reviews = {line["id"]: line for line in lines("reviews.jsonl")}
    assert len(reviews) >= 1500 and {line["stars"] for line in reviews.values()} == {1, 2, 3, 4, 5}
    told = lines("reviews_truth.jsonl")
    for line in told:
        review = reviews[line["review"]]
        assert review["item"] == line["item"] and line["item"] in catalog
        assert line["text"] in review["text"] and line["evidence"] in line["text"]
        assert line["agrees"] or review["stars"] <= 3
    agreeing = Counter(line["agrees"] for line in told)
    assert agreeing[True] > 4 * agreeing[False] > 400


def test_searches_follow_their_kind(value_ids: set[str]) -> None:
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    with (demo.DATA / "queries.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            counts[row["query"]][row["date"]] = int(row["count"])
    assert sum(map(len, counts.values())) >= 2000
    days = sorted({day for dates in counts.values() for day in dates})
    assert (datetime.date.fromisoformat(days[-1]) - datetime.date.fromisoformat(days[0])).days > 365
    truth = {line["query"]: line for line in lines("queries_truth.jsonl")}
    assert truth.keys() == counts.keys()
    begin, end = days[:16], days[-16:]
    for query, line in truth.items():
        early, late = (sum(counts[query].get(day, 0) for day in part) for part in (begin, end))
        assert set(line.get("values", ())) <= value_ids, line
        match line["kind"]:
            case "rising":
                assert late > 2 * early
            case "falling":
                assert early > 2 * late
            case "new":
                assert late > early and line["concept"]
            case "misspelling":
                assert line["meant"] in truth and line["meant"] != query
            case "seasonal":
                peak = max(days[:52], key=lambda day: counts[query].get(day, 0))
                away = abs(days.index(peak) - line["peak_week"])
                assert min(away, 52 - away) <= 5, line


def test_new_words_are_unknown_to_the_workbook() -> None:
    known = set()
    for name in ("values", "keys", "categories", "terms"):
        with (demo.backbone_path() / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                known |= {row["name"].casefold(), *row["synonyms"].casefold().split("|")}
    concepts = {line["concept"] for line in lines("queries_truth.jsonl") if line["kind"] == "new"}
    assert len(concepts) >= 30 and not concepts & known
