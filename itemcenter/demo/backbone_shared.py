"""Workbook entries that several categories share: colours, identifiers, scenarios and relations."""

from itemcenter.demo.workbook import Section

COLORS = """
black ; jet black, onyx ; schwarz, tiefschwarz ; 黑色 ; blk, blck
white ; pure white, snow white ; weiß, weiss, schneeweiß ; 白色 ; wht
off-white ; cream white, ecru ; cremeweiß, wollweiß ; 米白色 ; offwht
grey ; gray, mid grey ; grau ; 灰色 ; gry
light grey ; light gray, pale grey ; hellgrau ; 浅灰色 ; lt. grey
anthracite ; charcoal, dark grey, dark gray ; anthrazit, dunkelgrau ; 炭灰色 ; anthra
silver ; silver grey, silvery ; silber, silberfarben ; 银色 ; slvr
space grey ; graphite, gunmetal ; graphitgrau ; 深空灰 ; spc grey ; Dark metallic grey of device housings.
navy ; navy blue, dark blue ; marineblau, dunkelblau ; 藏青色 ; nvy, drk blue
blue ; royal blue, mid blue ; blau, königsblau ; 蓝色
light blue ; sky blue, baby blue ; hellblau, himmelblau ; 浅蓝色
turquoise ; aqua, cyan ; türkis ; 青绿色
petrol ; petrol blue ; petrolblau ; 石油蓝 ; ; Dark blue-green, between turquoise and navy.
teal ; teal green ; blaugrün ; 凫蓝
green ; grass green ; grün, grasgrün ; 绿色 ; grn
dark green ; forest green, bottle green ; dunkelgrün, tannengrün ; 墨绿色
mint ; mint green ; mintgrün ; 薄荷绿
olive ; olive green, army green ; oliv, olivgrün ; 橄榄绿
khaki ; ; khakifarben ; 卡其色 ; kaki
red ; bright red, signal red ; rot, knallrot ; 红色
burgundy ; wine red, bordeaux, dark red ; weinrot, bordeauxrot, dunkelrot ; 酒红色
coral ; coral red ; korallenrot ; 珊瑚红
orange ; bright orange ; leuchtorange ; 橙色
yellow ; sunny yellow ; gelb, sonnengelb ; 黄色
mustard ; mustard yellow, ochre ; senfgelb, ocker ; 芥末黄
neon yellow ; volt yellow, hi-vis yellow ; neongelb ; 荧光黄
gold ; golden ; goldfarben, golden ; 金色
rose gold ; pink gold ; roségold ; 玫瑰金
pink ; rose pink ; rosa ; 粉色
purple ; violet, aubergine ; lila, violett ; 紫色
lilac ; lavender ; flieder, lavendel ; 淡紫色
brown ; mid brown ; braun, mittelbraun ; 棕色 ; brwn
dark brown ; espresso brown, mocha brown ; dunkelbraun ; 深棕色
cognac ; tan, saddle brown ; cognacbraun ; 干邑色 ; ; Warm reddish light brown of finished hide.
beige ; sand, oatmeal ; sandfarben ; 米色
taupe ; grey-brown, greige ; graubraun ; 灰褐色
copper ; copper tone ; kupferfarben ; 古铜色
nickel ; nickel tone ; nickelfarben ; 镍色
"""

KEYS = """
color: colour
  type: colour, multiple, open
  about: Main colour or colours of the product as sold in this listing; not of other versions.
  en: color, colourway, shade name
  de: Farbe, Farbton
  zh: 颜色
  off: Col., COLOR NAME
  normalisation: lower case; split at slash or 'and'; map abbreviations

model_number: model number
  type: identifier
  about: Code under which the maker lists the exact model; letters, digits, hyphens.
  en: model no., model, part number, MPN
  de: Modellnummer, Modell, Herstellernummer
  zh: 型号
  off: Mod.Nr, Art.-No.
  normalisation: upper case; no spaces
"""

SCENARIOS = """
marathon ; long-distance race, Marathonlauf, 马拉松 ; Running very long distances on hard ground.
trail running ; off-road running, Geländelauf ; Running on forest and mountain paths.
hiking tour ; trekking, Wandertour, 徒步 ; Walking for hours on uneven ground, often with a pack.
wedding ; Hochzeit, 婚礼 ; Formal celebration with a dress code.
beach holiday ; beach, Strandurlaub ; Days near water, sand and sun.
rainy commute ; wet weather, Regenwetter ; Daily way to work in wet weather.
home office ; remote work, Heimarbeit, 居家办公 ; Working at a desk at home.
gaming night ; LAN party, Spieleabend ; Long sessions of graphics-heavy games.
lecture hall ; university, campus, Studium ; Taking notes all day without a socket nearby.
business trip ; travelling, Dienstreise, 出差 ; Working in trains, planes and hotels.
video editing ; film cutting, Videoschnitt ; Cutting and rendering high-resolution film.
camping ; outdoors, Zelten, 露营 ; Nights away from mains power.
office kitchen ; team kitchen, Büroküche ; Coffee for many people in short time.
slow morning ; weekend brew, Sonntagskaffee ; Brewing by hand with time.
late evening ; after dinner, Feierabend ; Late in the day, when caffeine is not wanted.
reading corner ; Leseecke, 阅读角 ; Focused light next to an armchair or bed.
dinner table ; Esstisch, 餐桌 ; Light above a table for several people.
garden party ; Gartenfest, 花园聚会 ; Light outside, in all weathers.
"""

RELATIONS = """
scenario/marathon needs cushioning/high-cushioning
scenario/marathon suits surface/road
scenario/trail-running suits surface/trail
scenario/trail-running suits shoes/running
scenario/hiking-tour suits shoes/hiking
scenario/wedding suits shoes/formal
scenario/beach-holiday suits shoes/sandals
scenario/rainy-commute needs waterproof
scenario/gaming-night suits laptops/gaming
scenario/home-office suits lamps/desk
scenario/lecture-hall suits laptops/student
scenario/business-trip suits laptops/ultrabook
scenario/video-editing suits laptops/workstation
scenario/camping suits power_source/rechargeable-battery
scenario/office-kitchen suits coffee/beans
scenario/slow-morning suits brewing_method/pour-over
scenario/late-evening needs decaffeinated
scenario/reading-corner suits lamps/floor
scenario/dinner-table suits lamps/pendant
scenario/garden-party suits lamps/outdoor
upper_material/nubuck is_a upper_material/leather
upper_material/suede is_a upper_material/leather
upper_material/patent-leather is_a upper_material/leather
upper_material/mesh is_a upper_material/textile
upper_material/knit is_a upper_material/textile
upper_material/canvas is_a upper_material/textile
lamp_material/brass is_a lamp_material/metal
lamp_material/steel is_a lamp_material/metal
lamp_material/aluminium is_a lamp_material/metal
lamp_material/oak is_a lamp_material/wood
color/navy is_a color/blue
color/burgundy is_a color/red
upper_material/leather excludes vegan
brand/kapselo makes coffee/capsules
brand/solvane makes lamps/outdoor
"""

SECTION = Section("", KEYS, {}, {"color": COLORS}, "", scenarios=SCENARIOS, relations=RELATIONS)
