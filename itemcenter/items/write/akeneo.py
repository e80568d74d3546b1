"""Akeneo product CSV: attribute codes as columns, `CODE-LOCALE-CHANNEL` for texts, `CODE-unit` beside measures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from itemcenter.flow.whole_file import text_file
from itemcenter.items.write.offer import Offer
from itemcenter.items.write.product import Attribute, Product, code_of, is_text, unique_codes
from itemcenter.items.write.target import Sheet, TargetOptions, TargetTally, with_constants
from itemcenter.schema import AttributeKey, KeyId, ValueType
from itemcenter.values.number import written

#: Our unit -> the code of Akeneo's standard measurement families.
UNITS = {
    "mm": "MILLIMETER", "cm": "CENTIMETER", "dm": "DECIMETER", "m": "METER", "km": "KILOMETER", "in": "INCH",
    "ft": "FEET", "yd": "YARD", "mi": "MILE", "mm²": "SQUARE_MILLIMETER", "cm²": "SQUARE_CENTIMETER",
    "m²": "SQUARE_METER", "in²": "SQUARE_INCH", "ft²": "SQUARE_FOOT", "ha": "HECTARE", "ml": "MILLILITER",
    "cl": "CENTILITER", "dl": "DECILITER", "l": "LITER", "cm³": "CUBIC_CENTIMETER", "m³": "CUBIC_METER",
    "in³": "CUBIC_INCH", "ft³": "CUBIC_FOOT", "gal": "GALLON", "pint": "PINT", "mg": "MILLIGRAM", "g": "GRAM",
    "kg": "KILOGRAM", "t": "TON", "oz": "OUNCE", "lb": "POUND", "ms": "MILLISECOND", "s": "SECOND", "min": "MINUTE",
    "h": "HOUR", "day": "DAY", "week": "WEEK", "month": "MONTH", "year": "YEAR", "°C": "CELSIUS", "°F": "FAHRENHEIT",
    "K": "KELVIN", "mW": "MILLIWATT", "W": "WATT", "kW": "KILOWATT", "J": "JOULE", "kJ": "KILOJOULE",
    "cal": "CALORIE", "kcal": "KILOCALORIE", "kWh": "KILOWATTHOUR", "Wh": "WATTHOUR", "mAh": "MILLIAMPEREHOUR",
    "Ah": "AMPEREHOUR", "mV": "MILLIVOLT", "V": "VOLT", "kV": "KILOVOLT", "mA": "MILLIAMPERE", "A": "AMPERE",
    "Ω": "OHM", "kΩ": "KILOHM", "MΩ": "MEGOHM", "Hz": "HERTZ", "kHz": "KILOHERTZ", "MHz": "MEGAHERTZ",
    "GHz": "GIGAHERTZ", "Pa": "PASCAL", "hPa": "HECTOPASCAL", "kPa": "KILOPASCAL", "MPa": "MEGAPASCAL", "bar": "BAR",
    "mbar": "MILLIBAR", "psi": "PSI", "KB": "KILOBYTE", "MB": "MEGABYTE", "GB": "GIGABYTE", "TB": "TERABYTE",
    "bit": "BIT", "m/s": "METER_PER_SECOND", "km/h": "KILOMETER_PER_HOUR", "mph": "MILE_PER_HOUR", "N": "NEWTON",
    "Nm": "NEWTON_METER", "dB": "DECIBEL",
}  # fmt: skip
_FIXED = ("sku", "family", "categories", "parent")


class AkeneoWriter:
    formats: ClassVar[tuple[str, ...]] = ("csv",)
    required: ClassVar[tuple[str, ...]] = ("sku", "family")
    grouped: ClassVar[bool] = False

    def write(
        self,
        groups: Iterable[Sequence[Product]],
        keys: Sequence[AttributeKey],
        path: Path,
        kind: str,
        options: TargetOptions,
    ) -> TargetTally:
        tally = TargetTally()
        suffix = "".join(f"-{part}" for part in (options.locale, options.channel) if part)
        texts = {name: f"{name}{suffix}" for name in ("name", "description")}
        price = f"price-{options.currency}" if options.currency else ""
        taken = [*_FIXED, *texts, "brand", "image", "ean", "price"]
        codes = unique_codes([*taken, *(f"{key.id}" if str(key.id) not in taken else f"{key.id}_attribute"
                                        for key in keys)])  # fmt: skip
        code_of_key = dict(zip((key.id for key in keys), list(codes.values())[len(taken) :], strict=True))
        columns = [*_FIXED, *texts.values(), "brand", "image", "ean", *([price] if price else [])]
        for key in keys:
            columns.append(_column(key, code_of_key, suffix))
            if key.type is ValueType.QUANTITY:
                columns.append(f"{code_of_key[key.id]}-unit")
        with text_file(path) as file:
            sheet = Sheet(file, list(dict.fromkeys((*columns, *(name for name, _ in options.constants)))), ";")
            for product in (product for group in groups for product in group):
                item, offer = product.item, Offer(product.item, options.currency)
                row: dict[str, Any] = {
                    "sku": item.id,
                    "family": code_of(product.category_id or "") if product.category_id else "",
                    "categories": code_of(product.category_id or "") if product.category_id else "",
                    "parent": code_of(product.group) if product.group else "",
                    texts["name"]: item.title,
                    texts["description"]: item.description,
                    "brand": product.brand,
                    "image": next(iter(item.images), ""),
                    "ean": offer.gtin,
                }
                amount, _, currency = offer.price.partition(" ")
                if price and currency == options.currency:
                    row[price] = amount
                for attribute in product.attributes:
                    _fill(row, attribute, code_of_key, suffix, tally)
                tally.check(with_constants(row, options), self.required)
                sheet.write(row)
        return tally


def _column(key: AttributeKey, codes: dict[KeyId, str], suffix: str) -> str:
    return codes[key.id] + (suffix if is_text(key) else "")


def _fill(row: dict[str, Any], attribute: Attribute, codes: dict[KeyId, str], suffix: str, tally: TargetTally) -> None:
    key, facts = attribute.key, attribute.facts
    column = _column(key, codes, suffix)
    if key.type is ValueType.QUANTITY:
        value = facts[0].value
        if value.number_to is not None:
            tally.left_out["a range, and a measure has one amount"] += 1
        elif value.unit not in UNITS:
            tally.left_out[f"Akeneo has no standard unit for {value.unit}"] += 1
        elif value.number is not None:
            row[column], row[f"{codes[key.id]}-unit"] = written(value.number, 10), UNITS[value.unit]
    elif key.type is ValueType.BOOLEAN:
        row[column] = {"yes": "1", "no": "0"}.get(attribute.texts[0], "")
    elif key.value_list_id is not None:
        row[column] = ",".join(dict.fromkeys(map(code_of, attribute.texts)))
    else:
        row[column] = ", ".join(attribute.texts)
