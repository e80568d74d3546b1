"""Paint of the demo catalog: product lines, how merchants file them, and what their texts say."""

from itemcenter.demo.assortment import Assortment, Leaf

DRYING = """
touch_dry, recoat_time: 1 h,4 h | 2 h,6 h | 3 h,8 h | 4 h,12 h | 6 h,16 h | 1.5 h, | ,5 h
"""
COATS = "coats: 1 | 2 | 2 | 3 |"
INSIDE = "place_of_use: indoors | indoors | outdoors | indoors+outdoors | indoors+outdoors"

LEAVES = (
    Leaf(
        id="paint/wall",
        groups=15,
        prices=(7, 19),
        nouns={"en": "wall paint, emulsion paint", "de": "Wandfarbe, Dispersionsfarbe", "zh": "乳胶漆, 墙面漆"},
        paths="""
            DIY > Paint > Walls; Paint/Emulsion; Wall paint; Home improvement > Decorating > Wall paint;
            Baumarkt > Farben > Wandfarben; paint; 家装 > 乳胶漆
        """,
        pools=f"""
            paint_finish: dull matt | matt | matt | silk matt | eggshell
            paint_base: water-based | silicate | lime | clay | acrylic resin
            {DRYING}
            {COATS}
            place_of_use: indoors | indoors | indoors+outdoors
            scrub_class: class 1 | class 2 | class 2 | class 3 |
            paint_surface: plaster+wallpaper | plaster+plasterboard | plaster+concrete+brick | old paint+wallpaper |
            low_odour: yes | yes | no |
        """,
        axes="""
            paint_volume, coverage: 1 l,7 m² | 2.5 l,18 m² | 5 l,35 m² | 10 l,70 m²
            color: white | off-white | mint | petrol | taupe | light blue | mustard | light grey
        """,
    ),
    Leaf(
        id="paint/wood",
        groups=12,
        prices=(6, 16),
        nouns={"en": "wood varnish, wood stain", "de": "Holzlasur, Holzlack", "zh": "木器漆"},
        paths="""
            DIY > Paint > Wood; Paint/Varnish & stain; Wood varnish; Home improvement > Wood care;
            Baumarkt > Farben > Lasuren; 木器漆
        """,
        pools=f"""
            paint_finish: matt | silk matt | satin | high gloss | semi-gloss
            paint_base: water-based | linseed oil | alkyd resin | acrylic resin | solvent-based
            {DRYING}
            {COATS}
            {INSIDE}
            low_odour: yes | no |
        """,
        axes="""
            paint_volume, coverage: 0.375 l,4.5 m² | 0.75 l,9 m² | 2.5 l,30 m²
            color: brown | dark brown | anthracite | white | grey | black
        """,
    ),
    Leaf(
        id="paint/metal",
        groups=10,
        prices=(8, 18),
        nouns={"en": "metal paint, rust-stop paint", "de": "Metallschutzlack, Metalllack", "zh": "金属漆, 防锈漆"},
        paths="""
            DIY > Paint > Metal; Paint/Metal; Metal paint; Home improvement > Rust protection;
            Baumarkt > Lacke > Metall; 金属漆
        """,
        pools=f"""
            paint_finish: silk matt | high gloss | semi-gloss
            paint_base: alkyd resin | solvent-based | water-based
            {DRYING}
            {COATS}
            {INSIDE}
            paint_surface: iron+galvanised steel | iron | aluminium+galvanised steel | iron+old paint
        """,
        axes="""
            paint_volume, coverage: 0.25 l,2.5 m² | 0.75 l,7.5 m² | 2 l,20 m²
            color: black | anthracite | silver | green | red | white | copper
        """,
    ),
    Leaf(
        id="paint/spray",
        groups=9,
        prices=(5, 11),
        nouns={"en": "spray paint, aerosol paint", "de": "Sprühlack, Sprayfarbe", "zh": "喷漆"},
        paths="""
            DIY > Paint > Spray; Paint/Aerosols; Spray paint; Hobby > Spray cans; Baumarkt > Lacke > Spray; 喷漆
        """,
        pools=f"""
            paint_finish: matt | high gloss | satin
            paint_base: acrylic resin | solvent-based | water-based
            touch_dry, recoat_time: 0.5 h,2 h | 1 h,3 h | 2 h,
            {INSIDE}
            paint_surface: plastic+aluminium | iron+aluminium | tiles+plastic | concrete+brick |
        """,
        axes="""
            paint_volume, coverage: 0.15 l,0.7 m² | 0.4 l,2 m² | 0.6 l,
            color: black | gold | silver | neon yellow | pink | turquoise | copper | orange
        """,
    ),
)

TITLES = {
    "en": [
        "%brand% %line% %noun% {color} {paint_volume}",
        "%noun% %brand% %line% {color}, {paint_finish}, {paint_volume}",
        "%brand% {paint_finish} %noun% {color}",
        "%brand% %line% %noun% {paint_base} {paint_volume}",
        "{color} %noun% %brand% {place_of_use}",
        "%brand% %noun% [{paint_volume} for {coverage}](paint_volume; coverage)",
        "%noun% %line% {color} - {scrub_class}",
        "%brand% {low_odour} %noun% {color} {paint_volume}",
        "%brand% %line% %noun% for {paint_surface} {color}",
        "%brand% %line% %noun% [{coats} coats](coats) {color}",
        "%brand% %line% %noun%",
    ],
    "de": [
        "%brand% %line% %noun% {color} {paint_volume}",
        "%noun% %brand% {paint_finish}, {color}",
        "%brand% %noun% {paint_base} für {place_of_use}",
        "%noun% %brand% %line%, {paint_volume}",
    ],
    "zh": [
        "%brand% %line%%noun% {color} {paint_volume}",
        "%brand%%noun% {paint_finish} {color}",
        "{paint_base}%noun% %brand%",
    ],
}

SENTENCES = {
    "en": [
        "The tone is {color}, as on the lid.",
        "Dries to {color} and stays so for years.",
        "Mixes well with [white](!color=white:option) if you want it paler.",
        "Looks best beside [navy](!color=navy:surroundings) furniture.",
        "[Copper](!color=copper:other_variant) is on its own page.",
        "The result is {paint_finish} and hides small bumps.",
        "@wall,wood,metal: The dry coat is {paint_finish}.",
        "@wall,wood: It is [not high gloss](!paint_finish=high gloss:negation), whatever the old leaflet said.",
        "Bound by {paint_base}, stirred by hand.",
        "Type of paint: {paint_base}.",
        "[Clean brushes with water](paint_base=water-based).",
        "Unlike [solvent-based](!paint_base=solvent-based:comparison) products it is kind to your nose.",
        "The can holds {paint_volume}.",
        "One can of {paint_volume} is enough for a weekend.",
        "Thin it with at most [0.2 l](!paint_volume:dosage) of liquid per can.",
        "Enough for {coverage} in one go.",
        "It covers {coverage} at the usual thickness.",
        "One litre goes as far as [7 m²](!coverage=7 m²:near_miss) on a smooth ground.",
        "Touch-dry in {touch_dry}.",
        "You can touch it after {touch_dry}, [paint over it after {recoat_time}](recoat_time).",
        "The next coat may follow in {recoat_time}.",
        "It is [fully hard after 5 days](!touch_dry:near_miss), so be gentle.",
        "[Two coats](coats=2) are what we advise.",
        "[{coats} coats](coats) give an even result.",
        "Holds on {paint_surface} without a primer.",
        "Made for {paint_surface}.",
        "[Not for tiles](!paint_surface=tiles:negation), which need another product.",
        "For use {place_of_use}.",
        "[Made for rain and frost](place_of_use=outdoors).",
        "Wet scrubbing: {scrub_class} under the norm.",
        "[Hardly smells while drying](low_odour=yes).",
        "It [smells strongly](~low_odour=no), so open a window.",
        "Stir for a minute, then start in a corner.",
        "A roller with short hair gives the best result.",
    ],
    "de": [
        "Farbton: {color}.",
        "Ergebnis: {paint_finish}.",
        "Reicht für {coverage}.",
        "Das Gebinde enthält {paint_volume}.",
        "Nach {recoat_time} überstreichbar.",
        "Haftet auf {paint_surface}.",
        "[Riecht kaum](low_odour=yes).",
        "Auch in [Schwarz](!color=black:other_variant) erhältlich.",
        "Vor Gebrauch gut umrühren.",
    ],
    "zh": [
        "颜色为{color}。",
        "涂刷面积{coverage}。",
        "漆面{paint_finish}，易打理。",
        "净容量{paint_volume}。",
        "使用前请搅拌均匀。",
    ],
}

ASSORTMENT = Assortment(
    root="paint",
    prefix="PNT",
    brands={
        "paint/wall": "Pigmentor, Farbwacht, Oldbarn & Rye, Qingse",
        "paint/wood": "Farbwacht, Oldbarn & Rye, Pigmentor",
        "paint/metal": "Rostika, Farbwacht",
        "paint/spray": "Pigmentor, Rostika, Qingse",
    },
    lines="Calma, Studio, Werk 4, Meadow, Ostwind, Nova, Attic, Linie 9, Quartz, Home",
    leaves=LEAVES,
    titles=TITLES,
    sentences=SENTENCES,
    filler="Delivery: 4 days; Storage: frost-free; Hazard label: none; Shelf: D3; Tinting: not in store; Lid: click",
    spelled={
        ("paint_volume", "0.75 l"): "750 ml / 0.75 l / 0,75 l / 75 cl",
        ("paint_volume", "0.375 l"): "375 ml / 0.375 l",
        ("paint_volume", "5 l"): "2 x 2.5 l / 5 l / 5L",
        ("coats", "2"): "2",
    },
)
