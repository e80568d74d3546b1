"""Shoes of the demo catalog: product lines and how merchants file them."""

from itemcenter.demo.assortment import Assortment, Leaf
from itemcenter.demo.shoes_texts import SENTENCES, TITLES

SIZES = """
shoe_size: EU 36 | EU 37 | EU 38 | EU 39 | EU 40 | EU 41 | EU 42 | EU 43 | EU 44 | EU 45
    | EU 46 | EU 47
"""
ADULT = "target_group: men | women | unisex | men | women"

LEAVES = (
    Leaf(
        id="shoes/running",
        groups=10,
        prices=(69, 189),
        nouns={
            "en": "running shoes, running shoe, runners, jogging shoes",
            "de": "Laufschuhe, Laufschuh, Joggingschuhe",
            "zh": "跑鞋, 慢跑鞋",
        },
        paths="""
            Shoes > Running; Shoes > Men > Running; Footwear/Running shoes; Running shoes; Sport > Shoes > Run;
            Schuhe > Laufschuhe; running; Footwear > Athletic > Jogging; 跑鞋
        """,
        pools=f"""
            upper_material: mesh | knit | mesh+synthetic | knit+synthetic | mesh+polyester
            sole_material: rubber | carbon rubber | EVA |
            {ADULT}
            closure: laces | laces | speed lace
            cushioning, heel_drop: high cushioning,10 mm | high cushioning,8 mm | medium cushioning,6 mm
                | medium cushioning,8 mm | low cushioning,4 mm | low cushioning,2 mm
            surface: road | road | trail | road+treadmill | trail+gravel | track
            waterproof: no | no | yes |
            vegan: yes | yes | no |
            care_instructions: brush off dry mud, never machine wash | rinse by hand at 30 degrees |
            shoe_weight: 212 g | 236 g | 248 g | 265 g | 284 g | 310 g
        """,
        axes=f"""
            color: black | white+neon yellow | navy | grey+coral | turquoise | light blue+white | burgundy
                | mint
            {SIZES}
        """,
    ),
    Leaf(
        id="shoes/hiking",
        groups=9,
        prices=(89, 249),
        nouns={
            "en": "hiking boots, hiking boot, walking boots, trekking boots",
            "de": "Wanderschuhe, Wanderstiefel",
            "zh": "登山鞋, 徒步鞋",
        },
        paths="""
            Shoes > Outdoor > Hiking; Outdoor/Footwear/Boots; Hiking boots; Shoes > Women > Walking boots;
            Schuhe > Wandern; Trekking; Footwear > Hike & Trek; 户外 > 登山鞋
        """,
        pools=f"""
            upper_material: nubuck | leather | suede+nylon | nylon+synthetic | nubuck+textile
            sole_material: rubber | TPU | carbon rubber |
            {ADULT}
            closure: laces | speed lace | laces
            waterproof: yes | yes | no
            cut: mid cut | high cut | low cut
            lining_material: fleece | textile | leather | wool |
            vegan: no | no |
            shoe_weight: 480 g | 545 g | 610 g | 690 g
            care_instructions: wax twice a season | let dry away from heaters, then wax |
        """,
        axes=f"""
            color: brown | anthracite | olive | dark brown | khaki+orange | petrol | beige
            {SIZES}
        """,
    ),
    Leaf(
        id="shoes/sneakers",
        groups=9,
        prices=(39, 139),
        nouns={
            "en": "sneakers, sneaker, casual shoes, trainers",
            "de": "Sneaker, Freizeitschuhe, Turnschuhe",
            "zh": "休闲鞋, 板鞋",
        },
        paths="""
            Shoes > Sneakers; Shoes > Men > Casual; Footwear/Trainers; Sneaker; sneakers; Schuhe > Freizeit;
            Fashion > Shoes > Casual shoes; 鞋 > 休闲鞋
        """,
        pools="""
            upper_material, vegan: leather,no | canvas,yes | synthetic leather,yes | suede,no | cotton,
                | leather+suede,no | hemp,yes
            sole_material: rubber | rubber | crepe | EVA
            target_group: men | women | unisex | kids | unisex
            closure: laces | slip-on | hook-and-loop | zip
            cut: low cut | high cut | mid cut | low cut
            lining_material: cotton | textile | synthetic |
            care_instructions: wipe with a damp cloth | hand wash only, no tumble dryer |
        """,
        axes=f"""
            color: white | black | off-white+green | navy+white | mustard | lilac | red | light grey
            {SIZES}
        """,
    ),
    Leaf(
        id="shoes/sandals",
        groups=9,
        prices=(24, 99),
        nouns={"en": "sandals, sandal, strappy sandals", "de": "Sandalen, Sandale", "zh": "凉鞋"},
        paths="""
            Shoes > Sandals; Shoes > Women > Sandals; Footwear/Summer/Sandals; Sandals; Schuhe > Sandalen;
            summer shoes; 凉鞋
        """,
        pools="""
            upper_material, vegan: leather,no | synthetic leather,yes | EVA foam,yes | textile, | nubuck,no
                | cork+leather,no
            sole_material: cork sole | rubber | EVA |
            target_group: women | women | men | kids | unisex
            closure: buckle | hook-and-loop | slip-on | elastic band
            toe_shape: open toe | open toe | round toe
            heel_height: 2.5 cm | 3.5 cm | 5 cm | 7 cm |
            care_instructions: keep out of salt water | wipe with a damp cloth |
        """,
        axes=f"""
            color: cognac | black | beige | rose gold | silver | pink | teal | white
            {SIZES}
        """,
    ),
    Leaf(
        id="shoes/formal",
        groups=9,
        prices=(79, 299),
        nouns={
            "en": "dress shoes, formal shoes, formal shoe",
            "de": "Businessschuhe, Anzugschuhe",
            "zh": "皮鞋, 正装鞋",
        },
        paths="""
            Shoes > Formal; Shoes > Men > Business; Footwear/Dress shoes; Formal shoes; Schuhe > Business;
            Shoes > Wedding & Party; 正装 > 皮鞋
        """,
        pools="""
            upper_material, vegan: leather,no | patent leather,no | suede,no | synthetic leather,yes
                | leather,
            sole_material: leather sole | rubber | crepe | leather sole
            target_group: men | women | men | women
            closure: laces | slip-on | buckle | elastic band
            lining_material: leather | textile | cotton |
            toe_shape: almond toe | pointed toe | round toe | square toe
            heel_height: 2 cm | 3 cm | 4.5 cm | 6 cm | 8 cm
            care_instructions: use a shoe tree and matching cream | polish with a soft cloth |
        """,
        axes=f"""
            color: black | dark brown | cognac | burgundy | navy | taupe
            {SIZES}
        """,
    ),
)

ASSORTMENT = Assortment(
    root="shoes",
    prefix="SHO",
    brands={
        "shoes/running": "Tarvella, Kestrun, Mirrowake",
        "shoes/hiking": "Brunnholt, Tarvella, Strandhuf",
        "shoes/sneakers": "Oskeva, Mirrowake, Plimbo, Tarvella",
        "shoes/sandals": "Strandhuf, Oskeva, Plimbo",
        "shoes/formal": "Halvek & Daughters, Oskeva",
    },
    lines="Vento, Tempo 3, Aurel, Kiruna, Loma, Pacer, Ostara, Brisk, Fjordi, Calda, Merrow, Quill",
    leaves=LEAVES,
    titles=TITLES,
    sentences=SENTENCES,
    filler="Delivery: 2-3 days; Condition: new; Shop ref: 88-213; Season: SS; Gift wrap: on request; Returns: free",
)
