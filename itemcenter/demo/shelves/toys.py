"""Toys of the demo catalog: product lines, how merchants file them, and what their texts say."""

from itemcenter.demo.assortment import Assortment, Leaf

THEME = """
toy_theme: farm | dinosaurs | space | pirates | fire brigade | railway | castle | jungle | ocean | city
    | forest animals | unicorns
"""
AGES = "age_range: 1-4 year | 2-5 year | 3-6 year | 3-8 year | 4-8 year | 5-10 year | 6-12 year"

LEAVES = (
    Leaf(
        id="toys/building",
        groups=14,
        prices=(12, 69),
        nouns={"en": "building set, construction set", "de": "Baukasten, Bausatz", "zh": "积木"},
        paths="""
            Toys > Building; Kids/Construction; Building sets; Toys & games > Bricks; Spielzeug > Bauen;
            toy; 玩具 > 积木
        """,
        pools=f"""
            {THEME}
            {AGES}
            toy_material: beech wood | ABS plastic | maple wood | plastic | bioplastic | wood+cardboard | metal
            battery_count, battery_type, batteries_included: 2,AAA,no | 3,AA,yes | 2,AA,no | ,, | ,, | ,,
        """,
        axes="""
            piece_count: 36 | 60 | 84 | 120 | 250 | 480 | 40
            color: red | blue | green | yellow | beige
        """,
    ),
    Leaf(
        id="toys/puzzles",
        groups=11,
        prices=(8, 24),
        nouns={"en": "jigsaw puzzle, jigsaw", "de": "Puzzle, Puzzlespiel", "zh": "拼图"},
        paths="""
            Toys > Puzzles; Kids/Jigsaws; Jigsaw puzzles; Toys & games > Puzzles; Spielzeug > Puzzles; 玩具 > 拼图
        """,
        pools="""
            toy_theme: farm | dinosaurs | space | pirates | world map | ocean | city | jungle | railway | unicorns
            age_range: 2-5 year | 3-6 year | 4-8 year | 6-12 year | 8-99 year
            toy_material: cardboard | wood | cardboard+paper | beech wood
        """,
        axes="""
            piece_count, picture_width, picture_height: 24,38 cm,26 cm | 48,36 cm,26 cm | 100,49 cm,36 cm
                | 500,47 cm,33 cm | 1000,68 cm,48 cm | 200,, | 12,26 cm,18 cm
        """,
    ),
    Leaf(
        id="toys/games",
        groups=11,
        prices=(9, 45),
        nouns={"en": "board game, family game", "de": "Brettspiel, Gesellschaftsspiel", "zh": "桌游"},
        paths="""
            Toys > Games; Kids/Board games; Board games; Toys & games > Family games; Spielzeug > Spiele; 玩具 > 桌游
        """,
        pools=f"""
            {THEME}
            age_range: 4-8 year | 6-12 year | 6-99 year | 8-99 year | 10-99 year
            toy_material: cardboard | wood+cardboard | plastic+cardboard | paper
            players, play_time: 2 players,15 min | 2-4 players,30 min | 2-5 players,45 min | 2-6 players,20 min
                | 3-8 players,40 min | 1 player,10 min | 2-4 players,60 min | 2-4 players,
        """,
        axes="""
            rule_language: English | German | English+German | German+French | Chinese | English+Spanish | Polish
        """,
    ),
    Leaf(
        id="toys/plush",
        groups=11,
        prices=(11, 39),
        nouns={"en": "soft toy, plush animal", "de": "Kuscheltier, Plüschtier", "zh": "毛绒玩具"},
        paths="""
            Toys > Soft toys; Kids/Plush; Soft toys; Toys & games > Cuddly; Spielzeug > Kuscheltiere; 玩具 > 毛绒
        """,
        pools="""
            toy_theme: farm | dinosaurs | forest animals | ocean | jungle | unicorns
            age_range: 0-3 year | 1-6 year | 3-8 year | 0-99 year
            toy_material: cotton plush | polyester plush | polyester plush | wool felt+cotton plush
            machine_washable: yes | yes | no |
            battery_count, battery_type, batteries_included: 3,button cell,yes | 2,AAA,no | ,, | ,, | ,, | ,,
        """,
        axes="""
            toy_height: 18 cm | 25 cm | 35 cm | 60 cm | 90 cm
            color: brown | grey | white | pink | light blue | beige
        """,
    ),
)

TITLES = {
    "en": [
        "%brand% %line% %noun% {toy_theme}",
        "%brand% %noun% {toy_theme} [{piece_count} pieces](piece_count)",
        "%noun% %brand% %line%, {toy_theme}, [{piece_count} pcs](piece_count)",
        "%brand% %line% %noun% [ages {age_range}](age_range)",
        "%noun% %brand% {toy_material} {toy_theme}",
        "%brand% %line% %noun%, {players}, {play_time}",
        "%brand% %noun% {toy_theme} {rule_language}",
        "%brand% %line% %noun% {color} [{toy_height} tall](toy_height)",
        "{machine_washable} %noun% %brand% {color}",
        "%brand% %noun% {piece_count} parts [{picture_width x picture_height}](picture_width; picture_height)",
        "%brand% %noun% {toy_theme} {color}",
        "%brand% %line% %noun%",
    ],
    "de": [
        "%brand% %line% %noun% {toy_theme}",
        "%noun% %brand% {toy_theme}, [{piece_count} Teile](piece_count)",
        "%brand% %noun% [Alter {age_range}](age_range)",
        "%brand% %noun% {players}, {play_time}",
        "%noun% %brand% aus {toy_material}",
    ],
    "zh": [
        "%brand% %line%%noun% {toy_theme}",
        "%brand%%noun% {toy_material} {age_range}",
        "%noun% %brand% {color}",
        "%brand%%noun%",
    ],
}

SENTENCES = {
    "en": [
        "Recommended for [ages {age_range}](age_range).",
        "Children of {age_range} get the most out of it.",
        "The maker has built toys for [40 years](!age_range:maker_history).",
        "Comes with a guarantee of [2 years](!age_range:guarantee).",
        "There are [{piece_count} pieces](piece_count) in the box.",
        "With its [{piece_count} parts](piece_count) it keeps small hands busy.",
        "@building: Works together with the [300-piece](!piece_count:other_product) starter box.",
        "Made of {toy_material}, sanded twice.",
        "The material is {toy_material}.",
        "The box, not the toy, is [made of metal](!toy_material=metal:packaging).",
        "Coloured to look like [wood](!toy_material=wood:figurative).",
        "The theme: {toy_theme}.",
        "It takes children into the world of {toy_theme}.",
        "Goes with the [castle](!toy_theme=castle:other_product) of the same series.",
        "A game for {players}.",
        "@games: {players} sit around the table.",
        "One round takes {play_time}.",
        "Setting up takes [5 minutes](!play_time:setup).",
        "The rules are printed in {rule_language}.",
        "The rules in [French](!rule_language=French:download) can be downloaded.",
        "Runs on [{battery_count} {battery_type} batteries](battery_count; battery_type).",
        "It needs [{battery_count} batteries of the type {battery_type}](battery_count; battery_type).",
        "[Cells are in the box](batteries_included=yes), so play starts at once.",
        "[Power cells must be bought apart](~batteries_included=no).",
        "@plush: [May go into the washing machine](machine_washable=yes).",
        "@plush: [Wipe with a damp cloth only](~machine_washable=no).",
        "@plush: Sits {toy_height} tall.",
        "@plush: Its big sister measures [1.2 m](!toy_height:other_variant).",
        "The finished picture measures [{picture_width x picture_height}](picture_width; picture_height).",
        "A frame of [70 x 50 cm](!picture_width:accessory; !picture_height:accessory) is sold apart.",
        "@plush,building: Colour: {color}.",
        "@plush,building: Not in [purple](!color=purple:other_variant), which is sold out.",
        "Grandparents like it, too.",
        "Edges are rounded and nothing pinches.",
    ],
    "de": [
        "Für Kinder von {age_range}.",
        "Thema: {toy_theme}.",
        "Aus {toy_material} gefertigt.",
        "Enthält [{piece_count} Teile](piece_count).",
        "Dauer einer Runde: {play_time}.",
        "Für {players}.",
        "Anleitung: {rule_language}.",
        "Garantie: [3 Jahre](!age_range:guarantee).",
        "Macht der ganzen Familie Freude.",
    ],
    "zh": [
        "主题：{toy_theme}。",
        "材质为{toy_material}。",
        "适合{age_range}儿童。",
        "一局约{play_time}。",
        "边角圆润，安全放心。",
    ],
}

ASSORTMENT = Assortment(
    root="toys",
    prefix="TOY",
    brands={
        "toys/building": "Klotzberg, Hazelbrook Toys, Momoxi",
        "toys/puzzles": "Ravenspiel, Tumbolino, Hazelbrook Toys",
        "toys/games": "Ravenspiel, Tumbolino, Klotzberg",
        "toys/plush": "Hazelbrook Toys, Momoxi, Tumbolino",
    },
    lines="Pippo, Luma, Karlsson, Trixi, Bosko, Little Acre, Anton, Wunderkiste, Mimi, Otto",
    leaves=LEAVES,
    titles=TITLES,
    sentences=SENTENCES,
    filler="Delivery: 2 days; Gift wrap: on request; Safety mark: yes; Shelf: T5; Return: 30 days; Inner box: none",
    spelled={
        ("age_range", "3-6 year"): "36-72 months / 3-6 years",
        ("age_range", "1-4 year"): "12-48 months / 1-4 years",
        ("piece_count", "1000"): "1000 / 1,000",
    },
)
