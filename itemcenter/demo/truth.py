"""Ground truth lines, derived from what the renderer recorded for each row."""

import json
from collections.abc import Iterator

from itemcenter.demo.listing import Row
from itemcenter.demo.workbook import Workbook

NAMED = (
    "wrong_cell",
    "swapped_cell",
    "junk_cell",
    "unit_slip",
    "broken_gtin",
    "negation",
)  # all other kinds are traps in texts


def lines(row: Row, workbook: Workbook) -> Iterator[str]:
    """JSON lines of one row: its category first, then one per key that applies there."""
    product = row.product
    head: dict[str, object] = {"item": product.sku, "key": "@category", "values": [product.leaf.id]}
    head |= {"planted": "wrong_category" if row.category_planted else None, "brand": brand_id(product.brand, workbook)}
    if product.duplicate_of:
        head["duplicate_of"] = product.duplicate_of
    yield _json(head)
    for key in workbook.keys_of(product.leaf.id):
        yield _json(_cell(row, key))


def _cell(row: Row, key: str) -> dict[str, object]:
    about = [s for s in row.statements if s.key == key]
    true = [s for s in about if s.true]
    false = [s for s in about if not s.true]
    said = {value for s in true for value in s.values}
    planted = [s.kind for s in false] + [s.kind for s in true if s.kind != "stated"]
    line: dict[str, object] = {
        "item": row.product.sku,
        "key": key,
        "values": [value for value in row.product.attributes.get(key, ()) if value in said],
        "stated": bool(true),
        "where": [s.field for s in true],
        "planted": (planted[0] if planted[0] in NAMED else "trap") if planted else None,
    }
    if true:
        line["evidence"] = [s.evidence for s in true]
    if false:
        line["bait"] = [{"kind": s.kind, "field": s.field, "text": s.evidence} for s in false]
    return line


def brand_id(name: str, workbook: Workbook) -> str:
    """Workbook id of a brand name."""
    return workbook.brand_ids()[name]


def _json(line: dict[str, object]) -> str:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"))
