"""The value index of a center: every entry of a list is encoded once, by whichever build meets it first."""

from __future__ import annotations

from pathlib import Path

import pytest

from itemcenter import registry
from itemcenter.center import ItemCenter
from itemcenter.errors import EncoderMismatchError
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.retrieval.value_index import ValueIndex
from itemcenter.testing.fake_embedder import FakeEmbedder
from tests.acceptance.small import MADE_S, ROWS, WORKBOOK, write_catalog, write_workbook


def encoder() -> CachedEncoder:
    return CachedEncoder(registry.open_embedder("static", {}, Path()))


def indexed(center: Path) -> dict[str, list[str]]:
    index = ValueIndex.open(center / "models" / "values", encoder())
    return {name: index.value_ids(name) for name in index.list_ids()}


def built(center: Path, catalog: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Build, and note the texts that the encoder was asked for in this process."""
    with monkeypatch.context() as patch:
        kept = CachedEncoder._asked
        patch.setattr(CachedEncoder, "_asked", lambda self, texts: (asked.extend(texts), kept(self, texts))[1])
        with ItemCenter.open(center) as opened:
            opened.build(catalog)


def more(home: Path, days: int, *titles: str) -> Path:
    rows = [*ROWS, *((f"N-{days}-{n}", title, "Mugs", "", "") for n, title in enumerate(titles))]
    return write_catalog(home / f"day{days}.csv", rows, made_s=MADE_S + 86_400 * days)


def test_entries_are_encoded_once(mugs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = (mugs / "models" / "values" / "values.npz").read_bytes()
    assert indexed(mugs)["colour"] == ["colour/navy", "colour/red", "colour/white"]
    asked: list[str] = []
    built(mugs, more(tmp_path, 1, "Mug, very dark"), asked, monkeypatch)
    assert asked and not [text for text in asked if "marine blue" in text], "titles only, no entry of a list"
    assert (mugs / "models" / "values" / "values.npz").read_bytes() == content

    values = WORKBOOK["values.csv"].replace("colour,colour/red,red,crimson\n", "colour,colour/teal,teal,petrol\n")
    with ItemCenter.open(mugs) as center:
        center.import_ontology(str(write_workbook(tmp_path / "book", values=values)))
    asked.clear()
    built(mugs, more(tmp_path, 2, "Mug, very dark"), asked, monkeypatch)
    assert [text for text in asked if "teal" in text] == ["teal petrol"]
    assert not [text for text in asked if "marine blue" in text]
    assert indexed(mugs)["colour"] == ["colour/navy", "colour/teal", "colour/white"]


def test_a_dry_run_keeps_none(tmp_path: Path, workbook: Path) -> None:
    with ItemCenter.create(tmp_path / "center") as center:
        center.import_ontology(str(workbook))
        center.build(write_catalog(tmp_path / "catalog.csv"), dry_run=True)
    assert not (tmp_path / "center" / "models").exists()


def test_an_index_of_another_encoder_answers_nothing_and_is_made_anew(mugs: Path, tmp_path: Path) -> None:
    folder = mugs / "models" / "values"
    other = CachedEncoder(FakeEmbedder())
    ValueIndex(other).save(folder)
    with pytest.raises(EncoderMismatchError, match="fake:1"):
        indexed(mugs)
    with ItemCenter.open(mugs) as center:
        center.build(more(tmp_path, 1, "Mug in navy"))
    assert indexed(mugs)["colour"] == ["colour/navy", "colour/red", "colour/white"]


def test_a_damaged_index_is_made_anew(mugs: Path, tmp_path: Path) -> None:
    file = mugs / "models" / "values" / "values.npz"
    content = file.read_bytes()
    file.write_bytes(content[:-40])
    with ItemCenter.open(mugs) as center:
        assert center.build(more(tmp_path, 1, "Mug in navy")).new == 1
    assert file.read_bytes() == content
