"""Render one product as one merchant row, and record what the row says and where."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from itemcenter.demo.assortment import SEED, Assortment, Product
from itemcenter.demo.defects import Cell, junk, plant
from itemcenter.demo.markup import Piece, capitalise, fits, for_leaf, pick, render
from itemcenter.demo.mess import noisy_description, noisy_title
from itemcenter.demo.surface import Speller
from itemcenter.demo.workbook import Workbook, parts

FIELDS = ("sku", "group", "title", "brand", "category", "description", "price", "image", "specs")


@dataclass(frozen=True)
class Statement:
    """One key said in one field; `kind` is `stated` or names a planted defect; `true` tells whether it holds."""

    field: str
    key: str
    values: tuple[str, ...]
    evidence: str
    kind: str
    true: bool


@dataclass
class Row:
    """A catalog row with its record of statements."""

    product: Product
    columns: dict[str, str]
    statements: list[Statement] = field(default_factory=list)
    category_planted: bool = False
    defects: list[tuple[str, str, str]] = field(default_factory=list)  # of the whole listing: kind, field, what

    def record(self, column: str, pieces: list[Piece]) -> None:
        """Write `pieces` into `column` and note their claims."""
        self.columns[column] = "".join(piece.text for piece in pieces).strip()
        for piece in pieces:
            for claim in piece.claims:
                evidence = piece.text.strip()
                self.statements.append(Statement(column, claim.key, claim.values, evidence, claim.kind, claim.true))


class Renderer:
    """Writes the rows of one assortment.

    languages: weights of English, German and Chinese; seed: another one gives other rows of the same products
    """

    def __init__(
        self, workbook: Workbook, assortment: Assortment, languages: Sequence[int] = (80, 14, 6), seed: str = SEED
    ) -> None:
        self.workbook = workbook
        self.languages = languages
        self.seed = seed
        self.assortment = assortment
        self.booleans = {key.id for key in workbook.keys.values() if key.type == "boolean"}
        self.broader = workbook.broader_names()
        self.brand_synonyms = {
            line.split(";")[0].strip(): parts(line.split(";")[1])
            for section in workbook.sections
            for line in section.brands.strip().splitlines()
        }

    def row(self, product: Product) -> Row:
        """Render `product`; all randomness comes from its SKU, so rows do not influence each other."""
        rng = Random(f"{self.seed}/{product.sku}")
        language = rng.choices(("en", "de", "zh"), self.languages)[0]
        speller = Speller(self.workbook, product.spelled, rng)
        row = Row(product, dict.fromkeys(FIELDS, ""))
        row.columns |= {"sku": product.sku, "group": product.group}
        row.record("title", self._title(product, language, speller))
        if rng.random() > 0.035:
            row.record("description", self._description(product, language, speller))
        row.columns["brand"] = self._brand(product.brand, rng) if rng.random() > 0.05 else ""
        row.columns["price"] = _price(product.price, rng)
        image = f"https://img.example/{product.group.lower()}/{product.sku.lower()}.jpg"
        row.columns["image"] = image if rng.random() > 0.06 else ""
        self._category(row, rng)
        row.record("specs", self._specs(row, language, speller))
        return row

    def _fitting(self, templates: list[str], product: Product) -> list[str]:
        keys = self.workbook.keys_of(product.leaf.id)
        usable = [for_leaf(template, product.leaf.id) for template in templates]
        return [t for t in usable if t and fits(t, product.attributes, keys, self.booleans, self.broader)]

    def _brand(self, brand: str, rng: Random) -> str:
        return brand if rng.random() < 0.75 else rng.choice((*self.brand_synonyms[brand], brand.upper(), brand.lower()))

    def _slots(self, product: Product, language: str, rng: Random) -> dict[str, str]:
        noun = rng.choice(parts(product.leaf.nouns[language]))
        return {"brand": self._brand(product.brand, rng), "line": product.line, "noun": noun}

    def _title(self, product: Product, language: str, speller: Speller) -> list[Piece]:
        rng = speller.rng
        template = rng.choice(self._fitting(self.assortment.titles[language], product))
        slots = self._slots(product, language, rng)

        def write(key: str, values: tuple[str, ...]) -> str:
            return speller.write(key, values, language, formal=self._boolean(key))

        return noisy_title(render(template, product.attributes, write, slots), language, rng)

    def _boolean(self, key: str) -> bool:
        return key in self.booleans

    def _description(self, product: Product, language: str, speller: Speller) -> list[Piece]:
        rng = speller.rng
        if language == "en" and rng.random() < 0.02:
            language = "de"
        templates = self._fitting(self.assortment.sentences[language], product)
        chosen = pick(templates, rng.choice((1, 2, 2, 3, 3, 4)), rng)
        slots = self._slots(product, language, rng)

        def write(key: str, values: tuple[str, ...]) -> str:
            return speller.write(key, values, language, formal=True)

        sentences = [capitalise(render(t, product.attributes, write, slots)) for t in chosen]
        return noisy_description(sentences, language, rng)

    def _category(self, row: Row, rng: Random) -> None:
        draw = rng.random()
        leaf = row.product.leaf
        if draw < 0.07:
            return
        if draw < 0.12:
            row.columns["category"] = self.workbook.categories[self.assortment.root].name
        elif draw < 0.14:
            other = rng.choice([entry for entry in self.assortment.leaves if entry is not leaf])
            row.columns["category"] = parts(other.paths, ";")[0]
            row.category_planted = True
        else:
            row.columns["category"] = rng.choice(parts(leaf.paths, ";"))

    def _specs(self, row: Row, language: str, speller: Speller) -> list[Piece]:
        """Cells of a random part of the attributes, with planted defects, as `key: value | key: value`."""
        rng = speller.rng
        if rng.random() < 0.11:
            return []
        if language == "en" and rng.random() < 0.04:
            language = "de"
        product = row.product
        cells = []
        density = rng.choice((0.3, 0.5, 0.5, 0.7))
        unfilled = []
        for key in self.workbook.keys_of(product.leaf.id):
            values = product.attributes.get(key)
            if values and rng.random() < density:
                word = self._cell(key, values, language, speller)
                cells.append(Cell(key, self._label(key, language, rng), Piece(word, [])).stating(values))
            else:
                unfilled.append(key)
        said = {s.key: s.values for s in row.statements if s.true}
        plant(cells, unfilled, said, product.attributes, self.workbook, speller, language)
        if unfilled and rng.random() < 0.08:
            cells.append(junk(unfilled[0], self._label(unfilled[0], language, rng), language, rng))
        if rng.random() < 0.35:
            label, _, value = rng.choice(parts(self.assortment.filler, ";")).partition(": ")
            cells.append(Cell("", label, Piece(value)))
        rng.shuffle(cells)
        pieces: list[Piece] = []
        for cell in cells:
            divider = " | " if pieces else ""
            pieces += [Piece(f"{divider}{cell.label}: "), cell.piece]
        return pieces

    def _cell(self, key: str, values: tuple[str, ...], language: str, speller: Speller) -> str:
        if self._boolean(key):
            return speller.cell_boolean(values[0], language)
        return speller.write(key, values, language, False)

    def _label(self, key: str, language: str, rng: Random) -> str:
        entry = self.workbook.keys[key]
        off = parts(entry.off)
        if off and language == "en" and rng.random() < 0.15:
            return rng.choice(off)
        label = rng.choice(entry.labels(language))
        return label if rng.random() < 0.3 else label[0].upper() + label[1:]


def _price(price: float, rng: Random) -> str:
    draw = rng.random()
    if draw < 0.04:
        return ""
    plain = f"{price:.2f}"
    if draw < 0.75:
        return plain
    return rng.choice((f"{plain} EUR", f"€{plain}", plain.replace(".", ",") + " €", f"EUR {plain}", f"{price:.0f}"))
