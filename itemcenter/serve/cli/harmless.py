"""Foreign text on a terminal: what could steer it (escape codes, text direction) is shown instead of sent."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any

import click
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

#: Marks that turn the direction of text: with them a line can read otherwise than it is.
_DIRECTION = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))

_SHOWN: dict[int, str] = (
    {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\t\n"}  # ESC becomes ␛
    | {0x7F: "␡"}
    | {code: f"\\x{code:02x}" for code in range(0x80, 0xA0)}
    | {code: f"\\u{code:04x}" for code in (*_DIRECTION, 0x2028, 0x2029)}
    | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
)
_ESCAPED = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), *_DIRECTION, 0x2028, 0x2029)}


def harmless(text: str) -> str:
    """The text with control characters made visible; line breaks and tabs stay."""
    return text if text.isascii() and text.isprintable() else text.translate(_SHOWN)


def say(text: str, *, err: bool = False) -> None:
    """Print a line of plain text."""
    click.echo(harmless(text), err=err)


def json_text(data: Any, indent: int | None = None) -> str:
    """JSON that standard output can take: escaped where its encoding is narrow, what could steer it always."""
    wide = (sys.stdout.encoding or "").lower().startswith("utf")
    text = json.dumps(data, ensure_ascii=not wide, indent=indent)
    return text.translate(_ESCAPED).encode("utf-8", "backslashreplace").decode()


class HarmlessConsole(Console):
    """A console through which no foreign text reaches the terminal as a command."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=harmless(segment.text))

    def on_broken_pipe(self) -> None:
        """Leave it to `main`, which knows that a reader who went away is no error."""
        raise
