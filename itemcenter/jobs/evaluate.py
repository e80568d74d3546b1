"""Mask and recover: hide cells before anything is learned, build as users do, and see which cells come back.

    hide      one reading: hidden.jsonl, and the check that no copy was left
    baselines one reading of what stayed visible (a sample of it in large catalogs)
    build     the center's own, on the masked rows
    recover   the machine's facts for the hidden cells: pred.jsonl, report.json

hidden.jsonl and pred.jsonl are made for any scorer: {"item", "key", "value", "text"} a hidden cell, and
{"item", "key", "values": [best first], "span": [start, end] or null, "confidence"} a prediction, offsets into "text".
Memory grows with the number of item ids (8 bytes each, in a set) and with the sample, not with the texts.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import IO

from itemcenter.errors import NotFoundError, StoreError
from itemcenter.evaluate import LiteralMatch, Priors, choose_priors, draw
from itemcenter.evaluate.mask import Mask
from itemcenter.evaluate.masking import VALUE_SEPARATOR, cell_key
from itemcenter.evaluate.written import MerchantForms
from itemcenter.jobs.evaluation_report import LITERAL, PRIORS, SYSTEM, EvaluationReport, Hidden, HiddenRow
from itemcenter.jobs.masked_rows import MaskedRows
from itemcenter.jobs.recovered import RecoveredCells
from itemcenter.schema import Item

HIDDEN, PREDICTIONS, REPORT = "hidden.jsonl", "pred.jsonl", "report.json"
#: Visible items that the baselines and the merchant's writing are learned from; of more, a seeded sample.
_MOST_VISIBLE = 30_000
#: Built items that tell what the merchant's writings mean.
_MOST_READ = 20_000
_LEAKS_SHOWN = 5


@dataclass(slots=True)
class Visible:
    """What is known from the cells that stayed visible, without any build."""

    priors: Priors
    literal: LiteralMatch
    forms: MerchantForms


def hide(rows: MaskedRows, mask: Mask, out: Path) -> Hidden:
    """Write `out/hidden.jsonl`. Raises `NotFoundError` where nothing was hidden, `StoreError` on a full disk."""
    found = Hidden()
    seen: set[int] = set()
    with writing(out / HIDDEN) as file:
        for masked in rows.masked():
            item = masked.row.item
            if item is None or (number := _number(item.id)) in seen:
                continue  # the build refuses a second row of one id
            seen.add(number)
            found.items += 1
            if not masked.hidden:
                continue
            found.masked_items += 1
            found.copies += masked.copies
            leaks = {cell.key for cell in mask.leaks(item, masked.hidden)}
            found.leaks += len(leaks)
            found.leaks_shown += [[item.id, key] for key in sorted(leaks)][: _LEAKS_SHOWN - len(found.leaks_shown)]
            text = readable_text(item)
            for cell in masked.hidden:
                if cell.key not in leaks:
                    found.cells += 1
                    row = HiddenRow(item.id, cell.key, cell.value, text)
                    file.write(json.dumps(row._asdict(), ensure_ascii=False) + "\n")
    if not found.cells:
        raise NotFoundError(
            f"no cell could be hidden: {found.items:,} items, {found.masked_items:,} of them drawn",
            remedy="a mask hides what stands in specs; see docs/catalogs.md how columns become specs, or mask more",
        )
    return found


def learn_visible(rows: MaskedRows, mask: Mask, hidden: Hidden, seed: int) -> Visible:
    """Baselines and the merchant's writing, from the cells that stayed visible."""
    visible = Visible(Priors(), LiteralMatch(), MerchantForms())
    rate = _MOST_VISIBLE / max(1, hidden.items)

    def sampled() -> Iterator[tuple[Item, list[tuple[str, str]]]]:
        for row in rows:
            if row.item is not None and (rate >= 1 or draw(seed, "visible", row.item.id) < rate):
                cells = joined_cells(mask.cells(row.item))
                for name, value in cells:
                    visible.literal.add(name, value)
                    visible.forms.add(name, value)
                yield row.item, cells

    visible.priors = choose_priors(sampled(), seed)
    return visible


def recover(out: Path, report: EvaluationReport, visible: Visible, cells: RecoveredCells) -> None:
    """Fill the report with what was recovered of the hidden cells; write pred.jsonl and report.json into `out`."""
    cells.learn_forms(_MOST_READ, report.plan.seed)
    with writing(out / PREDICTIONS) as file, _reading(out / HIDDEN) as lines:
        for found in cells.of(HiddenRow(**json.loads(line)) for line in lines):
            hidden, item = found.hidden, found.item
            prior = visible.priors.predict(item, hidden.key) if item is not None else None
            literal = visible.literal.predict(hidden.text, hidden.key)
            answers = {
                SYSTEM: found.values if found.span is not None else (),
                PRIORS: () if prior is None else (prior,),
                LITERAL: () if literal is None else (literal,),
            }
            report.add(hidden, found.known, answers)
            if found.values:
                file.write(json.dumps(found.to_json(), ensure_ascii=False) + "\n")
    with writing(out / REPORT) as file:
        file.write(json.dumps(report.to_json(), ensure_ascii=False, indent=1) + "\n")


def readable_text(item: Item) -> str:
    """All text that recognition reads of an item; its fields a line each (`RecoveredCells` counts offsets so)."""
    return "\n".join(text for _, text in item.fields())


def joined_cells(cells: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Cells with several values of one name as one, as hidden cells are."""
    found: dict[str, tuple[str, dict[str, None]]] = {}
    for name, value in cells:
        found.setdefault(cell_key(name), (name, {}))[1][value] = None
    return [(name, VALUE_SEPARATOR.join(values)) for name, values in found.values()]


def _number(item_id: str) -> int:
    return int.from_bytes(blake2b(item_id.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


@contextlib.contextmanager
def writing(path: Path) -> Iterator[IO[str]]:
    """A file that takes its place when whole. Raises `StoreError`."""
    aside = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("w", encoding="utf-8", errors="surrogatepass") as file:
            yield file
        aside.replace(path)
    except OSError as error:
        remedy = "free disk space, or name another folder"
        raise StoreError(f"cannot write {path}: {error.strerror or error}", remedy=remedy) from error
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[IO[str]]:
    with path.open(encoding="utf-8", errors="surrogatepass") as file:
        yield file
