"""What people read: tables and short texts for the terminal. Catalog text is escaped, never taken as markup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from itemcenter.jobs.inspect import CategoryAccount, CellAccount, ItemSheet
from itemcenter.schema import (
    AttributeKey,
    AttributeWrite,
    Cell,
    CellState,
    Change,
    Evidence,
    Fact,
    InheritedFrom,
    Item,
    KeyId,
    MerchantCell,
    OntologyRelease,
    Presence,
    TextSpan,
)
from itemcenter.serve.cli.harmless import HarmlessConsole, json_text

_AROUND = 24
_LONGEST_TEXT = 400
#: Ways to a category that read the title: their words are shown.
_READ = ("title", "text")


def console() -> Console:
    """A console on standard output; as wide as the terminal, 110 columns elsewhere."""
    plain = HarmlessConsole(highlight=False, emoji=False)
    return plain if plain.is_terminal else HarmlessConsole(highlight=False, emoji=False, width=110)


def as_json(data: Any) -> None:
    click.echo(json_text(data, indent=1))


def table(*columns: str) -> Table:
    out = Table(box=None, pad_edge=False, show_edge=False, header_style="bold")
    for column in columns:
        out.add_column(column, overflow="fold")
    return out


def when(time_us: int) -> str:
    """A version's time as people write it, UTC."""
    try:
        return datetime.fromtimestamp(time_us / 1_000_000, UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (OverflowError, ValueError, OSError):
        return str(time_us)


def evidence_text(entry: Evidence, item: Item | None) -> Text:
    """The proving words, marked, with what stands around them."""
    if isinstance(entry, TextSpan):
        text = item.field_text(entry.field) if item is not None else ""
        return _marked(f"{entry.field}[{entry.start}:{entry.end}] ", text, entry.start, entry.end, entry.text)
    if isinstance(entry, MerchantCell):
        cells = item.cells() if item is not None else iter(())
        text = next((value for name, value in cells if name == entry.name), "")
        return _marked(f"cell “{entry.name}” ", text, entry.start, entry.end, entry.text)
    if isinstance(entry, InheritedFrom):
        return Text(f"from item {entry.item_id}: {entry.reason}")
    return Text(f"image {entry.image}")


def _marked(head: str, text: str, start: int, end: int, words: str) -> Text:
    out = Text(head, style="dim")
    if text[start:end] != words:
        return out.append(_one_line(words), style="bold reverse")
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    out.append(("…" if start > _AROUND else "") + _one_line(before), style="not dim")
    out.append(f"[{_one_line(words)}]", style="not dim bold")
    out.append(_one_line(after) + ("…" if end + _AROUND < len(text) else ""), style="not dim")
    return out


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


def _clipped(text: str) -> str:
    plain = _one_line(text)
    return plain if len(plain) <= _LONGEST_TEXT else plain[:_LONGEST_TEXT] + "…"


def item_sheet(sheet: ItemSheet, group_reason: str = "") -> None:
    """The raw listing, then every attribute with value, confidence and proof, then what is not stated.

    group_reason: why the item is in its group, "" where that is the catalog's own word
    """
    out, record = console(), sheet.view.record
    item = record.item
    out.print(f"[bold]{escape(item.id)}[/bold]  {escape(_clipped(item.title))}")
    if record.presence is not Presence.PRESENT:
        out.print(
            f"  [bold]{record.presence.value}[/bold]: the newest catalog of {escape(record.source)} lacks this item"
        )
    for name, text in item.fields():
        if name != "title":
            out.print(Text.assemble((f"  {name}: ", "dim"), _clipped(text)))
    if item.specs:
        specs = " | ".join(f"{spec.name}: {spec.value}" for spec in item.specs)
        out.print(Text.assemble(("  specs: ", "dim"), _clipped(specs)))
    if item.group_id is not None:
        why = f" ({_clipped(group_reason)})" if group_reason else ""
        out.print(Text.assemble(("  group: ", "dim"), item.group_id, why))
    if sheet.category is not None:
        _category(out, sheet.category)
    out.print()
    rows = table("attribute", "value", "conf.", "by", "proof")
    silent: list[str] = []
    for cell in sheet.cells:
        name = _key_name(sheet.keys, cell.key_id)
        if cell.state is CellState.NOT_STATED and not cell.version.locked:
            silent.append(name)
            continue
        for place, fact in enumerate(cell.facts):
            rows.add_row(
                Text(name if place == 0 else ""),
                Text(fact.value.text, style="bold"),
                f"{fact.confidence:.2f}",
                Text(_by(cell, fact)),
                evidence_text(fact.evidence[0], item) if fact.evidence else Text(cell.author or "-"),
            )
        if not cell.facts:
            rows.add_row(Text(name), Text("not stated", style="bold"), "", Text(f"{cell.source}, locked"), "")
    out.print(rows)
    if silent:
        out.print(Text.assemble("\n", ("not stated: ", "dim"), ", ".join(silent)))


def _category(out: Console, found: CategoryAccount) -> None:
    """The category with method and confidence, the words that speak for it, and what else it may be."""
    match = found.match
    how = f" ({match.method}, {match.confidence:.2f})"
    if match.method in _READ and match.evidence:
        how += f" by “{', '.join(_one_line(entry.text) for entry in match.evidence)}”"
    out.print(Text.assemble(("  category: ", "dim"), found.path, (how, "dim")))
    others = zip(found.others, match.alternatives, strict=True)
    told = "; ".join(f"{path} ({other.confidence:.2f})" for path, other in others)
    if told:
        out.print(Text.assemble(("  or: ", "dim"), told))


def _by(cell: Cell, fact: Fact) -> str:
    who = fact.producer.value.replace("_", " ")
    return f"{who}, locked" if cell.version.locked else who


def _key_name(keys: Mapping[KeyId, AttributeKey], key_id: KeyId) -> str:
    return keys[key_id].name if key_id in keys else key_id


def cell_account(account: CellAccount) -> None:
    out = console()
    item = account.record.item if account.record is not None else None
    key = account.key
    out.print(f"[bold]{escape(key.name if key is not None else account.key_id)}[/bold] ({escape(account.key_id)})")
    if key is not None and key.description:
        out.print(Text(f"  {key.description}", style="dim"))
    if account.category is not None:
        _category(out, account.category)
    shown = account.shown
    if shown is None:
        out.print("shows nothing: every word on it was withdrawn or forgotten")
    elif shown.state is CellState.NOT_STATED:
        out.print("[bold]not stated[/bold]: no text of this item proves a value")
    for fact in shown.facts if shown is not None else ():
        value = fact.value
        out.print(f"[bold]{escape(value.text)}[/bold]  confidence {fact.confidence:.2f}")
        rows = table("", "")
        for entry in fact.evidence:
            rows.add_row("  proof", evidence_text(entry, item))
        if value.value_id is not None:
            rows.add_row("  value id", Text(value.value_id))
        rows.add_row("  producer", Text(fact.producer.value.replace("_", " ")))
        rows.add_row("  release", Text(fact.release_id))
        if fact.model_id:
            rows.add_row("  model", Text(fact.model_id))
        out.print(rows)
    out.print("\n[bold]who says what[/bold] (the first one wins)")
    words = table("source", "says", "rank", "time (UTC)", "")
    for place, word in enumerate(account.words):
        mark = "shown" if place == 0 and shown is not None else ""
        words.add_row(*_word_cells(word), mark)
    out.print(words)
    if len(account.history) > len(account.words):
        out.print(f"\n[bold]history[/bold] ({len(account.history)} writes, oldest first)")
        rows = table("source", "says", "rank", "time (UTC)", "by")
        for word in account.history:
            rows.add_row(*_word_cells(word), Text(word.author))
        out.print(rows)


def _word_cells(word: AttributeWrite) -> tuple[Text, Text, str, str]:
    said = ", ".join(fact.value.text for fact in word.facts) or word.state.value.replace("_", " ")
    rank = "locked" if word.version.locked else str(word.version.priority)
    return Text(word.source), Text(said), rank, when(word.version.time_us)


def cells(found: Iterable[Cell], release: OntologyRelease) -> int:
    """A table of cells, streamed in blocks. Returns how many there were."""
    out, count = console(), 0
    rows = table("item", "attribute", "value", "conf.", "source")
    for cell in found:
        count += 1
        said = ", ".join(fact.value.text for fact in cell.facts) or "not stated"
        sure = f"{cell.facts[0].confidence:.2f}" if cell.facts else ""
        name = _key_name(release.key_by_id, cell.key_id)
        rows.add_row(Text(cell.item_id), Text(name), Text(said), sure, Text(cell.source))
        if rows.row_count == 1000:
            out.print(rows)
            rows = table("", "", "", "", "")
    if rows.row_count:
        out.print(rows)
    return count


def changes(found: Iterable[Change]) -> None:
    out = console()
    none = True
    for change in found:
        none = False
        before, after = (_shown(cell) for cell in (change.before, change.after))
        out.print(Text(f"change {change.number}: {change.item_id} / {change.key_id}: {before} -> {after}"))
    if none:
        out.print("no cell shows anything else than before")


def _shown(cell: Cell | None) -> str:
    if cell is None:
        return "nothing"
    said = ", ".join(fact.value.text for fact in cell.facts) or "not stated"
    return f"{said} ({cell.source}{', locked' if cell.version.locked else ''})"
