"""A second merchant: German columns, part of the same items with conflicting values, and items of its own.

Its rows state what they state, and their truth says so, like the first merchant's. Which of two conflicting values the
product has is known here, and listed with the pairs.
"""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from itemcenter.demo import truth
from itemcenter.demo.assortment import SEED, Assortment, Product, products
from itemcenter.demo.listing import Renderer, Row
from itemcenter.demo.workbook import LIST_TYPES, Workbook, parts

COLUMNS = {
    "sku": "Artikelnummer",
    "gtin": "EAN",
    "title": "Bezeichnung",
    "brand": "Hersteller",
    "category": "Warengruppe",
    "description": "Langtext",
    "price": "VK brutto",
    "specs": "Merkmale",
    "group": "Produktfamilie",
}
LANGUAGES = (38, 58, 4)  # of the rows: English, German, Chinese
GROUP_SHARE, SKU_SHARE = 0.24, 0.8  # of the first merchant's groups, and of a group's SKUs, that it sells, too
CONFLICT_SHARE = 0.6  # of the common items; half of the attempts show, where both rows state the key
SHOWN_EAN_SHARE = 0.75
LIES = ("wrong_cell", "unit_slip")  # cells that say what their own row denies


@dataclass(frozen=True)
class Pair:
    """One item of the second merchant and its row of the first; `altered` is the key that was changed, or empty."""

    first: Row
    second: Row
    altered: str


class SecondMerchant:
    """Makes the second merchant's rows from the first one's."""

    def __init__(self, workbook: Workbook, assortments: Sequence[Assortment], first: Sequence[Row]) -> None:
        self.workbook = workbook
        self.first = [row for row in first if not row.product.duplicate_of]
        self.twins = [row for row in first if row.product.duplicate_of]
        self.renderers = {
            a.root: Renderer(workbook, a, LANGUAGES, f"{SEED}/second") for a in assortments
        }  # one for each shelf
        self.broader = workbook.broader_names()
        self.pairs: list[Pair] = []
        self.rows: list[Row] = []
        for row in self.first:
            self._sell_too(row)
        for assortment in assortments:
            for product in products(assortment, first=1000):
                if not product.duplicate_of:
                    self.rows.append(self._row(product))
        Random(f"{SEED}/second/order").shuffle(self.rows)
        self._number()

    def _sell_too(self, row: Row) -> None:
        product = row.product
        if Random(f"{SEED}/second/{product.group}").random() > GROUP_SHARE:
            return
        rng = Random(f"{SEED}/second/{product.sku}")
        if rng.random() > SKU_SHARE:
            return
        key = ""
        attributes = product.attributes
        stated = {s.key for s in row.statements if s.true}
        if rng.random() < CONFLICT_SHARE:
            options = [(k, other) for k in sorted(stated) if (other := self._altered(k, attributes[k], product, rng))]
            if options:
                key, values = rng.choice(options)
                attributes = {**attributes, key: values}
        spelled = {k: words for k, words in product.spelled.items() if k != key}
        second = self._row(replace(product, attributes=attributes, spelled=spelled, price=product.price * 1.07))
        self.rows.append(second)
        self.pairs.append(Pair(row, second, key))

    def _row(self, product: Product) -> Row:
        return self.renderers[product.leaf.id.partition("/")[0]].row(product)

    def _altered(self, key: str, values: tuple[str, ...], product: Product, rng: Random) -> tuple[str, ...]:
        """Another value for `key` that a merchant might give by mistake; empty where none is made."""
        entry = self.workbook.keys[key]
        if entry.type == "quantity" and "-" not in values[0]:
            amount, unit = values[0].split(" ")
            other = float(amount) * rng.choice((0.8, 1.25, 2))
            return (f"{other:.2f}".rstrip("0").rstrip(".") + f" {unit}",)
        if entry.type == "count":
            return (str(int(values[0]) + rng.choice((1, 2))),)
        if entry.type == "boolean":
            return ("no" if values[0] == "yes" else "yes",)
        if entry.type in LIST_TYPES:
            kin = {*values, *(n for v in values for n in self.broader.get(v, ()))}
            kin |= {name for name, above in self.broader.items() if above & set(values)}
            allowed = self._allowed(key, product)
            others = [name for name in self.workbook.values_of(key) if name not in kin and name in allowed]
            return (rng.choice(others),) if others else ()
        return ()

    def _allowed(self, key: str, product: Product) -> set[str]:
        names = set(self.workbook.values_of(key))
        for section in self.workbook.sections:
            for (category, restricted), listed in section.restrict.items():
                if restricted == key and f"{product.leaf.id}/".startswith(f"{category}/"):
                    names &= set(parts(listed))
        return names

    def _number(self) -> None:
        """Give rows and groups the second merchant's own numbers, and rows its own category names."""
        families: dict[str, str] = {}
        for at, row in enumerate(self.rows):
            product = row.product
            family = families.setdefault(product.group, f"F{len(families) + 401}")
            row.product = replace(product, sku=f"K{at + 10001}", group=family)
            rng = Random(f"{SEED}/second/{product.sku}/shown")
            gtin = product.attributes["gtin"][0] if rng.random() < SHOWN_EAN_SHARE else ""
            row.columns |= {"sku": row.product.sku, "group": family, "gtin": gtin}
            row.columns["specs"] = row.columns["specs"].replace(" | ", "; ")
            row.columns["category"] = "" if rng.random() < 0.05 else self._shelf(product.leaf.id)
            row.category_planted = False

    def _shelf(self, leaf: str) -> str:
        """`German root / German leaf`: the last synonym but one, which is the German one where there is any."""
        names = []
        for category in (self.workbook.categories[leaf.partition("/")[0]], self.workbook.categories[leaf]):
            synonyms = parts(category.synonyms)
            names.append(synonyms[-2] if len(synonyms) > 1 else category.name)
        return " / ".join(names)

    def write(self, folder: Path) -> None:
        """`catalog_second.csv`, `truth_second.jsonl` and `matches.jsonl`."""
        with (folder / "catalog_second.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, delimiter=";", lineterminator="\n")
            writer.writerow(COLUMNS.values())
            writer.writerows([row.columns[column] for column in COLUMNS] for row in self.rows)
        _write(folder / "truth_second.jsonl", (line for row in self.rows for line in truth.lines(row, self.workbook)))
        _write(folder / "matches.jsonl", self._matches())

    def _matches(self) -> Iterator[str]:
        twins: dict[str, list[str]] = {}
        for row in self.twins:
            twins.setdefault(row.product.duplicate_of, []).append(row.product.sku)
        for pair in sorted(self.pairs, key=lambda pair: pair.second.product.sku):
            first = pair.first.product.sku
            yield json.dumps(
                {
                    "second": pair.second.product.sku,
                    "first": [first, *twins.get(first, ())],
                    "conflicts": list(self._conflicts(pair)),
                },
                ensure_ascii=False,
                separators=(",", ":"),
            )

    def _conflicts(self, pair: Pair) -> Iterator[dict[str, object]]:
        """Keys of which both rows say something, and not the same; with who is right."""
        second = pair.second.product.attributes
        if pair.altered and _says(pair.second, pair.altered) and _says(pair.first, pair.altered):
            right = pair.first.product.attributes[pair.altered]
            yield {"key": pair.altered, "first": right, "second": second[pair.altered], "right": "first"}
        for said in pair.first.statements:
            if said.kind in LIES and said.key != pair.altered and _says(pair.second, said.key):
                yield {"key": said.key, "first": [said.evidence], "second": second[said.key], "right": "second"}
        for said in pair.second.statements:
            if said.kind in LIES and said.key != pair.altered and _says(pair.first, said.key):
                yield {"key": said.key, "first": second[said.key], "second": [said.evidence], "right": "first"}


def _says(row: Row, key: str) -> bool:
    return any(s.key == key and s.true for s in row.statements)


def _write(path: Path, lines: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(f"{line}\n" for line in lines)
