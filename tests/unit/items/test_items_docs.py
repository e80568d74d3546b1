"""The documents name every reason, every option and every field."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from itemcenter.items import REMEDIES, CatalogOptions, reasons
from itemcenter.items.options import FIELDS, FORMATS

DOCS = Path(__file__).parents[3] / "docs"


def test_every_reason_has_a_remedy_and_is_documented() -> None:
    words = {value for name, value in vars(reasons).items() if name.isupper() and isinstance(value, str)}
    assert words == set(REMEDIES)
    text = (DOCS / "quarantine.md").read_text("utf-8")
    assert [word for word in sorted(words) if f"### `{word}`" not in text] == []


def test_every_option_and_field_is_documented() -> None:
    text = (DOCS / "catalogs.md").read_text("utf-8")
    names = [field.name for field in dataclasses.fields(CatalogOptions)]
    assert [name for name in (*names, *FIELDS, *FORMATS) if f"`{name}`" not in text] == []
