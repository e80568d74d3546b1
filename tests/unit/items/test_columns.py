"""Meanings of columns: by their names, by their cells, by both; who wins a role that only one may play."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from catalog_files import ReadText
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.mapping import HELD_OUT, TABLES, measure, read_labels
from itemcenter.items.columns import headless, propose_columns
from itemcenter.items.columns.names import read_name
from itemcenter.items.columns.profile import profile
from itemcenter.items.synonyms import SINGLE_ROLES
from itemcenter.values.identifier import check_digit


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("Art.-Nr.", "id"), ("Bez.", "title"), ("Preis brutto", "price"), ("price per kg", "price"),
        ("Desc (EN)", "description"), ("description-de_DE", "description"), ("mfrName", "brand"),
        ("manufactuer", "brand"), ("catPath", "category"), ("Subfamilia", "category"), ("所属类目", "category"),
        ("primaryImgUrl", "images"), ("Image Position", "other"), ("Image Alt Text", "text"), ("Bild 2", "images"),
        ("Gewicht netto (kg)", "spec"), ("dimWidthIn", "spec"), ("Lichtfarbe", "spec"), ("Innenmaterial", "spec"),
        ("Google Shopping / Age Group", "spec"), ("kcal per 100g", "spec"), ("MwSt", "price"), ("upcCode", "gtin"),
        ("Lead Time (days)", "stock"), ("Zolltarifnummer", "other"), ("lastUpdatedAt", "date"), ("产地", "spec"),
        ("Herstellernummer", "mpn"), ("Überverkaufspreis", "price"),
    ],
)  # fmt: skip
def test_what_a_name_says(name: str, meaning: str) -> None:
    votes = read_name(name).votes
    assert max(votes, key=lambda entry: votes[entry][0]) == meaning, votes


@pytest.mark.parametrize("name", ["col_7", "column 12", "Unnamed: 3", "field1", "A", "x", "列3"])
def test_names_that_say_nothing(name: str) -> None:
    assert read_name(name).opaque and not read_name(name).votes


def test_units_in_names() -> None:
    found = {name: read_name(name).unit for name in ("Breite (mm)", "weight_kg", "Leistung [W]", "Made in", "Model S")}
    assert found == {"Breite (mm)": "mm", "weight_kg": "kg", "Leistung [W]": "W", "Made in": "", "Model S": ""}


def table(**columns: list[Any]) -> list[dict[str, Any]]:
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


COLOURS = ["red", "blue", "green", "black"]
LAMPS = table(
    c1=[f"L-{n:03d}" for n in range(24)],
    c2=[f"{('Lumo', 'Arva')[n % 2]} desk lamp {COLOURS[n % 4]} no. {n}" for n in range(24)],
    c3=[("Lumo", "Arva")[n % 2] for n in range(24)],
    c4=[COLOURS[n % 4] for n in range(24)],
    c5=[f"{20 + n}.9{n % 9}" for n in range(24)],
    c6=[("Light > Desk", "Light > Floor")[n % 2] for n in range(24)],
    c7=[f"{(8, 12)[n % 2]} W" for n in range(24)],
    c8=[f"https://x.example/{n}.jpg" for n in range(24)],
    c9=[f"2026-01-{n + 1:02d}" for n in range(24)],
    c10=["DE" for n in range(24)],
)


def test_cells_alone_settle_roles() -> None:
    found = propose_columns(list(LAMPS[0]), LAMPS)
    assert [entry.meaning for entry in found.values()] == [
        "id", "title", "brand", "spec", "price", "category", "spec", "images", "date", "other",
    ]  # fmt: skip
    assert all(0.0 < entry.score <= 1.0 and entry.reasons for entry in list(found.values())[:-1])
    assert "titles begin with it" in found["c3"].reasons
    assert found["c2"].examples[0] == "Lumo desk lamp red no. 0"


def test_cells_overrule_a_known_name() -> None:
    """Brands under "name", titles under "product"."""
    rows = [{"name": row["c3"], "product": row["c2"], "id": row["c1"]} for row in LAMPS]
    found = propose_columns(["name", "product", "id"], rows)
    assert [entry.role for entry in found.values()] == ["brand", "title", "id"]


def test_trade_numbers_are_ids_of_last_resort() -> None:
    codes = [f"40063813{number:04d}" for number in range(24)]
    rows = [
        {"EAN": code + check_digit(code), "Kod": f"K{number}", "title": row["c2"]}
        for number, (code, row) in enumerate(zip(codes, LAMPS, strict=True))
    ]
    assert [entry.role for entry in propose_columns(list(rows[0]), rows).values()] == ["extra", "id", "title"]
    assert propose_columns(["EAN", "title"], rows)["EAN"].role == "id"


def test_small_vocabularies_become_specs_and_work_does_not() -> None:
    rows = [
        row | {"Bezug": ("Leder", "Stoff")[n % 2], "Lieferzeit": ("2 Tage", "1 Woche")[n % 2], "Regal": "7"}
        for n, row in enumerate(LAMPS)
    ]
    found = propose_columns(["c2", "Bezug", "Lieferzeit", "Regal"], rows)
    assert [entry.role for entry in found.values()] == ["title", "spec", "extra", "extra"]


def test_close_calls_are_told(read: ReadText) -> None:
    rows = "".join(f"{n},Lamp {n},{n % 2}\n" for n in range(20))
    found = read("id,title,klonk\n" + rows)
    proposal = found.reader.mapping.proposals["klonk"]
    told = [notice for notice in found.reader.notices if notice.startswith("close calls")]
    assert proposal.close == bool(told) and proposal.second in ("spec", "extra")
    found = read("id,title,page_count\n" + "".join(f"{n},The book {n},{n * 7 % 300}\n" for n in range(20)))
    assert found.reader.mapping.proposals["page_count"].close
    assert any("'page_count'" in notice and "itemcenter map" in notice for notice in found.reader.notices)


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        (["sku", "title", "price"], False),
        (["Makrona", "12 V", "https://x.example/1.jpg", "19.90"], True),
        (["0", "1", "2"], False),
        (["Werkstoff", "Norm", "Gewinde"], False),
        (["foo", "bar", "baz"], False),
        (["2026-01-01", "4006381333931", "Red lamp"], True),
        (["12 V"], False),
    ],
)
def test_headless(header: list[str], wanted: bool) -> None:
    assert headless(header, [dict.fromkeys(header, "something else")]) == wanted


def test_a_file_without_header(read: ReadText) -> None:
    text = "".join(",".join(row.values()) + "\n" for row in LAMPS)
    found = read(text)
    assert len(found.items) == len(LAMPS) and found.items[0].id == "L-000"
    assert found.items[0].brand == "Lumo" and found.reader.headless
    assert any("header = true" in notice for notice in found.reader.notices)
    assert not read("sku,title\n1,a\n2,b\n").reader.headless
    assert read("1,a\n2,b\n", header=False, roles=(("column 1", "id"), ("column 2", "title"))).items[0].title == "a"


def test_earlier_findings_outlive_a_retry(read: ReadText) -> None:
    text = ",".join(LAMPS[0]) + "\n" + "".join(",".join(row.values()) + "\n" for row in LAMPS)
    found = read(text)
    again = found.reader.context.with_options(found.reader.options)
    assert {entry.source: entry.role for entry in again.columns} == {
        entry.source: entry.role for entry in found.reader.mapping.columns
    }


CELLS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.just("12 V"),
    st.lists(st.text(max_size=4), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


@given(
    names=st.lists(st.text(min_size=1, max_size=14), min_size=1, max_size=6, unique=True),
    data=st.data(),
    taken=st.sets(st.sampled_from(SINGLE_ROLES)),
)
@settings(max_examples=60, deadline=None)
def test_any_table_is_judged(names: list[str], data: st.DataObject, taken: set[str]) -> None:
    rows = data.draw(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(names, CELLS)), max_size=15))
    found = propose_columns(names, rows, sorted(taken))
    assert list(found) == names
    assert found == propose_columns(names, rows, sorted(taken))
    singles = [entry.role for entry in found.values() if entry.role in SINGLE_ROLES]
    assert len(set(singles)) == len(singles) and taken.isdisjoint(singles)
    assert all(0.0 <= entry.second_score <= 1.0 and 0.0 <= entry.score <= 1.0 for entry in found.values())


def test_a_profile_bounds_what_it_looks_at() -> None:
    look = profile(["x" * 100_000, None, {"a": 1}, ["p", "q"]], 4)
    assert max(map(len, look.texts)) <= 1500 and (look.filled, look.rows) == (3, 4)


@pytest.mark.parametrize("folder", [TABLES, HELD_OUT], ids=["seen", "held out"])
def test_labelled_tables(folder: Path) -> None:
    """Whatever is changed here, most columns of the labelled tables stay right."""
    labels = read_labels(folder.parent / f"{folder.name}_labels.csv")
    for path in sorted(folder.iterdir()):
        if path.name in labels:
            found = measure(path, labels[path.name])
            assert found["share"] >= 0.8, (path.name, found["wrong"])
