"""Skin care of the demo catalog: product lines, how merchants file them, and what their texts say."""

from itemcenter.demo.assortment import Assortment, Leaf

SKIN = """
skin_type: dry skin | oily skin | combination skin | sensitive skin | mature skin | all skin types | normal skin
    | dry skin+sensitive skin | oily skin+combination skin
"""
MILD = """
fragrance_free: yes | yes | no |
skin_vegan: yes | yes | no |
shelf_life: 6 month | 12 month | 9 month |
"""

LEAVES = (
    Leaf(
        id="skincare/creams",
        groups=14,
        prices=(9, 24),
        nouns={"en": "face cream, moisturiser", "de": "Gesichtscreme, Gesichtspflege", "zh": "面霜"},
        paths="""
            Beauty > Face > Creams; Cosmetics/Moisturisers; Face creams; Health & beauty > Skin > Face;
            Kosmetik > Gesichtspflege; beauty; 美妆 > 面霜
        """,
        pools=f"""
            {SKIN}
            active_ingredient, skin_concern: hyaluronic acid,dehydration | ceramides+panthenol,barrier repair
                | retinol,wrinkles | niacinamide,large pores | urea,dehydration | peptides,wrinkles
                | aloe vera,redness | shea butter, | vitamin C,dullness | squalane+ceramides,
            {MILD}
            time_of_day, spf: day,15 | day,30 | night, | day+night, | day, | ,
            texture: creamy | gel | fluid | creamy | balm
        """,
        axes="""
            skin_volume, skin_pack: 50 ml,glass jar | 75 ml,tube | 30 ml,glass jar | 100 ml,pump bottle | 15 ml,tube
        """,
    ),
    Leaf(
        id="skincare/serums",
        groups=12,
        prices=(14, 32),
        nouns={"en": "serum, face serum", "de": "Serum, Gesichtsserum", "zh": "精华液, 精华"},
        paths="""
            Beauty > Face > Serums; Cosmetics/Ampoules; Serums; Health & beauty > Skin > Concentrates;
            Kosmetik > Seren; 美妆 > 精华
        """,
        pools=f"""
            {SKIN}
            active_ingredient, active_share, skin_concern: niacinamide,10 %,large pores | vitamin C,15 %,dark spots
                | retinol,0.5 %,wrinkles | hyaluronic acid,2 %,dehydration | salicylic acid,2 %,blemishes
                | lactic acid,5 %,dullness | peptides,,wrinkles | green tea+niacinamide,,redness | vitamin C,20 %,
            {MILD}
            time_of_day: day | night | day+night |
            texture: fluid | oil | gel |
        """,
        axes="""
            skin_volume, skin_pack: 30 ml,dropper bottle | 15 ml,dropper bottle | 50 ml,pump bottle | 2 ml,sachet
        """,
    ),
    Leaf(
        id="skincare/sun",
        groups=10,
        prices=(8, 19),
        nouns={"en": "sunscreen, sun lotion", "de": "Sonnenschutz", "zh": "防晒霜"},
        paths="""
            Beauty > Sun; Cosmetics/Sun care; Sun care; Health & beauty > Sunscreens; Kosmetik > Sonnenpflege;
            美妆 > 防晒
        """,
        pools=f"""
            {SKIN}
            active_ingredient: zinc oxide | panthenol | aloe vera+panthenol | green tea |
            skin_concern: | redness | dark spots |
            {MILD}
            texture: fluid | creamy | gel | stick | foam
            skin_pack: tube | spray bottle | pump bottle
        """,
        axes="""
            spf: 20 | 30 | 50
            skin_volume: 50 ml | 100 ml | 150 ml | 200 ml
        """,
    ),
    Leaf(
        id="skincare/cleansers",
        groups=10,
        prices=(6, 17),
        nouns={"en": "cleanser, face wash", "de": "Gesichtsreinigung, Reinigung", "zh": "洁面乳"},
        paths="""
            Beauty > Face > Cleansers; Cosmetics/Cleansing; Cleansers; Health & beauty > Skin > Face wash;
            Kosmetik > Reinigung; 美妆 > 洁面
        """,
        pools=f"""
            {SKIN}
            active_ingredient, skin_concern: salicylic acid,blemishes | ceramides,barrier repair | aloe vera,redness
                | lactic acid,dullness | green tea, | panthenol,
            {MILD}
            texture: foam | gel | oil | balm | fluid
        """,
        axes="""
            skin_volume, skin_pack: 150 ml,tube | 200 ml,pump bottle | 400 ml,pump bottle
                | 75 ml,tube | 100 ml,glass jar
        """,
    ),
)

TITLES = {
    "en": [
        "%brand% %line% %noun% {skin_volume}",
        "%brand% %line% %noun% {active_ingredient} {skin_volume}",
        "%noun% %brand% for {skin_type}, {skin_volume}",
        "%brand% %noun% {active_ingredient} {active_share}",
        "%brand% %line% %noun% [SPF {spf}](spf) {skin_volume}",
        "{fragrance_free} %noun% %brand% %line%",
        "%brand% {skin_vegan} %noun% {skin_type}",
        "%noun% %brand% {texture} {skin_volume}",
        "%brand% %line% %noun% - {skin_concern}",
        "%brand% %noun% {skin_pack} {skin_volume}",
        "%brand% %line% %noun%",
    ],
    "de": [
        "%brand% %line% %noun% {skin_volume}",
        "%noun% %brand% für {skin_type}",
        "%brand% %noun% mit {active_ingredient}",
        "%brand% %line% %noun% [LSF {spf}](spf), {skin_volume}",
        "%noun% %brand% {fragrance_free}",
    ],
    "zh": [
        "%brand% %line%%noun% {skin_volume}",
        "%brand%{active_ingredient}%noun% {skin_volume}",
        "%noun% %brand% {skin_type}",
    ],
}

SENTENCES = {
    "en": [
        "The package holds {skin_volume}.",
        "Content: {skin_volume}.",
        "The travel size of [10 ml](!skin_volume:other_variant) is sold at airports only.",
        "Apply [2 ml](!skin_volume=2 ml:dosage), no more.",
        "Made for {skin_type}.",
        "Good for {skin_type}, says our lab.",
        "It is [not for oily skin](!skin_type=oily skin:negation).",
        "Main ingredient: {active_ingredient}.",
        "With {active_ingredient} from a lab nearby.",
        "[No retinol](!active_ingredient=retinol:negation) in here.",
        "Use it under our [vitamin C](!active_ingredient=vitamin C:other_product) concentrate.",
        "[A dose of {active_share}](active_share) is what studies used.",
        "Of the testers [92 %](!active_share:survey) would buy it again.",
        "Meant for this: {skin_concern}.",
        "What it is about: {skin_concern}.",
        "Others of the line address [wrinkles](!skin_concern=wrinkles:other_product).",
        "@creams,sun: The label says [SPF {spf}](spf).",
        "@creams: [Wear SPF 50 on top](!spf:advice) when you go out.",
        "On the skin: {texture}, gone in a minute.",
        "Texture: {texture}.",
        "[No perfume was added](fragrance_free=yes).",
        "It [smells of roses](~fragrance_free=no) for an hour.",
        "[Nothing in it comes from animals](skin_vegan=yes).",
        "[Contains beeswax](~skin_vegan=no).",
        "@creams,serums: Use it at this time: {time_of_day}.",
        "Keeps for {shelf_life} once opened.",
        "Unopened it keeps for [30 months](!shelf_life:near_miss).",
        "Filled into a {skin_pack}.",
        "The [tube](!skin_pack=tube:other_variant) of last year is history.",
        "Rinse eyes with plenty of water after contact.",
        "Tested under the eyes of doctors in our own town.",
    ],
    "de": [
        "Inhalt: {skin_volume}.",
        "Für {skin_type} gemacht.",
        "Enthält {active_ingredient}.",
        "Hilft bei: {skin_concern}.",
        "[Ohne Duftstoffe](fragrance_free=yes).",
        "[Enthält Bienenwachs](~skin_vegan=no).",
        "Nach dem Öffnen {shelf_life} haltbar.",
        "[Nicht für fettige Haut](!skin_type=oily skin:negation).",
        "Zieht schnell ein.",
    ],
    "zh": [
        "净含量{skin_volume}。",
        "适合{skin_type}。",
        "主要成分：{active_ingredient}。",
        "[不添加香精](fragrance_free=yes)。",
        "温和清爽，每天可用。",
    ],
}

ASSORTMENT = Assortment(
    root="skincare",
    prefix="SKN",
    brands={
        "skincare/creams": "Dermavelle, Hautnah & Co, Moss & Vale, Yurun",
        "skincare/serums": "Dermavelle, Yurun, Moss & Vale",
        "skincare/sun": "Solmarin, Hautnah & Co",
        "skincare/cleansers": "Moss & Vale, Hautnah & Co, Yurun",
    },
    lines="Rein, Lumi, Calm 5, Aura, Quelle, Pure, Balance, Derma One, Silva, Morgen",
    leaves=LEAVES,
    titles=TITLES,
    sentences=SENTENCES,
    filler="Best before: see box; Delivery: 2 days; Shelf: B4; Storage: cool; Made in: EU; Tester: no",
)
