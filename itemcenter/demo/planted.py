"""Defects of whole listings, planted in the eight further shelves: at most one a row, recorded apart from the truth.

What a row still states is true after planting, and the truth is told of what it no longer states.
"""

from dataclasses import replace
from random import Random

from itemcenter.demo.assortment import SEED
from itemcenter.demo.listing import Row
from itemcenter.values.identifier import valid_gtin

#: Words that stuff a title; none of them is a value of any shelf.
STUFFING = (
    "best price cheap offer gift idea trending top quality wholesale original hot sale must buy 100 percent best",
    "sale sale sale bargain deal of the week free shipping for him for her for home best rated top seller",
    "like Tarvella like Lumerel like Kapselo style same as premium brands cheaper alternative hot 2026",
    "gift present birthday Christmas Easter Valentine wedding anniversary housewarming best seller offer",
)
#: Claims that no seller may make, by shelf.
CLAIMS = {
    "paint": ("Completely free of all pollutants, guaranteed.", "Cures damp walls for ever, proven by science."),
    "dogfood": ("Cures arthritis in two weeks.", "Vets agree: prevents cancer in dogs."),
    "toys": ("Makes every child more intelligent, guaranteed.", "Heals attention disorders by play."),
    "cookware": ("Food cooked in it prevents diabetes.", "Kills every germ for life."),
    "tools": ("Cannot hurt you: no goggles needed.", "Officially the safest in the world."),
    "curtains": ("Fireproof under all circumstances.", "Blocks dangerous phone rays."),
    "skincare": ("Heals acne for ever.", "Works like an injection, with no risk at all.", "Cures eczema, say doctors."),
    "paperware": ("Raises your grades by half, guaranteed.", "Proven to cure stress."),
}
#: Another shelf under which a row may be filed by mistake; the first is a dangerous namesake.
WRONG_SHELF = {
    "paint": "Beauty > Make-up > Foundation",
    "dogfood": "Food > Snacks",
    "toys": "DIY > Power tools > Jigsaws",
    "cookware": "Garden > Plant pots",
    "tools": "Toys > Puzzles > Jigsaws",
    "curtains": "Clothing > Coats > Linings",
    "skincare": "Food > Cream & butter",
    "paperware": "Computers > Notebooks",
}
#: Share of rows per kind.
SHARES = (
    ("missing_title", 0.007),
    ("price_outlier", 0.015),
    ("stuffed_keywords", 0.022),
    ("banned_claim", 0.03),
    ("wrong_category", 0.014),
    ("swapped_columns", 0.012),
)
BROKEN_GTIN_SHARE = 0.12  # of the rows that show one


def plant(row: Row) -> None:
    """Spoil `row` in place, or leave it; the draw depends on its SKU only."""
    rng = Random(f"{SEED}/planted/{row.product.sku}")
    draw = rng.random()
    for kind, share in SHARES:
        draw -= share
        if draw < 0:
            _PLANTERS[kind](row, rng)
            return
    if any(s.key == "gtin" and s.true for s in row.statements) and rng.random() < BROKEN_GTIN_SHARE:
        _broken_gtin(row, rng)


def _missing_title(row: Row, rng: Random) -> None:
    row.columns["title"] = ""
    row.statements = [s for s in row.statements if s.field != "title"]
    row.defects.append(("missing_title", "title", "the title is empty"))


def _price_outlier(row: Row, rng: Random) -> None:
    factor = rng.choice((100, 100, 10, 0.01))
    row.columns["price"] = f"{row.product.price * factor:.2f}"
    row.defects.append(("price_outlier", "price", f"{factor:g} times the usual price"))


def _stuffed_keywords(row: Row, rng: Random) -> None:
    words = rng.choice(STUFFING)
    row.columns["title"] += f" {words}"
    row.defects.append(("stuffed_keywords", "title", words))


def _banned_claim(row: Row, rng: Random) -> None:
    claim = rng.choice(CLAIMS[row.product.leaf.id.partition("/")[0]])
    row.columns["description"] = f"{row.columns['description']} {claim}".strip()
    row.defects.append(("banned_claim", "description", claim))


def _wrong_category(row: Row, rng: Random) -> None:
    row.columns["category"] = WRONG_SHELF[row.product.leaf.id.partition("/")[0]]
    row.category_planted = True


def _swapped_columns(row: Row, rng: Random) -> None:
    row.columns["brand"], row.columns["category"] = row.columns["category"], row.columns["brand"]
    row.defects.append(("swapped_columns", "brand", "brand and category stand in each other's column"))


def _broken_gtin(row: Row, rng: Random) -> None:
    """Change the last digit, lose one, or repeat one: the check digit no longer fits."""
    right = row.product.attributes["gtin"][0]
    slips = (right[:-1] + str((int(right[-1]) + 3) % 10), right[:-1], right[:7] + right[6:])
    wrong = rng.choice([slip for slip in slips if not valid_gtin(slip)])
    row.columns["specs"] = row.columns["specs"].replace(right, wrong)
    row.statements = [
        replace(s, evidence=wrong, values=(), kind="broken_gtin", true=False) if s.key == "gtin" else s
        for s in row.statements
    ]
    row.defects.append(("broken_gtin", "specs", f"{wrong}, right would be {right}"))


_PLANTERS = {
    "missing_title": _missing_title,
    "price_outlier": _price_outlier,
    "stuffed_keywords": _stuffed_keywords,
    "banned_claim": _banned_claim,
    "wrong_category": _wrong_category,
    "swapped_columns": _swapped_columns,
}
