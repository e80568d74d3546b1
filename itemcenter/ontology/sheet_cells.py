r"""Cells of a workbook: texts and lists in CSV, such that spreadsheets keep them and reading restores them.

- Blanks around a text are trimmed; a backslash before one keeps it. `\\` is a backslash, and one before any other
  character than `\`, `|`, `#` and blanks stands for itself.
- Lists are separated by `|`; a bar inside an entry is `\|`. Empty entries are passed over.
- A text that begins with `=`, `+`, `-` or `@` would be run as a formula: it is written with a leading apostrophe, which
  reading takes off. Apostrophes in front of such a character gain one more, so nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from itemcenter.errors import OntologyError

_FORMULA = re.compile(r"'*[=+\-@]")
_YES = frozenset(("yes", "y", "true", "1", "ja"))
_NO = frozenset(("no", "n", "false", "0", "nein", ""))


def write_text(text: str) -> str:
    """The cell of a text."""
    return _neutral(_escaped(text))


def write_list(entries: Sequence[str]) -> str:
    """The cell of a list."""
    if "" in entries:
        raise OntologyError(f"an empty entry cannot be written into a cell: {list(entries)}")
    return _neutral("|".join(_escaped(entry).replace("|", "\\|") for entry in entries))


def read_text(cell: str) -> str:
    """The text of a cell."""
    cell = _plain(cell)
    return _scan(cell, "")[0] if "\\" in cell else cell.strip()


def read_list(cell: str) -> tuple[str, ...]:
    """The entries of a cell."""
    cell = _plain(cell)
    entries = _scan(cell, "|") if "\\" in cell else [part.strip() for part in cell.split("|")]
    return tuple(entry for entry in entries if entry)


def read_flag(cell: str) -> bool | None:
    """yes / no in English or German, as a word or a digit; blank is no; None for anything else."""
    word = cell.strip().casefold()
    return True if word in _YES else False if word in _NO else None


def is_comment(cell: str) -> bool:
    """Whether the first cell of a row makes it a comment."""
    return cell.lstrip().startswith("#")


def _escaped(text: str) -> str:
    core = text.strip()
    if core == text and "\\" not in text and not text.startswith("#"):
        return text
    start = len(text) - len(text.lstrip())
    ends = text[:start], text[start + len(core) :]
    head, tail = ("".join(f"\\{blank}" for blank in end) for end in ends)
    core = core.replace("\\", "\\\\")
    if core.startswith("#") and not head:
        head = "\\"
    return head + core + tail


def _neutral(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _plain(cell: str) -> str:
    cell = cell.lstrip()
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _scan(cell: str, separator: str) -> list[str]:
    """Split at unescaped separators; trim unescaped blanks; take the escapes off."""
    entries: list[list[tuple[str, bool]]] = [[]]
    place = 0
    while place < len(cell):
        character, following = cell[place], cell[place + 1 : place + 2]
        if character == "\\" and following and (following in "\\|#" or following.isspace()):
            entries[-1].append((following, True))
            place += 2
            continue
        if character == separator:
            entries.append([])
        else:
            entries[-1].append((character, False))
        place += 1
    return [_trimmed(entry) for entry in entries]


def _trimmed(entry: list[tuple[str, bool]]) -> str:
    def keeps(place: int) -> bool:
        character, escaped = entry[place]
        return escaped or not character.isspace()

    kept = [place for place in range(len(entry)) if keeps(place)]
    return "".join(character for character, _ in entry[kept[0] : kept[-1] + 1]) if kept else ""
