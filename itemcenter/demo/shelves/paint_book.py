"""Workbook section for paint."""

from itemcenter.demo.workbook import Section

CATEGORIES = """
paint ; Paint ; paints and varnishes, Farben und Lacke, 油漆 ; Liquid coatings for homes, sold in cans.
paint/wall ; Wall paint ; emulsion paint, Wandfarbe, 乳胶漆 ; For walls and ceilings.
paint/wood ; Wood varnish ; wood stain, Holzlasur, Holzlack, 木器漆 ; Clear or tinted coats for timber.
paint/metal ; Metal paint ; rust-stop paint, Metallschutzlack, 金属漆 ; For iron, gates and radiators.
paint/spray ; Spray paint ; aerosol paint, Sprühlack, 喷漆 ; Paint in a pressurised can.
"""

KEYS = """
paint_finish: finish
  type: categorical
  about: How much the dried coat shines.
  en: sheen, gloss level
  de: Glanzgrad
  zh: 光泽
  off: Glz.

paint_base: base
  type: categorical, open
  about: What the paint is thinned with or bound by.
  en: binder, paint type
  de: Basis, Bindemittel
  zh: 基料

paint_volume: volume
  type: quantity, unit=l, tolerance=0.02
  about: Paint in the can as sold.
  en: content, can size
  de: Inhalt, Gebindegröße
  zh: 容量
  off: Size, Vol.
  normalisation: litres; 750 ml is 0.75 l

coverage: coverage
  type: quantity, unit=m², tolerance=0.05
  about: Area that the whole can covers once; the rate per litre does not count.
  en: covers, area covered
  de: Reichweite, Ergiebigkeit
  zh: 涂刷面积

touch_dry: touch-dry time
  type: quantity, unit=h, tolerance=0.02
  about: Hours until the coat can be touched without a mark.
  en: touch dry, drying time
  de: Trockenzeit, staubtrocken
  zh: 表干时间

recoat_time: recoat time
  type: quantity, unit=h, tolerance=0.02
  about: Hours until the next coat may follow.
  en: recoatable after, overcoat time
  de: überstreichbar, Überstreichzeit
  zh: 重涂时间

coats: coats
  type: count
  about: Coats that the maker advises.
  en: number of coats, recommended coats
  de: Anstriche, Anzahl Anstriche
  zh: 涂刷遍数

paint_surface: surface
  type: categorical, multiple, open
  about: What the paint holds on without a primer.
  en: suitable surfaces, substrate
  de: Untergrund, Untergründe
  zh: 适用基面

place_of_use: place of use
  type: categorical, multiple
  about: Indoors, outdoors or both.
  en: use, area of use
  de: Einsatzbereich, Anwendung
  zh: 使用场所

scrub_class: scrub class
  type: categorical
  about: Resistance to wet scrubbing under the usual norm; 1 is the best.
  en: wet scrub class, washability
  de: Nassabriebklasse, Nassabrieb
  zh: 耐擦洗等级

low_odour: low odour
  type: boolean
  about: Sold as hardly smelling while it dries.
  en: odour-reduced
  de: geruchsarm
  zh: 低气味
  said: low odour, odour-reduced ; geruchsarm ; 低气味
"""

APPLIES = {
    "paint": "color! paint_finish! paint_base! paint_volume! coverage touch_dry recoat_time place_of_use! gtin",
    "paint/wall": "scrub_class coats paint_surface low_odour",
    "paint/wood": "coats low_odour",
    "paint/metal": "paint_surface coats",
    "paint/spray": "paint_surface",
}

VALUES = {
    "paint_finish": """
dull matt ; dead flat ; stumpfmatt ; 亚光 ; dm ; No shine at all.
matt ; matte, flat matt ; matt ; 哑光 ; mt.
silk matt ; soft sheen, velvet matt ; seidenmatt ; 丝光 ; slk matt
satin ; satin sheen ; satiniert ; 缎光
eggshell ; eggshell sheen ; Eierschalenglanz ; 蛋壳光 ; eggsh. ; A low sheen, not a colour here.
semi-gloss ; half gloss ; halbglänzend, seidenglänzend ; 半光 ; s-gloss
high gloss ; full gloss ; hochglänzend ; 高光 ; hi gloss
""",
    "paint_base": """
water-based ; waterborne, water-thinnable ; wasserbasiert, wasserverdünnbar ; 水性 ; wb
solvent-based ; solvent-borne ; lösemittelhaltig ; 油性 ; sb
alkyd resin ; alkyd ; Alkydharz ; 醇酸
acrylic resin ; acrylic dispersion, pure acrylic ; Acrylharz, Reinacrylat ; 丙烯酸 ; acryl.
silicate ; silicate dispersion ; Silikat, Silikatdispersion ; 硅酸盐
lime ; slaked lime ; Kalk, Sumpfkalk ; 石灰
linseed oil ; boiled linseed oil ; Leinöl ; 亚麻籽油
clay ; loam binder ; Lehm ; 黏土
""",
    "paint_surface": """
plaster ; render, rendered masonry ; Putz ; 抹灰墙 ; plstr
plasterboard ; drywall, gypsum board ; Gipskarton, Rigips ; 石膏板
wallpaper ; woodchip ; Raufaser, Tapete ; 壁纸
concrete ; bare concrete ; Beton ; 混凝土
brick ; brickwork ; Ziegel, Backstein ; 砖墙
iron ; wrought iron, ferrous metal ; Eisen ; 铁
galvanised steel ; zinc-coated steel, zinc ; verzinkter Stahl, Zink ; 镀锌钢
aluminium ; aluminum ; Aluminium, Alu ; 铝
plastic ; rigid PVC, ABS ; Kunststoff, Hart-PVC ; 塑料
tiles ; wall tiles, ceramic tiles ; Fliesen ; 瓷砖
old paint ; sound old coats ; Altanstrich, Altanstriche ; 旧漆
""",
    "place_of_use": """
indoors ; interior, inside ; innen, Innenbereich ; 室内 ; int.
outdoors ; exterior, outside ; außen, Außenbereich ; 室外 ; ext.
""",
    "scrub_class": """
class 1 ; scrub class 1 ; Klasse 1, Nassabriebklasse 1 ; 1级 ; cl. 1
class 2 ; scrub class 2 ; Klasse 2, Nassabriebklasse 2 ; 2级 ; cl. 2
class 3 ; scrub class 3 ; Klasse 3, Nassabriebklasse 3 ; 3级
class 4 ; scrub class 4 ; Klasse 4, Nassabriebklasse 4 ; 4级
""",
}

BRANDS = """
Pigmentor ; PIGMENTOR Colours, Pigmentorr
Farbwacht ; Farb-Wacht
Oldbarn & Rye ; Oldbarn and Rye, Oldbarn
Rostika ; ROSTIKA Coatings
Qingse ; 青色, Qingse Paints
"""

TERMS = """
emulsion ; wall emulsion, Dispersionsfarbe ; paint/wall
ceiling paint ; Deckenfarbe ; paint/wall
wood stain ; Lasur ; paint/wood
radiator enamel ; Heizkörperlack ; paint/metal
spray can paint ; Sprühdose ; paint/spray
"""

SECTION = Section(
    CATEGORIES,
    KEYS,
    APPLIES,
    VALUES,
    BRANDS,
    terms=TERMS,
    relations="""
paint_base/alkyd-resin is_a paint_base/solvent-based
paint_base/silicate is_a paint_base/water-based
brand/rostika makes paint/metal
""",
)
