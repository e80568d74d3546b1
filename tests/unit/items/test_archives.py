"""Zip archives: their members are files of one catalog, whatever they are called, and nothing leaves their folder."""

from __future__ import annotations

import gc
import io
import tempfile
import zipfile
from pathlib import Path

import pytest

from itemcenter.errors import CatalogError
from itemcenter.items import CatalogOptions, CatalogReader, open_catalog
from itemcenter.items.archives import is_archive
from itemcenter.items.write.sources import open_source
from itemcenter.schema import SourceId

LAMPS = "sku,title,color\na1,Desk lamp,red\na2,Floor lamp,\n"
SHELVES = '{"id": "b1", "name": "Oak shelf"}\n'


def packed(path: Path, **members: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def opened(path: Path) -> CatalogReader:
    return open_catalog(path, CatalogOptions(), SourceId("shop"))


def ids(path: Path) -> list[str]:
    return [row.item.id if row.item else row.rejected.reason for row in opened(path) if row.item or row.rejected]


def test_members_are_read_as_one_catalog_in_order_of_their_names(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x.csv", LAMPS)
    path = packed(
        tmp_path / "exports.zip",
        **{"b/shelves.jsonl": SHELVES, "a.csv": LAMPS, "__MACOSX/._a.csv": "x", ".hidden.csv": "x", "read.me": "hi"},
        **{"inner.zip": inner.getvalue(), "b/": ""},
    )
    reader = opened(path)
    rows = list(reader)
    assert [row.item.id for row in rows if row.item] == ["a1", "a2", "b1"]
    assert [(row.file, row.line) for row in rows] == [("a.csv", 2), ("a.csv", 3), ("b/shelves.jsonl", 1)]
    assert reader.files == 2 and reader.name == "exports.zip"
    assert any(".me 1" in notice and ".zip 1" in notice for notice in reader.notices), reader.notices
    assert reader.time_us == path.stat().st_mtime_ns // 1000
    assert list(reader) == rows


def test_one_member_may_have_any_name(tmp_path: Path) -> None:
    assert ids(packed(tmp_path / "c.zip", **{"products.dat": LAMPS})) == ["a1", "a2"]
    assert ids(packed(tmp_path / "c", **{"products.csv": LAMPS})) == ["a1", "a2"], "known by its bytes"


def test_a_name_cannot_leave_the_folder(tmp_path: Path) -> None:
    outside = tmp_path / "evil.csv"
    names = {"../evil.csv": LAMPS, str(outside): LAMPS.replace("a", "b"), "..\\..\\evil.csv": LAMPS.replace("a", "c")}
    reader = opened(packed(tmp_path / "c.zip", **names))
    rows = list(reader)
    assert len([row for row in rows if row.item]) == 6 and len({row.file for row in rows}) == 3
    assert not outside.exists() and not list(tmp_path.parent.glob("evil.csv"))


def test_what_was_unpacked_is_removed(tmp_path: Path) -> None:
    before = set(Path(tempfile.gettempdir()).glob("itemcenter-zip-*"))
    reader = opened(packed(tmp_path / "c.zip", **{"a.csv": LAMPS}))
    (folder,) = set(Path(tempfile.gettempdir()).glob("itemcenter-zip-*")) - before
    assert list(reader) and folder.is_dir()
    del reader
    gc.collect()
    assert not folder.exists()
    with pytest.raises(CatalogError):
        opened(packed(tmp_path / "d.zip", **{"a.csv": "x;y\n1;2\n"}))
    gc.collect()
    assert set(Path(tempfile.gettempdir()).glob("itemcenter-zip-*")) <= before


def test_a_damaged_member_harms_no_other(tmp_path: Path) -> None:
    path = packed(tmp_path / "c.zip", **{"a.csv": LAMPS, "b.jsonl": SHELVES * 400, "c.csv": LAMPS.replace("a", "c")})
    content = bytearray(path.read_bytes())
    begin = content.index(b"b.jsonl") + len("b.jsonl") + 4
    content[begin : begin + 8] = b"\xff" * 8
    path.write_bytes(content)
    rows = list(opened(path))
    assert [row.item.id for row in rows if row.item] == ["a1", "a2", "c1", "c2"]
    (bad,) = [row.rejected for row in rows if row.rejected]
    assert (bad.reason, bad.file) == ("file", "b.jsonl") and "damaged" in bad.message and "unpack" in bad.message


def test_what_cannot_be_read_at_all_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CatalogError, match=r"holds no catalog.*\.csv"):
        opened(packed(tmp_path / "a.zip", **{"a.png": "x", "b.png": "y"}))
    with pytest.raises(CatalogError, match="holds no catalog"):
        opened(packed(tmp_path / "b.zip", **{".hidden": "x"}))
    path = packed(tmp_path / "c.zip", **{"a.csv": LAMPS})
    content = bytearray(path.read_bytes())
    content[6] |= 1  # encrypted, as both headers of a member say
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(CatalogError, match="encrypted"):
        opened(path)
    monkeypatch.setattr("itemcenter.items.archives._SPARE", 1 << 60)
    with pytest.raises(CatalogError, match=r"GB free.*free disk space"):
        opened(packed(tmp_path / "d.zip", **{"a.csv": LAMPS}))


def test_an_archive_is_not_filled_and_a_workbook_is_no_archive(tmp_path: Path) -> None:
    path = packed(tmp_path / "c.zip", **{"a.csv": LAMPS})
    with pytest.raises(CatalogError, match="unpack it"):
        open_source(path, CatalogOptions(), SourceId("shop"))
    assert is_archive(path) and not is_archive(tmp_path / "nothing") and not is_archive(tmp_path)
    assert not is_archive(packed(tmp_path / "d.xlsx", **{"[Content_Types].xml": "<x/>"}))
    assert not is_archive(packed(tmp_path / "e.ods", mimetype="x"))
