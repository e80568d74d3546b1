"""Mapping files: whatever columns are called, they are written and read back; faults are told with their line."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.config.mapping_file import parse_mapping
from itemcenter.errors import ConfigError
from itemcenter.items import CatalogOptions, ColumnProposal, MappedColumn
from itemcenter.jobs.map_catalog import ColumnView, MapReport
from itemcenter.jobs.mapping_toml import mapping_toml, quoted

FILE = Path("mapping.toml")
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(NAMES)
def test_any_text_is_quoted(text: str) -> None:
    assert tomllib.loads(f"{quoted(text)} = {quoted(text)}") == {text: text}


@given(st.lists(NAMES, unique=True, max_size=6), NAMES)
def test_any_names_are_written_and_read_back(names: list[str], example: str) -> None:
    views = [
        ColumnView(
            MappedColumn(name, "spec", "content", name),
            ColumnProposal(name, "spec", "spec", 0.5, (), "extra", 0.4, (example,)),
        )
        for name in names
    ]
    text = mapping_toml(MapReport(example, views, {example: 3}, {"category_separator": example, "header": False}))
    found = parse_mapping(text, FILE)
    assert found.options.roles == tuple((name, "spec") for name in names)
    assert found.options.category_separator == example and found.options.header is False
    for name in names:
        line = text.splitlines()[found.lines[name] - 1] if "\n" not in name else ""
        assert not line or line.startswith(quoted(name))


def test_a_column_that_is_no_text_is_left_out() -> None:
    view = ColumnView(MappedColumn("a\udcff", "extra", "extra"), ColumnProposal("a\udcff", "extra", "other", 0.5))
    text = mapping_toml(MapReport("x", [view], {}, {}))
    assert parse_mapping(text, FILE).options.roles == () and text.encode("utf-8")


def test_over_the_options_of_a_center() -> None:
    base = CatalogOptions(delimiter=";", columns=(("id", "nr"),), spec_columns=("x",))
    found = parse_mapping('[catalog]\nencoding = "cp1252"\n[catalog.roles]\nnr = "id"\n', FILE).over(base)
    assert (found.delimiter, found.encoding, found.columns, found.spec_columns) == (";", "cp1252", (), ())
    assert found.roles == (("nr", "id"),)
    assert parse_mapping('[catalog]\nencoding = "cp1252"\n', FILE).over(base).columns == base.columns


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[catalog.roles]\na = "id"\nb = "brnad"\n', r"line 3.*'brnad'.*did you mean 'brand'"),
        ('[catalog.roles]\na = "title"\n"b c" = "title"\n', r"line 3: two columns are 'title': 'a' and 'b c'"),
        ('[catalog.roles]\na = 3\n', "line 2.*must be a text"),
        ('[catalog.roles]\na = "brand: x"\n', "line 2.*only .spec: NAME."),
        ('[catalog.roles]\na = "id"\na = "spec"\n', r"line 3"),
        ('[catalog.roles]\na = id\n', r"line 2"),
        ('[catalog]\nroels = {}\n', "did you mean 'roles'"),
        ('[recognition]\nprecision = 0.5\n', r"\[catalog\] only"),
        ('[catalog]\nroles = 7\n', "must be a table"),
    ],
)  # fmt: skip
def test_faults_are_told_with_their_line(text: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told) as caught:
        parse_mapping(text, FILE)
    assert caught.value.remedy or "must be" in str(caught.value)
