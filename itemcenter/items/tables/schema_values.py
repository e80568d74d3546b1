"""Values of schema.org as plain ones: names of things, quantities with their units, addresses of pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from itemcenter.items.raw_cells import list_texts, scalar_text

#: UN/CEFACT codes of units that product pages use -> what people write.
UNIT_CODES = {
    "CMT": "cm", "MMT": "mm", "MTR": "m", "KMT": "km", "INH": "in", "FOT": "ft", "YRD": "yd", "4H": "µm",
    "GRM": "g", "KGM": "kg", "MGM": "mg", "LBR": "lb", "ONZ": "oz", "TNE": "t",
    "LTR": "l", "MLT": "ml", "CLT": "cl", "DLT": "dl", "OZA": "fl oz", "GLL": "gal", "MTQ": "m³", "CMQ": "cm³",
    "CMK": "cm²", "MTK": "m²", "MMK": "mm²", "FTK": "ft²",
    "WTT": "W", "KWT": "kW", "WHR": "Wh", "KWH": "kWh", "VLT": "V", "AMP": "A", "4K": "mA", "AMH": "Ah", "E09": "mAh",
    "HTZ": "Hz", "KHZ": "kHz", "MHZ": "MHz", "A86": "GHz", "LUM": "lm", "KEL": "K", "CEL": "°C", "FAH": "°F",
    "2N": "dB", "BAR": "bar", "PAL": "Pa", "NU": "N m", "NEW": "N", "KMH": "km/h", "RPM": "rpm",
    "4L": "MB", "E34": "GB", "E35": "TB", "2P": "kB", "AD": "bytes",
    "SEC": "s", "MIN": "min", "HUR": "h", "DAY": "days", "WEE": "weeks", "MON": "months", "ANN": "years",
    "P1": "%", "C62": "", "H87": "", "EA": "", "PR": "pairs", "GM": "g/m²",
}  # fmt: skip

#: Words of the vocabulary for values, written as addresses: "https://schema.org/InStock".
_PREFIXES = ("https://schema.org/", "http://schema.org/", "schema:")


def local(name: str) -> str:
    """A name of the vocabulary without its prefix."""
    for prefix in _PREFIXES:
        if name.startswith(prefix):
            return name[len(prefix) :]
    return name


def kinds(node: Mapping[str, Any]) -> list[str]:
    """The types of a node, without prefix."""
    written = node.get("@type", node.get("type", ""))
    return [local(kind) for kind in (written if isinstance(written, list) else [written]) if isinstance(kind, str)]


def plain(value: Any) -> Any:
    """A value as a merchant would write it in a cell: texts and numbers, or a list of them.

    A quantity with its unit, a thing by its name, a word of the vocabulary without its address. An object that says
    nothing of this stays as it is.
    """
    if isinstance(value, str):
        return local(value)
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    if not isinstance(value, Mapping):
        return value
    if "@value" in value:
        return value["@value"]
    quantity = quantity_text(value)
    if quantity:
        return quantity
    for name in ("name", "suggestedGender", "@id"):
        if isinstance(value.get(name), str):
            return local(value[name])
    return dict(value)


def quantity_text(node: Mapping[str, Any]) -> Any:
    """Number and unit of a PropertyValue or QuantitativeValue, a range as "5 - 10 cm"; "" where it has no value."""
    value = node.get("value")
    if isinstance(value, Mapping):
        return quantity_text(value) or plain(value)
    if isinstance(value, list):
        texts = [_with_unit(scalar_text(plain(entry)) or "", node) for entry in value]
        return [text for text in texts if text]
    if value is None:
        low, high = (scalar_text(node.get(name)) for name in ("minValue", "maxValue"))
        value = " - ".join(text for text in (low, high) if text)
    return _with_unit(scalar_text(plain(value)) or "", node)


def _with_unit(text: str, node: Mapping[str, Any]) -> str:
    unit = node.get("unitText")
    if not isinstance(unit, str) or not unit.strip():
        code = node.get("unitCode")
        unit = UNIT_CODES.get(local(code).upper(), local(code)) if isinstance(code, str) else ""
    return f"{text} {unit.strip()}" if text and unit.strip() else text


def pictures(value: Any) -> list[str]:
    """The addresses in an `image`: texts, ImageObjects, lists of both."""
    if isinstance(value, list):
        return [address for entry in value for address in pictures(entry)]
    if isinstance(value, Mapping):
        stated = [value.get(name) for name in ("url", "contentUrl", "@id")]
        return [address for address in stated if isinstance(address, str)][:1]
    return list_texts(value)
