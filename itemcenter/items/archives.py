"""Tables in a .zip archive: each member a file of one catalog, unpacked beside the work and removed after it."""

from __future__ import annotations

import shutil
import tempfile
import weakref
import zipfile
from collections import Counter
from pathlib import Path, PurePosixPath

from itemcenter.errors import CatalogError
from itemcenter.items.files import CatalogFiles
from itemcenter.items.options import CatalogOptions
from itemcenter.items.places import Listing, ending, is_catalog
from itemcenter.items.tables.xlsx_package import DAMAGES
from itemcenter.schema import SourceId

_MAGIC = b"PK\x03\x04"
#: Parts of office files, which are zip archives, too.
_OFFICE = ("[Content_Types].xml", "_rels/.rels", "mimetype")

_ENCRYPTED = 1
_STEP = 1024 * 1024
#: Bytes of disk that an archive must leave free.
_SPARE = 512 * 1024 * 1024


def is_archive(path: Path) -> bool:
    """Whether a file is a zip archive of files, and not an office file."""
    try:
        with path.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                return False
        with zipfile.ZipFile(path) as archive:
            return not set(_OFFICE) & set(archive.namelist())
    except DAMAGES:
        return False  # the reader of workbooks tells what is wrong


class CatalogArchive(CatalogFiles):
    """A `CatalogFiles` over the members of an archive that are catalogs, in sorted order, named as in it."""

    def __init__(self, path: Path, options: CatalogOptions, source: SourceId, untitled: bool = False) -> None:
        """Raises `CatalogError` where it holds no catalog, or cannot be unpacked."""
        folder = Path(tempfile.mkdtemp(prefix="itemcenter-zip-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)  # also where what follows fails
        self._archive = path
        listing, refused = _unpacked(path, folder)
        super().__init__(path, listing, options, source, untitled, refused)

    @property
    def time_us(self) -> int:
        """When the archive was written, microseconds since 1970."""
        return self._archive.stat().st_mtime_ns // 1000


def _unpacked(path: Path, folder: Path) -> tuple[Listing, dict[str, CatalogError]]:
    """The catalogs of the archive as files in `folder`, and the members that cannot be read."""
    refused: dict[str, CatalogError] = {}
    files: dict[Path, str] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            chosen, left_out = _chosen(path, archive)
            need, free = sum(member.file_size for member, _ in chosen), shutil.disk_usage(folder).free
            if need + _SPARE > free:
                raise CatalogError(
                    f"unpacked it has {need / 1e9:,.1f} GB, and {folder.parent} has {free / 1e9:,.1f} GB free",
                    place=str(path),
                    remedy="free disk space, or name another place in the environment variable TMPDIR",
                )
            for member, name in chosen:
                target = folder / name
                while target in files:
                    target = target.with_name(f"again-{target.name}")
                files[target] = name
                try:
                    _write(archive, member, target)
                except DAMAGES as error:
                    if isinstance(error, OSError) and not isinstance(error, zipfile.BadZipFile):
                        raise
                    refused[target.relative_to(folder).as_posix()] = CatalogError(
                        _why(member, error), place=f"{path}, {name}", remedy="unpack the archive, and name its folder"
                    )
                    target.write_bytes(b"")
    except DAMAGES as error:
        raise CatalogError(
            f"the archive cannot be unpacked: {error}", place=str(path), remedy="fetch or pack it again"
        ) from error
    return Listing(folder, sorted(files), left_out), refused


def _chosen(path: Path, archive: zipfile.ZipFile) -> tuple[list[tuple[zipfile.ZipInfo, str]], Counter[str]]:
    """The members to read, each with a name that stays inside of a folder; endings of the others."""
    members = [(member, name) for member in archive.infolist() if not member.is_dir() and (name := _name(member))]
    found = [(member, name) for member, name in members if is_catalog(Path(name))]
    if not found and len(members) == 1:
        found = members
    if not found:
        raise CatalogError(
            "this archive holds no catalog",
            place=str(path),
            remedy="members are known by their endings: .csv, .tsv, .json, .jsonl, .parquet, .xlsx, .xml, .html, ...",
        )
    names = {name for _, name in found}
    return found, Counter(ending(Path(name)) or "no ending" for _, name in members if name not in names)


def _name(member: zipfile.ZipInfo) -> str:
    """A relative path without steps upwards; "" for hidden files, and what programs leave beside the real ones."""
    parts = [part for part in PurePosixPath(member.filename.replace("\\", "/")).parts if part not in ("/", "..", ".")]
    hidden = any(part.startswith((".", "~$", "__")) for part in parts)
    return "" if hidden or not parts else "/".join(part.replace(":", "_") for part in parts)


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    """Unpack one member; it cannot give more bytes than the archive's directory says."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as packed, target.open("wb") as file:
        shutil.copyfileobj(packed, file, _STEP)


def _why(member: zipfile.ZipInfo, error: Exception) -> str:
    if member.flag_bits & _ENCRYPTED:
        return "this member of the archive is encrypted"
    return f"this member of the archive is damaged: {error}"
