"""Text from outside is data: no terminal obeys it, no store runs it, no file name follows it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import itemcenter
from itemcenter.center import ItemCenter
from tests.acceptance.command import environment, run
from tests.acceptance.small import WORKBOOK, write_catalog, write_workbook

IDS = (
    "'; DROP TABLE item; --",
    '"quoted" % _ \\',
    "$(touch evil) `touch evil` ; rm -rf *",
    "../../evil",
    "/etc/evil",
    "[bold red]id[/bold red] :heart:",
    "[/]",
    "مرحبا-\u202eevil",
    "--help",
)
TITLE = "Mug in navy [bold]x[/bold] \u202etfel ot thgir\u202c \u009b31m :skull: 'q\"; DROP TABLE item;"


@pytest.fixture
def hostile(mugs: Path, tmp_path: Path) -> Path:
    rows = [(name, TITLE, "Mugs", "line one\n[red]line two", "maker: [link=http://x]\x1b]8;;x") for name in IDS]
    with itemcenter.open_center(mugs) as center:
        report = center.build(write_catalog(tmp_path / "hostile.csv", rows))
        assert (report.new, report.rejected) == (len(IDS), {})
    return mugs


def _harmless(text: str) -> None:
    assert not [character for character in text if character != "\n" and ord(character) < 32], repr(text)
    assert not set(text) & {"\x7f", "\x9b", "\u202e", "\u202c"}, repr(text)


def test_shown_as_it_is(hostile: Path) -> None:
    for name in IDS:
        told = run("show", "--center", hostile, "--", name)
        assert told.code == 0 and name.replace("\u202e", "\\u202e") in told.out, told
        assert "[bold]x[/bold]" in told.out and ":skull:" in told.out and "[link=http://x]" in told.out
        _harmless(told.out)
    for verb in (["show", "[/]", "--json"], ["facts"], ["facts", "--json"], ["why", "[/]", "maker"]):
        told = run(*verb, "--center", hostile)
        assert told.code == 0
        _harmless(told.out)


def test_edited_exported_and_forgotten_by_its_very_id(hostile: Path, tmp_path: Path) -> None:
    with itemcenter.open_center(hostile) as center:
        for name in IDS:
            center.set(name, "maker", name, author="'; --")
            assert center.store.cell(center.show(name).view.record.item.id, center.why(name, "maker").key_id)
        center.export(tmp_path / "hostile.jsonl")
        rows = [json.loads(line) for line in (tmp_path / "hostile.jsonl").read_text(encoding="utf-8").splitlines()]
        assert {row["value"] for row in rows if row["key"] == "maker" and row["item"] in IDS} == {
            " ".join(name.split()) for name in IDS
        }
        for name in IDS:
            center.forget(name)
        assert center.store.counts().items == 4
    assert not list(tmp_path.rglob("*evil*"))


def test_errors_quote_harmlessly(mugs: Path) -> None:
    for arguments in (("show", "\x1b[31mM-1"), ("why", "M-1", "\x1b]0;title\x07"), ("set", "M-1", "colour", "\x9b1m")):
        told = run(*arguments, "--center", mugs)
        assert told.code in (3, 4)
        _harmless(told.err)


def test_an_ontology_with_escape_codes(mugs: Path, tmp_path: Path) -> None:
    values = WORKBOOK["values.csv"].replace("navy,", "\u202enavy [bold],").replace("crimson", "\x1b[31mcrimson")
    keys = WORKBOOK["keys.csv"].replace("shade", "\x9b31mshade\u2066").replace("maker,maker", "maker,\x1b]8;;maker")
    categories = WORKBOOK["categories.csv"].replace("Mugs", "Mugs\u202e")
    book = write_workbook(tmp_path / "b", values=values, keys=keys, categories=categories)
    told = run("ontology", "import", book, "--out", mugs)
    assert told.code == 0, told
    for entry in ("mugs", "maker"):
        _harmless(run("ontology", "show", entry, "--center", mugs).out)
    for outcome in (
        told,
        run("ontology", "show", "colour", "--center", mugs),
        run("ontology", "lint", "--center", mugs),
    ):
        _harmless(outcome.out + outcome.err)


def test_on_a_real_terminal(hostile: Path) -> None:
    """With colours on, only our own escape codes come through."""
    pty = pytest.importorskip("pty", reason="terminals of POSIX")
    master, slave = pty.openpty()
    program = "from itemcenter.serve.cli.main import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "show", "[/]", "--center", str(hostile)],
        env=environment({"TERM": "xterm-256color", "COLUMNS": "200"}), stdin=subprocess.DEVNULL, stdout=slave,
    )  # fmt: skip
    os.close(slave)
    said = b""
    while True:
        try:
            chunk = os.read(master, 65536)
        except OSError:  # what Linux says when the other side has closed
            break
        if not chunk:
            break
        said += chunk
    os.close(master)
    assert process.wait() == 0
    text = said.decode()
    assert "\x1b[1m" in text, "it is a terminal"
    assert "\x1b]8" not in text and "\x9b" not in text and "\u202e" not in text


def test_a_damaged_text_does_not_stop_a_build(center: ItemCenter, tmp_path: Path) -> None:
    path = tmp_path / "h.jsonl"
    path.write_text('{"sku": "J-1", "title": "Mug \\ud800 in navy", "\\udfff": "\\udc00"}\n', encoding="utf-8")
    assert center.build(path).new == 1
    for verb in (["show", "J-1"], ["show", "J-1", "--json"], ["facts", "--json", "--item", "J-1"]):
        assert run(*verb, "--center", center.folder.path).code == 0
