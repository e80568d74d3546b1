"""Spellings of quantities beyond lengths, weights and volumes of one piece, and of ranges and sides of a thing."""

from collections.abc import Sequence

#: Unit: {language: words}; `_` before a word means that a blank stands between number and word.
WORDS: dict[str, dict[str, str]] = {
    "l": {"en": "_l l _L _litres", "de": "_l l _Liter", "zh": "升 _l"},
    "m²": {"en": "_m² m² _sqm _m2", "de": "_m² _qm qm", "zh": "平方米"},
    "year": {"en": "_years _yrs", "de": "_Jahre", "zh": "岁"},
    "month": {"en": "_months", "de": "_Monate", "zh": "个月"},
    "°C": {"en": "_°C °C _degrees_C", "de": "_°C °C", "zh": "°C"},
    "V": {"en": "_V V V _volts", "de": "_V _Volt V", "zh": "V 伏"},
    "Ah": {"en": "_Ah Ah", "de": "_Ah Ah", "zh": "Ah"},
    "Nm": {"en": "_Nm Nm", "de": "_Nm", "zh": "_Nm"},
    "rpm": {"en": "_rpm rpm", "de": "_U/min _rpm", "zh": "转/分"},
    "dB": {"en": "_dB _dB(A) dB", "de": "_dB _dB(A)", "zh": "分贝"},
    "%": {"en": "% _% _percent", "de": "_% % _Prozent", "zh": "%"},
    "g/m²": {"en": "_g/m² _gsm gsm", "de": "_g/m² _g/qm", "zh": "_g/m²"},
    "mm": {"en": "_mm mm", "de": "_mm mm", "zh": "毫米 _mm"},
    "min": {"en": "_min _minutes", "de": "_min _Minuten", "zh": "分钟"},
}
RANGE_WORDS = {"en": ("{}-{}", "{} to {}", "{} - {}", "{}–{}"), "de": ("{}-{}", "{} bis {}"), "zh": ("{}-{}",)}
THOUSANDS = {"en": ",", "de": "."}


def spellings(key: str, amount: str, unit: str, language: str) -> list[str]:
    """Merchant spellings of `amount unit` where this module knows how; `amount` may be a range such as `3-6`."""
    if unit == "mm" and "-" not in amount and key != "chuck_capacity":
        return []  # lengths of one side are the business of `surface`
    low, _, high = amount.partition("-")
    if unit not in WORDS:
        if not high:
            return []
        words = [f"_{unit}", unit]
    else:
        words = WORDS[unit][language].split(" ")
    if high:
        numbers = [form.format(_number(low, language), _number(high, language)) for form in RANGE_WORDS[language]]
    else:
        numbers = [_number(low, language), _number(low, language)]
        if float(low) >= 1000 and language in THOUSANDS:
            numbers.append(f"{int(low):,}".replace(",", THOUSANDS[language]))
    written = [f"{number}{word.replace('_', ' ')}" for number in numbers for word in words]
    return written + _converted(low, high, unit, language)


def _converted(low: str, high: str, unit: str, language: str) -> list[str]:
    """The same in another unit, exactly enough for every key's tolerance."""
    if high:
        return []
    number = float(low)
    match unit, language:
        case "l", _:
            small = [f"{number * 1000:.0f} ml"] if number < 5 else []
            return [*small, f"{number / 3.785412:.2f} gal"] if language == "en" and number >= 2 else small
        case "°C", "en":
            return [f"{number * 1.8 + 32:.0f} °F"]
        case "m²", "en":
            return [f"{number * 10.7639:.0f} sq ft"] if number >= 10 else []
        case "Ah", _:
            return [f"{number * 1000:.0f} mAh"] if number <= 2 else []
    return []


def sides(numbers: Sequence[float], language: str) -> list[str]:
    """Centimetre sides said in one breath: `140 x 245 cm`."""
    whole = [_number(f"{number:g}", language) for number in numbers]
    millimetres = [f"{number * 10:.0f}" for number in numbers]
    written = [f"{' x '.join(whole)} cm", f"{'x'.join(whole)}cm", " x ".join(f"{text} cm" for text in whole)]
    if language == "en":
        inches = [f"{number / 2.54:.1f}".removesuffix(".0") for number in numbers]
        return [*written, f"{' x '.join(millimetres)} mm", f"{' x '.join(inches)} in"]
    return [*written, f"{'×'.join(whole)} cm"]


def _number(text: str, language: str) -> str:
    return text.replace(".", ",") if language == "de" else text
