"""The file back: whatever the merchant had filled is as it was, and what is filled is filled once."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from itemcenter.items.write.json_record import is_empty
from tests.unit.jobs.source_catalogs import CsvCatalog, Trial, csv_catalogs, json_catalogs

SETTINGS = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow], database=None)


@contextmanager
def built(content: bytes, name: str) -> Iterator[tuple[Trial, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        trial = Trial(path)
        trial.build(path)
        yield trial, Path(folder)


def only_empty_cells_changed(catalog: CsvCatalog, new: bytes) -> None:
    """Every record is the old one with something in the place of empty cells, and cells added behind the last one.

    A cell of pairs may have grown at its end, and may have got quotes for that.
    """
    text = new.decode(catalog.encoding)
    delimiter, end = re.escape(catalog.delimiter), r"\r?\n|$"
    anything = r"(?:\"(?:[^\"]|\"\")*\"|[^\"" + re.escape(catalog.delimiter) + r"\r\n]*)"
    header = text.split(catalog.newline, 1)[0]
    assert header.encode() == header.encode()
    place = text.index(catalog.newline) + len(catalog.newline)
    for row in catalog.rows:
        parts = []
        for name, (raw, says) in zip(catalog.header, row, strict=True):
            if not says.strip():
                parts.append(anything)
            elif name == "specs":
                bare = re.escape(raw.strip('"'))
                parts.append(f'"?{bare}(?:(?:[^"{re.escape(catalog.delimiter)}\r\n]|(?<=\\|).)*"?|[^"]*")')
            else:
                parts.append(re.escape(raw))
        found = re.compile(delimiter.join(parts) + f"(?:{delimiter}{anything})*(?:{end})").match(text, place)
        assert found is not None, (row, text[place:])
        place = found.end()
    assert place == len(text)


@SETTINGS
@given(csv_catalogs())
def test_a_csv_file_comes_back_with_only_empty_cells_filled(catalog: CsvCatalog) -> None:
    with built(catalog.content, "c.csv") as (trial, folder):
        out = folder / "out.csv"
        report = trial.export(out)
        new = out.read_bytes()
        assert report.counts.left_rows == 0
        only_empty_cells_changed(catalog, new)
        assert new.startswith(b"\xef\xbb\xbf") == catalog.content.startswith(b"\xef\xbb\xbf")
        assert trial.items(out) == trial.items(trial.path), "what is marked is no word of the merchant"
        again = trial.build(out)
        assert (again.changed, again.new) == (0, 0)
        assert trial.export(folder / "twice.csv", out).counts.total == 0
        assert (folder / "twice.csv").read_bytes() == new


@SETTINGS
@given(csv_catalogs())
def test_without_marks_what_was_filled_is_the_merchants_and_fills_nothing_new(catalog: CsvCatalog) -> None:
    with built(catalog.content, "c.csv") as (trial, folder):
        out = folder / "out.csv"
        report = trial.export(out, mark=False)
        before, after = trial.items(trial.path), trial.items(out)
        for old, new in zip(before, after, strict=True):
            assert set(old.cells()) <= set(new.cells()), "nothing that was said is gone"
            assert old.fields().__next__() == new.fields().__next__() and old.texts == new.texts
        grown = sum(len(list(new.cells())) - len(list(old.cells())) for old, new in zip(before, after, strict=True))
        assert grown == report.counts.total
        trial.build(out)
        assert trial.export(None, out).counts.total == 0


@SETTINGS
@given(json_catalogs())
def test_a_json_file_comes_back_with_only_empty_members_filled(
    catalog: tuple[bytes, list[dict[str, object]], bool],
) -> None:
    content, objects, listed = catalog
    with built(content, "c.json" if listed else "c.jsonl") as (trial, folder):
        out = folder / ("out.json" if listed else "out.jsonl")
        report = trial.export(out)
        new = out.read_text(encoding="utf-8")
        assert report.counts.left_rows == 0
        found = json.loads(new) if listed else [json.loads(line) for line in new.split("\n") if line]
        for old, entry in zip(objects, found, strict=True):
            assert list(entry)[: len(old)] == list(old), "the order stays"
            for name, value in old.items():
                assert is_empty(value) or name == "specs" or repr(entry[name]) == repr(value)
        for line, old_line in zip(new.split("\n"), content.decode().split("\n"), strict=not listed):
            if not listed and line != old_line:
                assert line.startswith(old_line[:20])
        assert trial.items(out) == trial.items(trial.path)
        assert trial.build(out).unchanged == len(objects)
        trial.export(folder / "twice.json", out)
        assert (folder / "twice.json").read_text(encoding="utf-8") == new
