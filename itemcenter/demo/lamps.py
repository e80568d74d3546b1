"""Lamps of the demo catalog: product lines and how merchants file them."""

from itemcenter.demo.assortment import Assortment, Leaf
from itemcenter.demo.lamps_texts import SENTENCES, TITLES

STYLE = """
lamp_style: modern | Scandinavian | industrial | mid-century | art deco | rustic | minimalist
    | Japandi | boho | classic | modern+minimalist
"""
BULB = """
socket, bulb_count, max_power, bulb_included, energy_class: E27,1,40 W,no, | E14,1,25 W,no,
    | E27,1,60 W,yes,class E | integrated LED,,12 W,,class D | GU10,1,35 W,no,
    | E14,2,25 W,yes,class F
"""
LIGHT = """
light_color, dimmable: warm white,yes | warm white,no | neutral white,no | tunable white,yes
    | warm white, | ,yes
"""
SHADE = "shade_material: linen | glass | cotton fabric | paper | velvet | rattan | metal |"

LEAVES = (
    Leaf(
        id="lamps/table",
        groups=9,
        prices=(29, 149),
        nouns={"en": "table lamp, bedside lamp", "de": "Tischlampe, Nachttischlampe", "zh": "台灯, 床头灯"},
        paths="""
            Home > Lighting > Table lamps; Lamps/Table; Table lamps; Lighting > Bedside lights;
            Wohnen > Lampen > Tischlampen; lamp; 灯具 > 台灯
        """,
        pools=f"""
            lamp_material: ceramic | brass | oak | steel+marble | concrete | glass | bamboo | bronze
            {SHADE}
            {BULB}
            {LIGHT}
            {STYLE}
            power_source: mains | mains | rechargeable battery | USB power | mains+rechargeable battery
            room: bedroom | living room | living room+bedroom | nursery |
        """,
        axes="""
            height, shade_diameter: 28 cm,18 cm | 35 cm,22 cm | 45 cm,30 cm | 52 cm,32 cm
            color: black | white | green | copper | mustard | beige
        """,
    ),
    Leaf(
        id="lamps/floor",
        groups=9,
        prices=(79, 349),
        nouns={"en": "floor lamp, standing lamp", "de": "Stehlampe, Stehleuchte", "zh": "落地灯"},
        paths="""
            Home > Lighting > Floor lamps; Lamps/Standing; Floor lamps; Lighting > Uplighters;
            Wohnen > Stehlampen; 落地灯
        """,
        pools=f"""
            lamp_material: steel | walnut wood | aluminium | iron+wood | chrome | rattan | brass+marble
            {SHADE}
            {BULB}
            {LIGHT}
            {STYLE}
            power_source: mains | mains |
            weight: 3.4 kg | 4.2 kg | 5.6 kg | 7.1 kg | 2.5 kg
            room: living room | living room+study | bedroom |
        """,
        axes="""
            height: 140 cm | 152 cm | 165 cm | 180 cm
            color: black | white | anthracite | gold | taupe | olive
        """,
    ),
    Leaf(
        id="lamps/pendant",
        groups=9,
        prices=(59, 389),
        nouns={"en": "pendant lamp, hanging lamp", "de": "Pendelleuchte, Hängelampe", "zh": "吊灯"},
        paths="""
            Home > Lighting > Ceiling > Pendants; Lamps/Hanging; Pendant lamps; Lighting > Suspension;
            Wohnen > Hängelampen; 吊灯
        """,
        pools=f"""
            lamp_material: metal | aluminium | steel | brass | wood
            shade_material: glass | rattan | paper | metal | linen | concrete | ceramic
            socket, bulb_count, max_power, bulb_included: E27,1,60 W,no | E27,3,40 W,no | E14,5,25 W,no
                | integrated LED,,18 W, | B22,1,60 W,yes
            {LIGHT}
            {STYLE}
            power_source: mains |
            room: dining room | kitchen | dining room+kitchen | staircase | hallway
            cable_length: 120 cm | 150 cm | 200 cm | 100 cm
        """,
        axes="""
            shade_diameter: 25 cm | 35 cm | 40 cm | 50 cm | 60 cm
            color: black | white | red | gold | dark green | beige
        """,
    ),
    Leaf(
        id="lamps/wall",
        groups=8,
        prices=(35, 159),
        nouns={"en": "wall lamp, sconce, wall light", "de": "Wandleuchte, Wandlampe", "zh": "壁灯"},
        paths="""
            Home > Lighting > Wall; Lamps/Sconces; Wall lamps; Lighting > Wall lights; Wohnen > Wandleuchten;
            壁灯
        """,
        pools=f"""
            lamp_material: plastic | glass+brass | aluminium | ceramic | steel | chrome+glass
            {BULB}
            {LIGHT}
            {STYLE}
            power_source: mains | rechargeable battery | replaceable batteries | mains
            room: hallway | bedroom | bathroom | staircase |
        """,
        axes="""
            width, depth: 10 cm,12 cm | 14 cm,9 cm | 22 cm,11 cm | 30 cm,8 cm
            color: black | white | nickel | gold | grey | pink
        """,
    ),
    Leaf(
        id="lamps/desk",
        groups=8,
        prices=(29, 199),
        nouns={"en": "desk lamp, task lamp", "de": "Schreibtischlampe, Arbeitsleuchte", "zh": "工作灯, 书桌灯"},
        paths="""
            Home > Lighting > Desk; Office/Lamps; Desk lamps; Lighting > Task lights;
            Büro > Schreibtischlampen; 办公 > 台灯
        """,
        pools=f"""
            lamp_material: aluminium | steel | plastic | acrylic+aluminium | bamboo
            {LIGHT}
            {STYLE}
            socket, max_power, luminous_flux, energy_class, bulb_count: integrated LED,9 W,620 lm,class E,
                | integrated LED,12 W,850 lm,class D, | E27,40 W,,,1 | integrated LED,6 W,400 lm,class F,
                | G9,25 W,,,2
            power_source: mains | USB power | USB power+rechargeable battery
            cable_length: 150 cm | 180 cm | 200 cm |
        """,
        axes="""
            height: 38 cm | 44 cm | 55 cm
            color: black | white | silver | red | light blue | grey
        """,
    ),
    Leaf(
        id="lamps/outdoor",
        groups=8,
        prices=(25, 189),
        nouns={
            "en": "outdoor lamp, garden light, outdoor light",
            "de": "Außenleuchte, Gartenleuchte",
            "zh": "户外灯, 庭院灯",
        },
        paths="""
            Garden > Lighting; Lamps/Outdoor; Outdoor lamps; Home > Lighting > Garden; Garten > Außenleuchten;
            户外 > 庭院灯
        """,
        pools=f"""
            lamp_material: aluminium | steel | plastic | bronze | aluminium+glass | iron
            {LIGHT}
            {STYLE}
            socket, max_power, luminous_flux: integrated LED,8 W,600 lm | integrated LED,15 W,1200 lm
                | E27,15 W, | GU10,7 W,
            power_source: mains | solar | solar | rechargeable battery
            ip_rating: IP44 | IP54 | IP65 | IP67
            motion_sensor: yes | no |
        """,
        axes="""
            height: 25 cm | 50 cm | 80 cm | 100 cm
            color: anthracite | black | silver | brown | white
        """,
    ),
)

ASSORTMENT = Assortment(
    root="lamps",
    prefix="LMP",
    brands={
        "lamps/table": "Lumerel, Glimmhaus, Okamira",
        "lamps/floor": "Nordlune, Fennlicht, Lumerel",
        "lamps/pendant": "Kupferkatz, Nordlune, Glimmhaus",
        "lamps/wall": "Fennlicht, Lumerel",
        "lamps/desk": "Okamira, Fennlicht",
        "lamps/outdoor": "Solvane, Glimmhaus",
    },
    lines="Astrid, Hakon, Luna, Pipa, Orbis, Marta, Tove, Kaze, Solea, Birk, Nami, Edda",
    leaves=LEAVES,
    titles=TITLES,
    sentences=SENTENCES,
    filler="Delivery: 3-5 days; Assembly: easy; Condition: new; Series: home; Shop ref: L-77; Bulk price: ask us",
)
