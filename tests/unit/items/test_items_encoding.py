"""Encodings with and without marks, broken bytes, archives and their damage, files that are no text."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pyarrow as pa
import pytest
from catalog_files import ReadText, read_file

from itemcenter.errors import CatalogError, ConfigError
from itemcenter.items import CatalogOptions

TEXT = "id,title,brand\n" + "".join(f"{number},Größe {number} – «Lampe»,Müller\n" for number in range(50))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_detected(read: ReadText, encoding: str) -> None:
    found = read(TEXT.encode(encoding))
    assert found.items[7].title == "Größe 7 – «Lampe»" and len(found.items) == 50
    told = any("read as" in notice for notice in found.reader.notices)
    assert told == (encoding in ("cp1252", "utf-16-le", "utf-16-be"))


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_utf16_with_mark(read: ReadText, mark: bytes) -> None:
    found = read(mark + TEXT.encode("utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"))
    assert found.items[0].brand == "Müller" and found.reader.mapping.source_of("id") == "id"


def test_chinese(read: ReadText) -> None:
    text = "商品编号,商品名称,品牌,颜色,价格\n" + "".join(
        f"{n},无线蓝牙耳机运动款 Pro {n},华为,黑色,199\n" for n in range(20)
    )
    for encoding in ("utf-8", "gb18030", "utf-16-le"):
        item = read(text.encode(encoding)).items[3]
        assert (item.id, item.title, item.brand) == ("3", "无线蓝牙耳机运动款 Pro 3", "华为")
        assert (item.specs[0].name, item.specs[0].value) == ("颜色", "黑色")


def test_given_encoding_wins(read: ReadText) -> None:
    found = read("id,title\n1,Привет\n".encode("cp1251"), encoding="cp1251")
    assert found.item.title == "Привет" and found.reader.notices == []


def test_bad_bytes_in_an_otherwise_sound_file(read: ReadText) -> None:
    head = TEXT.encode() + b'77,Gr\xf6\xdfe,"M"\n' + "78,Größe,M\n".encode()
    found = read(head)
    assert found.reasons == ["encoding"] and found.rejected[0].raw == '77,Gr\\xf6\\xdfe,"M"'
    assert found.items[-1].id == "78"
    late = read(TEXT.encode() * 800 + b"9,Gr\xf6\xdfe,M\n")
    assert late.reasons[-1] == "encoding"


def test_bad_bytes_in_json(read: ReadText) -> None:
    line = '{"id": 1, "title": "Größe – «Lampe» äöüß"}\n'.encode()
    assert read(line + b'{"id": 2, "title": "Gr\xf6"}\n' + line, "c.jsonl").reasons == ["encoding"]
    array = b"[" + line + b', {"id": 2, "title": "Gr\xf6"},' + line + b"]"
    found = read(array, "c.json")
    assert found.reasons == ["encoding"] and len(found.items) == 2


def test_archives(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(
        gzip.compress(TEXT.encode()[:500]) + gzip.compress(TEXT.encode()[500:]) + b"\0" * 9
    )
    with pa.CompressedOutputStream(pa.OSFile(str(tmp_path / "a.csv.zst"), "wb"), "zstd") as stream:
        stream.write(TEXT.encode())
    (tmp_path / "plain.csv").write_bytes(gzip.compress(TEXT.encode()))  # the name does not say that it is packed
    for name in ("a.csv.gz", "a.csv.zst", "plain.csv"):
        found = read_file(tmp_path / name)
        assert len(found.items) == 50 and found.rejected == []


@pytest.mark.parametrize("name", ["a.csv.gz", "a.csv.zst", "a.jsonl.gz", "a.json.gz"])
def test_truncated_archives(tmp_path: Path, name: str) -> None:
    generator = random.Random(5)
    titles = ["".join(generator.choices("abcdefghijklmnopqrstuvwxyz ", k=60)) for _ in range(20_000)]
    if ".csv" in name:
        text = "id,title\n" + "".join(f"{number},a{title}\n" for number, title in enumerate(titles))
    else:
        text = ("," if ".json." in name else "").join(
            f'{{"id": {number}, "title": "a{title}"}}\n' for number, title in enumerate(titles)
        )
        text = f"[{text}]" if ".json." in name else text
    path = tmp_path / name
    if name.endswith(".gz"):
        packed = gzip.compress(text.encode())
    else:
        packed = pa.Codec("zstd").compress(text.encode(), asbytes=True)
    path.write_bytes(packed[: len(packed) // 2])
    found = read_file(path)
    assert found.reasons == ["truncated"] and len(found.items) > 5_000
    assert all(item.title == "a" + titles[int(item.id)] for item in found.items)
    assert any("ends too early" in notice for notice in found.reader.notices)
    path.write_bytes(packed[:12])
    with pytest.raises(CatalogError):
        read_file(path)


def test_damaged_gzip(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(TEXT.encode() * 2000, 1))
    packed[len(packed) // 2] ^= 0xFF
    (tmp_path / "a.csv.gz").write_bytes(packed)
    found = read_file(tmp_path / "a.csv.gz")
    assert found.reasons[-1] == "truncated" and found.items


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04" + bytes(range(256)), "Excel workbook"),
        (b"PAR1" + bytes(99), "Parquet"),
        (b"<?xml version='1.0'?><rss/>", "XML"),
        (b"<!DOCTYPE html><html>Sign in</html>", "HTML"),
        (bytes(range(256)) * 20, "binary"),
    ],
)
def test_files_that_are_no_catalog(read: ReadText, content: bytes, message: str) -> None:
    with pytest.raises(CatalogError, match=message):
        read(content)


def test_paths_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="no such file"):
        read_file(tmp_path / "none.csv")
    with pytest.raises(CatalogError, match="folder"):
        read_file(tmp_path)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"format": "xml"}, "allowed: 'csv'"),
        ({"format": "jsnl"}, "did you mean 'jsonl'"),
        ({"delimiter": "x"}, "delimiter"),
        ({"encoding": "utf-9"}, "no text encoding"),
        ({"encoding": "hex"}, "no text encoding"),
        ({"columns": (("titel", "x"),)}, "did you mean 'title'"),
        ({"columns": (("id", "a"), ("id", "b"))}, "two columns"),
        ({"max_cell_chars": 0}, "at least 1"),
        ({"spec_prefixes": ("",)}, "empty prefix"),
    ],
)
def test_wrong_options(options: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        CatalogOptions(**options)  # type: ignore[arg-type]
