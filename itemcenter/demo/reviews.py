"""Reviews: stars and a few sentences, some of which confirm or contradict what the product has.

`reviews.jsonl` is what a shop has; `reviews_truth.jsonl` has a line for every statement about an attribute.
"""

import datetime
import json
from collections.abc import Sequence
from pathlib import Path
from random import Random

from itemcenter.demo.assortment import SEED, Product
from itemcenter.demo.listing import Row
from itemcenter.demo.review_words import CLOSING, CONTRADICTS, MOODS, NEUTRAL, SAYS, SCENES
from itemcenter.demo.surface import Speller
from itemcenter.demo.workbook import LIST_TYPES, Workbook

COUNT = 1_640
FIRST_DAY = datetime.date(2025, 1, 10)
DAYS = 440
LIE_SHARE = 0.16  # of the statements: what the buyer got is not what the product should have
STARS = (1, 2, 3, 4, 5)
UNSAID = ("gtin", "model_number", "style_code")  # no buyer repeats a code


class Reviewers:
    """Writes reviews of the rows of a catalog; items that come first in their group are bought most."""

    def __init__(self, workbook: Workbook, rows: Sequence[Row]) -> None:
        self.workbook = workbook
        self.rows = rows
        self.reviews: list[dict[str, object]] = []
        self.truth: list[dict[str, object]] = []
        weights = [1 / int(row.product.sku[-2:]) for row in rows]
        chosen = Random(f"{SEED}/reviewed").choices(rows, weights, k=COUNT)
        for number, row in enumerate(chosen):
            self._review(f"R{number + 1:04d}", row.product)

    def _review(self, name: str, product: Product) -> None:
        rng = Random(f"{SEED}/review/{name}")
        language = rng.choices(("en", "de"), (85, 15))[0]
        stars = rng.choices(STARS, (8, 8, 14, 30, 40))[0]
        told = self._statements(product, language, rng)
        if any(not line["agrees"] for line in told):
            stars = rng.choice((1, 1, 2, 3))
        sentences = [str(line["text"]) for line in told]
        mood = "good" if stars > 3 else "bad" if stars < 3 else "mixed"
        sentences.insert(rng.randrange(len(sentences) + 1), rng.choice(MOODS[language][mood]))
        if rng.random() < 0.4:
            sentences.append(rng.choice(CLOSING[language]))
        if language == "en" and rng.random() < 0.25:
            scene = rng.choice(SCENES[product.leaf.id.partition("/")[0]])
            sentences.append(f"I use it {scene}.")
        date = FIRST_DAY + datetime.timedelta(days=rng.randrange(DAYS))
        text = " ".join(sentences)
        self.reviews.append({"id": name, "item": product.sku, "date": date.isoformat(), "stars": stars, "text": text})
        for line in told:
            self.truth.append({"review": name, "item": product.sku} | line)

    def _statements(self, product: Product, language: str, rng: Random) -> list[dict[str, object]]:
        """None to two sentences about attributes: `text`, `key`, `values`, `evidence`, `agrees`."""
        keys = [
            key
            for key in self.workbook.keys_of(product.leaf.id)
            if key in product.attributes and key not in UNSAID and self.workbook.keys[key].type != "text"
        ]
        count = min(rng.choices((0, 1, 2), (35, 45, 20))[0], len(keys))
        return [self._statement(key, product, language, rng) for key in rng.sample(keys, count)]

    def _statement(self, key: str, product: Product, language: str, rng: Random) -> dict[str, object]:
        entry = self.workbook.keys[key]
        values = product.attributes[key]
        speller = Speller(self.workbook, {}, rng)
        label = entry.labels(language)[0]
        if entry.type == "boolean":
            agrees = rng.random() > LIE_SHARE
            yes = (values == ("yes",)) == agrees
            words = f"{label}: {speller.cell_boolean('yes' if yes else 'no', language).lower()}"
            text = rng.choice(NEUTRAL[language]).format(words=words)
            return _line(text, key, ("yes" if yes else "no",), words, agrees)
        other = self._other(key, values, rng) if rng.random() < LIE_SHARE else ()
        said = speller.write(key, other or values, language, True)
        template = rng.choice((CONTRADICTS if other else SAYS)[language])
        return _line(template.format(label=label, said=said), key, other or values, said, not other)

    def _other(self, key: str, values: tuple[str, ...], rng: Random) -> tuple[str, ...]:
        entry = self.workbook.keys[key]
        if entry.type in LIST_TYPES:
            broader = self.workbook.broader_names()
            kin = {*values, *(name for value in values for name in broader.get(value, ()))}
            kin |= {name for name, above in broader.items() if above & set(values)}
            others = [name for name in self.workbook.values_of(key) if name not in kin]
            return (rng.choice(others),) if others else ()
        if entry.type == "count":
            return (str(int(values[0]) + rng.choice((1, 2))),)
        if entry.type == "quantity" and "-" not in values[0]:
            amount, unit = values[0].split(" ")
            return (f"{float(amount) * rng.choice((0.8, 1.25)):.2f}".rstrip("0").rstrip(".") + f" {unit}",)
        return ()

    def write(self, folder: Path) -> None:
        """Write `reviews.jsonl`, by date, and `reviews_truth.jsonl`."""
        ordered = sorted(self.reviews, key=lambda review: (review["date"], review["id"]))
        for name, lines in (("reviews.jsonl", ordered), ("reviews_truth.jsonl", self.truth)):
            with (folder / name).open("w", encoding="utf-8", newline="\n") as stream:
                for line in lines:
                    stream.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


def _line(text: str, key: str, values: tuple[str, ...], evidence: str, agrees: bool) -> dict[str, object]:
    return {"text": text, "key": key, "values": list(values), "evidence": evidence, "agrees": agrees}
