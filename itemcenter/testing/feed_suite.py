"""The conformance suite of feed readers: every sample is recognised, read as expected, and told about.

Use, in a test module (pytest installed):

    class TestFeeds(FeedSuite):
        pass

A reader of another format joins with a folder under `samples/`; the suite of a third party overrides `samples`.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from itemcenter.errors import CatalogError
from itemcenter.items import CatalogOptions, CatalogReader, ReadContext, open_catalog, reread
from itemcenter.items.options import FEED_FORMATS
from itemcenter.schema import Item, RejectedRow, SourceId
from itemcenter.testing.feed_samples import FeedSample, as_expected, feed_samples

each_sample = pytest.mark.parametrize("sample", feed_samples(), ids=lambda sample: sample.name)


class FeedSuite:
    def open(self, path: Path, options: CatalogOptions) -> CatalogReader:
        return open_catalog(path, options, SourceId("shop"))

    @each_sample
    def test_rows_are_read_as_expected(self, sample: FeedSample) -> None:
        reader = self.open(sample.path, sample.catalog_options())
        assert as_expected(reader) == sample.expected
        assert as_expected(reader) == sample.expected, "a second reading differs"

    @each_sample
    def test_columns_have_the_roles_of_the_specification(self, sample: FeedSample) -> None:
        reader = self.open(sample.path, sample.catalog_options())
        list(reader)
        roles = {column.source: column.role for column in reader.mapping.columns}
        assert {name: roles.get(name) for name in sample.roles} == sample.roles
        assert any(column.how == "feed" for column in reader.mapping.columns)

    @each_sample
    def test_it_is_recognised_and_differences_are_told(self, sample: FeedSample) -> None:
        reader = self.open(sample.path, sample.catalog_options())
        list(reader)
        told = "\n".join(reader.notices)
        assert f"read as {sample.title} (certainty " in told
        assert [words for words in sample.notices if words not in told] == []

    @each_sample
    def test_the_format_can_be_forced_and_no_other(self, sample: FeedSample) -> None:
        reader = self.open(sample.path, sample.catalog_options(sample.feed))
        assert as_expected(reader) == sample.expected
        for other in set(FEED_FORMATS) - {sample.feed}:
            try:
                notices = self.open(sample.path, CatalogOptions(format=other)).notices
            except CatalogError as error:
                assert error.place and error.remedy
            else:
                assert any("(as [catalog] format says)" in notice for notice in notices)

    @each_sample
    def test_packed_it_is_the_same(self, sample: FeedSample, tmp_path: Path) -> None:
        packed = tmp_path / (sample.path.name + ".gz")
        packed.write_bytes(gzip.compress(sample.path.read_bytes()))
        assert as_expected(self.open(packed, sample.catalog_options())) == sample.expected

    @each_sample
    def test_rows_in_quarantine_come_back(self, sample: FeedSample) -> None:
        """Read again as they stand they are refused for the same reason; the context survives its JSON form."""
        reader = self.open(sample.path, sample.catalog_options())
        rejected = [row.rejected for row in reader if row.rejected is not None]
        context = ReadContext.from_json(json.loads(json.dumps(reader.context.to_json())))
        for row in rejected:
            for options in (None, sample.catalog_options()):
                again = reread(row, context, options)
                assert isinstance(again, RejectedRow) and again.reason == row.reason, (row, again)

    @each_sample
    def test_sound_rows_read_alone_are_the_same_items(self, sample: FeedSample) -> None:
        """What stands in one row is read from that row; only what others say of the same product may be missing."""
        reader = self.open(sample.path, sample.catalog_options())
        for row in list(reader):
            if row.item is None or not row.item.title:
                continue
            raw = "".join(row.raw)
            fault = RejectedRow(SourceId("shop"), row.row, row.line, "no_title", "a test", "", raw)
            again = reread(fault, reader.context)
            if isinstance(again, Item):
                assert again.id in (row.item.id, again.group_id) and again.title == row.item.title
                assert set(again.specs) <= set(row.item.specs)
            else:
                assert sample.feed == "shopify" and row.item.title not in raw
