"""What the words of a key's name say about its numbers: a width is a length, a humidity a ratio.

General words of the trade in English, German and Chinese, no catalog's own. A word may leave several dimensions open
("capacity"): then it only rules out the others.
"""

from __future__ import annotations

from itemcenter.values.folding import name_key

_TABLE = {
    "mass": "weight mass gewicht masse capacity 重量 净重 毛重",
    "length": """width height depth length diameter thickness diagonal breite höhe tiefe länge durchmesser dicke radius
        circumference distance altitude 宽度 高度 深度 长度 直径 厚度""",
    "area": "area fläche 面积",
    "volume": "volume volumen capacity fassungsvermögen 容积",
    "time": "time life duration warranty runtime laufzeit dauer garantie 时间 保修",
    "temperature": "temperature temperatur 温度",
    "ratio": "humidity feuchte luftfeuchtigkeit feuchtigkeit efficiency 湿度",
    "power": "power wattage leistung consumption capacity 功率",
    "apparent power": "power capacity",
    "energy": "energy capacity consumption energie 能量",
    "charge": "capacity kapazität 电池容量",
    "bytes": "memory ram storage cache capacity speicher kapazität speicherkapazität buffer 内存 容量",
    "bits": "cache",
    "voltage": "voltage spannung 电压",
    "current": "current stromstärke amperage 电流",
    "resistance": "impedance resistance impedanz widerstand 阻抗",
    "frequency": "frequency frequenz clock taktfrequenz bandwidth speed rate 频率",
    "rotation": "speed drehzahl 转速",
    "pressure": "pressure druck 压力",
    "luminous flux": "brightness helligkeit 亮度",
    "luminance": "brightness helligkeit luminance 亮度",
    "sound level": "noise sensitivity geräuschpegel lautstärke volume 噪音",
    "angle": "angle winkel 角度",
    "bit rate": "speed rate bandwidth",
    "byte rate": "speed rate",
    "speed": "speed geschwindigkeit 速度",
    "ppm": "speed",
    "frame rate": "rate speed",
    "flow": "rate flow airflow durchfluss 流量",
    "pixels": "resolution auflösung 分辨率",
    "image size": "resolution auflösung",
    "dot density": "resolution auflösung",
    "torque": "torque drehmoment",
    "force": "force kraft",
    "grammage": "weight grammage grammatur gewicht",
}
#: Words that follow the property in a name and say nothing of its dimension.
_QUALIFIERS = frozenset(
    (
        *("max", "min", "maximum", "minimum", "typical", "nominal", "average", "total", "net", "gross", "standby"),
        *("imperial", "metric", "range", "standard", "approx", "uk", "us", "eu", "operating"),
    )
)
_SHORTEST = 4

#: Words that nearly always mean the first of their dimensions.
_PLAIN = frozenset(("power", "leistung", "consumption", "weight", "gewicht", "memory", "ram", "storage"))

_DIMENSIONS: dict[str, tuple[str, ...]] = {}
for _dimension, _words in _TABLE.items():
    for _word in _words.split():
        _key = name_key(_word)
        _DIMENSIONS[_key] = (*_DIMENSIONS.get(_key, ()), _dimension)


def dimensions_of(name: str) -> tuple[str, ...]:
    """The dimensions that the last property word of a name leaves open; () where the name has none."""
    word = _property_word(name)
    return _DIMENSIONS[word] if word else ()


def dimension_meant(name: str) -> str:
    """The one dimension that a name means, "" where it leaves several open or tells none."""
    word = _property_word(name)
    if not word:
        return ""
    dimensions = _DIMENSIONS[word]
    return dimensions[0] if len(dimensions) == 1 or word in _PLAIN else ""


def _property_word(name: str) -> str:
    words = name_key(name).split()
    # each Chinese character is a word of its own: look for the table's words of two and more characters, too
    ends = [" ".join(words[start:end]) for end in range(len(words), 0, -1) for start in range(max(0, end - 4), end)]
    return next((word for word in ends if word in _DIMENSIONS), "")


def head_word(name: str) -> str:
    """The last word that may tell what is measured: "yield" of "page yield max"; "" where there is none."""
    words = [word for word in name_key(name).split() if len(word) >= _SHORTEST and word not in _QUALIFIERS]
    return words[-1] if words else ""
