"""The expert workbook: an ontology as a folder of CSV files that any spreadsheet opens (docs/workbook.md).

`read_workbook` reports everything that is wrong at once; `write_workbook` writes a release such that reading it gives
the same release id; `copy_template` puts a small commented example into a folder to start from.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from itemcenter.errors import OntologyError
from itemcenter.ontology.sheets import SHEETS
from itemcenter.ontology.workbook_read import read_workbook
from itemcenter.ontology.workbook_write import write_workbook

__all__ = ["copy_template", "read_workbook", "write_workbook"]


def copy_template(folder: Path) -> None:
    """Copy the template into `folder` (created if missing). Raises `OntologyError` rather than replace a file."""
    for sheet in SHEETS:
        if (folder / sheet.file).exists():
            raise OntologyError(f"{sheet.file} is there already", place=str(folder), remedy="choose an empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    template = resources.files("itemcenter.ontology") / "template"
    for sheet in SHEETS:
        (folder / sheet.file).write_bytes((template / sheet.file).read_bytes())
