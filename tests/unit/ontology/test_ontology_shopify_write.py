"""A release that came from Shopify's taxonomy comes back whole through Shopify's published form."""

from __future__ import annotations

import json
from pathlib import Path

from itemcenter.ontology import load_ontology
from itemcenter.ontology.shopify_write import write_shopify
from tests.unit.ontology.shopify_sample import write_source_form


def test_there_and_back(tmp_path: Path) -> None:
    source = write_source_form(tmp_path / "copy")
    whole = load_ontology(f"shopify:{source}").release
    home = write_shopify(whole, tmp_path / "out")
    assert home == tmp_path / "out" / "dist" / "en"
    back = load_ontology(f"shopify:{tmp_path / 'out'}").release
    for part in ("scopes", "values", "keys", "categories"):
        assert _bare(list(back.lines(part))) == _bare(list(whole.lines(part))), part


def _bare(lines: list[str]) -> list[str]:
    """Without synonyms: the form has none."""
    out = []
    for line in lines:
        data = json.loads(line)
        for part in data if isinstance(data, list) else [data]:
            if isinstance(part, dict):
                part.pop("synonyms", None)
        out.append(json.dumps(data, sort_keys=True))
    return out
