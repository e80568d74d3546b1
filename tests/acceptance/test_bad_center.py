"""A center that is none, is configured wrongly, or is damaged: what is wrong, where, and the way out."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.acceptance.command import run
from tests.older_stores import DOWN_TO_2, bring_down


def test_no_center(tmp_path: Path) -> None:
    told = run("show", "M-1", "--center", tmp_path)
    assert told.code == 4 and "is no center: it has no itemcenter.toml" in told.err and "--center DIR" in told.err
    assert run("facts", "--center", tmp_path / "nowhere").code == 4


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path, catalog: Path, workbook: Path) -> None:
    told = run("build", catalog, "--ontology", workbook, "--out", tmp_path)
    assert told.code == 2 and "holds other files and is no center" in told.err
    assert [path.name for path in tmp_path.iterdir()] == ["catalog.csv"]
    as_file = run("build", catalog, "--ontology", workbook, "--out", catalog)
    assert as_file.code == 6 and "cannot make a center" in as_file.err and catalog.stat().st_size > 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[recogniton]\n", "unknown table 'recogniton' (did you mean 'recognition'?"),
        ("[recognition]\nprecison = 0.4\n", "[recognition]: unknown option 'precison' (did you mean 'precision'?"),
        ('[recognition]\nprecision = "high"\n', "[recognition] precision: must be a number, not 'high'"),
        ("[recognition]\nprecision = 2\n", "precision must lie between 0 and 1, not 2.0"),
        ("[recognition]\nprecision = \n", "(at line 2, column 13)"),
        ('[learning]\nwhen = "often"\n', "when cannot be 'often' (allowed: auto, always, never)"),
        ("recognition = 3\n", "[recognition] must be a table, not 3"),
        ('[catalog]\ncolumns = { idd = "sku" }\n', "columns cannot be 'idd' (did you mean 'id'?"),
        ('[catalog]\ndelimiter = ":"\n', "delimiter cannot be ':'"),
        ('[catalog]\nencoding = "utf-7b"\n', "encoding 'utf-7b' is no text encoding"),
        ("[sources.priorities]\nmerchant = 1.5\n", "'merchant': must be a whole number, not 1.5"),
        (
            '[store]\nbackend = "sqlit"\n',
            "no store backend is called 'sqlit'; known: postgresql, sqlite (did you mean 'sqlite'?)",
        ),
        ("[store]\nbackend = 7\n", "[store] backend: must be a text, not 7"),
        ("[store]\nmax_page = 7\n", "unknown option 'max_page' (did you mean 'max_pages'?"),
        ('[store]\nmax_pages = "7"\n', "max_pages must be of type int, not '7'"),
        ('[store]\nsynchronous = "Full"\n', "synchronous must be 'FULL' or 'NORMAL'"),
    ],
)
def test_configurations(mugs: Path, text: str, message: str) -> None:
    (mugs / "itemcenter.toml").write_text(text, encoding="utf-8")
    told = run("config", "check", "--center", mugs)
    assert told.code == 2 and message in told.err


def test_a_configuration_that_is_no_utf8(mugs: Path) -> None:
    (mugs / "itemcenter.toml").write_bytes(b"# f\xfcr\n")
    told = run("config", "check", "--center", mugs)
    assert told.code == 2 and "is not UTF-8" in told.err


def test_the_environment_overrides_the_file(mugs: Path) -> None:
    (mugs / "itemcenter.toml").write_text("[recognition]\nprecision = 0.4\n", encoding="utf-8")

    def check(**extra: str) -> tuple[int, str]:
        told = run("config", "check", "--center", mugs, extra=extra)
        return told.code, told.out + told.err

    assert "recognition.precision = 0.4" in check()[1]
    assert "recognition.precision = 0.7" in check(ITEMCENTER_RECOGNITION_PRECISION="0.7")[1]
    assert "{'max_pages': 99999}" in check(ITEMCENTER_STORE_MAX_PAGES="99999")[1]
    code, said = check(ITEMCENTER_RECOGNITION_PRECISON="0.7")
    assert code == 2 and "ITEMCENTER_RECOGNITION_PRECISON: unknown option" in said and "'precision'" in said
    code, said = check(ITEMCENTER_RECOGNITION_PRECISION="high")
    assert code == 2 and "ITEMCENTER_RECOGNITION_PRECISION: must be a number, not 'high'" in said


# -- the store's file ------------------------------------------------------------------------------------------------


def _store_error(center: Path) -> str:
    told = run("facts", "--center", center)
    assert told.code == 6 and str(center / "store.db") in told.err, told
    assert run("doctor", "--center", center).code == 1, "doctor names it as a fault and goes on"
    return told.err


def test_a_store_that_is_no_database(mugs: Path) -> None:
    (mugs / "store.db").write_bytes(b"this is no database, whatever its name says" * 100)
    assert "damaged or no store" in _store_error(mugs)


def test_a_database_of_another_program(mugs: Path) -> None:
    (mugs / "store.db").unlink()
    with closing(sqlite3.connect(mugs / "store.db")) as other:
        other.execute("CREATE TABLE notes (text)")
    assert "another program" in _store_error(mugs)


def test_a_store_from_the_future(mugs: Path) -> None:
    with closing(sqlite3.connect(mugs / "store.db")) as store:
        store.execute("PRAGMA user_version = 99")
    assert "has format 99" in _store_error(mugs)


def test_a_damaged_page(mugs: Path) -> None:
    data = bytearray((mugs / "store.db").read_bytes())
    for start in range(4096, len(data), 4096):
        data[start : start + 200] = bytes(200)
    (mugs / "store.db").write_bytes(data)
    told = run("facts", "--center", mugs)
    assert told.code == 6 and "damaged" in told.err


def test_a_quarantine_file_that_a_hand_broke(mugs: Path) -> None:
    file = mugs / "quarantine" / "merchant.jsonl"
    for content in (b"{}\n", b"[1]\n", b"\xff\xfe{\n", b'\n{"row": 1}\n'):
        file.write_bytes(content)
        told = run("quarantine", "list", "--center", mugs)
        assert told.code == 3 and "merchant.jsonl line " in told.err and "mend the line" in told.err, content
    file.write_bytes(b"\n\n")
    assert run("quarantine", "list", "--center", mugs).out == "nothing is in quarantine\n"
    (mugs / "quarantine" / "merchant.context.json").write_text('{"reader": {}, "time_us": "soon"}', encoding="utf-8")
    told = run("quarantine", "retry", "--center", mugs)
    assert told.code == 4 and "build the catalog again" in told.err


def test_doctor_tells_the_format_of_an_older_store_and_brings_it_up(mugs: Path) -> None:
    bring_down(mugs / "store.db", *DOWN_TO_2)
    seen = [
        {entry["check"]: entry["seen"] for entry in run("doctor", "--center", mugs, "--json").json} for _ in range(2)
    ]
    assert [entry["format"] for entry in seen] == ["2, brought to 6 as the store is opened", "6"]
    assert seen[0]["store"] == seen[1]["store"]
    with closing(sqlite3.connect(mugs / "store.db")) as file:
        file.execute("PRAGMA user_version = 99")
    outcome = run("doctor", "--center", mugs, "--json")
    faults = {entry["check"]: entry["remedy"] for entry in outcome.json if not entry["ok"]}
    assert outcome.code == 1 and faults["format"] == faults["store"] == "install a newer itemcenter"
