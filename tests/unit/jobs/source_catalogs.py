"""Random catalogs of mugs whose every byte is known, and what it takes to build and export them in a test."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from itemcenter.items import CatalogOptions, open_catalog
from itemcenter.jobs import build as build_job
from itemcenter.jobs import edit
from itemcenter.jobs.build import BuildPlan
from itemcenter.jobs.build_report import BuildReport
from itemcenter.jobs.cell_choice import CellChoice
from itemcenter.jobs.export_source import SourceReport, export_source
from itemcenter.jobs.source_filler import FillOptions
from itemcenter.library import CategoryOptions, EvidenceOptions, Learned, LibraryRecognizer
from itemcenter.library.category_plan import PlanBook
from itemcenter.ontology import load_ontology
from itemcenter.schema import Item, ItemId, SourceId
from itemcenter.testing import ReferenceStore
from itemcenter.tunnel import SourcePolicy
from itemcenter.tunnel.turns import Turns
from tests.acceptance.small import write_workbook

MERCHANT, MACHINE = SourceId("merchant"), SourceId("machine")
TITLES = ("Mug in navy", "Red mug of glass", "White stoneware mug, 10 cm high", "Steel mug", "Mug")
TEXTS = ("A mug of stoneware in navy.", "Made of glass, red all over. Height: 9 cm", 'The "white" one; of steel', "")
#: Column -> what its cells may say; "" stands often among them.
COLUMNS = {
    "colour": ("navy", "red", "crimson", "Marine Blue"),
    "made from": ("glass", "steel", "stoneware"),
    "height": ("10 cm", "9cm", "100 mm", "N/A"),
    "maker": ("Ada", 'Ada "Ltd"', "=Ada", "阿达", "O'Hara; Sons, Inc."),
    "note": ("x,y", "a;b", "tab\there", "line\nbreak", "  ragged  ", "ß\u00a0é", "'", '""'),
}


@cache
def recognizer() -> LibraryRecognizer:
    with tempfile.TemporaryDirectory() as folder:
        release = load_ontology(str(write_workbook(Path(folder)))).release
    return LibraryRecognizer(release, Learned.shipped(), CategoryOptions(), replace(EvidenceOptions(), precision=0.5))


@dataclass
class Trial:
    """A store in which one catalog is built."""

    path: Path
    options: CatalogOptions = field(default_factory=CatalogOptions)

    def __post_init__(self) -> None:
        self.store = ReferenceStore()
        self.runs = 0

    def build(self, path: Path) -> BuildReport:
        self.runs += 1
        plan = BuildPlan(MERCHANT, MACHINE, self.runs, self.runs, f"{self.runs:06d}")
        rows = open_catalog(path, self.options, MERCHANT)
        return build_job.build(rows, recognizer(), self.store, SourcePolicy(), None, plan)

    def export(self, out: Path | None, path: Path | None = None, **options: bool) -> SourceReport:
        reading = (self.options, MERCHANT, MACHINE)
        made = FillOptions(**options)
        return export_source(
            self.store,
            recognizer().release,
            PlanBook(recognizer().release),
            path or self.path,
            reading,
            out,
            CellChoice().allows,
            made,
        )

    def set(self, item: str, key: str, text: str) -> None:
        """A person's word."""
        place = (
            Turns(self.store, "editor", 1),
            recognizer().release,
            SourcePolicy(),
            SourceId("human"),
            ItemId(item),
            key,
        )
        self.runs += 1
        edit.set_value(*place, text, locked=False, author="", now_us=10**9 + self.runs)

    def items(self, path: Path) -> list[Item]:
        return [row.item for row in open_catalog(path, self.options, MERCHANT) if row.item is not None]


@dataclass(frozen=True)
class CsvCatalog:
    """rows: of each the raw cells as they stand in the file, and what they say."""

    content: bytes
    header: list[str]
    delimiter: str
    newline: str
    rows: list[list[tuple[str, str]]]
    encoding: str


@st.composite
def csv_catalogs(draw: Callable[..., Any]) -> CsvCatalog:
    delimiter: str = draw(st.sampled_from(",;\t|"))
    newline: str = draw(st.sampled_from(["\n", "\r\n"]))
    encoding: str = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    everywhere: bool = draw(st.booleans())
    names: list[str] = draw(st.permutations(list(COLUMNS)))
    names = names[: draw(st.integers(0, len(names)))]
    with_specs: bool = draw(st.booleans())
    header = ["sku", "title", "category", "description", *names, *(["specs"] if with_specs else [])]

    def raw(text: str) -> str:
        special = any(mark in text for mark in (delimiter, '"', "\n", "\r")) or text != text.strip()
        if special or everywhere or draw(st.integers(0, 3)) == 0:
            return '"' + text.replace('"', '""') + '"'
        return text

    rows = []
    for number in range(draw(st.integers(1, 6))):
        texts = [f"M-{number}", draw(st.sampled_from(TITLES)), "Mugs", draw(st.sampled_from(TEXTS))]
        texts += [draw(st.sampled_from(["", "", " ", *COLUMNS[name]])) for name in names]
        if with_specs:
            texts.append(draw(st.sampled_from(["", "", "colour: navy | maker: Ada", "height: 10 cm", "shade: red"])))
        rows.append([(raw(str(text)), str(text)) for text in texts])
    lines = [[raw(name) for name in header], *([cell for cell, _ in row] for row in rows)]
    text = newline.join(delimiter.join(line) for line in lines) + (newline if draw(st.booleans()) else "")
    return CsvCatalog(text.encode(encoding), header, delimiter, newline, rows, encoding)


@st.composite
def json_catalogs(draw: Callable[..., Any]) -> tuple[bytes, list[dict[str, object]], bool]:
    """(content, objects, whether they stand in a list)."""
    listed: bool = draw(st.booleans())
    objects: list[dict[str, object]] = []
    for number in range(draw(st.integers(1, 5))):
        entry: dict[str, object] = {"sku": f"M-{number}", "title": draw(st.sampled_from(TITLES)), "category": "Mugs"}
        entry["description"] = draw(st.sampled_from(TEXTS))
        for name, values in COLUMNS.items():
            value = draw(st.sampled_from([..., ..., "", None, [], *values]))
            if value is not ...:
                entry[name] = value
        specs = draw(st.sampled_from([..., {}, {"colour": "navy"}, [["maker", "Ada"]], "height: 9 cm; maker: Ada"]))
        if specs is not ...:
            entry["specs"] = specs
        entry["other"] = {"deep": [1, 2.50, {"x": None}], "ü": "\u2028"}
        objects.append(entry)
    indent = draw(st.sampled_from([None, 1, 4])) if listed else None
    separators = draw(st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : ")]))
    ascii_only: bool = draw(st.booleans())
    texts = [json.dumps(entry, ensure_ascii=ascii_only, indent=indent, separators=separators) for entry in objects]
    text = "[\n" + ",\n".join(texts) + "\n]\n" if listed else "".join(f"{line}\n" for line in texts)
    return text.encode(), objects, listed
