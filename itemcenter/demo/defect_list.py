"""All planted defects of the first merchant, listed apart from the truth: kind, item, field, key, what."""

import json
from collections.abc import Iterator

from itemcenter.demo.listing import Row

#: Defects of single cells, as the truth names them, in words.
CELLS = {
    "wrong_cell": "the cell contradicts the text of the same row",
    "swapped_cell": "the cell holds the value of another attribute",
    "junk_cell": "the cell is filled and says nothing",
    "unit_slip": "the right number with a wrong unit",
}


def lines(row: Row) -> Iterator[str]:
    """JSON lines of one row, none if nothing was planted."""
    product = row.product
    if product.duplicate_of:
        yield _json("duplicate_listing", product.sku, "sku", "", f"the same item as {product.duplicate_of}")
    if row.category_planted:
        yield _json("wrong_category", product.sku, "category", "", f"it belongs under {product.leaf.id}")
    for kind, column, what in row.defects:
        yield _json(kind, product.sku, column, "", what)
    for said in row.statements:
        if said.kind in CELLS:
            right = ", ".join(product.attributes.get(said.key, ())) or "nothing"
            what = f"{CELLS[said.kind]}: {said.evidence!r}, right would be {right}"
            yield _json(said.kind, product.sku, said.field, said.key, what)


def _json(kind: str, item: str, column: str, key: str, what: str) -> str:
    line = {"kind": kind, "item": item, "field": column, "key": key, "what": what}
    return json.dumps({name: value for name, value in line.items() if value}, ensure_ascii=False)
