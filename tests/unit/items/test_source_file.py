"""Every sample of a known feed comes back byte for byte, and with one cell filled only that changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from itemcenter.items import CatalogOptions, open_catalog
from itemcenter.items.filled import FILLED, filled_text
from itemcenter.items.write.edits import RecordEdit
from itemcenter.items.write.json_record import is_empty
from itemcenter.items.write.source_record import SourceRecord
from itemcenter.items.write.sources import Source, open_source
from itemcenter.schema import Item, SourceId
from itemcenter.testing.feed_samples import FeedSample, feed_samples

TEXTS = feed_samples()
SOURCE = SourceId("merchant")


def opened(path: Path, sample: FeedSample) -> Source:
    return open_source(path, sample.catalog_options(), SOURCE)


def items(path: Path, sample: FeedSample) -> list[Item]:
    return [record.item for record in opened(path, sample).records() if record.item is not None]


def spec_columns(source: Source, record: SourceRecord) -> list[str]:
    """Empty plain attribute columns of a record, the unit columns of measures aside."""
    plain = [column.source for column in source.mapping.columns if column.role == "spec"]
    names = [name for name in plain if not name.endswith("-unit") and f"{name}-unit" not in record.cells]
    if not record.cells.get(source.mapping.source_of("title")):  # a further variant: the product has spoken
        names = [name for name in names if "(product." not in name]
    return [name for name in names if name in record.cells and is_empty(record.cells[name])]


@pytest.mark.parametrize("sample", TEXTS, ids=lambda sample: sample.name)
def test_a_feed_comes_back_byte_for_byte(sample: FeedSample, tmp_path: Path) -> None:
    source, out = opened(sample.path, sample), tmp_path / sample.path.name
    assert source.rewrite(out, ((record, None) for record in source.records()), (), {}) == 0
    assert out.read_bytes() == sample.path.read_bytes()


@pytest.mark.parametrize("sample", TEXTS, ids=lambda sample: sample.name)
def test_a_filled_attribute_is_read_by_the_rules_of_the_feed(sample: FeedSample, tmp_path: Path) -> None:
    source, out = opened(sample.path, sample), tmp_path / sample.path.name
    list(source.records())  # JSON brings columns late
    filled: dict[str, str] = {}

    def edit(record: SourceRecord) -> RecordEdit | None:
        columns = spec_columns(source, record)
        if record.item is None or not columns:
            return None
        filled[record.item.id] = columns[0]
        return RecordEdit(cells={columns[0]: "puce"})

    left = source.rewrite(out, ((record, edit(record)) for record in source.records()), (), {})
    assert left == 0
    before, after = items(sample.path, sample), items(out, sample)
    assert [item.id for item in before] == [item.id for item in after]
    for old, new in zip(before, after, strict=True):
        more = [spec for spec in new.specs if spec not in old.specs]
        assert [spec.value for spec in more] == (["puce"] if old.id in filled else []), (filled.get(old.id), more)
        assert (old.title, old.brand, old.category_path, old.extras) == (
            new.title,
            new.brand,
            new.category_path,
            new.extras,
        )


@pytest.mark.parametrize("sample", TEXTS, ids=lambda sample: sample.name)
def test_added_columns_do_not_make_another_format_of_it(sample: FeedSample, tmp_path: Path) -> None:
    source, out = opened(sample.path, sample), tmp_path / sample.path.name
    names = [f"shade {number}" for number in range(40)]

    def edit(record: SourceRecord) -> RecordEdit | None:
        mark = filled_text(dict.fromkeys(names, 0.9))
        return RecordEdit(added=dict.fromkeys(names, "puce") | {FILLED: mark}) if record.item is not None else None

    added = [*names, FILLED] if source.closed else []
    assert source.rewrite(out, ((record, edit(record)) for record in source.records()), added, {}) == 0
    assert items(out, sample) == items(sample.path, sample)
    told = [open_catalog(path, sample.catalog_options(), SOURCE).notices for path in (sample.path, out)]
    assert [[text.partition(" (certainty")[0] for text in texts if "read as" in text] for texts in told].count([]) == 0


@pytest.mark.parametrize(
    ("name", "content", "after"),
    [
        (
            "c.csv",
            b'sku,title,colour\r\n1, Mug ,\r\n2,Cup,""\r\n',
            b'sku,title,colour\r\n1, Mug ,puce\r\n2,Cup,"puce"\r\n',
        ),
        ("c.jsonl", b'{"sku":"1","title":"Mug","colour":null}\n', b'{"sku":"1","title":"Mug","colour":"puce"}\n'),
    ],
)  # fmt: skip
def test_a_filled_cell_is_never_written_over(name: str, content: bytes, after: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    source = open_source(tmp_path / name, CatalogOptions(), SOURCE)
    edit = RecordEdit(cells={"title": "other", "colour": "puce", "sku": "9"})
    assert source.rewrite(tmp_path / "out", ((record, edit) for record in source.records()), (), {}) == 0
    assert (tmp_path / "out").read_bytes() == after
