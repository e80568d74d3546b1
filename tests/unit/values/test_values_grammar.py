"""What `scan` finds in single expressions: marks, fractions, compounds, ranges, chains, packs, scripts."""

import pytest

from itemcenter.schema import ValueType
from itemcenter.values import Mention, scan


def shown(mention: Mention) -> str:
    """ "10-15 kg", "5 cm width 1/3", "330 ml *12", "6 pack", "60 W max", "1200 W ?" (ambiguous)."""
    text = f"{mention.number:g}" + (f"-{mention.number_to:g}" if mention.number_to is not None else "")
    text += f" {mention.unit or mention.counted}"
    text += f" {mention.role}" if mention.role else ""
    text += f" {mention.part + 1}/{mention.parts}" if mention.parts > 1 else ""
    text += f" *{mention.packs:g}" if mention.packs != 1 else ""
    text += f" {mention.qualifier}" if mention.qualifier else ""
    return text + (" ?" if mention.ambiguous else "")


def found(text: str) -> list[str]:
    return [shown(mention) for mention in scan(text)]


MARKS = [
    ('15.6"', "15.6 in"),
    ("15,6''", "15.6 in"),
    ("15.6″", "15.6 in"),
    ("15.6”", "15.6 in"),
    ('15.6 "', "15.6 in"),
    ("5'", "5 ft"),
    ("5 ′", "5 ft"),
    ("5' 9\"", "69 in"),
    ("5’9”", "69 in"),
    ("6'2", "74 in"),
    ("5″ × 7″", "5 in 1/2; 7 in 2/2"),
    ('size "M" 15"', "15 in"),
    ('the "Series 5" stand', ""),
    ("the 'Series 5' stand", ""),
    ("„Modell 5“ neu", ""),
    ('"15 inch"', "15 in"),
    ("10's", ""),
]
FRACTIONS = [
    ('2 3/4"', "2.75 in"),
    ("2-3/4 in", "2.75 in"),
    ("2½ in", "2.5 in"),
    ("2 ½ in", "2.5 in"),
    ("½ cup", "0.5 cup"),
    ("1/4 in", "0.25 in"),
    ('3/8" drive', "0.375 in"),
    ("1/2 kg", "0.5 kg"),
    ("8 1/2 x 11 in", "8.5 in 1/2; 11 in 2/2"),
    (".5 in", "0.5 in"),
    ("3⁄4 in", "0.75 in"),
    ("24/7", ""),
]
NUMBERS = [
    ("2,5 kg", "2.5 kg"),
    ("1,200 W", "1200 W ?"),
    ("1.200 W", "1200 W ?"),
    ("1 200 g", "1200 g ?"),
    ("10\u2009000 W", "10000 W ?"),
    ("1'200 W", "1200 W"),
    ("1 200,50 g", "1200.5 g ?"),
    ("12.345,67 kg", "12345.7 kg"),
    ("12,345.67 kg", "12345.7 kg"),
    ("1,234,567 W", "1.23457e+06 W"),
    ("283.495 g", "283.495 g ?"),
    ("0.125 in", "0.125 in"),
    ("0,500 l", "0.5 l"),
    ("1.500 in", "1.5 in ?"),
    ("1234.567 kg", "1234.57 kg"),
    ("1.2.3 kg", ""),
    ("10，20 kg", "20 kg"),
    ("1234567890123 kg", ""),
    ("iPhone 5 128 GB", "128 GB"),
    ("1920 x 108 500 g", "500 g"),
    ("$5 in", ""),
]
COMPOUNDS = [
    ("6 ft 9 in", "81 in"),
    ("6ft9in", "81 in"),
    ("5 ft. 9 in.", "69 in"),
    ("6 feet, 2 inches", "74 in"),
    ("5 lb 8 oz", "88 oz"),
    ("5 lbs. 8 oz", "88 oz"),
    ("1 h 30 min", "90 min"),
    ("2h30min", "150 min"),
    ("1 kg 500 g", "1500 g"),
    ("1 kg, 500 g", "1 kg; 500 g"),
    ("5 ft 14 in", "5 ft; 14 in"),
    ("9 in 6 ft", "9 in; 6 ft"),
]
RANGES = [
    ("10-15 kg", "10-15 kg"),
    ("10 to 15 kg", "10-15 kg"),
    ("10 – 15 W", "10-15 W"),
    ("10…15 W", "10-15 W"),
    ("10..15 W", "10-15 W"),
    ("10 bis 15 Stunden", "10-15 h"),
    ("10 kg - 15 kg", "10-15 kg"),
    ("10cm to 15cm", "10-15 cm"),
    ("between 5 and 10 kg", "5-10 kg"),
    ("5 and 10 kg", "10 kg"),
    ("5～10W", "5-10 W"),
    ("5至10公斤", "5-10 kg"),
    ("10 ± 2 mm", "8-12 mm"),
    ("15-10 kg", "10 kg"),
    ("5-5 kg", "5 kg"),
    ("10 cm - 15 kg", "10 cm; 15 kg"),
    ("AC100~240V", "100-240 V"),
    ("-20 °C to 40 °C", "-20-40 °C"),
    ("-10 to 40°C", "-10-40 °C"),
    ("-20 to -10 °C", "-20--10 °C"),
    ("0-40℃", "0-40 °C"),
    ("1-2-3 kg", "3 kg"),
]
LISTS = [
    ("50/60 Hz", "50 Hz; 60 Hz"),
    ("8/16 GB", "8 GB; 16 GB"),
    ("2.4/5 GHz", "2.4 GHz; 5 GHz"),
    ("5V/2A", "5 V; 2 A"),
    ("10 cm/4 in", "10 cm; 4 in"),
    ("100-240V ~ 50/60Hz", "100-240 V; 50 Hz; 60 Hz"),
]
CHAINS = [
    ("5 x 10 in", "5 in 1/2; 10 in 2/2"),
    ('5" x 10"', "5 in 1/2; 10 in 2/2"),
    ("5 × 10 × 2 cm", "5 cm 1/3; 10 cm 2/3; 2 cm 3/3"),
    ("10*5*2cm", "10 cm 1/3; 5 cm 2/3; 2 cm 3/3"),
    ("10cmx5cm", "10 cm 1/2; 5 cm 2/2"),
    ("5 by 10 cm", "5 cm 1/2; 10 cm 2/2"),
    ("5cm x 10 x 2", "5 cm 1/3; 10 cm 2/3; 2 cm 3/3"),
    ("3 m x 2", "3 m 1/2"),
    ("5 in W x 10 in H x 2 in D", "5 in width 1/3; 10 in height 2/3; 2 in depth 3/3"),
    ("W5 x H10 x D2 cm", "5 cm width 1/3; 10 cm height 2/3; 2 cm depth 3/3"),
    ("10W x 5H x 2D in", "10 in width 1/3; 5 in height 2/3; 2 in depth 3/3"),
    ("10(W) x 5(H) cm", "10 cm width 1/2; 5 cm height 2/2"),
    ("120cm(L) x 60cm(W)", "120 cm length 1/2; 60 cm width 2/2"),
    ('23.6" L x 13.4" W', "23.6 in length 1/2; 13.4 in width 2/2"),
    ("10 cm wide x 5 cm high", "10 cm width 1/2; 5 cm height 2/2"),
    ("B 5 x H 10 x T 2 cm", "5 cm width 1/3; 10 cm height 2/3; 2 cm depth 3/3"),
    ("5 x 10 x 2 cm (W x H x D)", "5 cm width 1/3; 10 cm height 2/3; 2 cm depth 3/3"),
    ("(L x B x H): 30 x 20 x 10 cm", "30 cm length 1/3; 20 cm width 2/3; 10 cm height 3/3"),
    ("长120×宽60×高75cm", "120 cm length 1/3; 60 cm width 2/3; 75 cm height 3/3"),
    ("长×宽×高：10×5×2cm", "10 cm length 1/3; 5 cm width 2/3; 2 cm height 3/3"),
    ("Ø30×H50cm", "30 cm diameter 1/2; 50 cm height 2/2"),
    ("5'6\" x 7'10\"", "66 in 1/2; 94 in 2/2"),
    ("1920 x 1080", ""),
    ("10(W) x 5(H)", ""),
    ("1920 x 1080 px", "1920 px 1/2; 1080 px 2/2"),
    ("4800 x 1200 dpi", "4800 dpi 1/2; 1200 dpi 2/2"),
    ("1x1x1x1x1 cm", "1 cm"),
]
PACKS = [
    ("12 x 330 ml", "12 pack; 330 ml *12"),
    ("24 x 0,33l Dose", "24 pack; 0.33 l *24"),
    ("2 x 6 x 330 ml", "2 pack; 6 pack; 330 ml *12"),
    ("500g x 2", "500 g *2; 2 pack"),
    ("500mlx12", "500 ml *12; 12 pack"),
    ("500毫升×12瓶", "500 ml *12; 12 bottle"),
    ("2 x 8 GB", "2 pack; 8 GB *2"),
    ("Pack of 6", "6 pack"),
    ("pack of 3 x 500 ml", "3 pack; 500 ml *3"),
    ("Set mit 4", "4 pack"),
    ("6-pack", "6 pack"),
    ("2er-Pack", "2 pack"),
    ("12er Packung", "12 pack"),
    ("100 Stück", "100 piece"),
    ("10 Kapseln", "10 capsule"),
    ("1 pair", "1 pair"),
    ("3个", "3 piece"),
    ("3件", "3 piece"),
    ("12瓶", "12 bottle"),
    ("8x DVD", ""),
    ("2.5 x 500 g", "500 g"),
]
SCRIPTS = [
    ("250克", "250 g"),
    ("2.5公斤", "2.5 kg"),
    ("500毫升", "500 ml"),
    ("15.6英寸笔记本", "15.6 in"),
    ("10厘米", "10 cm"),
    ("2米长", "2 m length"),
    ("100瓦", "100 W"),
    ("8小时", "8 h"),
    ("3个月", "3 month"),
    ("2年质保", "2 year"),
    ("2023年新款", ""),
    ("4800万像素", "4800 万像素"),
    ("500公里/小时", "500 km/h"),
    ("２５０ｍｌ", "250 ml"),
    ("１０ｃｍ × ５ｃｍ", "10 cm 1/2; 5 cm 2/2"),
    ("15,6 Zoll", "15.6 in"),
    ("250 Gramm", "250 g"),
    ("1,5 Liter", "1.5 l"),
    ("10 Stunden", "10 h"),
    ("42码", ""),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [*MARKS, *FRACTIONS, *NUMBERS, *COMPOUNDS, *RANGES, *LISTS, *CHAINS, *PACKS, *SCRIPTS],
)
def test_expression(text: str, expected: str) -> None:
    assert "; ".join(found(text)) == expected


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("about 15,6'' wide", "15,6''"),
        ("is 6 ft 9 in tall", "6 ft 9 in"),
        ("from -20 °C to 40 °C", "-20 °C to 40 °C"),
        ("a Pack of 6 here", "Pack of 6"),
        ("２５０ ｍｌ neu", "２５０ ｍｌ"),
        ("5(H) cm", "5"),
    ],
)
def test_span(text: str, span: str) -> None:
    mentions = scan(text) or scan(text, bare_unit="cm")
    assert [mention.text for mention in mentions] == [span]
    assert text[mentions[0].start : mentions[0].end] == span


def test_counts_and_quantities_have_their_type() -> None:
    count, quantity = scan("12 x 330 ml")
    assert (count.type, count.unit, quantity.type, quantity.unit) == (ValueType.COUNT, "", ValueType.QUANTITY, "ml")


def test_second_reading_is_kept() -> None:
    assert [(mention.unit, mention.also) for mention in scan("12 oz, 16Gb, 5000毫安, 3 kg")] == [
        ("oz", "fl oz"),
        ("Gbit", "GB"),
        ("mA", "mAh"),
        ("kg", ""),
    ]
