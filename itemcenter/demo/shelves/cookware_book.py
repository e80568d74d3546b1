"""Workbook section for cookware."""

from itemcenter.demo.workbook import Section

CATEGORIES = """
cookware ; Cookware ; pots and pans, Kochgeschirr, 锅具 ; Vessels for cooking on a hob or in an oven.
cookware/frying ; Frying pans ; skillets, Bratpfannen, 煎锅 ; Low pans for searing.
cookware/saucepans ; Saucepans ; stock pots, Kochtöpfe, 汤锅 ; Deep pots with a handle or two.
cookware/casseroles ; Casseroles ; Dutch ovens, Schmortöpfe, 炖锅 ; Heavy pots for slow cooking.
cookware/woks ; Woks ; wok pans, Wokpfannen, 炒锅 ; Deep round pans for stirring.
"""

KEYS = """
pan_diameter: diameter
  type: quantity, unit=cm, tolerance=0.02, role=diameter
  about: Across the upper rim, without handles.
  en: rim diameter, Ø
  de: Durchmesser
  zh: 直径
  off: Dia., Size
  normalisation: centimetres; 11 in is 27.9 cm

base_diameter: base diameter
  type: quantity, unit=cm, tolerance=0.02, role=diameter
  about: Across the bottom that touches the hob.
  en: bottom diameter, base
  de: Bodendurchmesser
  zh: 锅底直径

pan_height: height
  type: quantity, unit=cm, tolerance=0.03, role=height
  about: From bottom to rim, without a lid.
  en: wall height, depth of pan
  de: Höhe, Randhöhe
  zh: 高度

pan_capacity: capacity
  type: quantity, unit=l, tolerance=0.02
  about: What it holds when filled to the rim.
  en: volume, holds
  de: Fassungsvermögen, Volumen
  zh: 容量
  off: Vol.

pan_material: material
  type: categorical, multiple, open
  about: What the body is made of; handles, coatings and looks do not count.
  en: body, body material
  de: Material, Werkstoff
  zh: 材质
  off: Mat.

coating: coating
  type: categorical, open
  about: Layer on the inside.
  en: inner coating, non-stick layer
  de: Beschichtung, Versiegelung
  zh: 涂层

hobs: suitable hobs
  type: categorical, multiple
  about: Hobs on which it may be used.
  en: hob types, stove types, works on
  de: Herdarten, geeignet für
  zh: 适用炉灶

oven_temperature: oven-safe temperature
  type: quantity, unit=°C, tolerance=0.02
  about: Highest oven temperature it stands, handle included.
  en: oven safe up to, oven proof to
  de: backofenfest bis, ofenfest
  zh: 耐烤温度

dishwasher_safe: dishwasher safe
  type: boolean
  about: May be cleaned in a dishwasher.
  en: dishwasher proof
  de: spülmaschinenfest
  zh: 可机洗
  said: dishwasher safe, dishwasher proof ; spülmaschinenfest ; 可用洗碗机

lid_included: lid included
  type: boolean
  about: A lid comes with it.
  en: with lid, incl. lid
  de: Deckel enthalten
  zh: 含锅盖
  said: lid included, with lid ; inkl. Deckel ; 含锅盖

handle: handle
  type: categorical, open
  about: Kind of handle.
  en: handle type, grip
  de: Griff, Griffart
  zh: 手柄

pan_weight: weight
  type: quantity, unit=kg, tolerance=0.03
  about: Weight of the vessel without a lid.
  en: net weight
  de: Gewicht
  zh: 重量
"""

APPLIES = {
    "cookware": "pan_diameter! pan_material! coating hobs! dishwasher_safe oven_temperature handle color pan_weight "
    "model_number",
    "cookware/frying": "base_diameter pan_height",
    "cookware/saucepans": "pan_capacity! lid_included",
    "cookware/casseroles": "pan_capacity! lid_included",
    "cookware/woks": "pan_height base_diameter",
}

VALUES = {
    "pan_material": """
stainless steel ; 18/10 steel, inox ; Edelstahl, rostfreier Stahl ; 不锈钢 ; SS
carbon steel ; blue steel ; Kohlenstoffstahl, Blaustahl ; 碳钢
cast iron ; raw cast iron ; Gusseisen ; 铸铁 ; c-iron
enamelled cast iron ; enameled cast iron ; emailliertes Gusseisen ; 珐琅铸铁
forged aluminium ; forged aluminum ; geschmiedetes Aluminium ; 锻铝 ; forg. alu
cast aluminium ; cast aluminum, die-cast aluminium ; Aluminiumguss ; 铸铝 ; cast alu
copper ; solid copper ; Kupfer ; 紫铜
enamelled steel ; vitreous enamel steel ; Emaille, emaillierter Stahl ; 搪瓷
borosilicate glass ; heatproof glass ; Borosilikatglas ; 硼硅玻璃
clay ; terracotta ; Ton, Römerton ; 陶土
titanium ; ; Titan ; 钛
""",
    "coating": """
PTFE ; PTFE non-stick, fluoropolymer ; PTFE-Antihaft ; 不粘涂层 ; ptfe 3x
ceramic coating ; ceramic non-stick, sol-gel coating ; Keramikbeschichtung, keramisch ; 陶瓷涂层
enamel ; enamel inside ; Emaillierung ; 珐琅涂层
seasoned ; pre-seasoned, oil patina ; eingebrannt ; 预开锅
uncoated ; no coating, bare ; unbeschichtet ; 无涂层
diamond coating ; diamond-reinforced ; Diamantbeschichtung ; 钻石涂层
""",
    "hobs": """
induction ; induction hobs, induction stove ; Induktion, Induktionsherd ; 电磁炉 ; ind.
gas ; gas hobs, gas stove ; Gas, Gasherd ; 燃气灶
electric ; electric hobs, hotplates ; Elektro, Elektroherd ; 电炉 ; elec.
glass-ceramic ; ceramic hobs ; Ceran, Glaskeramik ; 电陶炉
all hobs ; every hob, all stoves ; alle Herdarten ; 所有炉灶
open fire ; campfire, grill ; offenes Feuer, Lagerfeuer ; 明火
""",
    "handle": """
long handle ; stick handle ; Stielgriff ; 长柄
two side handles ; two loop handles, pair of handles ; zwei Seitengriffe ; 双耳
detachable handle ; removable handle, click-off handle ; abnehmbarer Griff ; 可拆手柄
folding handle ; hinged handle ; Klappgriff ; 折叠手柄
bail handle ; wire bow handle ; Henkelbügel ; 提梁
""",
}

BRANDS = """
Herdstolz ; HERDSTOLZ, Herd-Stolz
Cuivrelle ; Cuivrelle Paris
Ironquay ; Iron Quay, IRONQUAY Foundry
Panvita ; Pan Vita
Guowang ; 锅旺, Guowang Kitchen
"""

TERMS = """
skillet ; searing pan, Servierpfanne ; cookware/frying
stock pot ; soup pot, Suppentopf ; cookware/saucepans
Dutch oven ; roaster, Bräter ; cookware/casseroles
stir-fry pan ; Rührpfanne ; cookware/woks
"""

SECTION = Section(
    CATEGORIES,
    KEYS,
    APPLIES,
    VALUES,
    BRANDS,
    terms=TERMS,
    relations="""
pan_material/enamelled-cast-iron is_a pan_material/cast-iron
hobs/glass-ceramic is_a hobs/electric
brand/ironquay makes cookware/casseroles
""",
    restrict={
        ("cookware", "color"): """
            black, white, off-white, grey, anthracite, silver, navy, blue, light blue, turquoise, petrol, green,
            dark green, mint, red, burgundy, orange, yellow, gold, rose gold, pink, copper, brown
        """,
    },
)
