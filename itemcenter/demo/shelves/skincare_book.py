"""Workbook section for skin care."""

from itemcenter.demo.workbook import Section

CATEGORIES = """
skincare ; Skin care ; cosmetics, Hautpflege, 护肤品 ; Products that stay on or clean the skin.
skincare/creams ; Face creams ; moisturisers, Gesichtscremes, 面霜 ; Creams and gels for the face.
skincare/serums ; Serums ; ampoules, Seren, 精华 ; Light concentrates used under a cream.
skincare/sun ; Sun care ; sunscreens, Sonnenschutz, 防晒 ; Filters against the sun.
skincare/cleansers ; Cleansers ; face wash, Gesichtsreinigung, 洁面 ; Take off dirt and make-up.
"""

KEYS = """
skin_volume: volume
  type: quantity, unit=ml, tolerance=0.03
  about: Content of the package as sold.
  en: content, size
  de: Inhalt, Füllmenge
  zh: 容量
  off: Vol., Qty

skin_type: skin type
  type: categorical, multiple
  about: Skin types named by the maker.
  en: for skin, suitable skin
  de: Hauttyp, Hauttypen
  zh: 适用肤质
  off: skin

active_ingredient: active ingredients
  type: categorical, multiple, open
  about: Ingredients that the maker puts forward; not the whole list.
  en: key ingredients, actives
  de: Wirkstoffe, Inhaltsstoffe
  zh: 主要成分

skin_concern: concern
  type: categorical, multiple, open
  about: What it is meant to help with.
  en: skin concern, use for
  de: Hautbedürfnis, Anwendungsgebiet
  zh: 功效

spf: sun protection factor
  type: count
  about: SPF on the label.
  en: SPF, protection factor
  de: LSF, Lichtschutzfaktor
  zh: 防晒指数

texture: texture
  type: categorical
  about: How it feels and flows.
  en: consistency, form
  de: Textur, Konsistenz
  zh: 质地

fragrance_free: fragrance-free
  type: boolean
  about: No perfume added; a faint scent of its own does not count against it.
  en: without perfume, unscented
  de: parfümfrei
  zh: 无香
  said: fragrance-free, without perfume ; parfümfrei ; 无香

skin_vegan: vegan
  type: boolean
  about: No ingredient from animals.
  en: plant-based only
  de: ohne tierische Inhaltsstoffe
  zh: 纯素
  said: vegan ; ohne tierische Inhaltsstoffe ; 纯素

time_of_day: time of day
  type: categorical, multiple
  about: When it should be used.
  en: use in the, day or night
  de: Tageszeit
  zh: 使用时间

active_share: concentration
  type: quantity, unit=%, tolerance=0.02
  about: Share of the first active ingredient.
  en: active concentration, strength
  de: Konzentration
  zh: 浓度

shelf_life: shelf life after opening
  type: quantity, unit=month, tolerance=0.02
  about: Months it keeps once opened.
  en: period after opening, PAO
  de: Haltbarkeit nach Anbruch
  zh: 开封后保质期

skin_pack: container
  type: categorical
  about: What it is filled into.
  en: packaging, dispenser
  de: Behälter, Verpackung
  zh: 包装
"""

APPLIES = {
    "skincare": "skin_volume! skin_type! active_ingredient! skin_concern fragrance_free skin_vegan texture shelf_life "
    "skin_pack gtin",
    "skincare/creams": "time_of_day spf",
    "skincare/serums": "active_share! time_of_day",
    "skincare/sun": "spf!",
}

VALUES = {
    "skin_type": """
dry skin ; very dry skin, dry complexions ; trockene Haut ; 干性 ; dry
oily skin ; greasy skin ; fettige Haut, ölige Haut ; 油性 ; oily
combination skin ; mixed skin ; Mischhaut ; 混合性 ; comb.
sensitive skin ; delicate skin, reactive skin ; empfindliche Haut, sensible Haut ; 敏感肌 ; sens.
mature skin ; demanding skin ; reife Haut ; 熟龄肌
normal skin ; balanced skin ; normale Haut ; 中性
all skin types ; every skin type, every skin ; alle Hauttypen ; 所有肤质 ; all
""",
    "active_ingredient": """
hyaluronic acid ; hyaluron, sodium hyaluronate ; Hyaluronsäure, Hyaluron ; 玻尿酸 ; HA
niacinamide ; vitamin B3 ; Niacinamid, Vitamin B3 ; 烟酰胺
retinol ; vitamin A ; Retinol, Vitamin A ; 视黄醇 ; retnl
vitamin C ; ascorbic acid ; Vitamin C, Ascorbinsäure ; 维生素C ; vit C
salicylic acid ; BHA ; Salicylsäure ; 水杨酸
lactic acid ; AHA ; Milchsäure ; 乳酸
ceramides ; ceramide ; Ceramide ; 神经酰胺
urea ; carbamide ; Harnstoff ; 尿素
panthenol ; provitamin B5 ; Dexpanthenol ; 泛醇
zinc oxide ; mineral filter ; Zinkoxid ; 氧化锌 ; ZnO
aloe vera ; aloe ; Aloe-Vera-Saft ; 芦荟
squalane ; olive squalane ; Squalan ; 角鲨烷
peptides ; copper peptides ; Peptide ; 多肽
green tea ; green tea extract ; Grüntee, Grüner Tee ; 绿茶
shea butter ; karité ; Sheabutter ; 乳木果油
""",
    "skin_concern": """
dehydration ; lack of moisture ; Feuchtigkeitsmangel ; 补水
wrinkles ; fine lines ; Falten, feine Linien ; 抗皱
blemishes ; impurities, spots ; Unreinheiten, Pickel ; 祛痘
redness ; flushing ; Rötungen ; 泛红
dark spots ; pigment spots ; Pigmentflecken ; 淡斑
large pores ; enlarged pores ; große Poren ; 毛孔
dullness ; tired look ; fahler Teint ; 暗沉
barrier repair ; damaged barrier ; Hautbarriere ; 屏障修护
""",
    "texture": """
creamy ; rich texture ; cremig ; 霜状
gel ; light gel ; Gel ; 凝胶
fluid ; light fluid, milky ; Fluid ; 乳液 ; fld
oil ; dry oil ; Öl ; 油
foam ; mousse ; Schaum ; 泡沫
balm ; melting balm ; Balsam ; 膏
stick ; solid stick ; Stift ; 棒状
""",
    "time_of_day": """
day ; daytime, mornings ; Tag, morgens ; 日间 ; AM
night ; overnight, evenings ; Nacht, abends ; 夜间 ; PM
""",
    "skin_pack": """
glass jar ; jar ; Glastiegel, Tiegel ; 玻璃罐
tube ; squeeze tube ; Tube ; 软管 ; tb
pump bottle ; pump dispenser, airless pump ; Pumpspender, Pumpflasche ; 泵头瓶
dropper bottle ; pipette bottle ; Pipettenflasche ; 滴管瓶 ; drop btl
spray bottle ; pump spray ; Sprühflasche ; 喷雾瓶
sachet ; trial sachet ; Probebeutel ; 袋装
""",
}

BRANDS = """
Dermavelle ; DERMAVELLE, Derma Velle
Hautnah & Co ; Hautnah, Hautnah und Co
Moss & Vale ; Moss and Vale
Solmarin ; SOLMARIN Sun
Yurun ; 玉润, Yurun Skin
"""

TERMS = """
moisturiser ; day cream, Tagescreme, Feuchtigkeitscreme ; skincare/creams
ampoule serum ; face serum, Gesichtsserum ; skincare/serums
sunscreen ; sun lotion, Sonnencreme ; skincare/sun
micellar water ; cleansing gel, Mizellenwasser ; skincare/cleansers
"""

SECTION = Section(
    CATEGORIES,
    KEYS,
    APPLIES,
    VALUES,
    BRANDS,
    terms=TERMS,
    relations="""
skin_concern/wrinkles suits skin_type/mature-skin
brand/solmarin makes skincare/sun
""",
)
