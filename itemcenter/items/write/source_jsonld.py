"""`JsonLdSource`: pages with schema.org JSON-LD, or a file of it, back with empty properties of its products filled.

The text is copied as it is; only scripts (or JSON values) with a product that gets something are written anew, and of
those only the places that get it. A page stays byte for byte outside of them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from itemcenter.errors import CatalogError
from itemcenter.flow.whole_file import packed_file, whole_file
from itemcenter.items.catalog import CatalogReader
from itemcenter.items.mapping import ColumnMapping
from itemcenter.items.options import CatalogOptions
from itemcenter.items.rows import SourceRow
from itemcenter.items.tables.jsonld import HtmlTable, JsonLdTable, Product
from itemcenter.items.tables.placed_json import decode_placed
from itemcenter.items.tables.schema_products import OFFER
from itemcenter.items.write.edits import Edited, RecordEdit, Samples
from itemcenter.items.write.jsonld_record import edited_text
from itemcenter.items.write.source_file import is_wide
from itemcenter.items.write.source_record import SourceRecord
from itemcenter.items.write.source_text import SourceCopy
from itemcenter.schema import SourceId


class JsonLdSource:
    """As `SourceFile`, for schema.org data. Cells hold JSON values; any product takes any property."""

    is_json = True
    closed = False
    #: Columns that the reader makes of other parts of a product.
    fixed = frozenset((*OFFER, "id", "item_group_id", "offers", "page", "category", "manufacturer"))

    def __init__(self, path: Path, options: CatalogOptions, source: SourceId, table: HtmlTable | JsonLdTable) -> None:
        self.path, self.encoding = path, table.encoding
        self._table = table
        self._reader = CatalogReader(path, options, source)
        self._in_page = isinstance(table, HtmlTable)
        self._lines = isinstance(table, JsonLdTable) and table.shape.lines

    @property
    def mapping(self) -> ColumnMapping:
        return self._reader.mapping

    def column_name(self, name: str) -> str:
        """The name that an added attribute has: any."""
        return name

    def records(self) -> Iterator[SourceRecord]:
        """Every product in the order of the reader; those of one text follow each other."""
        products: deque[Product] = deque()

        def placed() -> Iterator[SourceRow]:
            for product in self._table.products(decode_placed):
                products.append(product)
                yield product.row

        for row, opened, item in self._reader.built(placed()):
            cells = row.cells if opened is None else opened.cells
            other = frozenset(name for name, value in row.cells.items() if cells.get(name) is not value)
            product = products.popleft()
            yield SourceRecord(row, item, product.begin, other, product.text, product.span)

    def can_write(self, text: str) -> bool:
        return True

    def edited(self, record: SourceRecord, edit: RecordEdit, added: Sequence[str], samples: Samples) -> Edited:
        """The text around the product after its edit alone."""
        return Edited(edited_text(record.text, [(record.span, edit)], self._in_page, not is_wide(self.encoding)))

    def rewrite(
        self, out: Path, edits: Iterable[tuple[SourceRecord, RecordEdit | None]], added: Sequence[str], samples: Samples
    ) -> int:
        """As `SourceFile.rewrite`."""
        left = place = 0
        line = 1
        with whole_file(out) as aside, packed_file(out, aside) as handle:
            copy = SourceCopy(self.path, self.encoding, handle)
            for (at, begin), group in groupby(edits, lambda entry: (entry[0].row.line, entry[0].begin)):
                records = [(record, edit) for record, edit in group if edit]
                if not records:
                    continue
                text = records[0][0].text
                new, refused = self._edited(text, records)
                left += refused
                if new is None:
                    continue
                if self._lines:
                    copy.copy_lines(at - line, "\n")
                    line = at
                    copy.copy(copy.blanks(len(text)))
                else:
                    copy.copy(begin - place)
                    place = begin + len(text)
                if copy.peek(len(text)) != text:
                    raise CatalogError("the file has changed while it was read", place=str(self.path))
                copy.replace(len(text), new)
            copy.finish()
        return left

    def _edited(self, text: str, records: Sequence[tuple[SourceRecord, RecordEdit]]) -> tuple[str | None, int]:
        """The text after the edits, all of them or those that go by themselves, and how many do not."""
        ascii_only = not is_wide(self.encoding)
        edits = [(record.span, edit) for record, edit in records]
        new = edited_text(text, edits, self._in_page, ascii_only)
        if new is not None:
            return new, 0
        fit = [entry for entry in edits if edited_text(text, [entry], self._in_page, ascii_only) is not None]
        new = edited_text(text, fit, self._in_page, ascii_only) if fit else None
        return new, len(edits) - (len(fit) if new is not None else 0)
