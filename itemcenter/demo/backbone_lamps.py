"""Workbook section for lamps."""

from itemcenter.demo.keys_lamps import KEYS
from itemcenter.demo.workbook import Section

CATEGORIES = """
lamps ; Lamps ; lighting, lights, Leuchten, Lampen, 灯具 ; Lights for homes, offices and gardens.
lamps/table ; Table lamps ; bedside lamps, Tischlampen, 台灯 ; Stand on a table or cabinet.
lamps/floor ; Floor lamps ; standing lamps, Stehlampen, 落地灯 ; Stand on the floor.
lamps/pendant ; Pendant lamps ; hanging lamps, Pendelleuchten, 吊灯 ; Hang from the ceiling.
lamps/wall ; Wall lamps ; sconces, Wandleuchten, 壁灯 ; Fixed to a wall indoors.
lamps/desk ; Desk lamps ; task lamps, Schreibtischlampen, 工作灯 ; Directed light for work.
lamps/outdoor ; Outdoor lamps ; garden lamps, Außenleuchten, 户外灯 ; Made for rain and frost.
"""

APPLIES = {
    "lamps": "color! lamp_material! socket! bulb_count bulb_included max_power dimmable light_color lamp_style "
    "power_source energy_class model_number",
    "lamps/table": "height! shade_material shade_diameter room",
    "lamps/floor": "height! shade_material room weight",
    "lamps/pendant": "shade_diameter! shade_material cable_length room",
    "lamps/wall": "width depth room",
    "lamps/desk": "height luminous_flux cable_length",
    "lamps/outdoor": "ip_rating! motion_sensor height luminous_flux",
}

VALUES = {
    "lamp_material": """
metal ; metallic body ; Metall ; 金属 ; mtl
steel ; stainless steel, powder-coated steel ; Stahl, Edelstahl ; 钢, 不锈钢
iron ; wrought iron, cast iron ; Eisen, Schmiedeeisen ; 铁艺
aluminium ; aluminum, die-cast aluminium ; Aluminium, Alu ; 铝合金 ; alum.
brass ; solid brass, brushed brass ; Messing ; 黄铜
bronze ; cast bronze ; Bronze ; 青铜
chrome ; chromed metal, chrome-plated ; Chrom, verchromt ; 镀铬
wood ; solid wood ; Holz, Massivholz ; 木, 实木
oak ; oak wood, solid oak ; Eiche, Eichenholz ; 橡木
walnut wood ; American walnut ; Nussbaum, Nussbaumholz ; 胡桃木
bamboo ; bamboo cane ; Bambus, Bambusrohr ; 竹
rattan ; woven rattan, wicker ; Rattangeflecht ; 藤编
glass ; opal glass, clear glass, smoked glass ; Glas, Opalglas ; 玻璃 ; gls
ceramic ; glazed ceramic, stoneware ; Keramik, Steingut ; 陶瓷
concrete ; cast concrete ; Beton ; 混凝土
marble ; marble base ; Marmor ; 大理石
linen ; linen fabric ; Leinen ; 亚麻
cotton fabric ; cotton shade ; Baumwollstoff ; 棉布
velvet ; velvet fabric ; Samt ; 丝绒
paper ; rice paper, washi ; Papier, Reispapier ; 宣纸, 纸
plastic ; ABS, polycarbonate ; Kunststoff ; 塑料 ; plstc
acrylic ; acrylic glass ; Acryl ; 亚克力
""",
    "socket": """
E27 ; E27 screw base ; Schraubsockel E27 ; E27螺口 ; E-27
E14 ; E14 small screw ; Schraubsockel E14 ; E14螺口 ; E-14
GU10 ; GU10 twist lock ; Stecksockel GU10 ; GU10卡口
G9 ; G9 pin base ; Stiftsockel G9 ; G9插脚
G4 ; G4 pin base ; Stiftsockel G4 ; G4插脚
B22 ; B22 bayonet ; Bajonettsockel B22 ; B22卡口
integrated LED ; built-in LED, fixed LED ; LED fest verbaut, integrierte LED ; 内置LED ; LED int.
""",
    "light_color": """
warm white ; 2700 K, 3000 K, warm light ; warmweiß ; 暖白光, 暖光 ; ww
neutral white ; 4000 K, cool neutral ; neutralweiß ; 中性光, 自然光 ; nw
daylight white ; 6500 K, cold white, cool daylight ; tageslichtweiß, kaltweiß ; 冷白光
tunable white ; adjustable white ; Weißton einstellbar ; 可调色温
RGB ; RGB colour change, multi-colour light ; RGB-Farbwechsel ; 彩光
amber ; candle-light tone ; bernsteinfarbenes Licht ; 琥珀光
""",
    "energy_class": """
class A ; energy class A ; Klasse A ; A级
class B ; energy class B ; Klasse B ; B级
class C ; energy class C ; Klasse C ; C级
class D ; energy class D ; Klasse D ; D级
class E ; energy class E ; Klasse E ; E级
class F ; energy class F ; Klasse F ; F级
class G ; energy class G ; Klasse G ; G级
""",
    "lamp_style": """
modern ; contemporary ; zeitgenössisch ; 现代
Scandinavian ; Nordic, hygge ; skandinavisch ; 北欧
industrial ; factory style, loft style ; Industriestil ; 工业风 ; indust.
mid-century ; fifties style ; Fünfzigerjahre-Stil ; 中古风
art deco ; ; Art-déco-Stil ; 装饰艺术
rustic ; country house, farmhouse ; Landhausstil, rustikal ; 乡村风
minimalist ; pared-down ; minimalistisch, schlicht ; 极简
Japandi ; wabi-sabi ; Japandi-Stil ; 侘寂风
boho ; bohemian ; Boho-Stil ; 波西米亚
maritime ; coastal ; Küstenstil ; 海洋风
classic ; traditional, timeless ; klassisch ; 古典
futuristic ; space-age ; futuristisch ; 未来感
""",
    "room": """
living room ; lounge, sitting room ; Wohnzimmer ; 客厅
bedroom ; sleeping room ; Schlafzimmer ; 卧室
dining room ; dining area ; Esszimmer ; 餐厅
kitchen ; kitchen island ; Küche, Kücheninsel ; 厨房
study ; home office, work room ; Arbeitszimmer ; 书房
nursery ; children's room ; Kinderzimmer ; 儿童房
hallway ; corridor, entrance hall ; Flur, Diele ; 玄关, 走廊
bathroom ; ; Badezimmer ; 浴室
staircase ; stairwell ; Treppenhaus ; 楼梯间
""",
    "power_source": """
mains ; mains plug, 230 V, plug-in ; Netzstecker, Netzbetrieb ; 插电
rechargeable battery ; cordless, built-in battery ; Akku, Akkubetrieb ; 充电式
replaceable batteries ; AA batteries, AAA batteries ; batteriebetrieben ; 干电池
solar ; solar panel, solar-powered ; Solarbetrieb, Solarmodul ; 太阳能
USB power ; USB-powered, USB lead ; USB-Stromversorgung ; USB供电
""",
    "ip_rating": """
IP20 ; IP 20 ; ; ; ; No protection from water.
IP44 ; IP 44, splash-proof IP44 ; spritzwassergeschützt IP44 ; 防溅IP44 ; ; Protected from splashing water.
IP54 ; IP 54 ; ; ; ; Protected from dust and splashing water.
IP65 ; IP 65, jet-proof IP65 ; strahlwassergeschützt IP65 ; IP65防水 ; ; Protected from water jets.
IP67 ; IP 67 ; ; ; ; Protected from short dipping.
""",
}

BRANDS = """
Lumerel ; LUMEREL Lighting, Lumerell
Glimmhaus ; Glimm-Haus
Fennlicht ; Fenn Licht, Fennlight
Nordlune ; Nord Lune
Solvane ; SOLVANE Garden
Kupferkatz ; Kupfer Katz
Okamira ; 冈见, Okamira Lights
"""

TERMS = """
table lamp ; bedside lamp, Tischlampe ; lamps/table
floor lamp ; standing lamp, Stehlampe ; lamps/floor
arc lamp ; Bogenlampe ; lamps/floor
pendant lamp ; hanging lamp, Pendelleuchte ; lamps/pendant
sconce ; wall light, Wandleuchte ; lamps/wall
desk lamp ; task light, Schreibtischlampe ; lamps/desk
bollard light ; path light, Wegeleuchte ; lamps/outdoor
lantern ; garden lantern, Gartenlaterne ; lamps/outdoor
"""

SECTION = Section(
    CATEGORIES,
    KEYS,
    APPLIES,
    VALUES,
    BRANDS,
    terms=TERMS,
    restrict={
        ("lamps", "color"): """
            black, white, off-white, grey, anthracite, silver, green, dark green, olive, red, mustard, gold, pink,
            brown, beige, taupe, copper, nickel, blue, navy, light blue
        """,
        ("lamps/outdoor", "ip_rating"): """
            IP44, IP54, IP65, IP67
        """,
    },
)
