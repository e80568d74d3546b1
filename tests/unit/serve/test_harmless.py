"""What foreign text may do to a terminal: nothing."""

from __future__ import annotations

import io
import json
import sys

import pytest
from rich.table import Table
from rich.text import Text

from itemcenter.serve.cli.harmless import HarmlessConsole, harmless, json_text

EVIL = "a\x1b[31mb\x07\x9b1m\u202ec\u2066\x7f\u2028d\ud800"


def test_what_steers_is_shown() -> None:
    assert harmless(EVIL) == "a␛[31mb␇\\x9b1m\\u202ec\\u2066␡\\u2028d\ufffd"
    for plain in ("", "plain", "größe\tweiß\n红色", "👩\u200d🔬", "مرحبا"):
        assert harmless(plain) == plain


def test_json_is_read_back_as_it_was() -> None:
    text = json_text({"evil": EVIL})
    assert json.loads(text) == {"evil": EVIL} and harmless(text) == text


def test_json_for_a_narrow_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert json_text(["红👩"]).isascii() and json.loads(json_text(["红👩"])) == ["红👩"]


@pytest.mark.parametrize("terminal", [True, False])
def test_nothing_gets_through_a_console(terminal: bool) -> None:
    colours = "truecolor" if terminal else None
    console = HarmlessConsole(file=io.StringIO(), force_terminal=terminal, width=60, color_system=colours)
    rows = Table(EVIL)
    rows.add_row(Text(EVIL, style="bold"))
    for thing in (EVIL, Text(EVIL), rows):
        console.print(thing)
    said = console.file.getvalue()  # type: ignore[attr-defined]
    assert ("\x1b[1m" in said) is terminal, "our own codes do"
    for code in ("\x1b[31m", "\x07", "\x9b", "\u202e", "\u2066", "\x7f", "\ud800"):
        assert code not in said
