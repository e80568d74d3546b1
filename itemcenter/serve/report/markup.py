"""HTML put together so that no text can become markup: plain strings are escaped, only `Markup` is not."""

from __future__ import annotations

import html
from collections.abc import Iterable

from itemcenter.serve.cli.harmless import harmless

_VOID = frozenset({"br", "input", "meta"})


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Child = str | int | float | None | Iterable["Child"]


def text(value: object) -> Markup:
    """Any value as text: escaped, control characters and marks of text direction made visible."""
    return Markup(html.escape(harmless(str(value)), quote=True))


def tag(element: str, /, *children: Child, **attributes: object) -> Markup:
    """An element. Attributes: "class_" is class, "_" becomes "-"; None and False are left out, True has no value."""
    written = ""
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        key = key.rstrip("_").replace("_", "-")
        written += f" {key}" if value is True else f' {key}="{text(value)}"'
    inner = joined(*children)
    return Markup(f"<{element}{written}>" if element in _VOID else f"<{element}{written}>{inner}</{element}>")


def joined(*children: Child) -> Markup:
    out = []
    for child in children:
        if isinstance(child, Markup):
            out.append(str(child))
        elif child is None:
            continue
        elif isinstance(child, str | int | float):
            out.append(str(text(child)))
        else:
            out.append(str(joined(*child)))
    return Markup("".join(out))
