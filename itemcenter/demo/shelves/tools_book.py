"""Workbook section for power tools."""

from itemcenter.demo.workbook import Section

CATEGORIES = """
tools ; Power tools ; electric tools, Elektrowerkzeuge, 电动工具 ; Tools with a motor, held in the hand.
tools/drills ; Drill drivers ; cordless drills, Bohrschrauber, 电钻 ; Drill holes and drive screws.
tools/grinders ; Angle grinders ; cut-off grinders, Winkelschleifer, 角磨机 ; Cut and grind with a disc.
tools/jigsaws ; Power jigsaws ; fret saws, Stichsägen, 曲线锯 ; Saw curves with a narrow blade.
tools/sanders ; Sanders ; orbital sanders, Schleifmaschinen, 砂光机 ; Smooth surfaces with sandpaper.
"""

KEYS = """
tool_voltage: voltage
  type: quantity, unit=V, tolerance=0.02
  about: Rated voltage of the battery or of the mains it runs on.
  en: rated voltage, battery voltage
  de: Spannung, Nennspannung, Akkuspannung
  zh: 电压
  off: Volt.

battery_capacity: battery capacity
  type: quantity, unit=Ah, tolerance=0.02
  about: Capacity of one battery that comes with it.
  en: capacity, battery size
  de: Akkukapazität, Kapazität
  zh: 电池容量

batteries_supplied: batteries supplied
  type: count
  about: Batteries in the box; 0 where the body is sold alone.
  en: number of batteries, incl. batteries
  de: mitgelieferte Akkus, Anzahl Akkus
  zh: 电池数量

tool_power: power input
  type: quantity, unit=W, tolerance=0.02
  about: Rated power of a tool with a cord.
  en: wattage, rated power
  de: Leistung, Nennaufnahmeleistung
  zh: 功率

tool_drive: power supply
  type: categorical
  about: Where the current comes from.
  en: powered by, energy source
  de: Energiequelle, Antrieb
  zh: 供电方式

torque: torque
  type: quantity, unit=Nm, tolerance=0.02
  about: Highest torque into hard material.
  en: max. torque, turning force
  de: Drehmoment
  zh: 扭矩

no_load_speed: no-load speed
  type: quantity, unit=rpm, tolerance=0.02
  about: Highest number of turns or strokes a minute without load.
  en: speed, max. speed
  de: Leerlaufdrehzahl, Drehzahl
  zh: 空载转速
  off: RPM

chuck_capacity: chuck capacity
  type: quantity, unit=mm, tolerance=0.05
  about: Diameters that the chuck holds, as a range.
  en: chuck, chuck range
  de: Bohrfutter, Spannbereich
  zh: 夹头

disc_diameter: disc diameter
  type: quantity, unit=mm, tolerance=0.01, role=diameter
  about: Diameter of the discs or pads it takes.
  en: disc size, wheel size, pad size
  de: Scheibendurchmesser, Tellergröße
  zh: 盘径

cutting_depth: cutting depth in wood
  type: quantity, unit=mm, tolerance=0.02, role=depth
  about: Deepest cut in timber; other materials do not count.
  en: cutting depth, depth of cut
  de: Schnitttiefe, Schnitttiefe in Holz
  zh: 切割深度

tool_weight: weight
  type: quantity, unit=kg, tolerance=0.03
  about: Weight of the tool without a battery.
  en: net weight, bare weight
  de: Gewicht
  zh: 重量
  off: Wt.

noise_level: noise level
  type: quantity, unit=dB, tolerance=0.02
  about: Sound pressure at the ear under load.
  en: sound pressure, noise
  de: Schalldruckpegel, Lautstärke
  zh: 噪音

brushless: brushless motor
  type: boolean
  about: The motor has no carbon brushes.
  en: brushless, EC motor
  de: bürstenlos, bürstenloser Motor
  zh: 无刷电机
  said: brushless, with brushless motor ; bürstenlos ; 无刷

hammer_function: hammer function
  type: boolean
  about: Can drill with blows into masonry.
  en: percussion, impact drilling
  de: Schlagfunktion, Schlagbohren
  zh: 冲击功能
  said: with hammer function ; mit Schlagfunktion ; 带冲击

dust_extraction: dust extraction
  type: categorical, multiple
  about: How dust is caught.
  en: dust collection, dust removal
  de: Staubabsaugung
  zh: 吸尘方式

tool_case: case
  type: categorical
  about: What the tool is packed in.
  en: supplied in, delivered in
  de: Koffer, geliefert in
  zh: 包装
"""

APPLIES = {
    "tools": "tool_drive! tool_voltage! tool_power battery_capacity batteries_supplied no_load_speed tool_weight "
    "noise_level brushless tool_case model_number gtin",
    "tools/drills": "torque! chuck_capacity! hammer_function",
    "tools/grinders": "disc_diameter!",
    "tools/jigsaws": "cutting_depth! dust_extraction",
    "tools/sanders": "disc_diameter dust_extraction!",
}

VALUES = {
    "tool_drive": """
battery ; cordless, rechargeable battery ; Akku, Akkubetrieb ; 充电式, 锂电 ; accu
mains ; corded, mains cable ; Netz, Netzbetrieb, kabelgebunden ; 插电 ; 230V~
compressed air ; pneumatic ; Druckluft ; 气动
""",
    "dust_extraction": """
dust bag ; cloth bag ; Staubbeutel ; 集尘袋
dust box ; micro-filter box ; Staubbox ; 集尘盒
hose connection ; vacuum connection, extractor port ; Absauganschluss, Saugeranschluss ; 吸尘器接口
no extraction ; without extraction ; ohne Absaugung ; 无吸尘
""",
    "tool_case": """
hard case ; plastic case, carry case ; Kunststoffkoffer, Transportkoffer ; 工具箱 ; hc
stackable box ; system case, stacking case ; Systemkoffer, Stapelbox ; 堆叠箱
soft bag ; canvas bag ; Tragetasche, Werkzeugtasche ; 软包
cardboard box ; carton ; Karton ; 纸盒
""",
}

BRANDS = """
Wuchtmann ; WUCHTMANN Werkzeuge, Wucht-Mann
Torvik ; TORVIK Tools
Handwell ; Hand Well, Handwell Pro
Sparrowhawk ; Sparrow Hawk, SPARROWHAWK
Dingli ; 顶力, Dingli Power
"""

TERMS = """
drill driver ; screwdriver drill, Akkuschrauber ; tools/drills
grinder ; cutting grinder, Flex ; tools/grinders
pendulum saw ; Pendelhubstichsäge ; tools/jigsaws
orbital sander ; delta sander, Exzenterschleifer ; tools/sanders
"""

SECTION = Section(
    CATEGORIES,
    KEYS,
    APPLIES,
    VALUES,
    BRANDS,
    terms=TERMS,
    relations="""
brand/sparrowhawk makes tools/jigsaws
""",
)
