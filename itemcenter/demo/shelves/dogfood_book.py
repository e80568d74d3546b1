"""Workbook section for dog food."""

from itemcenter.demo.workbook import Section

CATEGORIES = """
dogfood ; Dog food ; pet food for dogs, Hundefutter, 狗粮 ; Everything made for dogs to eat.
dogfood/dry ; Dry dog food ; kibble, Trockenfutter, 干狗粮 ; Baked or pressed, stored without cooling.
dogfood/wet ; Wet dog food ; tinned dog food, Nassfutter, 湿狗粮 ; Moist food in cans, trays or sachets.
dogfood/treats ; Dog treats ; dog snacks, Hundesnacks, 狗零食 ; Small rewards and chews.
"""

KEYS = """
food_weight: net weight
  type: quantity, unit=kg, tolerance=0.02
  about: Food in the whole package as sold; tins of a tray are added up.
  en: content, bag weight, net contents
  de: Nettogewicht, Inhalt, Füllmenge
  zh: 净含量
  off: Wgt
  normalisation: kilograms; multiply packs

tin_count: units per pack
  type: count
  about: Tins, trays or sachets in the package as sold.
  en: pack size, number of tins, quantity per pack
  de: Stückzahl, Anzahl Dosen
  zh: 件数

protein_source: protein source
  type: categorical, multiple, open
  about: Animals or plants that the main protein comes from.
  en: main protein, flavour, meat type
  de: Proteinquelle, Sorte, Geschmack
  zh: 蛋白来源
  off: var.

life_stage: life stage
  type: categorical, multiple
  about: Age group of the dogs it is made for.
  en: age group, for dogs aged
  de: Lebensphase, Altersgruppe
  zh: 适用阶段

dog_weight: dog weight
  type: quantity, unit=kg, tolerance=0.05
  about: Weight of the dogs it is made for, as a range; not what is in the bag.
  en: for dogs weighing, body weight
  de: Hundegewicht, für Hunde mit
  zh: 适用体重

breed_size: breed size
  type: categorical, multiple
  about: Size of the breeds it is made for.
  en: dog size, breed
  de: Rassegröße, Hundegröße
  zh: 适用体型

grain_free: grain-free
  type: boolean
  about: No grain in the recipe; low in grain is not enough.
  en: without grain, no grain
  de: getreidefrei
  zh: 无谷
  said: grain-free, without grain ; getreidefrei ; 无谷

crude_protein: crude protein
  type: quantity, unit=%, tolerance=0.02
  about: Share of crude protein on the label.
  en: protein content, protein
  de: Rohprotein
  zh: 粗蛋白

crude_fat: crude fat
  type: quantity, unit=%, tolerance=0.02
  about: Share of crude fat on the label.
  en: fat content, fat
  de: Rohfett
  zh: 粗脂肪

special_need: special need
  type: categorical, multiple, open
  about: Need that the recipe is made for according to its label.
  en: health need, diet
  de: besonderer Bedarf, Diät
  zh: 特殊需求

food_pack: container
  type: categorical
  about: What the food is packed in.
  en: packaging, pack type
  de: Verpackung, Gebinde
  zh: 包装
"""

APPLIES = {
    "dogfood": "protein_source! life_stage! food_weight! breed_size grain_free crude_protein crude_fat special_need "
    "gtin",
    "dogfood/dry": "dog_weight food_pack",
    "dogfood/wet": "tin_count! food_pack!",
    "dogfood/treats": "food_pack",
}

VALUES = {
    "protein_source": """
chicken ; hen, chicken meat ; Huhn, Hähnchen ; 鸡肉 ; chkn
turkey ; turkey meat ; Pute, Truthahn ; 火鸡
duck ; duck meat ; Ente ; 鸭肉
beef ; cattle, beef meat ; Rind, Rindfleisch ; 牛肉 ; bf
lamb ; lamb meat, mutton ; Lamm ; 羊肉
venison ; deer, game ; Wild, Hirsch ; 鹿肉
rabbit ; rabbit meat ; Kaninchen ; 兔肉
salmon ; salmon meat ; Lachs ; 三文鱼 ; slmn
herring ; sea fish ; Hering, Seefisch ; 鲱鱼
trout ; river trout ; Forelle ; 鳟鱼
insect ; insect protein, larvae ; Insekten, Insektenprotein ; 昆虫蛋白 ; insct.
pea protein ; peas ; Erbsenprotein ; 豌豆蛋白
kangaroo ; kangaroo meat ; Känguru ; 袋鼠肉
""",
    "life_stage": """
puppy ; junior, young dogs ; Welpe, Welpen, Junghund ; 幼犬 ; pup
adult ; grown dogs ; ausgewachsen, Adult ; 成犬 ; ad.
senior ; older dogs, mature ; Senior, ältere Hunde ; 老年犬 ; snr
all ages ; every age ; alle Altersstufen ; 全阶段
""",
    "breed_size": """
toy breeds ; tiny breeds ; Zwergrassen ; 迷你犬
small breeds ; small dogs, mini breeds ; kleine Rassen ; 小型犬 ; sm breeds
medium breeds ; mid-size dogs ; mittelgroße Rassen ; 中型犬
large breeds ; large dogs, maxi breeds ; große Rassen ; 大型犬 ; lg breeds
giant breeds ; giant dogs ; Riesenrassen ; 巨型犬
""",
    "special_need": """
sensitive stomach ; easy to digest, gentle digestion ; empfindlicher Magen, leicht verdaulich ; 肠胃敏感
weight control ; light recipe ; Gewichtskontrolle ; 体重管理
joint care ; joints ; Gelenke ; 关节护理
skin and coat ; shiny coat ; Haut und Fell ; 美毛
dental care ; teeth cleaning ; Zahnpflege ; 洁齿
hypoallergenic ; low allergen ; hypoallergen ; 低敏
high activity ; working dogs ; Sporthunde, hohe Aktivität ; 高运动量
""",
    "food_pack": """
paper sack ; paper bag ; Papiersack ; 纸袋
zip bag ; resealable bag ; Zip-Beutel, wiederverschließbarer Beutel ; 自封袋
can ; steel can ; Konservendose ; 罐头
aluminium tray ; foil tray ; Aluschale ; 铝盒
stand-up sachet ; meal sachet ; Portionsbeutel ; 妙鲜包
bucket ; tub ; Eimer ; 桶装
""",
}

BRANDS = """
Pfotenwerk ; Pfoten-Werk, PFOTENWERK
Barkley & Moor ; Barkley and Moor, Barkley
Rudolfo ; RUDOLFO Pet
Tundrapaw ; Tundra Paw, Tundrapaw Arctic
Wangcai ; 旺彩, Wangcai Pet
"""

TERMS = """
kibble for dogs ; dog biscuits meal, Kroketten ; dogfood/dry
dog pâté ; dog pate, Hundepastete ; dogfood/wet
chew stick ; dog chew, Kaustange ; dogfood/treats
training treat ; reward bites, Trainingssnack ; dogfood/treats
"""

SECTION = Section(
    CATEGORIES,
    KEYS,
    APPLIES,
    VALUES,
    BRANDS,
    terms=TERMS,
    relations="""
life_stage/puppy excludes life_stage/senior
special_need/weight-control suits life_stage/senior
brand/tundrapaw makes dogfood/dry
""",
)
