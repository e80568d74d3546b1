"""Coffee of the demo catalog: product lines and how merchants file them."""

from itemcenter.demo.assortment import Assortment, Leaf
from itemcenter.demo.coffee_texts import SENTENCES, TITLES

PROFILE = """
roast, bean_type, origin, tasting_notes: light roast,arabica,Ethiopia,jasmine+bergamot+peach
    | light roast,arabica,Kenya,blackcurrant+grapefruit
    | medium roast,arabica,Colombia,caramel+apple
    | medium roast,arabica,Guatemala,chocolate+orange
    | medium roast,arabica,Peru,hazelnut+honey
    | medium-dark roast,arabica+robusta,Brazil+India,chocolate+walnut
    | dark roast,arabica+robusta,Brazil+Vietnam,chocolate+tobacco
    | dark roast,arabica,Indonesia,cedar+clove+molasses
    | extra dark roast,robusta,Uganda,malt+molasses | light roast,arabica,Rwanda,plum+black tea
    | medium roast,arabica,Costa Rica,honey+apricot | medium roast,arabica,China,black tea+plum
    | medium-dark roast,arabica,Honduras+Nicaragua,caramel+almond
    | light roast,arabica,Burundi,cherry+lemon | medium roast,arabica,Mexico,hazelnut+cinnamon
    | light roast,arabica,Bolivia,mango+rose
    | medium-dark roast,arabica,El Salvador,fig+caramel
    | medium roast,arabica,Papua New Guinea,
"""
PLAIN = "decaffeinated: no | no | yes |  |"
ORGANIC = "organic: yes | no | |"
STRENGTH = "intensity: 4 | 5 | 6 | 7 | 8 | 9 | 10 |"
AROMA = """
added_flavouring: no flavouring |  | | vanilla flavouring | hazelnut flavouring
    | caramel flavouring
"""

LEAVES = (
    Leaf(
        id="coffee/beans",
        groups=13,
        prices=(5.5, 11.5),
        nouns={
            "en": "coffee beans, whole bean coffee, espresso beans",
            "de": "Kaffeebohnen, ganze Bohnen",
            "zh": "咖啡豆",
        },
        paths="""
            Food > Coffee > Beans; Coffee > Whole bean; Groceries/Hot drinks/Coffee beans; Coffee beans;
            Kaffee > Bohnen; beans; 咖啡 > 咖啡豆
        """,
        pools=f"""
            {PROFILE}
            {PLAIN}
            {ORGANIC}
            {STRENGTH}
            process: washed | natural | honey process | anaerobic | wet-hulled |
            growing_altitude: 1100 m | 1450 m | 1700 m | 1950 m |
            packaging: bag | bag | tin
            brewing_method: espresso machine | pour-over | bean-to-cup machine+espresso machine
                | French press+filter machine |
            added_flavouring: no flavouring |  |
        """,
        axes="""
            net_weight: 250 g | 500 g | 1000 g | 340 g
        """,
    ),
    Leaf(
        id="coffee/ground",
        groups=10,
        prices=(4.2, 8.5),
        nouns={"en": "ground coffee, milled coffee", "de": "gemahlener Kaffee, Mahlkaffee", "zh": "咖啡粉"},
        paths="""
            Food > Coffee > Ground; Coffee > Milled; Groceries/Hot drinks/Ground coffee; Ground coffee;
            Kaffee > Gemahlen; ground; 咖啡 > 咖啡粉
        """,
        pools=f"""
            {PROFILE}
            {PLAIN}
            {ORGANIC}
            {STRENGTH}
            {AROMA}
            packaging: bag | tin | box
            grind, brewing_method: fine,espresso machine+moka pot | medium,filter machine+pour-over
                | coarse,French press | extra fine,cezve | medium-coarse,cold brew jar | medium,
        """,
        axes="""
            net_weight: 250 g | 500 g | 1000 g | 200 g
        """,
    ),
    Leaf(
        id="coffee/capsules",
        groups=10,
        prices=(4.9, 8.9),
        nouns={"en": "coffee capsules, coffee pods", "de": "Kaffeekapseln", "zh": "咖啡胶囊"},
        paths="""
            Food > Coffee > Capsules; Coffee/Pods; Capsules; Groceries > Coffee > Capsules & pods;
            Kaffee > Kapseln; 咖啡胶囊
        """,
        pools=f"""
            {PROFILE}
            {PLAIN}
            {ORGANIC}
            {STRENGTH}
            {AROMA}
            packaging: box | bag | box
            compostable: yes | no |
            capsule_system: Kapselo Classic | Kapselo Grande | Brio Pod | Tazzetta
                | Kapselo Classic+Tazzetta
        """,
        axes="""
            capsule_count, net_weight: 10,55 g | 20,110 g | 30,165 g | 50,275 g | 100,550 g
        """,
    ),
    Leaf(
        id="coffee/instant",
        groups=7,
        prices=(4.5, 9.5),
        nouns={"en": "instant coffee, soluble coffee", "de": "Instantkaffee, löslicher Kaffee", "zh": "速溶咖啡"},
        paths="""
            Food > Coffee > Instant; Groceries/Coffee/Soluble; Instant coffee; Kaffee > Löslich; instant;
            速溶咖啡
        """,
        pools=f"""
            {PROFILE}
            {PLAIN}
            {ORGANIC}
            {AROMA}
        """,
        axes="""
            net_weight, packaging, unit_count: 100 g,glass jar, | 200 g,glass jar, | 50 g,stick sachets,25
                | 100 g,tin, | 20 g,stick sachets,10
        """,
    ),
    Leaf(
        id="coffee/cold",
        groups=7,
        prices=(8.9, 15.9),
        nouns={
            "en": "cold brew coffee, iced coffee, ready-to-drink coffee",
            "de": "Eiskaffee, trinkfertiger Kaffee",
            "zh": "即饮咖啡, 冷萃咖啡",
        },
        paths="""
            Drinks > Coffee > Ready to drink; Beverages/Iced coffee; Cold brew; Getränke > Eiskaffee;
            RTD coffee; 饮料 > 即饮咖啡
        """,
        pools=f"""
            {PROFILE}
            {PLAIN}
            {ORGANIC}
            {AROMA}
            unit_volume, packaging: 330 ml,aluminium can | 250 ml,aluminium can | 275 ml,glass bottle
                | 200 ml,aluminium can
        """,
        axes="""
            unit_count: 4 | 6 | 8 | 12 | 24
        """,
    ),
)

ASSORTMENT = Assortment(
    root="coffee",
    prefix="COF",
    brands={
        "coffee/beans": "Amselhof, Bruvanti, Casa Morvello, Duneberry Roasters, Lanwu",
        "coffee/ground": "Amselhof, Bruvanti, Lanwu",
        "coffee/capsules": "Kapselo, Bruvanti, Casa Morvello",
        "coffee/instant": "Lanwu, Amselhof, Duneberry Roasters",
        "coffee/cold": "Tidepot, Lanwu",
    },
    lines="Morgenrot, Sera, Hill No. 7, Piazza, Nachtzug, Old Quay, Lantern, Solo, Wolkenmeer, Harbour, First Light",
    leaves=LEAVES,
    titles=TITLES,
    sentences=SENTENCES,
    filler="Best before: see lid; Storage: cool and dry; Delivery: 2 days; Shelf: B12; Tax class: reduced",
    spelled={
        ("net_weight", "1000 g"): "4 x 250 g / 4x250g / 2 x 500 g / 1 kg / 1000 g",
        ("net_weight", "500 g"): "2 x 250 g / 500 g / 0.5 kg",
        ("capsule_count", "30"): "3 x 10 / 30",
        ("capsule_count", "100"): "10 x 10 / 100",
        ("capsule_count", "50"): "5x10 / 50",
    },
)
