"""Pairs appended to a cell that holds many, in the cell's own form; what stands in it stays, byte for byte.

Every form is tried and read again by the catalog's reader (`items.specs`): the one that adds the pair and changes no
other is taken, and where none does, the pair is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from itemcenter.items.raw_cells import json_value, present
from itemcenter.items.specs import Pair, spec_pairs
from itemcenter.items.synonyms import column_key
from itemcenter.items.write.edits import Insertion

_NAMES = ("name", "key", "attribute_name", "attribute", "label", "参数名", "名称")
_VALUES = ("value", "values", "val", "attribute_value", "text", "参数值", "值")
_SEPARATOR = re.compile(r"\s*[|;；]\s*|[\r\n]+")
_COLON = re.compile(r"\s*[:：]\s*")
_ARROW = re.compile(r"\s*=>\s*")
#: How text cells are written where none shows it.
_PLAIN = (" | ", ": ")


def appended(cell: str, name: str, value: str, column: str, sample: str, ascii_only: bool) -> Insertion | None:
    """Where and what to insert into the text of a filled cell; None where no form fits.

    cell: text of the cell; in a JSON file the JSON text of the value, unless that is a string
    sample: another filled cell of the column, for what this one does not show
    """
    old = _pairs(cell, column)
    if old is None:
        return None
    wanted = [*old, (name, value)]
    for found in _candidates(cell, name, value, sample, ascii_only):
        place = len(cell) - found.keep
        if _pairs(cell[:place] + found.text + cell[place:], column) == wanted:
            return found
    return None


def appended_all(
    cell: str, pairs: list[Pair], column: str, sample: str, ascii_only: bool
) -> tuple[Insertion | None, list[str]]:
    """One insertion for several pairs, and the names of those that no form could take."""
    whole, keep, text, refused = "", -1, cell, list[str]()
    for name, value in pairs:
        found = appended(text, name, value, column, sample, ascii_only)
        if found is None or keep not in (-1, found.keep):
            refused.append(name)
            continue
        keep, whole = found.keep, whole + found.text
        text = text[: len(text) - keep] + found.text + text[len(text) - keep :]
    return (Insertion(whole, keep) if whole else None), refused


def fresh(pairs: list[Pair], column: str, sample: str, ascii_only: bool) -> str | None:
    """The text of an empty cell that gets these pairs, in the form of `sample`; None where it shows none that fits."""
    empty = _emptied(sample)
    if empty is None:
        separator, colon = _text_form(sample, "")
        text = separator.join(f"{name}{colon}{value}" for name, value in pairs)
        return text if _pairs(text, column) == pairs else None
    text = empty
    for done, (name, value) in enumerate(pairs, start=1):
        for found in _candidates(text, name, value, sample, ascii_only):
            place = len(text) - found.keep
            tried = text[:place] + found.text + text[place:]
            if _pairs(tried, column) == pairs[:done]:
                text = tried
                break
        else:
            return None
    return text


def _pairs(cell: str, column: str) -> list[Pair] | None:
    try:
        value = json.loads(cell) if cell[:1] in ("{", "[") else cell
    except (ValueError, RecursionError):
        value = cell
    return spec_pairs(value, column) if isinstance(value, str | list | dict) else None


def _candidates(cell: str, name: str, value: str, sample: str, ascii_only: bool) -> Iterator[Insertion]:
    """Every form in which the pair might be appended, the likeliest first."""
    bare = cell.rstrip()
    tail = len(cell) - len(bare)
    if bare.endswith(("}", "]")):
        parsed, shown = json_value(bare), json_value(sample)
        ruby = parsed is None and "=>" in bare + sample
        if ruby:
            parsed = json_value(bare.replace("=>", ":").replace(": nil", ": null").replace(":nil", ":null"))
            shown = json_value(sample.replace("=>", ":"))
        arrow = _found(_ARROW, bare, "=>") if ruby else _found(re.compile(r'(?<=")\s*:\s*'), bare, ": ")
        for depth in range(1, 4):
            container, form = _innermost(parsed, depth), _innermost(shown, depth)
            if container is None:
                return
            keep = depth + tail + _blanks_before(bare, depth)
            comma = ", " if container else ""
            for entry in _entries(container, form, name, value, arrow, ascii_only):
                yield Insertion(comma + entry, keep)
    elif present(cell) and not bare.lstrip().startswith(("{", "[")):  # no broken JSON
        separator, colon = _text_form(cell, sample)
        yield Insertion(f"{separator}{name}{colon}{value}", tail)
        yield Insertion(f"{_PLAIN[0]}{name}{_PLAIN[1]}{value}", tail)


def _entries(container: Any, form: Any, name: str, value: str, arrow: str, ascii_only: bool) -> Iterator[str]:
    """The pair as an entry of a JSON object or list."""

    def text(entry: str) -> str:
        return json.dumps(entry, ensure_ascii=ascii_only)

    if isinstance(container, dict):
        yield f"{text(name)}{arrow}{text(value)}"
        return
    like = container or (form if isinstance(form, list) else [])
    first = like[0] if like else None
    if isinstance(first, dict):
        naming = next((key for key in first if column_key(key) in map(column_key, _NAMES)), None)
        stated = next((key for key in first if column_key(key) in map(column_key, _VALUES)), None)
        if naming is not None and stated is not None:
            yield f"{{{text(naming)}{arrow}{text(name)}, {text(stated)}{arrow}{text(value)}}}"
        yield f"{{{text(name)}{arrow}{text(value)}}}"
    elif isinstance(first, list):
        yield f"[{text(name)}, {text(value)}]"
    else:
        yield text(f"{name}: {value}")


def _innermost(value: Any, depth: int) -> Any:
    """The container that is closed by the bracket `depth` from the end; None where there is none."""
    for _ in range(depth - 1):
        entries = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
        value = entries[-1] if entries else None
    return value if isinstance(value, dict | list) else None


def _blanks_before(bare: str, depth: int) -> int:
    """Blanks that stand among and before the last `depth` closing brackets: the insertion goes before them."""
    place = len(bare)
    for _ in range(depth):
        place = len(bare[:place].rstrip()) - 1
    return len(bare) - depth - len(bare[:place].rstrip())


def _emptied(sample: str) -> str | None:
    """The outermost brackets of a JSON or Ruby sample, None for a text."""
    bare = sample.strip()
    return {"{": "{}", "[": "[]"}.get(bare[:1]) if bare.endswith(("}", "]")) else None


def _text_form(cell: str, sample: str) -> tuple[str, str]:
    """(separator, colon) of a "name: value | name: value" cell."""
    found = [_SEPARATOR.search(text.strip()) for text in (cell, sample)]
    separator = next((entry.group() for entry in found if entry), _PLAIN[0])
    colon = next((entry.group() for text in (cell, sample) if (entry := _COLON.search(text))), _PLAIN[1])
    return separator, colon


def _found(pattern: re.Pattern[str], text: str, otherwise: str) -> str:
    entry = pattern.search(text)
    return entry.group() if entry else otherwise
