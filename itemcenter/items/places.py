"""What a user may name as a catalog: a file, a folder, a pattern such as `exports/*.csv`, a database."""

from __future__ import annotations

import glob
import os
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from itemcenter.errors import CatalogError

#: Makes a folder a center (`itemcenter.center_folder`).
CONFIG_FILE = "itemcenter.toml"

_URL = re.compile(r"([a-z][a-z0-9+]+):/{1,2}(?=.)", re.IGNORECASE)
_MAGIC = re.compile(r"[*?\[]")

_PACKED = (".gz", ".zst", ".gzip", ".zstd")

#: Endings of the files of a folder that are taken for catalogs.
_ENDINGS = frozenset(
    (".csv", ".tsv", ".tab", ".txt", ".json", ".jsonl", ".ndjson", ".jsonlines", ".jsonld", ".parquet", ".pq", ".xlsx",
     ".xlsm", ".xls", ".xlsb", ".html", ".htm", ".xhtml", ".xml")
)  # fmt: skip


class Listing(NamedTuple):
    """files: in sorted order; root: what their names begin with; left_out: endings of files that are no catalogs"""

    root: Path
    files: list[Path]
    left_out: Counter[str]


def is_url(place: str | Path) -> bool:
    """Whether a place is a database and no file."""
    return _URL.match(str(place)) is not None and not Path(place).exists()


def url_of(place: str | Path) -> str:
    """The URL as it was written; `Path` makes one slash of two."""
    return _URL.sub(r"\1://", str(place), count=1) if isinstance(place, Path) else place


def check_place(place: str | Path) -> None:
    """Raise `CatalogError` where there is plainly nothing to read, before anything is made for it."""
    if not is_url(place) and listing(place) is None and not Path(place).exists():
        raise CatalogError("there is no such file", place=str(place), remedy="check the path")


def listing(place: str | Path) -> Listing | None:
    """The files of a folder or a pattern; None where the place is one file, or nothing."""
    path = Path(place)
    if is_url(place) or path.is_file():
        return None
    if path.is_dir():
        return _folder(path)
    if not _MAGIC.search(str(place)):
        return None
    found = map(Path, glob.glob(str(place), recursive=True))  # noqa: PTH207 - the pattern may begin anywhere
    files = sorted(file for file in found if file.is_file())
    if not files:
        raise CatalogError("no file is called so", place=str(place), remedy="check the pattern, and quote it")
    root = Path(os.path.commonpath([file.parent for file in files]))
    return Listing(root, files, Counter())


def _folder(path: Path) -> Listing:
    """All catalogs in it and in its folders; hidden files and those that a program left while it works are not.

    Nor is what lies in a center below it: that is itemcenter's own.
    """
    files, left_out = [], Counter[str]()
    for folder, folders, names in os.walk(path):
        folders[:] = [
            name
            for name in folders
            if not name.startswith((".", "_")) and not Path(folder, name, CONFIG_FILE).is_file()
        ]
        for name in names:
            if name.startswith((".", "~$", "_")):
                continue
            if is_catalog(Path(name)):
                files.append(Path(folder, name))
            else:
                left_out[ending(Path(name)) or "no ending"] += 1
    if not files:
        remedy = "files in a folder are known by their endings: .csv, .tsv, .json, .jsonl, .parquet, .xlsx, .html, ..."
        raise CatalogError("this folder holds no catalog", place=str(path), remedy=remedy)
    return Listing(path, sorted(files), left_out)


def is_catalog(path: Path) -> bool:
    """Whether a file among others is taken for a catalog, by its ending."""
    return ending(path) in _ENDINGS


def ending(path: Path) -> str:
    """The ending of a file's name, without that of its packing."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    while suffixes and suffixes[-1] in _PACKED:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""
