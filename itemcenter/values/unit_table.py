"""The units that the grammar knows, as data: one row a unit, grouped by dimension.

A row is (name, pint expression, spellings in their exact case, spellings in any case). Spellings are separated by
blanks; a blank inside one is written "_". The name itself is a spelling in its exact case. pint only ever sees the
expressions of this file, never a merchant's text. Units of one dimension convert into each other. "" as expression
means that the unit has no conversion partner.

Decisions: gallon, quart, pint, cup and fluid ounce are the US ones; GB is 10^9 bytes (GiB is 2^30); bits and bytes
are different dimensions, because a merchant's "Gb" is mostly a misspelt GB and a link rate is never a throughput;
"ppm" stands for parts per million and pages per minute alike (the key says which).
"""

from __future__ import annotations

Row = tuple[str, str, str, str]

ROWS: dict[str, tuple[Row, ...]] = {
    "length": (
        ("nm", "nanometer", "", "nanometer nanometers nanometre nanometres 纳米"),
        ("µm", "micrometer", "um", "micron microns micrometer micrometers micrometre mikrometer 微米"),
        ("mm", "millimeter", "", "mm millimeter millimeters millimetre millimetres 毫米 公厘 ㎜ ミリ"),
        ("cm", "centimeter", "", "cm cms centimeter centimeters centimetre centimetres zentimeter 厘米 公分 ㎝ センチ"),
        ("dm", "decimeter", "", "decimeter decimetre dezimeter 分米"),
        ("m", "meter", "mtr mtrs", "meter meters metre metres metern 米 公尺 メートル"),
        ("km", "kilometer", "", "km kms kilometer kilometers kilometre kilometres kilometern 公里 千米 ㎞"),
        ("in", "inch", "", 'in inch inches inchs zoll " \'\' "" 英寸 吋 寸 インチ'),
        ("ft", "foot", "'", "ft foot feet fuß 英尺 呎"),
        ("yd", "yard", "", "yd yds yard yards"),
        ("mi", "mile", "", "mile miles meile meilen 英里"),
    ),
    "area": (
        ("mm²", "millimeter ** 2", "", "mm2 sqmm qmm 平方毫米"),
        ("cm²", "centimeter ** 2", "", "cm2 sqcm qcm sq_cm square_centimeters square_centimetres 平方厘米"),
        ("m²", "meter ** 2", "", "m2 sqm qm sq_m square_meter square_meters square_metres quadratmeter 平方米 平米 ㎡"),
        ("in²", "inch ** 2", "", "in2 sqin sq_in square_inch square_inches"),
        ("ft²", "foot ** 2", "", "ft2 sqft sq_ft square_foot square_feet"),
        ("ha", "hectare", "", "hectare hectares hektar"),
    ),
    "volume": (
        ("µl", "microliter", "uL ul µL", "microliter microlitre"),
        ("ml", "milliliter", "", "ml mls milliliter milliliters millilitre millilitres 毫升 ㎖"),
        ("cl", "centiliter", "", "cl centiliter centilitre zentiliter"),
        ("dl", "deciliter", "", "dl deciliter decilitre deziliter"),
        ("l", "liter", "L", "ltr ltrs liter liters litre litres 升 公升 ℓ リットル"),
        ("hl", "hectoliter", "", "hectoliter hectolitre hektoliter"),
        ("cm³", "centimeter ** 3", "", "cm3 ccm cc 立方厘米"),
        ("m³", "meter ** 3", "", "m3 cbm kubikmeter cubic_meter cubic_meters cubic_metres 立方米"),
        ("in³", "inch ** 3", "", "in3 cubic_inch cubic_inches cu_in"),
        ("ft³", "foot ** 3", "", "ft3 cuft cu_ft cubic_foot cubic_feet"),
        ("fl oz", "fluid_ounce", "", "floz fl_oz fluid_ounce fluid_ounces us_fl_oz"),
        ("gal", "gallon", "", "gal gals gallon gallons gallone gallonen 加仑"),
        ("qt", "quart", "", "qts quart quarts"),
        ("pint", "pint", "", "pint pints"),
        ("cup", "cup", "", "cup cups"),
        ("tsp", "teaspoon", "", "tsp teaspoon teaspoons"),
        ("tbsp", "tablespoon", "", "tbsp tablespoon tablespoons"),
    ),
    "mass": (
        ("µg", "microgram", "ug", "mcg microgram micrograms mikrogramm 微克"),
        ("mg", "milligram", "", "mg milligram milligrams milligramm 毫克"),
        ("g", "gram", "gr gms", "gram grams gramme grammes gramm 克 公克 グラム"),
        ("kg", "kilogram", "", "kg kgs kilo kilos kilogram kilograms kilogramm kilogramme 千克 公斤 ㎏"),
        ("t", "metric_ton", "", "tonne tonnes tonnen 吨 公吨"),
        ("oz", "ounce", "", "oz ozs ounce ounces unze unzen 盎司"),
        ("lb", "pound", "", "lb lbs pound pounds 磅"),
        ("carat", "carat", "", "carat carats 克拉"),
        ("斤", "0.5 kilogram", "", "市斤"),
    ),
    "time": (
        ("ms", "millisecond", "", "msec millisecond milliseconds millisekunden 毫秒"),
        ("s", "second", "", "sec secs second seconds sek sekunde sekunden 秒 秒钟"),
        ("min", "minute", "", "min mins minute minutes minuten 分钟"),
        ("h", "hour", "", "hr hrs hour hours std stunde stunden 小时 時間"),
        ("day", "day", "d", "day days tag tage tagen 天"),
        ("week", "week", "", "wk wks week weeks woche wochen 周"),
        ("month", "month", "", "mth mths month months monat monate monaten 个月 個月"),
        ("year", "year", "", "yr yrs year years jahr jahre jahren 年"),
    ),
    "temperature": (
        (
            "°C",
            "degC",
            "oC degC deg_C",
            "℃ celsius degrees_celsius degree_celsius degrees_c grad_celsius grad_c 摄氏度",
        ),
        ("°F", "degF", "oF degF deg_F", "℉ fahrenheit degrees_fahrenheit degrees_f grad_fahrenheit 华氏度"),
        ("K", "kelvin", "", "kelvin 开尔文"),
    ),
    "power": (
        ("mW", "milliwatt", "", "milliwatt"),
        ("W", "watt", "", "w watt watts 瓦 瓦特"),
        ("kW", "kilowatt", "", "kw kilowatt kilowatts 千瓦"),
        ("hp", "horsepower", "HP", "horsepower 马力"),
        ("BTU/h", "british_thermal_unit / hour", "", "btu/h btu/hr"),
    ),
    "apparent power": (("VA", "volt_ampere", "", ""), ("kVA", "kilovolt_ampere", "KVA", "")),
    "energy": (
        ("J", "joule", "", "joule joules"),
        ("kJ", "kilojoule", "", "kj kilojoule kilojoules 千焦"),
        ("cal", "calorie", "", "calorie"),
        ("kcal", "kilocalorie", "", "kcal kilocalorie kilocalories kilokalorien 千卡 大卡"),
        ("mWh", "milliwatt_hour", "", ""),
        ("Wh", "watt_hour", "", "wh watt_hour watt_hours wattstunden 瓦时"),
        ("kWh", "kilowatt_hour", "", "kwh kilowattstunden 千瓦时 度电"),
        ("BTU", "british_thermal_unit", "", "btu btus"),
    ),
    "charge": (
        ("mAh", "milliampere_hour", "", "mah milliamp_hours 毫安时 毫安時"),
        ("Ah", "ampere_hour", "", "ah amp_hours amp_hour 安时"),
    ),
    "voltage": (
        ("mV", "millivolt", "", "millivolt"),
        ("V", "volt", "VDC VAC Vdc Vac", "v volt volts 伏 伏特"),
        ("kV", "kilovolt", "", "kilovolt"),
    ),
    "current": (
        ("µA", "microampere", "uA", ""),
        ("mA", "milliampere", "", "ma milliamp milliamps milliampere 毫安"),
        ("A", "ampere", "", "amp amps ampere amperes 安 安培"),
    ),
    "resistance": (
        ("Ω", "ohm", "", "ohm ohms 欧姆"),
        ("kΩ", "kiloohm", "", "kohm kiloohm"),
        ("MΩ", "megaohm", "", "megaohm"),
    ),
    "frequency": (
        ("Hz", "hertz", "", "hz hertz 赫兹"),
        ("kHz", "kilohertz", "", "khz kilohertz 千赫"),
        ("MHz", "megahertz", "", "mhz megahertz 兆赫"),
        ("GHz", "gigahertz", "", "ghz gigahertz 吉赫"),
    ),
    "rotation": (("rpm", "", "", "rpm r/min rev/min u/min upm revolutions_per_minute 转/分 转"),),
    "pressure": (
        ("Pa", "pascal", "", "pascal 帕"),
        ("hPa", "hectopascal", "", "hpa"),
        ("kPa", "kilopascal", "", "kpa kilopascal 千帕"),
        ("MPa", "megapascal", "", "megapascal 兆帕"),
        ("mbar", "millibar", "", "mbar millibar"),
        ("bar", "bar", "", "bar 巴"),
        ("psi", "psi", "", "psi"),
        ("atm", "atmosphere", "ATM", ""),
        ("mmHg", "millimeter_Hg", "", "mmhg 毫米汞柱"),
    ),
    "luminous flux": (("lm", "", "", "lm lumen lumens 流明"),),
    "illuminance": (("lx", "", "", "lx lux 勒克斯"),),
    "luminance": (("cd/m²", "", "", "cd/m2 cd/m² cd/qm nit nits 尼特"),),
    "luminous efficacy": (("lm/W", "", "", "lm/w"),),
    "bytes": (
        ("KB", "kilobyte", "", "kb kbyte kilobyte kilobytes"),
        ("MB", "megabyte", "", "mb mbyte megabyte megabytes"),
        ("GB", "gigabyte", "", "gb gbyte gigabyte gigabytes gigs"),
        ("TB", "terabyte", "", "tb tbyte terabyte terabytes"),
        ("KiB", "kibibyte", "", "kib"),
        ("MiB", "mebibyte", "", "mib"),
        ("GiB", "gibibyte", "", "gib"),
        ("TiB", "tebibyte", "", "tib"),
    ),
    "bits": (
        ("bit", "bit", "", "bit bits 位"),
        ("kbit", "kilobit", "Kb", "kbit kilobit kilobits"),
        ("Mbit", "megabit", "Mb", "mbit megabit megabits"),
        ("Gbit", "gigabit", "Gb", "gbit gigabit gigabits"),
        ("Tbit", "terabit", "Tb", "tbit terabit"),
    ),
    "bit rate": (
        ("kbit/s", "kilobit / second", "kb/s Kb/s", "kbit/s kbps"),
        ("Mbit/s", "megabit / second", "Mb/s", "mbit/s mbps megabits_per_second"),
        ("Gbit/s", "gigabit / second", "Gb/s", "gbit/s gbps gigabits_per_second"),
    ),
    "byte rate": (
        ("KB/s", "kilobyte / second", "KBps", "kb/s"),
        ("MB/s", "megabyte / second", "MBps", "mb/s megabytes_per_second"),
        ("GB/s", "gigabyte / second", "GBps", "gb/s"),
    ),
    "speed": (
        ("m/s", "meter / second", "", "m/s m/sec 米/秒"),
        ("km/h", "kilometer / hour", "", "km/h kmh kph km/std 公里/小时"),
        ("mph", "mile / hour", "", "mph miles_per_hour"),
    ),
    "flow": (
        ("l/min", "liter / minute", "", "l/min lpm 升/分钟"),
        ("l/h", "liter / hour", "", "l/h l/hr l/std 升/小时"),
        ("m³/h", "meter ** 3 / hour", "", "m³/h m3/h m³/std 立方米/小时"),
        ("CFM", "foot ** 3 / minute", "", "cfm"),
    ),
    "force": (("N", "newton", "", "newton"), ("kN", "kilonewton", "", "")),
    "torque": (("Nm", "newton * meter", "", ""),),
    "grammage": (("g/m²", "gram / meter ** 2", "", "g/m2 g/m² g/qm gsm 克/平方米"),),
    "linear mass": (("den", "gram / (9000 meter)", "", "denier"), ("dtex", "gram / (10000 meter)", "", "")),
    "dot density": (("dpi", "", "", "dpi dots_per_inch"),),
    "pixel density": (("ppi", "", "", "ppi pixels_per_inch"),),
    "pixels": (("px", "", "", "px pixel pixels pix 像素"),),
    "image size": (
        ("MP", "1e6 pixel", "", "mp mpx mpix megapixel megapixels mega_pixel mega_pixels 百万像素"),
        ("万像素", "1e4 pixel", "", "万象素"),
    ),
    "frame rate": (("fps", "", "", "fps frames_per_second bilder/s 帧"),),
    "ratio": (("%", "percent", "", "percent percents prozent pct"), ("‰", "0.001", "", "promille")),
    "ppm": (("ppm", "", "", "ppm pages_per_minute page_per_minute pages/min seiten/min seiten_pro_minute 页/分钟"),),
    "sound level": (("dB", "", "", "db dba decibel decibels dezibel 分贝"),),
    "antenna gain": (("dBi", "", "", ""),),
    "signal level": (("dBm", "", "", ""),),
    "angle": (("°", "", "", "deg degree degrees grad 度"),),
    "dose": (("IU", "", "IE", ""),),
}

#: Spellings with a second reading: what else they may stand for. The unit of the key decides.
ALSO: dict[str, str] = {
    "oz": "fl oz",
    "ounce": "fl oz",
    "ounces": "fl oz",
    "Kb": "KB",
    "Mb": "MB",
    "Gb": "GB",
    "Tb": "TB",
    "kb/s": "KB/s",
    "Mb/s": "MB/s",
    "Gb/s": "GB/s",
    "mb/s": "Mbit/s",
    "gb/s": "Gbit/s",
    "毫安": "mAh",
    "ct": "carat",
    "nm": "Nm",
}
