"""Units in running text: qualifiers, roles, case, and everyday words that only look like units."""

import pytest

from itemcenter.values import scan

from .test_values_grammar import found

QUALIFIERS = [
    ("approx. 1,5 kg", "1.5 kg approx"),
    ("~10 kg", "10 kg approx"),
    ("ca. 10 kg", "10 kg approx"),
    ("约10厘米", "10 cm approx"),
    ("up to 10 hours", "10 h max"),
    ("bis zu 10 m", "10 m max"),
    ("<5 W", "5 W max"),
    ("≤ 0,5 W", "0.5 W max"),
    ("max. 60 W", "60 W max"),
    ("60 W max", "60 W max"),
    ("最大60瓦", "60 W max"),
    ("续航可达5小时", "5 h max"),
    ("at least 5 kg", "5 kg min"),
    ("ab 5 kg", "5 kg min"),
    (">= 5 kg", "5 kg min"),
    ("10+ hours", "10 h min"),
    ("10h+", "10 h min"),
    ("8GB+128GB", "8 GB; 128 GB"),
    ("10米以上", "10 m min"),
    ("230 V ~ 50 Hz", "230 V; 50 Hz"),
]
ROLES = [
    ("Width: 10 cm", "10 cm width"),
    ("Höhe ca. 10 cm", "10 cm height approx"),
    ("height of 10 cm", "10 cm height"),
    ("10 cm wide, 5 cm high", "10 cm width; 5 cm height"),
    ("10 cm wide 5 cm high", "10 cm width; 5 cm height"),
    ("10 cm W 5 cm H", "10 cm width; 5 cm height"),
    ("a 3 m long cable", "3 m length"),
    ("6 in. deep", "6 in depth"),
    ("10 cm in diameter", "10 cm diameter"),
    ("Ø 30 cm", "30 cm diameter"),
    ("Ø30cm", "30 cm diameter"),
    ("dia. 30 cm", "30 cm diameter"),
    ("H. 30 cm", "30 cm height"),
    ("直径30厘米", "30 cm diameter"),
    ("宽1.2米", "1.2 m width"),
    ("高度：75厘米", "75 cm height"),
    ("H10 cm", "10 cm height"),
    ("T5 cm", "5 cm"),
    ("width 5 kg", "5 kg"),
    ("wide, 10 cm", "10 cm"),
]
CASE = [
    ("16GB", "16 GB"),
    ("16 gb", "16 GB"),
    ("16 Gb", "16 Gbit"),
    ("100 Mb/s", "100 Mbit/s"),
    ("100 MB/s", "100 MB/s"),
    ("100 Mbps", "100 Mbit/s"),
    ("5m", "5 m"),
    ("5M", ""),
    ("5 KG", "5 kg"),
    ("5G", ""),
    ("4G LTE", ""),
    ("2700K", "2700 K"),
    ("4K TV", ""),
    ("3000K-6500K", "3000-6500 K"),
    ("5 kelvin", "5 K"),
    ("3000 MAH", "3000 mAh"),
    ("9 Nm", "9 Nm"),
    ("9 nm", "9 nm"),
    ("5 A", "5 A"),
    ("5 a day", ""),
    ("2.4GHz 60HZ", "2.4 GHz; 60 Hz"),
]
WORDS = [
    ("5 in stock", ""),
    ("5 in the box", ""),
    ("2 in 1", ""),
    ("2in1", ""),
    ("3-in-1 printer", ""),
    ("5 in", "5 in"),
    ("15 in laptop", "15 in"),
    ("15-inch-wide", "15 in width"),
    ("15.6-Zoll-Display", "15.6 in"),
    ("size 10 in black", ""),
    ("24in black", "24 in"),
    ("24 in. black", "24 in"),
    ("24.5 in black", "24.5 in"),
    ("2 in-ear plugs", ""),
    ("iPhone 5s", ""),
    ("80s style", ""),
    ("10 s", "10 s"),
    ("0.5s", "0.5 s"),
    ("USB 2.0 A to B", ""),
    ("3 bar stools", ""),
    ("3 bar", "3 bar"),
    ("15 HP laptop", ""),
    ("5hp", "5 hp"),
    ("1 second hand lamp", ""),
    ("5 w/ lid", ""),
    ("10 g-force", ""),
    ("5gx", ""),
    ("Hill No. 7 box", ""),
    ("Nr. 5 kg", ""),
    ("5mł", ""),
    ("dv7-1211ea 006R90321 WH-1000XM4", ""),
    ("TL-500W i5-8GB", ""),
    ("Netzteil-12V", "12 V"),
    ("USB 3.0 HDMI 2.1 802.11ac", ""),
    ("B12 mg", ""),
    ("12V/24V", "12 V; 24 V"),
    ("5V2A", "5 V; 2 A"),
    ("5 m2", "5 m²"),
    ("5 m²", "5 m²"),
    ("120 km/h", "120 km/h"),
    ("12 fl. oz.", "12 fl oz"),
    ("1000 sq. ft.", "1000 ft²"),
    ("20 pages per minute", "20 ppm"),
    ("30 degrees Celsius", "30 °C"),
    ("20 °C", "20 °C"),
    ("68°F", "68 °F"),
    ("90°", "90 °"),
    ("-5 kg", "5 kg"),
    ("-5 dB", "-5 dB"),
    ("100%", "100 %"),
    ("12 megapixel", "12 MP"),
    ("5 kg.\n3 g", "5 kg; 3 g"),
    ("5\nkg", ""),
]


@pytest.mark.parametrize(("text", "expected"), [*QUALIFIERS, *ROLES, *CASE, *WORDS])
def test_in_context(text: str, expected: str) -> None:
    assert "; ".join(found(text)) == expected


def test_a_whole_title() -> None:
    title = 'Lenovo IdeaPad 3 15.6" FHD, Intel Core i5-1135G7, 8GB RAM, 512 GB SSD, up to 7.5 hours, 1,65 kg, 2-in-1'
    assert found(title) == ["15.6 in", "8 GB", "512 GB", "7.5 h max", "1.65 kg"]


@pytest.mark.parametrize(
    ("text", "wanted", "unit"),
    [("10 M", "length", "m"), ("500 G", "mass", "g"), ("2 in 1", "length", "in"), ("300 K", "temperature", "K")],
)
def test_a_wanted_dimension_lifts_the_guards(text: str, wanted: str, unit: str) -> None:
    assert scan(text) == []
    assert [mention.unit for mention in scan(text, wanted)] == [unit]


def test_bare_numbers_get_a_unit_only_where_no_number_has_one() -> None:
    assert [mention.unit for mention in scan("10 x 5", bare_unit="cm")] == ["cm", "cm"]
    assert [(mention.text, mention.unit) for mention in scan("7, 5 kg", bare_unit="cm")] == [("5 kg", "kg")]
