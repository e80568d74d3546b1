"""Short and long titles of 1,000 items, made from facts alone: words from nowhere, duplicates, items without a title.

    python -m benchmarks.titles_check --icecat products.jsonl.gz [--each 500]

Half of the items are the demo catalog's with its workbook, half are Icecat's with an ontology drafted from those very
items. The check shares nothing with `library.title_check`: a title is cut at everything that is no letter or digit, and
each piece must stand, as a whole, in some text of the item or in one of its facts (value, or words that prove it).
Pieces of scripts without blanks must stand in such a text anywhere.
"""

from __future__ import annotations

import argparse
import gzip
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import itemcenter
from benchmarks import result_file
from itemcenter.center import ItemCenter
from itemcenter.demo import backbone_path, catalog_path
from itemcenter.schema import ItemId, ItemView

_MAIN = "from itemcenter.serve.cli.main import main; main()"
_PIECE = re.compile(r"[^\W_]+")
SHORT, LONG = 40, 150


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--icecat", type=Path, required=True)
    parser.add_argument("--each", type=int, default=500)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "part.jsonl"
        with gzip.open(arguments.icecat, "rt", encoding="utf-8") as rows, part.open("w", encoding="utf-8") as file:
            file.writelines(islice(rows, arguments.each))
        demo, icecat = Path(folder) / "demo", Path(folder) / "icecat"
        _build(catalog_path(), "--ontology", str(backbone_path()), "--limit", str(arguments.each), center=demo)
        _build(part, "--backbone", "auto", center=icecat)
        for name, center in (("demo", demo), ("icecat", icecat)):
            with itemcenter.open_center(center) as opened:
                figures[name] = _checked(opened)
    whole = {form: sum((Counter(part[form]) for part in figures.values()), Counter()) for form in ("short", "long")}
    figures["all"] = {"items": sum(part["items"] for part in figures.values())} | {
        form: {name: whole[form][name] for name in figures["demo"][form]} for form in whole
    }
    result_file.write(arguments.out, "titles_check", figures, [arguments.icecat])


def _build(catalog: Path, *words: str, center: Path) -> None:
    command = [sys.executable, "-c", _MAIN, "build", str(catalog), *words, "--out", str(center)]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def _checked(center: ItemCenter) -> dict[str, Any]:
    ids = [record.item.id for record in center.store.items()]
    views = {item_id: view for item_id in ids if (view := center.store.view(ItemId(item_id))) is not None}
    out: dict[str, Any] = {"items": len(ids)}
    for form, longest in (("short", SHORT), ("long", LONG)):
        found: Counter[str] = Counter()
        texts: Counter[str] = Counter()
        for entry in center.titles(ids, [], "merchant", SHORT, LONG):
            title = entry[form]
            if title is None:
                found["without"] += 1
                continue
            text = title["text"]
            texts[text] += 1
            words = foreign_words(text, views[entry["id"]])
            found["unsupported_words"] += len(words)
            found["titles_with_unsupported"] += bool(words)
            found["too_long"] += len(text) > longest
            found["empty"] += not text.strip()
            found["words"] += len(_PIECE.findall(text))
        found["titles"] = texts.total()
        found["of_them_like_another"] = sum(count for count in texts.values() if count > 1)
        names = ("titles", "without", "empty", "too_long", "words", "unsupported_words", "titles_with_unsupported",
                 "of_them_like_another")  # fmt: skip
        out[form] = {name: found[name] for name in names}
    return out


def foreign_words(title: str, view: ItemView) -> list[str]:
    """The pieces of a title that neither the item nor its facts have."""
    texts = [_plain(text) for text in _sources(view)]
    pieces = {piece for text in texts for piece in _PIECE.findall(text)}
    return [
        piece
        for piece in _PIECE.findall(_plain(title))
        if piece not in pieces and (piece.isascii() or not any(piece in text for text in texts))
    ]


def _sources(view: ItemView) -> Iterable[str]:
    item = view.record.item
    yield from (item.title, item.description, item.brand, *item.category_path)
    for name, text in item.texts:
        yield from (name, text)
    for spec in item.specs:
        yield from (spec.name, spec.value)
    for cell in view.cells:
        for fact in cell.facts:
            yield fact.value.text
            yield from (getattr(proof, "text", "") for proof in fact.evidence)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


if __name__ == "__main__":
    main()
