"""Workbook section for shoes."""

from itemcenter.demo.keys_shoes import KEYS
from itemcenter.demo.workbook import Section

CATEGORIES = """
shoes ; Shoes ; footwear, Schuhe, 鞋 ; Everything worn on the feet outdoors or indoors, sold as a pair.
shoes/running ; Running shoes ; runners, jogging shoes, Laufschuhe, 跑鞋 ; Light shoes for running.
shoes/hiking ; Hiking boots ; walking boots, trekking boots, Wanderschuhe, 登山鞋 ; Sturdy boots for uneven ground.
shoes/sneakers ; Sneakers ; casual shoes, Freizeitschuhe, 休闲鞋 ; Everyday shoes in a sporty cut.
shoes/sandals ; Sandals ; Sandalen, strappy shoes, 凉鞋 ; Open shoes held by straps.
shoes/formal ; Formal shoes ; dress shoes, Businessschuhe, 皮鞋 ; Smart shoes for office and parties.
"""

APPLIES = {
    "shoes": "color! upper_material! sole_material shoe_size! target_group! closure vegan care_instructions style_code",
    "shoes/running": "cushioning! surface heel_drop shoe_weight waterproof",
    "shoes/hiking": "waterproof! cut! lining_material shoe_weight",
    "shoes/sneakers": "cut lining_material",
    "shoes/sandals": "toe_shape heel_height",
    "shoes/formal": "lining_material toe_shape! heel_height",
}

VALUES = {
    "upper_material": """
leather ; full-grain leather, cowhide, smooth leather ; Leder, Glattleder, Rindsleder ; 牛皮, 真皮 ; lthr
nubuck ; nubuck leather ; Nubukleder ; 磨砂皮 ; nubuk ; Leather sanded on the grain side, velvety.
suede ; suede leather, split leather ; Veloursleder, Wildleder ; 麂皮 ; ; Leather napped on the flesh side.
patent leather ; high-gloss leather ; Lackleder ; 漆皮
synthetic leather ; faux leather, PU leather, leatherette ; Kunstleder, Lederimitat ; 人造革, PU皮 ; synth. lthr
synthetic ; man-made material, synthetics ; Synthetik, Kunstfaser ; 合成材料 ; synth
mesh ; mesh fabric, open mesh ; Netzgewebe ; 网布, 网面 ; msh
knit ; knitted fabric, flat knit ; Strick, Flachstrick ; 针织 ; Knitt
canvas ; cotton canvas ; Segeltuch ; 帆布
cotton ; cotton fabric ; Baumwolle ; 棉
textile ; fabric, woven fabric ; Textil, Gewebe ; 织物 ; txtl
nylon ; ripstop nylon ; Nylongewebe ; 尼龙
polyester ; recycled polyester ; Polyestergewebe ; 聚酯纤维
wool ; merino wool, wool felt ; Wolle, Wollfilz ; 羊毛
fleece ; warm fleece ; Fleecefutter ; 抓绒
hemp ; hemp fibre ; Hanf ; 麻
cork ; natural cork ; Kork ; 软木
EVA foam ; moulded EVA ; EVA-Schaum ; EVA泡沫
""",
    "sole_material": """
rubber ; natural rubber, gum rubber ; Gummi, Naturkautschuk ; 橡胶 ; rubb.
carbon rubber ; hard-wearing carbon rubber ; Karbongummi ; 碳素橡胶
leather sole ; leather outsole ; Ledersohle ; 皮底
TPU ; thermoplastic polyurethane ; TPU-Sohle ; TPU鞋底
crepe ; crepe rubber ; Krepp, Kreppsohle ; 生胶底
cork sole ; cork-latex ; Korksohle ; 软木底
EVA ; EVA sole ; EVA-Sohle ; EVA鞋底
""",
    "shoe_size": """
EU 36 ; 36 EU, UK 3.5 ; Gr. 36, Größe 36 ; 36码
EU 37 ; 37 EU, UK 4 ; Gr. 37, Größe 37 ; 37码
EU 38 ; 38 EU, UK 5 ; Gr. 38, Größe 38 ; 38码
EU 39 ; 39 EU, UK 6 ; Gr. 39, Größe 39 ; 39码
EU 40 ; 40 EU, UK 6.5 ; Gr. 40, Größe 40 ; 40码
EU 41 ; 41 EU, UK 7 ; Gr. 41, Größe 41 ; 41码
EU 42 ; 42 EU, UK 8 ; Gr. 42, Größe 42 ; 42码
EU 43 ; 43 EU, UK 9 ; Gr. 43, Größe 43 ; 43码
EU 44 ; 44 EU, UK 9.5 ; Gr. 44, Größe 44 ; 44码
EU 45 ; 45 EU, UK 10.5 ; Gr. 45, Größe 45 ; 45码
EU 46 ; 46 EU, UK 11 ; Gr. 46, Größe 46 ; 46码
EU 47 ; 47 EU, UK 12 ; Gr. 47, Größe 47 ; 47码
""",
    "target_group": """
men ; men's, mens, gents ; Herren, Männer ; 男士, 男款 ; M's
women ; women's, womens, ladies ; Damen, Frauen ; 女士, 女款 ; W's
unisex ; for everyone ; Damen und Herren ; 男女通用, 中性款 ; uni-sex
kids ; children, children's, youth ; Kinder, Jugendliche ; 儿童, 童款
""",
    "closure": """
laces ; lace-up, laced ; Schnürung, Schnürsenkel ; 系带
hook-and-loop ; touch fastener, rip-tape strap ; Klettverschluss, Klett ; 魔术贴
slip-on ; pull-on, no closure ; Schlupfschuh, zum Hineinschlüpfen ; 一脚蹬
buckle ; buckle strap, pin buckle ; Schnalle, Schnallenriemen ; 扣带
zip ; side zip, zipper ; Reißverschluss ; 拉链
speed lace ; quick-lace system, toggle lace ; Schnellschnürung ; 快速系带
elastic band ; elastic gusset, elastic insert ; Gummizug ; 松紧带
""",
    "cushioning": """
low cushioning ; minimal cushioning, firm ride ; geringe Dämpfung ; 低缓震 ; ; Close to the ground, direct.
medium cushioning ; balanced cushioning, moderate cushioning ; mittlere Dämpfung ; 中等缓震
high cushioning ; max cushioning, plush cushioning ; hohe Dämpfung, starke Dämpfung ; 高缓震, 超强缓震
""",
    "surface": """
road ; asphalt, pavement ; Straße, Asphaltstrecke ; 公路
trail ; off-road, forest paths ; Gelände, Waldwege ; 越野
track ; running track ; Laufbahn, Tartanbahn ; 跑道
treadmill ; ; Laufband ; 跑步机
gravel ; gravel paths ; Schotter ; 碎石路
""",
    "cut": """
low cut ; low-top, below the ankle ; Halbschuh, knöchelfrei ; 低帮
mid cut ; mid-top, ankle-high ; knöchelhoch, halbhoch ; 中帮
high cut ; high-top, above the ankle ; hoher Schaft, knöchelbedeckend ; 高帮 ; hi-top
""",
    "toe_shape": """
round toe ; rounded ; runde Spitze ; 圆头
almond toe ; almond-shaped ; mandelförmige Spitze ; 杏仁头
pointed toe ; pointy, tapered toe ; spitze Form ; 尖头
square toe ; squared ; eckige Spitze ; 方头
open toe ; peep toe ; zehenfrei, offene Spitze ; 露趾
""",
}

BRANDS = """
Tarvella ; Tarvella Sports, TARVELA
Kestrun ; Kestrun Running
Brunnholt ; Brunholt, Brunnholt Bergschuhe
Oskeva ; OSKEVA Studio
Mirrowake ; Mirro Wake, Mirrowake Footwear
Strandhuf ; Strand-Huf
Halvek & Daughters ; Halvek, Halvek and Daughters
Plimbo ; PLIMBO shoes
"""

TERMS = """
running shoe ; jogging shoe, trainer for running, Laufschuh ; shoes/running
trail shoe ; trail runner, Trailschuh ; shoes/running
hiking boot ; walking boot, Wanderstiefel ; shoes/hiking
approach shoe ; Zustiegsschuh ; shoes/hiking
sneaker ; casual trainer, Turnschuh ; shoes/sneakers
plimsoll ; canvas pump ; shoes/sneakers
sandal ; strappy sandal, Sandale ; shoes/sandals
slide ; pool slide, Pantolette ; shoes/sandals
derby ; derby shoe ; shoes/formal
loafer ; penny loafer, Slipper ; shoes/formal
"""

SECTION = Section(
    CATEGORIES,
    KEYS,
    APPLIES,
    VALUES,
    BRANDS,
    terms=TERMS,
    restrict={
        ("shoes", "color"): """
            black, white, off-white, grey, light grey, anthracite, silver, navy, blue, light blue, turquoise, petrol,
            teal, green, dark green, mint, olive, khaki, red, burgundy, coral, orange, yellow, mustard, neon yellow,
            gold, rose gold, pink, purple, lilac, brown, dark brown, cognac, beige, taupe
        """,
        ("shoes/formal", "toe_shape"): """
            round toe, almond toe, pointed toe, square toe
        """,
    },
)
