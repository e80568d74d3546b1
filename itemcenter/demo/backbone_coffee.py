"""Workbook section for coffee."""

from itemcenter.demo.keys_coffee import KEYS
from itemcenter.demo.workbook import Section

CATEGORIES = """
coffee ; Coffee ; Kaffee, 咖啡 ; Roasted coffee in any form, and drinks made of it.
coffee/beans ; Whole-bean coffee ; coffee beans, Kaffeebohnen, 咖啡豆 ; Roasted beans, not ground.
coffee/ground ; Ground coffee ; filter coffee, gemahlener Kaffee, 咖啡粉 ; Roasted and ground.
coffee/capsules ; Coffee capsules ; pods, Kaffeekapseln, 咖啡胶囊 ; Portions for capsule machines.
coffee/instant ; Instant coffee ; soluble coffee, Instantkaffee, 速溶咖啡 ; Dissolves in water.
coffee/cold ; Ready-to-drink coffee ; cold brew, iced coffee, Eiskaffee, 即饮咖啡 ; Drunk cold.
"""

APPLIES = {
    "coffee": "net_weight! roast! bean_type! origin tasting_notes decaffeinated organic added_flavouring packaging "
    "gtin",
    "coffee/beans": "intensity process growing_altitude brewing_method",
    "coffee/ground": "grind! intensity brewing_method",
    "coffee/capsules": "capsule_count! capsule_system! intensity compostable",
    "coffee/instant": "unit_count",
    "coffee/cold": "unit_count! unit_volume!",
}

VALUES = {
    "roast": """
light roast ; lightly roasted, blonde roast ; helle Röstung ; 浅烘, 浅度烘焙 ; lt roast
medium roast ; mid roast, city roast ; mittlere Röstung ; 中烘, 中度烘焙 ; med. roast
medium-dark roast ; full city roast ; mittelkräftige Röstung ; 中深烘
dark roast ; darkly roasted, French roast ; dunkle Röstung ; 深烘, 深度烘焙 ; drk roast
extra dark roast ; Italian roast ; sehr dunkle Röstung ; 极深烘
""",
    "bean_type": """
arabica ; 100% arabica, arabica beans ; Arabica-Bohnen, 100 % Arabica ; 阿拉比卡 ; arab.
robusta ; robusta beans, canephora ; Robusta-Bohnen ; 罗布斯塔 ; rob.
liberica ; liberica beans ; Liberica-Bohnen ; 利比里卡
excelsa ; excelsa beans ; Excelsa-Bohnen ; 埃塞尔萨
""",
    "origin": """
Ethiopia ; Ethiopian highlands ; Äthiopien ; 埃塞俄比亚 ; Ethiop.
Kenya ; Kenyan highlands ; Kenia ; 肯尼亚
Rwanda ; ; Ruanda ; 卢旺达
Tanzania ; ; Tansania ; 坦桑尼亚
Uganda ; ; Uganda ; 乌干达
Burundi ; ; Burundi ; 布隆迪
Brazil ; Brazilian uplands ; Brasilien ; 巴西 ; Braz.
Colombia ; Colombian Andes ; Kolumbien ; 哥伦比亚 ; Columbia
Peru ; Peruvian Andes ; Peru ; 秘鲁
Bolivia ; ; Bolivien ; 玻利维亚
Ecuador ; ; Ecuador ; 厄瓜多尔
Guatemala ; ; Guatemala ; 危地马拉
Honduras ; ; Honduras ; 洪都拉斯
Costa Rica ; ; Costa Rica ; 哥斯达黎加
Nicaragua ; ; Nicaragua ; 尼加拉瓜
El Salvador ; ; El Salvador ; 萨尔瓦多
Mexico ; ; Mexiko ; 墨西哥
India ; ; Indien ; 印度
Indonesia ; Java, Sumatra ; Indonesien ; 印度尼西亚, 苏门答腊
Vietnam ; Viet Nam ; Vietnam ; 越南
China ; Yunnan ; China, Yunnan-Hochland ; 云南, 中国
Papua New Guinea ; PNG ; Papua-Neuguinea ; 巴布亚新几内亚
""",
    "tasting_notes": """
chocolate ; cocoa, dark chocolate, milk chocolate ; Schokolade, Kakao ; 巧克力 ; choc
caramel ; toffee, brown sugar ; Karamell ; 焦糖
hazelnut ; hazelnuts ; Haselnuss ; 榛子
almond ; almonds, marzipan ; Mandel ; 杏仁
walnut ; walnuts ; Walnuss ; 核桃
honey ; blossom honey ; Honig ; 蜂蜜
vanilla ; vanilla pod ; Vanille ; 香草
orange ; orange peel, mandarin ; Orangenschale ; 橙子
lemon ; lemon zest, citrus ; Zitrone ; 柠檬
bergamot ; ; Bergamotte ; 佛手柑
grapefruit ; pink grapefruit ; Pampelmuse ; 西柚
blueberry ; blueberries ; Heidelbeere ; 蓝莓
raspberry ; raspberries ; Himbeere ; 树莓
strawberry ; strawberries ; Erdbeere ; 草莓
cherry ; dark cherry, sour cherry ; Kirsche ; 樱桃
blackcurrant ; cassis ; Schwarze Johannisbeere ; 黑加仑
apple ; green apple ; Apfel ; 苹果
peach ; white peach ; Pfirsich ; 桃子
apricot ; ; Aprikose ; 杏子
mango ; tropical fruit ; Mango ; 芒果
plum ; prune ; Pflaume ; 李子
fig ; dried fig ; Feige ; 无花果
jasmine ; ; Jasmin ; 茉莉花
rose ; rose petal ; Rosenblüte ; 玫瑰花
black tea ; ; Schwarztee ; 红茶
cinnamon ; baking spices ; Zimt ; 肉桂
clove ; ; Nelke ; 丁香
cedar ; cedar wood ; Zedernholz ; 雪松
tobacco ; pipe tobacco ; Tabak ; 烟草
malt ; biscuit, toasted bread ; Malz ; 麦芽
molasses ; treacle ; Melasse ; 糖蜜
""",
    "added_flavouring": """
vanilla flavouring ; vanilla flavoured, with vanilla aroma ; mit Vanillearoma ; 香草味
hazelnut flavouring ; hazelnut flavoured, with hazelnut aroma ; mit Haselnussaroma ; 榛果味
caramel flavouring ; caramel flavoured, with caramel aroma ; mit Karamellaroma ; 焦糖味
chocolate flavouring ; chocolate flavoured, with cocoa aroma ; mit Schokoladenaroma ; 巧克力味
cinnamon flavouring ; cinnamon flavoured, cinnamon spiced ; mit Zimtaroma ; 肉桂味
coconut flavouring ; coconut flavoured ; mit Kokosaroma ; 椰子味
no flavouring ; unflavoured, nothing added ; ohne Aromazusatz, nicht aromatisiert ; 无添加
""",
    "process": """
washed ; fully washed, wet process ; gewaschen ; 水洗
natural ; dry process, sun-dried ; trocken aufbereitet, sonnengetrocknet ; 日晒
honey process ; pulped natural, honey processed ; Honey-Aufbereitung ; 蜜处理
wet-hulled ; giling basah ; nass geschält ; 湿刨
anaerobic ; anaerobic fermentation ; anaerob fermentiert ; 厌氧发酵
""",
    "brewing_method": """
espresso machine ; portafilter ; Siebträger, Espressomaschine ; 意式咖啡机
bean-to-cup machine ; fully automatic machine ; Vollautomat, Kaffeevollautomat ; 全自动咖啡机
pour-over ; hand drip, hand filter ; Handfilter ; 手冲
filter machine ; drip machine, drip coffee maker ; Filtermaschine ; 滴滤机
French press ; plunger pot, cafetiere ; Pressstempelkanne ; 法压壶
moka pot ; stovetop pot ; Herdkännchen ; 摩卡壶
plunger-free press ; air press ; Luftdruckpresse ; 气压壶
cold brew jar ; cold drip ; Kaltbrüher ; 冷萃壶
cezve ; ibrik ; Mokkakännchen ; 土耳其壶
""",
    "packaging": """
bag ; valve bag, pouch ; Beutel, Tüte ; 袋装
tin ; tin can, metal tin ; Blechdose ; 罐装
glass jar ; jar ; Schraubglas ; 玻璃瓶装
box ; carton ; Karton, Schachtel ; 盒装
aluminium can ; drink can ; Getränkedose ; 易拉罐
glass bottle ; ; Glasflasche ; 玻璃瓶
stick sachets ; single-serve sticks ; Portionssticks ; 条装
""",
    "grind": """
extra fine ; powder fine, Turkish grind ; sehr fein gemahlen ; 极细研磨
fine ; fine grind, espresso grind ; fein gemahlen ; 细研磨
medium ; medium grind, filter grind ; mittelfein gemahlen ; 中研磨
medium-coarse ; medium-coarse grind ; mittelgrob gemahlen ; 中粗研磨
coarse ; coarse grind, press grind ; grob gemahlen ; 粗研磨
""",
    "capsule_system": """
Kapselo Classic ; Kapselo Classic machines, KC capsules ; Kapselo-Classic-Maschinen ; Kapselo经典款 ; Kaps. Classic
Kapselo Grande ; Kapselo Grande machines ; Kapselo-Grande-Maschinen ; Kapselo大杯款 ; Kaps. Grande
Brio Pod ; Brio Pod machines ; Brio-Pod-Maschinen ; Brio Pod机型
Tazzetta ; Tazzetta system ; Tazzetta-System ; Tazzetta机型
""",
}

BRANDS = """
Amselhof ; Amselhof Kaffee, Amselhof Rösterei
Bruvanti ; Caffè Bruvanti, BRUVANTI
Casa Morvello ; C. Morvello
Kapselo ; KAPSELO
Duneberry Roasters ; Duneberry, Dune Berry
Lanwu ; 岚雾, Lanwu Coffee
Tidepot ; Tidepot Cold Coffee
"""

TERMS = """
coffee beans ; whole beans, Kaffeebohnen, 咖啡豆 ; coffee/beans
espresso beans ; Espressobohnen ; coffee/beans
filter coffee ; ground filter coffee, Filterkaffee ; coffee/ground
coffee capsule ; coffee pod, Kaffeekapsel ; coffee/capsules
instant coffee ; soluble coffee, freeze-dried coffee ; coffee/instant
cold brew ; iced coffee, canned coffee ; coffee/cold
"""

SECTION = Section(CATEGORIES, KEYS, APPLIES, VALUES, BRANDS, terms=TERMS)
