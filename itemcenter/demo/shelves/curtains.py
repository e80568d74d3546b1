"""Curtains of the demo catalog: product lines, how merchants file them, and what their texts say."""

from itemcenter.demo.assortment import Assortment, Leaf

PATTERN = "pattern: plain | plain | striped | checked | floral | leaves | dotted | geometric | plain+striped |"
WASH = "wash_temperature: 30 °C | 30 °C | 40 °C | 60 °C |"

LEAVES = (
    Leaf(
        id="curtains/drapes",
        groups=15,
        prices=(19, 69),
        nouns={"en": "curtains, curtain panel, drapes", "de": "Vorhang, Vorhänge", "zh": "窗帘, 布帘"},
        paths="""
            Home > Textiles > Curtains; Living/Drapes; Drapes; Home textiles > Window > Ready-made curtains;
            Wohnen > Heimtextilien > Vorhänge; window; 家居 > 窗帘
        """,
        pools=f"""
            fabric: polyester | cotton | linen | velvet | recycled polyester | polyester+linen | cotton+viscose | wool
            {PATTERN}
            {WASH}
            light_level, lined, thermal: blackout,no,yes | blackout,, | dim-out,yes, | dim-out,no,no
                | light filtering,no,no | light filtering,, | dim-out,,yes
            header: eyelets | eyelets | pencil pleat | tab top | wave heading | hooks
            fabric_weight: 180 g/m² | 220 g/m² | 280 g/m² | 340 g/m² |
            panel_count: 1 | 2 | 2
        """,
        axes="""
            curtain_width, curtain_drop: 140 cm,245 cm | 117 cm,137 cm | 135 cm,225 cm | 168 cm,229 cm | 140 cm,175 cm
            color: grey | navy | beige | burgundy | white | olive | mustard | taupe | black
        """,
    ),
    Leaf(
        id="curtains/nets",
        groups=11,
        prices=(9, 39),
        nouns={"en": "net curtain, voile panel", "de": "Store, Voile", "zh": "纱帘"},
        paths="""
            Home > Textiles > Net curtains; Living/Sheers; Net curtains; Home textiles > Window > Voiles;
            Wohnen > Heimtextilien > Stores; 家居 > 纱帘
        """,
        pools=f"""
            fabric: polyester | cotton | linen | polyester+linen | silk | viscose
            {PATTERN}
            {WASH}
            light_level: sheer | sheer | light filtering
            header: rod pocket | eyelets | pencil pleat | tab top | hooks
            fabric_weight: 45 g/m² | 60 g/m² | 90 g/m² |
            panel_count: 1 | 2 |
        """,
        axes="""
            curtain_width, curtain_drop: 300 cm,145 cm | 140 cm,245 cm | 150 cm,180 cm | 200 cm,220 cm
            color: white | off-white | light grey | pink | mint
        """,
    ),
    Leaf(
        id="curtains/roller",
        groups=12,
        prices=(15, 59),
        nouns={"en": "roller blind, roller shade", "de": "Rollo, Verdunkelungsrollo", "zh": "卷帘"},
        paths="""
            Home > Blinds > Roller; Living/Blinds; Roller blinds; Window > Shades > Roller; Wohnen > Rollos; 家居 > 卷帘
        """,
        pools=f"""
            fabric: polyester | recycled polyester | bamboo | polyester | linen
            {PATTERN}
            light_level, thermal: blackout,yes | blackout, | dim-out,no | light filtering,no | light filtering,
            fixing: clamps | screws | clamps+screws | adhesive | inside the frame+screws
            operation: bead chain | spring | bead chain | motor | cordless |
        """,
        axes="""
            curtain_width, curtain_drop: 60 cm,150 cm | 80 cm,160 cm | 100 cm,175 cm | 120 cm,190 cm | 45 cm,150 cm
            color: white | grey | anthracite | beige | light blue | red
        """,
    ),
    Leaf(
        id="curtains/shower",
        groups=8,
        prices=(9, 29),
        nouns={"en": "shower curtain, bath curtain", "de": "Duschvorhang", "zh": "浴帘"},
        paths="""
            Bath > Shower curtains; Home/Bath textiles; Shower curtains; Bathroom > Textiles; Bad > Duschvorhänge;
            卫浴 > 浴帘
        """,
        pools=f"""
            fabric: polyester | PEVA | recycled polyester | hemp | cotton
            pattern: plain | striped | leaves | maritime | dotted | stars | geometric
            {WASH}
            header: eyelets | hooks | eyelets
        """,
        axes="""
            curtain_width, curtain_drop: 180 cm,200 cm | 120 cm,200 cm | 240 cm,180 cm | 180 cm,180 cm
            color: white | turquoise | grey | green | navy
        """,
    ),
)

TITLES = {
    "en": [
        "%brand% %line% %noun% [{curtain_width x curtain_drop}](curtain_width; curtain_drop) {color}",
        "%noun% %brand% {color} [{curtain_width x curtain_drop}](curtain_width; curtain_drop)",
        "%brand% {light_level} %noun% {color}, {header}",
        "%brand% %line% %noun% {fabric} {color}",
        "%noun% %brand% {pattern} {color} [{panel_count} pcs](panel_count)",
        "%brand% %line% {lined} %noun% {color}",
        "%brand% {thermal} %noun% [{curtain_width} wide](curtain_width)",
        "%brand% %line% %noun% {fixing}, {color}",
        "%noun% %line% {operation} {light_level}",
        "%brand% %line% %noun% [width {curtain_width}](curtain_width) {color}",
        "%brand% %line% %noun%",
    ],
    "de": [
        "%brand% %line% %noun% [{curtain_width x curtain_drop}](curtain_width; curtain_drop) {color}",
        "%noun% %brand% {light_level}, {color}",
        "%brand% %noun% aus {fabric} {color}",
        "%brand% %noun% {pattern} {header}",
        "%noun% %brand% %line% {color}",
    ],
    "zh": [
        "%brand% %line%%noun% {color} [{curtain_width x curtain_drop}](curtain_width; curtain_drop)",
        "%brand%{light_level}%noun% {color}",
        "{fabric}%noun% %brand% {pattern}",
        "%noun% %brand% %line%",
    ],
}

SENTENCES = {
    "en": [
        "One panel measures [{curtain_width x curtain_drop}](curtain_width; curtain_drop).",
        "It is {curtain_width} wide and falls {curtain_drop}.",
        "The drop is {curtain_drop} and can be shortened.",
        "Made for windows of up to [110 cm](!curtain_width:window).",
        "A hem tape of [3 m](!curtain_drop:accessory) comes along.",
        "There are [{panel_count} in the package](panel_count).",
        "@drapes,nets: [You get a pair](panel_count=2).",
        "Hung by {header}.",
        "Upper edge: {header}.",
        "It is [not meant for hooks](!header=hooks:negation).",
        "Woven from {fabric}.",
        "Fabric: {fabric}, soft to the touch.",
        "With a [sheen like silk](!fabric=silk:figurative).",
        "The cushions beside it, [made of velvet](!fabric=velvet:other_product), are on another page.",
        "Light control: {light_level}.",
        "As for daylight, it is {light_level}.",
        "If you want full darkness, look at our [blackout](!light_level=blackout:other_variant) line.",
        "The pattern is {pattern}.",
        "Design: {pattern}, the same on both sides.",
        "A matching cushion with [stars](!pattern=stars:other_product) can be had.",
        "The cloth weighs {fabric_weight}.",
        "Wash it at {wash_temperature} with like colours.",
        "[Washable at {wash_temperature}](wash_temperature), hang it up damp.",
        "Iron at [110 °C](!wash_temperature:ironing) at most.",
        "@drapes: [A second fabric on the back](lined=yes) makes it fall heavily.",
        "@drapes: It [comes without a lining](~lined=no).",
        "[Keeps the cold out in winter](thermal=yes).",
        "It is [no insulation](~thermal=no) against heat.",
        "Mounted by {fixing}.",
        "@roller: [No drill is needed](fixing=clamps).",
        "Moved by {operation}.",
        "@roller: A [motor](!operation=motor:option) can be added later.",
        "The shade on the picture is {color}.",
        "Colour: {color}, dyed in the yarn.",
        "For a calm look combine it with [anthracite](!color=anthracite:surroundings) cushions.",
        "Hang it up and the creases are gone in a day.",
    ],
    "de": [
        "Maße: [{curtain_width x curtain_drop}](curtain_width; curtain_drop).",
        "Stoff: {fabric}.",
        "Farbe: {color}.",
        "Muster: {pattern}.",
        "Waschbar bei {wash_temperature}.",
        "Befestigung: {fixing}.",
        "[Ohne Futter](~lined=no).",
        "Auch in [Rot](!color=red:other_variant) erhältlich.",
        "Bringt Ruhe ins Zimmer.",
    ],
    "zh": [
        "尺寸[{curtain_width x curtain_drop}](curtain_width; curtain_drop)。",
        "面料为{fabric}。",
        "颜色：{color}。",
        "{light_level}，保护隐私。",
        "安装简单，垂感好。",
    ],
}

ASSORTMENT = Assortment(
    root="curtains",
    prefix="CUR",
    brands={
        "curtains/drapes": "Drapelle, Wovenhall, Fensterfee, Zhimei",
        "curtains/nets": "Fensterfee, Drapelle, Zhimei",
        "curtains/roller": "Shadewell, Fensterfee",
        "curtains/shower": "Wovenhall, Shadewell",
    },
    lines="Aria, Nocturne, Salon, Fjord, Mira, Loft, Siesta, Alma, Weft, Clara",
    leaves=LEAVES,
    titles=TITLES,
    sentences=SENTENCES,
    filler="Delivery: 4 days; Made in: EU; Shelf: H8; Care label: sewn in; Sold by: piece; Roll: none",
)
