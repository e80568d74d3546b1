"""The texts of items as documents: title, description and every other text; specs as one "name: value" line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from itemcenter.schema import Document, DocumentKind, Item
from itemcenter.schema.item import BRAND, CATEGORY, PATH_SEPARATOR, TITLE


def item_documents(items: Iterable[Item], *, source: str = "items", time_us: int = 0) -> Iterator[Document]:
    """time_us: when the items were read, 0 where that tells nothing"""
    for item in items:
        category = PATH_SEPARATOR.join(item.category_path)
        texts = [(name, text) for name, text in item.fields() if name not in (BRAND, CATEGORY)]
        specs = "\n".join(f"{spec.name}: {spec.value}" for spec in item.specs)
        for name, text in (*texts, ("specs", specs)):
            if text.strip():
                kind = DocumentKind.TITLE if name == TITLE else DocumentKind.ITEM
                identity = f"{source}/{item.id}/{name}"[:512].strip()
                yield Document(identity, kind, text, 1, time_us, item.id, source, name, category)
