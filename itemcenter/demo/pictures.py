"""Product pictures: one for each product group and colour, and some that are bad on purpose."""

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random

from itemcenter.demo.assortment import SEED
from itemcenter.demo.drawing import Canvas, Pixels, Rgb, blurred, lettered, png_bytes, shrunk
from itemcenter.demo.listing import Row
from itemcenter.demo.shapes import RGB, SHAPES
from itemcenter.demo.workbook import slug

FOLDER = "images"
CUT_OFF = 160  # bytes left of a file that is broken on purpose
BACKGROUND: Rgb = (216, 224, 232)
#: Makers' colours, for products of which no colour is known.
HOUSE_COLOURS = ("navy", "burgundy", "dark green", "mustard", "petrol", "brown", "purple", "grey", "red", "teal")
BAD_SHARE = 0.045  # of the rows with a picture
BAD = (
    ("image_blurred", "the picture is out of focus"),
    ("image_tiny", "the picture has 12 pixels a side"),
    ("image_wrong_colour", ""),
    ("image_wrong_product", ""),
    ("image_duplicate", ""),
    ("image_watermark", 'the word "SAMPLE" is written over the picture'),
    ("image_missing", "the file does not exist"),
    ("image_broken", "the file ends in the middle"),
)


class Album:
    """Draws the pictures of a catalog into a folder; `rows` get their relative paths in place."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.files: dict[str, bytes] = {}
        self.shown: dict[str, dict[str, object]] = {}

    def fill(self) -> None:
        """Give every row that names a picture one of ours; plant bad ones, each kind in turn."""
        planted = 0
        for at, row in enumerate(self.rows):
            if not row.columns["image"]:
                continue
            rng = Random(f"{SEED}/picture/{row.product.sku}")
            if rng.random() < BAD_SHARE:
                kind, what = BAD[planted % len(BAD)]
                if kind == "image_wrong_colour" and not _colours(row):
                    row.columns["image"] = self._good(row)
                    continue  # the next bad one takes its turn
                planted += 1
                others = [other for other in self.rows[:at] if other.product.leaf is not row.product.leaf]
                row.columns["image"] = self._bad(row, kind, what, others[-60:], rng)
            else:
                row.columns["image"] = self._good(row)

    def write(self, folder: Path) -> None:
        """The files, and `pictures.jsonl`: what each good one shows."""
        (folder / FOLDER).mkdir(parents=True, exist_ok=True)
        for path, content in self.files.items():
            (folder / path).write_bytes(content)
        with (folder / "pictures.jsonl").open("w", encoding="utf-8", newline="\n") as stream:
            for path in sorted(self.shown):
                stream.write(json.dumps({"file": path, **self.shown[path]}, separators=(",", ":")) + "\n")

    def _good(self, row: Row) -> str:
        colours = _colours(row)
        name = "-".join(map(slug, colours)) or "plain"
        path = f"{FOLDER}/{row.product.group.lower()}-{name}.png"
        if path not in self.files:
            self.files[path] = png_bytes(drawn(row.product.leaf.id, colours, row.product.brand))
            ids = [f"color/{slug(colour)}" for colour in colours]
            self.shown[path] = {"category": row.product.leaf.id, "colors": ids}
        return path

    def _bad(self, row: Row, kind: str, what: str, others: Sequence[Row], rng: Random) -> str:
        product = row.product
        colours, leaf = _colours(row), product.leaf.id
        path = f"{FOLDER}/{product.sku.lower()}.png"
        if kind == "image_wrong_colour":
            wrong = rng.choice([name for name in ("red", "yellow", "blue", "green") if name not in colours])
            what, colours = f"the picture shows {wrong}, the product is {' and '.join(colours)}", (wrong,)
        if kind == "image_wrong_product":
            leaf = rng.choice([name for name in SHAPES if name.partition("/")[0] != leaf.partition("/")[0]])
            what = f"the picture shows {leaf}"
        if kind == "image_duplicate":
            if not others:
                return self._good(row)
            other = rng.choice(others)
            what = f"the picture of {other.product.sku}, another product"
            path = self._good(other)
        elif kind != "image_missing":
            pixels = _spoiled(drawn(leaf, colours, product.brand), kind)
            self.files[path] = png_bytes(pixels)[: CUT_OFF if kind == "image_broken" else None]
        row.defects.append((kind, "image", what))
        return path


def _colours(row: Row) -> tuple[str, ...]:
    return row.product.attributes.get("color", ())


def _spoiled(pixels: Pixels, kind: str) -> Pixels:
    match kind:
        case "image_blurred":
            return blurred(blurred(pixels, 6), 6)
        case "image_tiny":
            return shrunk(pixels, 12)
        case "image_watermark":
            return lettered(pixels, "SAMPLE", (200, 40, 40), 3, (28, 1))
        case _:
            return pixels


def drawn(leaf: str, colours: Sequence[str], brand: str) -> Pixels:
    """The picture of a product of `leaf`; without colours the maker's own are taken."""
    house = sum(map(ord, brand))
    named = colours or [HOUSE_COLOURS[house % len(HOUSE_COLOURS)]]
    canvas = Canvas(BACKGROUND)
    second = RGB[named[1]] if len(named) > 1 else (250, 250, 250) if named[0] != "white" else (176, 180, 188)
    SHAPES[leaf](canvas, RGB[named[0]], second)
    return canvas.pixels()
