"""Words that vary within one product, as data: sizes, packs, editions; colours come from `values`.

A *dimension* is what varies: colour, size, capacity, length, weight, volume, pack, edition, or a key of the ontology.
Words that are part of many model names (mini, plus, pro, max) are no sizes.
"""

from __future__ import annotations

from typing import Final

from itemcenter.values import colour_spellings
from itemcenter.values.folding import name_key


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COLOUR, SIZE, CAPACITY, LENGTH = "colour", "size", "capacity", "length"
WEIGHT, VOLUME, PACK, EDITION = "weight", "volume", "pack", "edition"
#: Of screens, vases, batteries: often the only trace of another model in a title.
EXTENT, CHARGE = "dimension", "charge"

#: unit spelling (lower case) -> (dimension, unit it is counted in, factor). Others are technical: 40 W is not 60 W.
UNITS: Final[dict[str, tuple[str, str, float]]] = {
    **{spelled: (CAPACITY, "GB", factor) for factor, row in (
        (1e-3, "mb mbyte megabyte megabytes"), (1.0, "gb gbyte gigabyte gigabytes"), (1e3, "tb terabyte terabytes"),
    ) for spelled in row.split()},
    **{spelled: (CHARGE, "mAh", factor) for factor, row in ((1.0, "mah"), (1e3, "ah")) for spelled in row.split()},
    **{spelled: (WEIGHT, "g", factor) for factor, row in (
        (1.0, "g gr gram grams gramm grammes"), (1e3, "kg kgs kilo kilos kilogram kilograms"),
        (28.349523125, "oz ounce ounces"), (453.59237, "lb lbs pound pounds"),
    ) for spelled in row.split()},
    **{spelled: (VOLUME, "ml", factor) for factor, row in (
        (1.0, "ml milliliter millilitre"), (10.0, "cl"), (1e3, "l ltr liter liters litre litres"),
        (29.5735295625, "floz"), (3785.411784, "gal gallon gallons"),
    ) for spelled in row.split()},
    **{spelled: (LENGTH, "cm", factor) for factor, row in (
        (100.0, "m mtr meter meters metre metres"), (91.44, "yd yds yard yards"), (30.48, "ft foot feet '"),
    ) for spelled in row.split()},
    **{spelled: (EXTENT, "cm", factor) for factor, row in (
        (1.0, "cm cms centimeter centimetre"), (2.54, "in inch inches zoll \" '' ″ ”"),
    ) for spelled in row.split()},
}  # fmt: skip

#: Units of one letter in lower case only: "4G" is a network, "10M" may be anything.
LOWER_ONLY: Final = frozenset({"g", "m"})

#: What packs count (all words of this file are folded). No pieces: sets of five and of seven are different sets.
PACK_UNITS: Final = _words(
    """pack packs pk pks pcs pc stuck stueck stk count ct er-pack erpack pak packung packungen capsules capsule kapseln
    pods tablets tabs rolls rollen bags beutel bottles flaschen cans dosen pairs paar sachets teabags 包 盒 袋 瓶 件"""
)
PACK_NOUNS: Final = _words("pack packs set box case combo bundle lot packung")
MULTIPLES: Final = {"twin": "2", "double": "2", "dual": "2", "triple": "3", "single": "1", "doppel": "2"}
NUMBER_WORDS: Final = {word: str(n) for n, word in enumerate(["one", "two", "three", "four", "five", "six"], 1)}

_SIZES = {
    "XXS": "xxs 2xs", "XS": "xs x-small xsmall", "S": "small klein petit", "M": "medium mittel moyen",
    "L": "large gross groß", "XL": "xl x-large xlarge 1xl", "XXL": "xxl 2xl xx-large", "XXXL": "xxxl 3xl xxx-large",
    "4XL": "4xl xxxxl", "5XL": "5xl", "6XL": "6xl",
}  # fmt: skip
#: Size words -> size.
SIZES: Final = {spelled: size for size, row in _SIZES.items() for spelled in row.split()}
#: Those that mean nothing else; "medium" may be a roast, "large" a kind of fridge.
SIZE_CODES: Final = frozenset(spelled for spelled in SIZES if "x" in spelled or spelled[0].isdigit())
#: Sizes of one letter, which count only where they stand by themselves.
SIZE_LETTERS: Final = {"s": "S", "m": "M", "l": "L"}
BED_SIZES: Final = _words("king queen twin")
#: A number behind or before one of these is a size.
SIZE_SYSTEMS: Final = _words("eu uk us eur")
SIZE_WORDS: Final = _words("size große groesse gr grosse taille talla taglia maat 尺码")

EDITIONS: Final = _words(
    "special limited deluxe collector collectors standard ultimate anniversary premium complete director directors"
)
EDITION_NOUNS: Final = _words("edition editions ausgabe edicion")

#: Say nothing about the product.
FILLERS: Final = _words(
    """a an and the with by und mit et avec y con of der die das le la les new neu nouveau nuevo sale deal buy online
    brandnew"""
)
#: With one of these the order of the words counts: a case for a phone is no phone, DVI to HDMI is not HDMI to DVI.
DIRECTIONS: Final = _words("for to from fur fuer zu nach von pour vers de para auf compatible vs per")

#: Never a variant word, whatever a value list or a neighbour says: they tell models and buyers apart.
MODEL_WORDS: Final = _words(
    """mini plus pro max ultra lite air se neo note go fe edge active sport classic prime play power men mens women
    womens kids boys girls boy girl unisex baby for to and with without no not left right male female"""
)

_MORE_COLOURS = """
black: noir noire negro nero zwart preto | white: blanc blanche blanco bianco wit branco | red: rouge rojo rosso rood
| blue: bleu bleue azul blu blauw | green: vert verte verde groen | yellow: jaune amarillo giallo geel
| grey: gris grigio grijs | purple: violet morado viola paars | orange: naranja arancione | brown: marron marrón bruin
"""
#: Colour words that are as often a taste, a material or a name: they count only where a variant is named anyway.
_WEAK = _words(
    """midnight onyx ebony pearl platinum steel stone ash slate titanium pewter chrome rust brick cherry wine ruby
    peach apricot coral salmon amber copper bronze brass champagne lemon mustard sand nude tan camel coffee
    chocolate mocha caramel cognac chestnut mahogany walnut oak natural natur lime mint sage moss olive petrol aqua
    sky royal marine cobalt sapphire denim indigo lavender plum rose blush clear klar transparent frosted multi
    cream creme royal rot emerald pistachio graphite charcoal rainbow regenbogen eiche nussbaum multicolour
    multicolor"""
)


def _colours() -> tuple[dict[tuple[str, ...], str], frozenset[tuple[str, ...]]]:
    """(folded words -> canonical colour, those that are weak)."""
    out: dict[tuple[str, ...], str] = {}
    for spelled, name in colour_spellings():
        words = tuple(name_key(spelled).split())
        if words:
            out.setdefault(words, name)
    for entry in " ".join(_MORE_COLOURS.split()).split("|"):
        name, _, spellings = entry.partition(":")
        for spelled in spellings.split():
            out.setdefault((name_key(spelled),), name.strip())
    weak = frozenset(words for words in out if words[-1] in _WEAK or (len(words) == 1 and len(words[0]) < 3))
    return out, weak


COLOURS, WEAK_COLOURS = _colours()
LONGEST_COLOUR: Final = 3

#: Names of keys whose values vary within a product -> dimension, in folded words; a key that holds one counts.
VARIANT_KEYS: Final = {
    "color": COLOUR, "colour": COLOUR, "colours": COLOUR, "colors": COLOUR, "farbe": COLOUR, "couleur": COLOUR,
    "size": SIZE, "größe": SIZE, "groesse": SIZE, "taille": SIZE, "talla": SIZE, "capacity": CAPACITY,
    "flavor": "flavour", "flavour": "flavour", "scent": "scent", "fragrance": "scent", "edition": EDITION,
}  # fmt: skip


#: Longest value of an ontology, in words, that is looked for in titles; its shortest word in letters.
_LONGEST_VALUE, _LEAST_LETTERS = 3, 3


def variant_phrase(value: str) -> tuple[str, ...]:
    """The words of an ontology's value where they can be a variant word in a title, else ()."""
    words = tuple(name_key(value).split())
    if not 0 < len(words) <= _LONGEST_VALUE or MODEL_WORDS.union(FILLERS, DIRECTIONS).intersection(words):
        return ()
    return words if all(word.isalpha() and len(word) >= _LEAST_LETTERS for word in words) else ()


def variant_dimension(key_name: str) -> str:
    """The dimension that a key of this name speaks of, "" for a key that tells products apart."""
    found = [VARIANT_KEYS[word] for word in name_key(key_name).split() if word in VARIANT_KEYS]
    return found[0] if found else ""


#: A word that is none of these and stands in no value list begins no variant.
BEGINNINGS: Final = frozenset().union(
    PACK_NOUNS, MULTIPLES, NUMBER_WORDS, SIZES, SIZE_LETTERS, BED_SIZES, SIZE_SYSTEMS, SIZE_WORDS, EDITIONS,
    (words[0] for words in COLOURS),
)  # fmt: skip
