"""Lines of a bulk operation become the products that they were, whatever is missing between them."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.items.feeds import shopify_bulk
from itemcenter.items.feeds.shopify_bulk import PARENT, assembled
from itemcenter.items.rows import SourceRow

Node = dict[str, Any]
_METAFIELDS = st.lists(st.just({"namespace": "custom", "key": "fit"}), max_size=2)


@st.composite
def _products(draw: st.DrawFn) -> list[Node]:
    out: list[Node] = []
    for number in range(draw(st.integers(0, 4))):
        product: Node = {"id": f"gid://shopify/Product/{number}", "title": f"Mug {number}"}
        variants = []
        for place in range(draw(st.integers(0, 3))):
            variant: Node = {"id": f"gid://shopify/ProductVariant/{number}{place}", "sku": f"{number}-{place}"}
            if fields := draw(_METAFIELDS):
                variant["metafields"] = [dict(field) for field in fields]
            variants.append(variant)
        images = [{"url": f"https://a/{place}.jpg"} for place in range(draw(st.integers(0, 2)))]
        media = [{"id": f"gid://shopify/MediaImage/{place}"} for place in range(draw(st.integers(0, 1)))]
        fields = [dict(field) for field in draw(_METAFIELDS)]
        members = {"variants": variants, "images": images, "media": media, "metafields": fields}
        out.append(product | {name: value for name, value in members.items() if value})
    return out


def lines(node: Node, parent: str = "") -> list[Node]:
    """As a bulk operation writes an object: its lists as lines of their own behind it."""
    own = {name: value for name, value in node.items() if not isinstance(value, list)} | (
        {PARENT: parent} if parent else {}
    )
    return [own, *(line for value in node.values() if isinstance(value, list) for entry in value
                   for line in lines(entry, node["id"]))]  # fmt: skip


def rows(nodes: list[Node]) -> list[SourceRow]:
    return [SourceRow(line, node, [json.dumps(node)]) for line, node in enumerate(nodes, start=1)]


@settings(deadline=None, max_examples=60)
@given(_products())
def test_lines_become_the_products_that_they_were(products: list[Node]) -> None:
    found = list(assembled(rows([line for product in products for line in lines(product)])))
    assert [row.cells for row in found] == products
    assert list(assembled(rows(products))) == rows(products), "nested products stay what they are"


@settings(deadline=None, max_examples=60)
@given(_products(), st.data())
def test_a_lost_line_takes_only_its_own_children_along(products: list[Node], data: st.DataObject) -> None:
    all_lines = [line for product in products for line in lines(product)]
    if not all_lines:
        return
    gone = data.draw(st.integers(0, len(all_lines) - 1))
    found = list(assembled(rows(all_lines[:gone] + all_lines[gone + 1 :])))
    lost = {all_lines[gone].get("id")}
    for line in all_lines[gone + 1 :]:
        if line.get(PARENT) in lost:
            lost.add(line.get("id"))
    told = [row for row in found if row.fault is not None]
    assert all(json.loads(row.raw[0])[PARENT] in lost for row in told)
    whole = [row.cells["id"] for row in found if row.fault is None]
    assert whole == [product["id"] for product in products if product["id"] != all_lines[gone].get("id")]
    assert [row.line for row in told] == sorted(row.line for row in told)


def test_lines_in_no_order_are_told_without_being_held(monkeypatch: Any) -> None:
    monkeypatch.setattr(shopify_bulk, "_MOST_LOST", 3)
    product = {"id": "gid://shopify/Product/1", "title": "Mug"}
    stray = [{"sku": str(number), PARENT: "gone"} for number in range(9)]
    found = assembled(rows([product, *stray]))
    assert [next(found).cells.get("title") for _ in range(2)] == ["Mug", None]
    assert len(list(found)) == 8
