"""The HTML report: one whole page that loads nothing, in which no catalog text can become markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from click.testing import CliRunner

from itemcenter.serve.cli.main import cli
from itemcenter.serve.report.markup import Markup, joined, tag, text
from itemcenter.serve.report.tables import SHOWN, finder
from tests.acceptance.small import ROWS, write_catalog

_HOSTILE = '<script>alert(1)</script><img src="http://evil.example/x"> & "navy" \x1b[31m \u202e'
_VOID = {"meta", "input", "br"}


class _Page(HTMLParser):
    """Checks nesting while it reads, and keeps what a test asks for."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.marked: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if "mark" in self.open and "sup" not in self.open:
            self.marked.append(data)


def _report(*arguments: str | Path) -> _Page:
    result = CliRunner().invoke(cli, ["report", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    return _Page(Path(arguments[arguments.index("--out") + 1]).read_text(encoding="utf-8"))


def test_the_page_is_whole_and_loads_nothing(mugs: Path, tmp_path: Path) -> None:
    page = _report("--center", mugs, "--out", tmp_path / "report.html")
    for name, value in ((name, value) for _, name, value in page.attributes):
        assert name != "src" and (name != "href" or value.startswith("#")), (name, value)
        assert "://" not in value and not name.startswith("on")
    assert not {"link", "img", "iframe", "object"} & set(page.tags)
    assert page.tags.count("script") == page.tags.count("style") == page.tags.count("main") == 1
    (policy,) = [value for tag_, name, value in page.attributes if tag_ == "meta" and "default-src" in value]
    assert "default-src 'none'" in policy and "script-src 'sha256-" in policy
    ids = [value for _, name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {value[1:] for _, name, value in page.attributes if name == "href"} <= set(ids)
    assert {"navy", "stoneware"} & set(page.marked)
    for name in ("Coverage by attribute", "Richest and poorest categories", "Confidence", "Runs and sizes"):
        assert name in page.words


def test_hostile_texts_stay_text(tmp_path: Path, workbook: Path) -> None:
    row = ("H-1", f"Mug {_HOSTILE}", "Mugs", "navy", f"colour: {_HOSTILE}")
    catalog = write_catalog(tmp_path / "catalog.csv", [*ROWS, row, ("", _HOSTILE, "", "", "")])
    built = CliRunner().invoke(cli, ["build", str(catalog), "--ontology", str(workbook), "--out", str(tmp_path / "c")])
    assert built.exit_code == 0
    title = f"report {_HOSTILE}"
    page = _report("--center", tmp_path / "c", "--out", tmp_path / "r.html", "--title", title)
    assert page.tags.count("script") == 1 and "img" not in page.tags
    told = "".join(page.words)
    assert "<script>alert(1)</script>" in told and "\x1b" not in told and "\u202e" not in told


def test_an_evaluation_alone(tmp_path: Path, workbook: Path) -> None:
    rows = [(f"M-{n}", f"Mug in {c}", "Mugs", "", f"colour: {c}") for n in range(30) for c in [("navy", "red")[n % 2]]]
    catalog, out = write_catalog(tmp_path / "catalog.csv", rows), tmp_path / "measured"
    asked = ["evaluate", catalog, "--ontology", workbook, "--mask", "0.5", "--mask-unit", "cell", "--out", out]
    done = CliRunner().invoke(cli, [*map(str, asked), "--html", str(tmp_path / "own.html")])
    assert done.exit_code == 0 and "own.html" in done.output, done.output
    page = _report("--evaluation", out, "--out", tmp_path / "r.html", "--title", "catalog.csv")
    assert "Mask and recover" in page.words and "colour" in page.words
    same = [re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", "", (tmp_path / name).read_text(encoding="utf-8"))
            for name in ("own.html", "r.html")]  # fmt: skip
    assert same[0] == same[1], "`evaluate --html` writes the page of `report --evaluation`"
    missing = CliRunner().invoke(cli, ["report", "--evaluation", str(tmp_path), "--out", str(tmp_path / "x.html")])
    assert missing.exit_code != 0


def test_long_tables_show_their_first_rows_and_hold_all() -> None:
    page = _Page(str(finder("things", ("name", "number"), [[f"n{n}", n] for n in range(60)], (1,))))
    rest = [value for tag_, name, value in page.attributes if (tag_, name, value) == ("tr", "class", "rest")]
    assert page.tags.count("tr") == 61 and len(rest) == 60 - SHOWN
    assert "checkbox" in [value for _, name, value in page.attributes if name == "type"]


def test_only_markup_is_not_escaped() -> None:
    assert joined("<b>", Markup("<i>"), None, [1, "&"]) == "&lt;b&gt;<i>1&amp;"
    assert tag("p", "a", title='"x"', hidden=True, class_=None) == '<p title="&quot;x&quot;" hidden>a</p>'
    assert text("\ud83d") == "\ufffd"
