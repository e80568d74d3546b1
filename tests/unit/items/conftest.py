"""A catalog file written and read in one step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from catalog_files import Read, ReadText, read_file


@pytest.fixture
def read(tmp_path: Path) -> ReadText:
    """read(content, name="catalog.csv", **options): write the content to a file and read it."""

    def write_and_read(content: str | bytes, name: str = "catalog.csv", **options: Any) -> Read:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        return read_file(path, **options)

    return write_and_read
