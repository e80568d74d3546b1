"""Wide tables: one row an item, one column a key. CSV holds texts with units; Parquet numbers, truth values, lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

from itemcenter.flow.whole_file import text_file, whole_file
from itemcenter.items.write.product import Attribute, Product
from itemcenter.items.write.target import Sheet, TargetOptions, TargetTally, with_constants
from itemcenter.schema import AttributeKey, KeyId, ValueType

FIELDS = ("id", "title", "description", "brand", "category", "group", "images")
CONFIDENCE = "confidence"
_ROWS_AT_ONCE = 5_000


class CsvWriter:
    formats: ClassVar[tuple[str, ...]] = ("csv",)
    required: ClassVar[tuple[str, ...]] = ("id", "title")
    grouped: ClassVar[bool] = False

    def write(
        self,
        groups: Iterable[Sequence[Product]],
        keys: Sequence[AttributeKey],
        path: Path,
        kind: str,
        options: TargetOptions,
    ) -> TargetTally:
        tally, columns = TargetTally(), _columns(keys)
        constants = (name for name, _ in options.constants)
        with text_file(path) as file:
            sheet = Sheet(file, list(dict.fromkeys((*FIELDS, *columns.values(), *constants))))
            for product in (product for group in groups for product in group):
                row: dict[str, Any] = _fields(product) | {"images": " | ".join(product.item.images)}
                row |= {columns[entry.key.id]: "; ".join(entry.texts) for entry in product.attributes}
                tally.check(with_constants(row, options), self.required)
                sheet.write(row)
        return tally


class ParquetWriter:
    formats: ClassVar[tuple[str, ...]] = ("parquet",)
    required: ClassVar[tuple[str, ...]] = ("id", "title")
    grouped: ClassVar[bool] = False

    def write(
        self,
        groups: Iterable[Sequence[Product]],
        keys: Sequence[AttributeKey],
        path: Path,
        kind: str,
        options: TargetOptions,
    ) -> TargetTally:
        import pyarrow as pa
        import pyarrow.parquet as pq

        tally, columns = TargetTally(), _columns(keys)
        text = pa.string()
        fields = [pa.field(name, pa.list_(text) if name == "images" else text) for name in FIELDS]
        for key in keys:
            # Parquet files carry the unit of a measure with its column
            notes = {"key": key.name, **({"unit": key.unit} if key.unit else {})}
            fields.append(pa.field(columns[key.id], _type(pa, key), metadata=notes))
        fields.append(pa.field(CONFIDENCE, pa.map_(text, pa.float64())))
        fields += [pa.field(name, text) for name, _ in options.constants if name not in FIELDS]
        schema = pa.schema(fields)

        def rows() -> Iterator[dict[str, Any]]:
            for product in (product for group in groups for product in group):
                row: dict[str, Any] = _fields(product) | {"images": list(product.item.images)}
                row |= {columns[entry.key.id]: _value(entry) for entry in product.attributes}
                sure = {columns[entry.key.id]: entry.facts[0].confidence for entry in product.attributes}
                tally.check(with_constants(row, options), self.required)
                yield {name: value for name, value in row.items() if value != ""} | {CONFIDENCE: list(sure.items())}

        stream = rows()
        with whole_file(path) as aside, pq.ParquetWriter(aside, schema, compression="zstd") as writer:
            while chunk := list(islice(stream, _ROWS_AT_ONCE)):
                writer.write_table(pa.Table.from_pylist(chunk, schema=schema))
        return tally


def _fields(product: Product) -> dict[str, Any]:
    item = product.item
    return {
        "id": item.id,
        "title": item.title,
        "description": item.description,
        "brand": product.brand,
        "category": " > ".join(product.category or item.category_path),
        "group": product.group,
    }


def _columns(keys: Sequence[AttributeKey]) -> dict[KeyId, str]:
    """The column of each key: its id, unless an item's own field is called so."""
    taken = (*FIELDS, CONFIDENCE)
    return {key.id: f"{key.id}_attribute" if key.id in taken else str(key.id) for key in keys}


def _type(pa: Any, key: AttributeKey) -> Any:
    plain = {
        ValueType.QUANTITY: pa.float64(),
        ValueType.COUNT: pa.float64(),
        ValueType.BOOLEAN: pa.bool_(),
    }.get(key.type, pa.string())
    return pa.list_(plain) if key.multiple else plain


def _value(attribute: Attribute) -> Any:
    def plain(text: str, number: float | None) -> Any:
        if attribute.key.type is ValueType.BOOLEAN:
            return {"yes": True, "no": False}.get(text)
        return number if attribute.key.type in (ValueType.QUANTITY, ValueType.COUNT) else text

    values = [plain(fact.value.text, fact.value.number) for fact in attribute.facts]
    return values if attribute.key.multiple else values[0]
