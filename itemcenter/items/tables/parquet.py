"""Rows of a Parquet file, streamed by record batches. Lists, structs and maps become what JSON rows would hold."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from itemcenter.errors import CatalogError
from itemcenter.items import reasons
from itemcenter.items.encoding import BYTE_MARKER
from itemcenter.items.header import unique_names
from itemcenter.items.reasons import RowFault
from itemcenter.items.rows import BAD_BYTE, SourceRow
from itemcenter.items.tables.table import RawCells, table_row

#: Bytes, unpacked, that one batch should hold, and the most rows in it.
_BATCH_BYTES = 4 * 1024 * 1024
_BATCH_ROWS = 2048

#: Bytes of one column chunk that are read at a time: a row group may be as large as the file.
_BUFFER = 256 * 1024

Convert = Callable[[Any], Any]


class ParquetTable:
    """See `Table`. `line` of a row is its number, counted from 1."""

    raw_form = ""
    remedy = 'name it in itemcenter.toml: [catalog] columns = { id = "...", title = "..." }'

    def __init__(self, path: Path) -> None:
        import pyarrow as pa

        self._path = path
        self._damages = (pa.ArrowException, OSError, ValueError)
        self.notices: list[str] = []
        self.findings: list[str] = []
        self.passed_over, self.damage = 0, ""
        try:
            with self._open() as file:
                self._schema = file.schema_arrow
                self._groups = [file.metadata.row_group(place) for place in range(file.metadata.num_row_groups)]
        except self._damages as error:
            raise CatalogError(
                f"the Parquet file cannot be opened: {_sentence(error)}",
                place=str(path),
                remedy="write or fetch the file again; an encrypted one must be written without encryption",
            ) from error
        self.names = unique_names(self._schema.names, whole=True)

    def __iter__(self) -> Iterator[SourceRow]:
        self.passed_over, begin = 0, 0
        with self._open() as file:
            for place, group in enumerate(self._groups):
                end, line = begin + group.num_rows, begin
                try:
                    size = max(1, min(_BATCH_ROWS, _BATCH_BYTES * group.num_rows // max(1, group.total_byte_size)))
                    for batch in file.iter_batches(size, row_groups=[place], use_threads=False):
                        yield from self._rows(batch, line)
                        line += batch.num_rows
                except self._damages as error:
                    message = f"rows {line + 1} to {end} cannot be read: {_sentence(error)}"
                    yield SourceRow(line + 1, {}, [""], fault=RowFault(reasons.DAMAGED, message))
                begin = end

    def _open(self) -> Any:
        import pyarrow.parquet as pq

        return pq.ParquetFile(
            self._path,
            buffer_size=_BUFFER,
            pre_buffer=False,
            page_checksum_verification=True,
            arrow_extensions_enabled=False,
        )

    def _rows(self, batch: Any, before: int) -> Iterator[SourceRow]:
        rows: list[dict[str, Any]] = [{} for _ in range(batch.num_rows)]
        bad: dict[int, str] = {}
        for name, column in zip(self.names, batch.columns, strict=True):
            for place, value in _stated(column):
                rows[place][name] = value
                if type(value) is str and not value.isascii() and BAD_BYTE.search(value):
                    bad[place] = name
        for place, cells in enumerate(rows):
            line = before + place + 1
            if place in bad:
                fault = RowFault(reasons.ENCODING, "bytes that are no UTF-8 text", bad[place])
                yield SourceRow(line, {}, RawCells(cells), fault=fault)
            elif cells:
                yield table_row(line, cells)
            else:
                self.passed_over += 1


def _stated(column: Any) -> Iterable[tuple[int, Any]]:
    """(place, value) of every cell that is not null: of a thousand columns most are nearly empty."""
    import pyarrow.compute as pc

    if column.null_count == 0:
        return enumerate(_values(column))
    if column.null_count == len(column):
        return ()
    places = pc.indices_nonzero(column.is_valid()).to_pylist()
    return zip(places, _values(column.drop_null()), strict=True)


def _values(column: Any) -> list[Any]:
    """The values of a column without nulls as JSON values."""
    import pyarrow as pa

    plain = _without_nanoseconds(column.type)
    if plain != column.type:
        column = column.cast(plain, safe=False)
    try:
        values: list[Any] = column.to_pylist()
    except UnicodeDecodeError:  # writers do not check that texts are UTF-8
        large = pa.types.is_large_string(column.type)
        values = column.cast(pa.large_binary() if large else pa.binary()).to_pylist()
        return list(map(_text, values))
    convert = _conversion(column.type)
    return values if convert is None else list(map(convert, values))


def _conversion(kind: Any) -> Convert | None:
    """From what pyarrow gives for a type to a JSON value; None where it is one already."""
    import pyarrow as pa

    types = pa.types
    if types.is_dictionary(kind):
        return _conversion(kind.value_type)
    if types.is_map(kind):
        of_key, of_value = _conversion(kind.key_type), _conversion(kind.item_type)
        return lambda pairs: _object([(_by(of_key, key), _by(of_value, value)) for key, value in pairs])
    if types.is_struct(kind):
        by_name = {field.name: _conversion(field.type) for field in kind}
        return lambda value: {name: _by(by_name[name], entry) for name, entry in value.items()}
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        of_entry = _conversion(kind.value_type)
        return None if of_entry is None else lambda value: [_by(of_entry, entry) for entry in value]
    if types.is_temporal(kind):
        return _moment
    if types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind):
        return _text
    if types.is_decimal(kind):
        return _decimal
    return None


def _by(convert: Convert | None, value: Any) -> Any:
    return value if convert is None or value is None else convert(value)


def _object(pairs: list[tuple[Any, Any]]) -> Any:
    """A map as an object, or as pairs where a key repeats itself."""
    names = [key if isinstance(key, str) else str(key) for key, _ in pairs]
    values = [value for _, value in pairs]
    if len(set(names)) < len(names):
        return [list(pair) for pair in zip(names, values, strict=True)]
    return dict(zip(names, values, strict=True))


def _moment(value: Any) -> str:
    return str(value) if isinstance(value, datetime.timedelta) else str(value.isoformat())


def _decimal(value: Decimal) -> str:
    """Exact, without exponent; 12.500 stays 12.500, as it would in a CSV file."""
    return format(value, "f")


def _text(value: bytes) -> str:
    return value.decode("utf-8", errors=BYTE_MARKER)


def _without_nanoseconds(kind: Any) -> Any:
    """The type with microseconds for nanoseconds, which Python's own types cannot hold."""
    import pyarrow as pa

    types = pa.types
    if types.is_timestamp(kind) and kind.unit == "ns":
        return pa.timestamp("us", kind.tz)
    if types.is_time64(kind) and kind.unit == "ns":
        return pa.time64("us")
    if types.is_duration(kind) and kind.unit == "ns":
        return pa.duration("us")
    if types.is_list(kind):
        return pa.list_(kind.value_field.with_type(_without_nanoseconds(kind.value_type)))
    if types.is_struct(kind):
        return pa.struct([field.with_type(_without_nanoseconds(field.type)) for field in kind])
    return kind


def _sentence(error: Exception) -> str:
    """The first line of a driver's message."""
    return str(error).strip().split("\n")[0].rstrip(".") or type(error).__name__
