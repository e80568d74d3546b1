"""A mapping as TOML for people: every column with its role, and beside it score, second best and examples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from itemcenter.items.options import ROLES
from itemcenter.jobs.map_catalog import ColumnView, MapReport

#: What TOML escapes by one letter.
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}

#: Comments begin here, so that roles stand in one line of sight.
_WIDTH = 48

_HEAD = """\
# What the columns of {name} mean, as `itemcenter map` proposes it. To change a role, change the word on the right.
# Then look again: itemcenter map CATALOG --mapping THIS_FILE, and build: itemcenter build CATALOG --mapping THIS_FILE
#
# One column each:     id title description brand category category_id group
# As many as you like: images text specs spec extra; kinds of extras: {extras}
# specs: a cell with many names and values. spec: one attribute, named as its column; "spec: Voltage" names it.
# Behind each column: how sure this is (0 to 1), what else it may be, examples. "?": look here first.
"""


def mapping_toml(report: MapReport) -> str:
    """The text of a mapping file that `config.load_mapping` reads."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: MapReport) -> Iterator[str]:
    extras = " ".join(ROLES[ROLES.index("pair_value") + 1 :])
    name = _comment(report.path.replace("\\", "/").rsplit("/", 1)[-1])
    yield _HEAD.format(name=name, extras=extras)
    yield "[catalog]"
    for option, value in report.options.items():
        yield f"{option} = {_value(value)}"
    for prefix, count in report.prefixed.items():
        yield f"# {count:,} columns that begin with {_comment(prefix)} are specs (spec_prefixes) and are not listed"
    yield ""
    yield "[catalog.roles]"
    for view in report.columns:
        yield _line(view)


def _line(view: ColumnView) -> str:
    name = view.column.source
    if any("\ud800" <= letter <= "\udfff" for letter in name):
        return f"# {_comment(name)}: a name with bytes that are no text cannot be written here; it is {view.role}"
    found = view.proposal
    told = [f"{found.score:.2f}"]
    if found.close:
        told[0] = f"? {told[0]}, or {found.second} {found.second_score:.2f}"
    elif found.second and found.second_score >= 0.1:
        told[0] += f", or {found.second} {found.second_score:.2f}"
    told.append(" | ".join(map(_comment, found.examples)) if found.examples else "empty in the first rows")
    return f"{f'{quoted(name)} = {quoted(view.role)}':{_WIDTH}} # {'; '.join(told)}"


def quoted(text: str) -> str:
    """A TOML basic string: quotes, backslashes, line ends and whatever does not print are escaped."""
    out = []
    for letter in text:
        if letter in _SHORT:
            out.append(_SHORT[letter])
        elif letter.isprintable():
            out.append(letter)
        else:
            out.append(f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}")
    return '"' + "".join(out) + '"'


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return quoted(str(value))


def _comment(text: str) -> str:
    """Text that may stand in a comment: one line, nothing that does not print."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
