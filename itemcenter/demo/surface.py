"""How merchants write a value: units, decimal marks, languages, abbreviations."""

from random import Random

from itemcenter.demo import measures
from itemcenter.demo.workbook import LIST_TYPES, Workbook

BOOLEANS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {"yes": ("yes", "Yes", "Y", "true", "✓"), "no": ("no", "No", "N", "false")},
    "de": {"yes": ("ja", "Ja"), "no": ("nein", "Nein")},
    "zh": {"yes": ("是",), "no": ("否",)},
}
JOINERS = {"en": (" and ", "/", ", ", " & "), "de": (" und ", "/", ", "), "zh": ("、", "/")}
UNLISTED_SHARE = 0.14  # of list values in titles and cells: enough to notice, few enough to stay a catalog


def decimal(number: float, digits: int, language: str = "en") -> str:
    """`number` with at most `digits` decimals, no trailing zeros, comma in German."""
    text = f"{number:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if language == "de" else text


def _centimetres(number: float, lang: str) -> list[str]:
    n1 = decimal(number, 1, lang)
    inches = decimal(number / 2.54, 1, lang)
    local = {"en": [f"{inches} in", f"{inches} inch"], "de": [f"{number * 10:.0f} mm"], "zh": [f"{n1}厘米"]}[lang]
    metres = [f"{decimal(number / 100, 2, lang)} m"] if number >= 80 else []  # nobody writes a 5 cm heel in metres
    return [f"{n1} cm", f"{n1}cm", f"{n1} cm", f"{number * 10:.0f} mm", *metres, *local]


def _diagonal(number: float, lang: str) -> list[str]:
    n1 = decimal(number, 1, lang)
    inches = decimal(number / 2.54, 1, lang)
    local = {"en": [f"{inches} inch", f"{inches}-inch", f"{inches}in"], "de": [f"{inches} Zoll", f"{inches}-Zoll"]}
    return [f'{inches}"', f'{inches}"', f"{n1} cm", *local.get(lang, [f"{inches}英寸"])]


def _kilograms(number: float, lang: str) -> list[str]:
    n2 = decimal(number, 2, lang)
    ounces = round(number / 0.0283495)
    pounds = [f"{ounces // 16} lb {ounces % 16} oz", f"{number / 0.453592:.2f} lbs"]
    local = {"en": pounds, "de": [f"{n2}kg"], "zh": [f"{n2}公斤"]}[lang]
    return [f"{n2} kg", f"{n2}kg", f"{number * 1000:.0f} g", *local]


def _grams(number: float, lang: str) -> list[str]:
    n0 = decimal(number, 0)
    kilo = decimal(number / 1000, 3, lang)
    local = {
        "en": [f"{number / 28.3495:.{1 if number >= 100 else 2}f} oz"],
        "de": [f"{n0} Gramm"],
        "zh": [f"{n0}克", f"{n0}克"],
    }[lang]
    heavy = [f"{kilo} kg", f"{kilo}kg"] if number >= 200 else []
    return [f"{n0} g", f"{n0}g", *heavy, *local]


def _metres(number: float, lang: str) -> list[str]:
    whole = f"{number:.0f}"
    grouped = f"{number:,.0f}"
    german = f"{grouped.replace(',', '.')} m"
    local = {"en": [f"{grouped} m", f"{whole} masl"], "de": [german], "zh": [f"{whole}米"]}[lang]
    return [f"{whole} m", *local]


def _millilitres(number: float, lang: str) -> list[str]:
    ounces = f"{number / 29.5735:.1f} fl oz"
    local = {"en": [ounces], "de": [f"{decimal(number / 10, 1, lang)} cl"], "zh": [f"{number:.0f}毫升"]}[lang]
    return [f"{number:.0f} ml", f"{number:.0f}ml", f"{decimal(number / 1000, 3, lang)} l", *local]


def quantity_spellings(key: str, value: str, language: str) -> list[str]:
    """Merchant spellings of a canonical quantity such as `39.6 cm`; all within the key's tolerance."""
    amount, unit = value.split(" ")
    if found := measures.spellings(key, amount, unit, language):
        return found
    number = float(amount)
    plain = [f"{decimal(number, 2, language)} {unit}", f"{decimal(number, 2, language)}{unit}"]
    match unit:
        case "cm" if key == "screen_size":
            return _diagonal(number, language)
        case "cm":
            return _centimetres(number, language)
        case "kg":
            return _kilograms(number, language)
        case "g":
            return _grams(number, language)
        case "m":
            return _metres(number, language)
        case "ml":
            return _millilitres(number, language)
        case "GB" if number >= 1000:
            return [f"{decimal(number / 1000, 1, language)} TB", f"{decimal(number / 1000, 1, language)}TB"]
        case "h":
            hours = {"en": ["hours", "hrs", "h"], "de": ["Stunden", "Std.", "h"], "zh": ["小时"]}[language]
            return [f"{decimal(number, 1, language)} {word}" for word in hours]
        case "W":
            return [*plain, f"{decimal(number, 1, language)} {'Watt' if language == 'de' else 'watts'}"]
        case "lm":
            return [*plain, f"{decimal(number, 0)} {'Lumen' if language == 'de' else 'lumens'}"]
        case _:
            return plain


class Speller:
    """Writes values of one product the way one merchant row does."""

    def __init__(self, workbook: Workbook, spelled: dict[str, tuple[str, ...]], rng: Random) -> None:
        self.workbook = workbook
        self.spelled = spelled
        self.rng = rng

    def write(self, key: str, values: tuple[str, ...], language: str, formal: bool) -> str:
        """One spelling of `values`; `formal` (running text) avoids unlisted abbreviations."""
        if " x " in key:  # sides of one thing in one breath
            return self.rng.choice(measures.sides([float(value.split(" ")[0]) for value in values], language))
        kind = self.workbook.keys[key].type
        if key in self.spelled and self.rng.random() < 0.7:
            return self.rng.choice(self.spelled[key])
        if kind == "quantity":
            return self.rng.choice(quantity_spellings(key, values[0], language))
        if kind == "boolean":
            phrases = self.workbook.keys[key].yes_phrases(language)
            return self.rng.choice(phrases) if formal and phrases else self.cell_boolean(values[0], language)
        if kind not in LIST_TYPES:
            return values[0]
        words = [self._word(key, value, language, formal) for value in values]
        joiner = self.rng.choice(JOINERS[language])
        return joiner.join(words)

    def cell_boolean(self, value: str, language: str) -> str:
        """A boolean as it stands in a specs cell."""
        return self.rng.choice(BOOLEANS[language][value])

    def _word(self, key: str, name: str, language: str, formal: bool) -> str:
        value = self.workbook.values_of(key)[name]
        if value.off and language == "en" and not formal and self.rng.random() < UNLISTED_SHARE:
            return self.rng.choice(value.off)
        spellings = value.spellings(language)
        return spellings[0] if self.rng.random() < 0.65 else self.rng.choice(spellings)
