"""Cookware of the demo catalog: product lines, how merchants file them, and what their texts say."""

from itemcenter.demo.assortment import Assortment, Leaf

SHARED = """
oven_temperature: 180 °C | 200 °C | 220 °C | 250 °C | 260 °C | |
dishwasher_safe: yes | yes | no |
"""
HOBS = """
hobs: all hobs | induction+gas+electric | gas+electric | induction | gas+electric+glass-ceramic
    | all hobs | gas+open fire
"""

LEAVES = (
    Leaf(
        id="cookware/frying",
        groups=14,
        prices=(19, 59),
        nouns={"en": "frying pan, skillet", "de": "Bratpfanne, Pfanne", "zh": "煎锅, 平底锅"},
        paths="""
            Kitchen > Cookware > Frying pans; Home/Pans; Frying pans; Kitchen & dining > Skillets;
            Küche > Pfannen; pan; 厨房 > 煎锅
        """,
        pools=f"""
            pan_material, coating: forged aluminium,PTFE | cast aluminium,ceramic coating | cast iron,seasoned
                | carbon steel,uncoated | stainless steel,PTFE | stainless steel,uncoated | copper,uncoated
                | cast aluminium,diamond coating
            {SHARED}
            {HOBS}
            handle: long handle | long handle | detachable handle | two side handles |
            pan_height: 4.5 cm | 5 cm | 5.5 cm |
        """,
        axes="""
            pan_diameter, base_diameter, pan_weight: 20 cm,15 cm,0.6 kg | 24 cm,18.5 cm,0.9 kg | 26 cm,20 cm,
                | 28 cm,21.5 cm,1.2 kg | 32 cm,,1.5 kg
            color: black | red | anthracite | copper
        """,
    ),
    Leaf(
        id="cookware/saucepans",
        groups=12,
        prices=(24, 69),
        nouns={"en": "saucepan, stock pot", "de": "Kochtopf, Stieltopf", "zh": "汤锅, 奶锅"},
        paths="""
            Kitchen > Cookware > Saucepans; Home/Pots; Saucepans; Kitchen & dining > Pots; Küche > Töpfe; 厨房 > 汤锅
        """,
        pools=f"""
            pan_material, coating: stainless steel,uncoated | enamelled steel,enamel | cast aluminium,PTFE
                | copper,uncoated | borosilicate glass, | stainless steel,ceramic coating
            {SHARED}
            {HOBS}
            handle: two side handles | long handle | folding handle |
            lid_included: yes | yes | no |
            color: silver | | white | blue | mint
        """,
        axes="""
            pan_diameter, pan_capacity, pan_weight: 16 cm,1.5 l,0.8 kg | 18 cm,2.2 l, | 20 cm,3 l,1.3 kg
                | 24 cm,5.5 l,2.1 kg | 28 cm,9.5 l,2.8 kg
        """,
    ),
    Leaf(
        id="cookware/casseroles",
        groups=12,
        prices=(59, 149),
        nouns={"en": "casserole, Dutch oven", "de": "Schmortopf, Bräter", "zh": "炖锅, 珐琅锅"},
        paths="""
            Kitchen > Cookware > Casseroles; Home/Dutch ovens; Casseroles; Kitchen & dining > Slow cooking pots;
            Küche > Bräter; 厨房 > 炖锅
        """,
        pools=f"""
            pan_material, coating: enamelled cast iron,enamel | cast iron,seasoned | clay,uncoated
                | cast aluminium,PTFE | enamelled cast iron,
            {SHARED}
            {HOBS}
            handle: two side handles | two side handles | bail handle
            lid_included: yes | yes | yes | no
        """,
        axes="""
            pan_diameter, pan_capacity, pan_weight: 20 cm,2.6 l,3.1 kg | 24 cm,4.2 l,4.6 kg | 28 cm,6.7 l,6.2 kg
            color: red | black | navy | dark green | off-white | orange
        """,
    ),
    Leaf(
        id="cookware/woks",
        groups=8,
        prices=(29, 79),
        nouns={"en": "wok, wok pan", "de": "Wok, Wokpfanne", "zh": "炒锅"},
        paths="""
            Kitchen > Cookware > Woks; Home/Woks; Woks; Kitchen & dining > Stir-fry; Küche > Woks; 厨房 > 炒锅
        """,
        pools=f"""
            pan_material, coating: carbon steel,uncoated | carbon steel,seasoned | cast iron,seasoned
                | stainless steel,ceramic coating | cast aluminium,PTFE | titanium,
            {SHARED}
            {HOBS}
            handle: long handle | two side handles |
            color: black | | silver
        """,
        axes="""
            pan_diameter, pan_height, pan_weight: 28 cm,8.5 cm,1.1 kg | 30 cm,9 cm, | 32 cm,9.5 cm,1.6 kg
                | 36 cm,10.5 cm,2 kg
            base_diameter: 12 cm | 14 cm |
        """,
    ),
)

TITLES = {
    "en": [
        "%brand% %line% %noun% {pan_diameter}",
        "%brand% %line% %noun% {pan_material} [Ø {pan_diameter}](pan_diameter)",
        "%noun% %brand% {pan_material}, {pan_diameter}, {color}",
        "%brand% %line% %noun% {coating} {pan_diameter}",
        "%brand% %noun% for {hobs}, {pan_diameter}",
        "%noun% %brand% %line% {pan_capacity} {lid_included}",
        "%brand% %line% %noun% {color} {pan_capacity}",
        "{dishwasher_safe} %noun% %brand% %line% {pan_diameter}",
        "%brand% %noun% {handle} {pan_material}",
        "%brand% %line% %noun% {color}",
        "%brand% %line% %noun%",
    ],
    "de": [
        "%brand% %line% %noun% {pan_diameter}",
        "%noun% %brand% aus {pan_material}, {pan_diameter}",
        "%brand% %noun% {pan_capacity} {color}",
        "%noun% %brand% {coating}",
        "%brand% %line% %noun% für {hobs}",
    ],
    "zh": [
        "%brand% %line%%noun% {pan_diameter}",
        "{pan_material}%noun% %brand% {pan_diameter}",
        "%brand%%noun%",
        "%noun% %brand% {color}",
    ],
}

SENTENCES = {
    "en": [
        "Across the rim it measures {pan_diameter}.",
        "With {pan_diameter} it feeds a hungry pair.",
        "A bottom of {base_diameter} sits well on the middle ring.",
        "@frying,woks: The walls are {pan_height} high.",
        "A splatter screen of [33 cm](!pan_diameter:accessory) is sold apart.",
        "It holds {pan_capacity}.",
        "Room for {pan_capacity} of soup.",
        "Serve with a ladle of [0.1 l](!pan_capacity:accessory).",
        "The body is {pan_material}, made to last.",
        "Made of {pan_material} in a small works.",
        "The knob is made of [stainless steel](!pan_material=stainless steel:part).",
        "It [shines like copper](!pan_material=copper:figurative) but needs less care.",
        "Heavier than [cast iron](!pan_material=cast iron:comparison) it is not.",
        "Inside: {coating}.",
        "The inner layer is {coating} and stays smooth.",
        "[Contains no PTFE](!coating=PTFE:negation).",
        "Works on {hobs}.",
        "Fit for {hobs}.",
        "[Not for induction](!hobs=induction:negation), as a magnet will tell you.",
        "The oven may be as hot as {oven_temperature}.",
        "[Oven-safe to {oven_temperature}](oven_temperature), handle and all.",
        "Sear at [180 °C](!oven_temperature=180 °C:cooking_tip) on the surface, not more.",
        "[The dishwasher does it no harm](dishwasher_safe=yes).",
        "Please [wash by hand only](~dishwasher_safe=no).",
        "@saucepans,casseroles: A [heavy lid keeps the steam in](lid_included=yes).",
        "@saucepans,casseroles: The [lid in the picture is sold apart](~lid_included=no).",
        "@frying,woks: Comes with {handle}.",
        "Handle: {handle}, which stays cool.",
        "It weighs {pan_weight}, so mind your wrist.",
        "Outside it is {color}.",
        "The [gold](!color=gold:other_variant) one was a limited edition.",
        "Article {model_number} in the printed catalogue.",
        "Heat it slowly and it will serve you for decades.",
        "The chef next door uses nothing else.",
    ],
    "de": [
        "Material: {pan_material}.",
        "Der Durchmesser beträgt {pan_diameter}.",
        "Fasst {pan_capacity}.",
        "Für {hobs} geeignet.",
        "Innen: {coating}.",
        "[Nur von Hand spülen](~dishwasher_safe=no).",
        "[Darf in die Spülmaschine](dishwasher_safe=yes).",
        "Farbe: {color}.",
        "Langsam erhitzen, lange Freude haben.",
    ],
    "zh": [
        "锅体材质：{pan_material}。",
        "直径{pan_diameter}。",
        "适用{hobs}。",
        "内壁为{coating}。",
        "受热均匀，轻松烹饪。",
    ],
}

ASSORTMENT = Assortment(
    root="cookware",
    prefix="COO",
    brands={
        "cookware/frying": "Herdstolz, Panvita, Ironquay, Cuivrelle",
        "cookware/saucepans": "Herdstolz, Cuivrelle, Panvita",
        "cookware/casseroles": "Ironquay, Cuivrelle, Herdstolz",
        "cookware/woks": "Guowang, Ironquay, Panvita",
    },
    lines="Basso, Hearth, Meister, Solid 7, Fjell, Bistro, Opa, Ember, Kessel, Rondo",
    leaves=LEAVES,
    titles=TITLES,
    sentences=SENTENCES,
    filler="Delivery: 3 days; Shelf: K2; Recipe card: yes; Made in: EU; Gift box: no",
)
