"""Power tools of the demo catalog: product lines, how merchants file them, and what their texts say."""

from itemcenter.demo.assortment import Assortment, Leaf

SHARED = """
noise_level: 72 dB | 78 dB | 83 dB | 88 dB | 92 dB | |
brushless: yes | yes | no |
"""
PACKED = "tool_case: hard case | stackable box | soft bag | cardboard box"
BATTERY = """
battery_capacity, batteries_supplied, tool_case: 2 Ah,1,soft bag | 2 Ah,2,hard case | 4 Ah,2,stackable box
    | 5 Ah,2,stackable box | ,0,cardboard box | 1.5 Ah,2,hard case
"""

LEAVES = (
    Leaf(
        id="tools/drills",
        groups=15,
        prices=(69, 219),
        nouns={"en": "drill driver, power drill", "de": "Bohrschrauber", "zh": "电钻"},
        paths="""
            DIY > Power tools > Drills; Tools/Drill drivers; Drill drivers; Hardware > Electric tools > Drilling;
            Baumarkt > Werkzeug > Bohrschrauber; drill; 工具 > 电钻
        """,
        pools=f"""
            tool_drive, tool_voltage, torque: battery,12 V,32 Nm | battery,18 V,60 Nm | battery,18 V,85 Nm
                | battery,10.8 V,28 Nm | battery,36 V,130 Nm | battery,14.4 V,45 Nm
            {SHARED}
            chuck_capacity: 1.5-13 mm | 1-10 mm | 0.8-10 mm | 2-13 mm |
            no_load_speed: 1500 rpm | 1800 rpm | 2100 rpm | 450 rpm |
            tool_weight: 0.9 kg | 1.2 kg | 1.5 kg | 1.9 kg |
            hammer_function: yes | no | no |
        """,
        axes=BATTERY,
    ),
    Leaf(
        id="tools/grinders",
        groups=11,
        prices=(49, 159),
        nouns={"en": "angle grinder", "de": "Winkelschleifer", "zh": "角磨机"},
        paths="""
            DIY > Power tools > Grinders; Tools/Angle grinders; Angle grinders; Hardware > Electric tools > Grinding;
            Baumarkt > Werkzeug > Winkelschleifer; 工具 > 角磨机
        """,
        pools=f"""
            {SHARED}
            no_load_speed: 8500 rpm | 9300 rpm | 11000 rpm | 12000 rpm
            tool_drive, tool_voltage, tool_weight: mains,230 V,1.9 kg | mains,230 V,2.4 kg | mains,230 V,
                | mains,120 V,2.1 kg
            {PACKED}
        """,
        axes="""
            disc_diameter, tool_power: 115 mm,720 W | 125 mm,900 W | 125 mm,1100 W | 125 mm,1400 W | 230 mm,2200 W
        """,
    ),
    Leaf(
        id="tools/jigsaws",
        groups=9,
        prices=(59, 189),
        nouns={"en": "power jigsaw, pendulum saw", "de": "Stichsäge", "zh": "曲线锯"},
        paths="""
            DIY > Power tools > Jigsaws; Tools/Saws/Jigsaws; Power jigsaws; Hardware > Electric tools > Sawing;
            Baumarkt > Werkzeug > Stichsägen; 工具 > 曲线锯
        """,
        pools=f"""
            {SHARED}
            tool_drive, tool_voltage: battery,18 V | battery,12 V | battery,18 V
            no_load_speed: 2800 rpm | 3100 rpm | 3500 rpm |
            cutting_depth: 65 mm | 85 mm | 120 mm | 135 mm
            dust_extraction: hose connection | dust box+hose connection | no extraction |
            tool_weight: 1.7 kg | 2.1 kg | 2.4 kg |
        """,
        axes=BATTERY,
    ),
    Leaf(
        id="tools/sanders",
        groups=11,
        prices=(39, 149),
        nouns={"en": "orbital sander, sander", "de": "Exzenterschleifer, Schleifmaschine", "zh": "砂光机"},
        paths="""
            DIY > Power tools > Sanders; Tools/Sanding; Sanders; Hardware > Electric tools > Sanding;
            Baumarkt > Werkzeug > Schleifer; 工具 > 砂光机
        """,
        pools=f"""
            {SHARED}
            tool_drive, tool_voltage, tool_power: mains,230 V,240 W | mains,230 V,350 W | mains,120 V,280 W
                | mains,230 V,430 W | compressed air,,
            no_load_speed: 10000 rpm | 12000 rpm | 13000 rpm |
            dust_extraction: dust bag | dust box | dust box+hose connection | hose connection
            tool_weight: 1.1 kg | 1.4 kg | 2.3 kg |
        """,
        axes="""
            disc_diameter: 125 mm | 150 mm | 115 mm
            tool_case: hard case | stackable box | soft bag
        """,
    ),
)

TITLES = {
    "en": [
        "%brand% %line% %noun% {tool_voltage}",
        "%brand% %line% %noun% [{tool_voltage}, {torque}](tool_voltage; torque)",
        "%noun% %brand% %line% {tool_drive} {tool_voltage}",
        "%brand% %noun% {disc_diameter} {tool_power}",
        "%brand% {brushless} %noun% {tool_voltage} {battery_capacity}",
        "%brand% %line% %noun% {model_number} {tool_case}",
        "%brand% %noun% [{batteries_supplied} x {battery_capacity}](batteries_supplied; battery_capacity) {tool_case}",
        "%noun% %brand% {cutting_depth} {dust_extraction}",
        "%brand% %line% %noun% {hammer_function}",
        "%brand% %noun% {no_load_speed} {disc_diameter}",
        "%brand% %line% %noun%",
    ],
    "de": [
        "%brand% %line% %noun% {tool_voltage}",
        "%noun% %brand% {tool_drive}, {tool_power}",
        "%brand% %noun% {disc_diameter} im {tool_case}",
        "%brand% %noun% {torque} {brushless}",
        "%noun% %brand% %line%",
    ],
    "zh": ["%brand% %line%%noun% {tool_voltage}", "%brand%{tool_drive}%noun% {tool_power}", "%noun% %brand% %line%"],
}

SENTENCES = {
    "en": [
        "The system voltage is {tool_voltage}.",
        "Runs on {tool_voltage}.",
        "@drills,jigsaws: Batteries of the [36 V](!tool_voltage=36 V:other_system) family do not fit.",
        "One pack stores {battery_capacity}.",
        "@drills,jigsaws: A [9 Ah](!battery_capacity:accessory) pack is sold apart.",
        "In the box: [number of packs {batteries_supplied}](batteries_supplied), a charger and a manual.",
        "[Body only, no battery](batteries_supplied=0).",
        "The motor takes {tool_power}.",
        "With {tool_power} it eats through most jobs.",
        "A generator of at least [3000 W](!tool_power:requirement) is needed on site.",
        "Energy comes from {tool_drive}.",
        "[No cord in your way](tool_drive=battery).",
        "Screws home with {torque}.",
        "In soft wood the torque is only [18 Nm](!torque:near_miss).",
        "It turns at {no_load_speed} without load.",
        "@grinders: Never fit discs rated below [6,000 rpm](!no_load_speed:warning).",
        "The chuck grips {chuck_capacity}.",
        "@drills: Holes in timber may be [38 mm](!chuck_capacity:near_miss) wide.",
        "Takes discs of {disc_diameter}.",
        "@grinders: Older discs of [100 mm](!disc_diameter:negation) do not fit.",
        "Cuts timber as deep as {cutting_depth}.",
        "@jigsaws: In steel it manages [8 mm](!cutting_depth:near_miss).",
        "It weighs {tool_weight} without extras.",
        "@grinders,sanders: The parcel weighs [4.2 kg](!tool_weight:packaging).",
        "Under load we measured {noise_level}.",
        "Ear muffs that take off [25 dB](!noise_level:accessory) are a good idea.",
        "[The EC motor needs no carbon](brushless=yes) and little care.",
        "Its [carbon brushes can be changed](~brushless=no) in minutes.",
        "@drills: [Drills into masonry with blows](hammer_function=yes).",
        "@drills: It [has no hammer function](~hammer_function=no), so leave brick alone.",
        "Dust goes to: {dust_extraction}.",
        "Delivered in {tool_case}.",
        "A [stackable box](!tool_case=stackable box:accessory) can be ordered as an extra.",
        "Type plate: {model_number}.",
        "A lamp lights the spot where you work.",
    ],
    "de": [
        "Spannung: {tool_voltage}.",
        "Leistung: {tool_power}.",
        "Drehmoment bis {torque}.",
        "Gewicht ohne Zubehör: {tool_weight}.",
        "Geliefert in: {tool_case}.",
        "[Ohne Akku geliefert](batteries_supplied=0).",
        "Scheiben mit {disc_diameter} passen.",
        "[Mit Kohlebürsten](~brushless=no).",
        "Liegt gut in der Hand.",
    ],
    "zh": [
        "额定电压{tool_voltage}。",
        "功率{tool_power}。",
        "扭矩{torque}。",
        "包装：{tool_case}。",
        "握感舒适，动力强劲。",
    ],
}

ASSORTMENT = Assortment(
    root="tools",
    prefix="TLS",
    brands={
        "tools/drills": "Wuchtmann, Torvik, Handwell, Dingli",
        "tools/grinders": "Wuchtmann, Handwell, Dingli",
        "tools/jigsaws": "Sparrowhawk, Torvik",
        "tools/sanders": "Sparrowhawk, Handwell, Torvik",
    },
    lines="GX 200, Profi, Bull, Compact, Yard, Core, Falke, Site, One, Delta 3",
    leaves=LEAVES,
    titles=TITLES,
    sentences=SENTENCES,
    filler="Delivery: 2 days; Shelf: W7; Manual: printed; Condition: new; Spare parts: yes; Series: blue line",
)
