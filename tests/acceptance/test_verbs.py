"""Every verb that reads, on 62 items of the demo catalog: what people see and what programs get."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import itemcenter
from itemcenter.ports import CellQuery
from itemcenter.schema import CellState, MerchantCell, Producer, TextSpan
from tests.acceptance.command import environment, run

FACT_FIELDS = {"item", "key", "value", "value_id", "number", "number_to", "unit", "confidence", "producer", "source",
               "locked", "evidence", "release", "model"}  # fmt: skip


@pytest.fixture(scope="session")
def facts(built_demo: Path) -> list[dict[str, Any]]:
    return run("facts", "--center", built_demo, "--json").lines


def test_facts_are_what_the_store_holds(built_demo: Path, facts: list[dict[str, Any]]) -> None:
    with itemcenter.open_center(built_demo) as center:
        held = [(c.item_id, c.key_id, f.value.text) for c in center.facts(state=CellState.FACTS) for f in c.facts]
        assert len(held) == center.store.counts().facts
    assert [(row["item"], row["key"], row["value"]) for row in facts] == held
    assert all(row.keys() == FACT_FIELDS for row in facts)
    assert {row["item"][:3] for row in facts} == {"SHO", "LAP", "COF", "LMP"}


def test_every_fact_is_proved_by_the_words_of_its_item(built_demo: Path) -> None:
    proofs = 0
    with itemcenter.open_center(built_demo) as center:
        items = {record.item.id: record.item for record in center.store.items()}
        for cell in center.store.cells(CellQuery(state=CellState.FACTS)):
            for fact in cell.facts:
                assert fact.evidence, fact
                for evidence in fact.evidence:
                    assert isinstance(evidence, TextSpan | MerchantCell)
                    assert evidence.text and items[cell.item_id].proves(evidence), (fact, items[cell.item_id])
                    proofs += 1
    assert proofs > 300


def _first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first fact of each cell: the one that confidence and producer are asked of."""
    cells: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        cells.setdefault((row["item"], row["key"]), row)
    return list(cells.values())


def test_filters_and_orders(built_demo: Path, facts: list[dict[str, Any]]) -> None:
    def found(*options: str) -> list[dict[str, Any]]:
        return run("facts", "--center", built_demo, "--json", *options).lines

    some = next(row for row in facts if row["key"] == "color")
    colours = [row for row in facts if row["key"] == "color"]
    assert found("--key", "colour") == found("--key", "color") == colours
    assert found("--item", some["item"]) == [row for row in facts if row["item"] == some["item"]]
    with_value = found("--value", some["value"])
    assert some in with_value and {row["key"] for row in with_value if row["value"] == some["value"]} == {"color"}
    sure = _first(found("--min-confidence", "0.9", "--key", "color", "--producer", "merchant"))
    wanted = [row for row in _first(colours) if row["confidence"] >= 0.9 and row["producer"] == "merchant"]
    assert sure == wanted != []
    doubtful = [row["confidence"] for row in _first(found("--max-confidence", "0.7", "--sort", "confidence"))]
    assert doubtful == sorted(row["confidence"] for row in _first(facts) if row["confidence"] <= 0.7) != []
    by_key = found("--sort", "key", "--descending", "--limit", "9")
    assert [row["key"] for row in by_key] == sorted((row["key"] for row in by_key), reverse=True)
    assert by_key[0]["key"] == max(row["key"] for row in facts)
    category = run("show", some["item"], "--center", built_demo, "--json").json["category"]["category_id"]
    of_category = found("--category", category)
    assert some in of_category and {row["item"] for row in of_category} < {row["item"] for row in facts}
    silent = found("--not-stated", "--key", "color")
    assert silent and not {row["item"] for row in silent} & {row["item"] for row in colours}
    unknown = run("facts", "--center", built_demo, "--key", "colr")
    assert unknown.code == 4 and "nearest: color" in unknown.err


def test_facts_for_people(built_demo: Path, facts: list[dict[str, Any]]) -> None:
    told = run("facts", "--center", built_demo, "--key", "color")
    cells = len({row["item"] for row in facts if row["key"] == "color"})
    assert told.code == 0 and f"{cells} cells" in told.err
    assert len(told.out.splitlines()) == cells + 1  # the header
    assert run("facts", "--center", built_demo, "--limit", "0").out == ""


def test_show_tells_listing_value_confidence_and_proof(built_demo: Path) -> None:
    told = run("show", "LAP-130-02", "--center", built_demo)
    assert told.code == 0
    for words in (
        "Delta Pro PIK-7015D   - student laptop white 128 GB SSD",
        "Also sold in silver",
        "Net weight of device: 2.54 lbs",
    ):
        assert words in " ".join(told.out.split("\n")), words
    colour = next(line for line in told.out.splitlines() if line.startswith("colour "))
    assert colour.split()[1:5] == ["white", "0.97", "merchant", "cell"] and "“Colourway” [white]" in colour
    assert "not stated: " in told.out
    sheet = run("show", "LAP-130-02", "--center", built_demo, "--json").json
    assert sheet["item"]["id"] == "LAP-130-02" and sheet["category"]["path"].startswith("Laptops")
    cell = next(cell for cell in sheet["cells"] if cell["key_id"] == "color")
    assert cell["facts"][0]["evidence"][0]["text"] == "white" and cell["version"]["priority"] == 200


def test_why_tells_words_and_history(demo: Path) -> None:
    for colour, author in (("red", "bob"), ("silver", "ada")):
        assert run("set", "LAP-130-02", "color", colour, "--center", demo, "--by", author).code == 0
    told = run("why", "LAP-130-02", "color", "--center", demo)
    assert told.code == 0
    parts = told.out.split("who says what")
    assert parts[0].splitlines()[0] == "colour (color)" and "silver  confidence 1.00" in parts[0]
    words = [line.split()[0] for line in parts[1].splitlines()[2:5]]
    assert words == ["human", "merchant", "machine"] and "history (4 writes, oldest first)" in parts[1]
    account = run("why", "LAP-130-02", "Colourway", "--center", demo, "--json").json
    assert account.keys() == {"item", "key", "category", "shown", "words", "history"}
    assert [word["source"] for word in account["words"]] == words
    assert account["history"][-1]["author"] == "ada" and account["shown"]["author"] == "ada"
    silent = run("show", "LAP-130-02", "--center", demo, "--json").json["cells"]
    key = next(cell["key_id"] for cell in silent if cell["state"] == "not_stated")
    assert "not stated: no text of this item proves a value" in run("why", "LAP-130-02", key, "--center", demo).out


def test_doctor_and_config_check(built_demo: Path) -> None:
    checks = run("doctor", "--center", built_demo, "--json")
    assert checks.code == 0, checks.out
    by_name = {check["check"]: check for check in checks.json}
    assert by_name["store"]["seen"].startswith("62 items") and "backbone" in by_name["ontology"]["seen"]
    assert by_name["lock"]["seen"] == "free" and by_name["quarantine"]["seen"] == "merchant: 0 rows"
    settings = run("config", "check", "--center", built_demo, "--json").json
    assert settings["recognition"]["precision"] == 0.9 and settings["store"]["backend"] == "sqlite"


def test_doctor_finds_a_fault(demo: Path) -> None:
    (demo / "quarantine" / "merchant.jsonl").write_text("no json\n", encoding="utf-8")
    told = run("doctor", "--center", demo, "--json")
    fault = next(check for check in told.json if not check["ok"])
    assert told.code == 1 and fault["check"] == "quarantine" and "merchant.jsonl line 1" in fault["seen"]


@pytest.mark.parametrize(
    "verb", [["facts"], ["facts", "--json"], ["show", "LAP-130-02"], ["ontology", "show", "color"]]
)
def test_a_reader_who_goes_away_is_no_error(built_demo: Path, verb: list[str]) -> None:
    program = [sys.executable, "-W", "error", "-c", "from itemcenter.serve.cli.main import main; main()"]
    process = subprocess.Popen(
        [*program, *verb, "--center", str(built_demo)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()  # before anything can have been written
    err = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait() == 0 and "rror" not in err, err


def test_narrow_terminals_lose_no_fact(built_demo: Path, facts: list[dict[str, Any]]) -> None:
    narrow = {"PYTHONIOENCODING": "ascii"}
    assert run("facts", "--center", built_demo, "--json", extra=narrow).lines == facts
    told = run("show", "LAP-130-01", "--center", built_demo, extra=narrow)
    assert told.code == 0 and r"category: \u5b66\u751f\u672c" in told.out


def test_help_of_every_level() -> None:
    told = run("--help")
    for verb in ("build", "show", "why", "facts", "set", "unlock", "forget", "export", "ontology", "quarantine",
                 "config", "doctor", "demo"):  # fmt: skip
        assert f"\n  {verb} " in told.out, verb
    assert "--max-confidence" in run("facts", "-h").out
    misspelt = run("facs")
    assert misspelt.code == 2 and "No such command 'facs'" in misspelt.err


def test_producers_are_named_as_documented(facts: list[dict[str, Any]]) -> None:
    assert {row["producer"] for row in facts} == {Producer.MERCHANT.value, Producer.LOCAL_MODEL.value}
    assert all((row["model"] is not None) == (row["producer"] == "local_model") for row in facts)
