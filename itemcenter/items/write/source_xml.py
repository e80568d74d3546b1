"""`XmlSource`: an XML feed back, with empty elements of its products filled and elements added to them.

The file is copied as text, product by product, and only those that get something are written anew. Nothing in it is
expanded or fetched: a document type has been refused before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from itemcenter.errors import CatalogError
from itemcenter.flow.whole_file import packed_file, whole_file
from itemcenter.items.catalog import CatalogReader
from itemcenter.items.feeds import FEEDS, feed_titled
from itemcenter.items.mapping import ColumnMapping
from itemcenter.items.options import CatalogOptions
from itemcenter.items.rows import SourceRow
from itemcenter.items.tables.xml_elements import Element
from itemcenter.items.tables.xml_table import XmlTable
from itemcenter.items.write.edits import Edited, RecordEdit, Samples
from itemcenter.items.write.source_record import SourceRecord
from itemcenter.items.write.source_text import SourceCopy
from itemcenter.items.write.xml_record import OWN, UNSOUND, XmlForm, edited_element, element_name
from itemcenter.schema import SourceId

#: Google's elements for attributes that take any words: a product without one has an empty cell there.
_ALWAYS = ("color", "size", "material", "pattern")


class XmlSource:
    """As `SourceFile`, for XML. Cells hold texts; any product takes any element."""

    is_json = False
    closed = False

    def __init__(self, path: Path, options: CatalogOptions, source: SourceId, table: XmlTable) -> None:
        self.path, self.encoding = path, table.encoding
        self._table = table
        self._reader = CatalogReader(path, options, source)
        feed = feed_titled(self._reader.context.feed)
        self._google = feed is FEEDS["google"]
        if self._google:
            for name in _ALWAYS:
                self.mapping.of(name, None)
        known = frozenset(column.name for column in FEEDS["google"].columns)
        self._form = XmlForm(table.namespaces, self.encoding, table.prefix, known, self._google)

    @property
    def mapping(self) -> ColumnMapping:
        return self._reader.mapping

    @property
    def fixed(self) -> frozenset[str]:
        """Columns that are no elements: an element of RSS beside the Google one of its name."""
        return frozenset(column.source for column in self.mapping.columns if column.source.endswith(OWN))

    def column_name(self, name: str) -> str:
        """The name that an added column for `name` has; a detail of a Google feed may have any name."""
        return name if self._google else element_name(name)

    def records(self) -> Iterator[SourceRecord]:
        """Every record in order."""
        elements: deque[Element] = deque()

        def placed() -> Iterator[SourceRow]:
            for row, element in self._table.with_elements():
                elements.append(element)
                yield row

        for row, opened, item in self._reader.built(placed()):
            cells = row.cells if opened is None else opened.cells
            other = frozenset(name for name, value in row.cells.items() if cells.get(name) is not value)
            element = elements.popleft()
            yield SourceRecord(row, item, element.begin, other, element.text)

    def can_write(self, text: str) -> bool:
        return UNSOUND.search(text) is None

    def edited(self, record: SourceRecord, edit: RecordEdit, added: Sequence[str], samples: Samples) -> Edited:
        """What `rewrite` would make of a record."""
        return edited_element(record.text, record.cells, edit, samples, self._form)

    def rewrite(
        self, out: Path, edits: Iterable[tuple[SourceRecord, RecordEdit | None]], added: Sequence[str], samples: Samples
    ) -> int:
        """As `SourceFile.rewrite`."""
        left = place = 0
        with whole_file(out) as aside, packed_file(out, aside) as handle:
            copy = SourceCopy(self.path, self.encoding, handle)
            for record, edit in edits:
                if not edit:
                    continue
                done = self.edited(record, edit, added, samples)
                left += done.text is None
                if done.text is None:
                    continue
                copy.copy(record.begin - place)
                if copy.peek(len(record.text)) != record.text:
                    raise CatalogError("the file has changed while it was read", place=str(self.path))
                copy.replace(len(record.text), done.text)
                place = record.begin + len(record.text)
            copy.finish()
        return left
