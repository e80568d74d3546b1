"""Attribute keys of shoes, as cards: id and name, then one line per field (`said`: how a yes reads in texts)."""

KEYS = """
upper_material: upper material
  type: categorical, multiple, open
  about: What the outside of the shoe above the sole is made of.
  en: material, upper, outer material
  de: Obermaterial, Material
  zh: 鞋面材质, 材质
  off: Mat., made of

lining_material: lining material
  type: categorical, values_of=upper_material, multiple, open
  about: What the inside of the shoe is lined with.
  en: lining, inner material
  de: Futter, Innenmaterial
  zh: 内里材质
  off: inside

sole_material: sole material
  type: categorical, open
  about: What the outsole, the part that touches the ground, is made of.
  en: sole, outsole
  de: Sohle, Laufsohle
  zh: 鞋底材质

shoe_size: shoe size
  type: categorical
  about: Continental (EU) size; UK sizes are mapped with the house table.
  en: size, EU size, UK size
  de: Größe, Schuhgröße
  zh: 尺码, 鞋码
  off: Sz
  normalisation: EU size; UK by value list

target_group: target group
  type: categorical
  about: For whom the shoe is cut.
  en: gender, department, made for
  de: Zielgruppe, Geschlecht
  zh: 适用人群

closure: closure
  type: categorical, open
  about: How the shoe is closed on the foot.
  en: fastening, closing type
  de: Verschluss
  zh: 闭合方式

waterproof: waterproof
  type: boolean
  about: Keeps water out in lasting rain; water-repellent alone does not count.
  en: water proof, watertight
  de: wasserdicht
  zh: 防水
  said: waterproof, fully waterproof, watertight ; wasserdicht ; 防水
  normalisation: yes/no

vegan: vegan
  type: boolean
  about: Made without any animal material, glue included.
  en: animal-free
  de: vegane Herstellung
  zh: 纯素
  said: vegan, animal-free ; vegan ; 纯素

cushioning: cushioning
  type: categorical
  about: How soft the midsole is.
  en: cushion level
  de: Dämpfung
  zh: 缓震

surface: surface
  type: categorical, multiple
  about: Ground the shoe is made for.
  en: terrain, ground
  de: Untergrund
  zh: 适用路面

heel_drop: heel drop
  type: quantity, unit=mm, tolerance=0.05
  about: Height difference between heel and forefoot of the midsole.
  en: drop, heel-to-toe drop, offset
  de: Sprengung
  zh: 前后落差
  normalisation: millimetres

shoe_weight: weight per shoe
  type: quantity, unit=g, tolerance=0.03
  about: Weight of one single shoe, not of the pair.
  en: single shoe weight, weight (one shoe)
  de: Gewicht je Schuh
  zh: 单只重量
  normalisation: grams, one shoe

heel_height: heel height
  type: quantity, unit=cm, tolerance=0.05, role=height
  about: Height of the heel at the back.
  en: heel
  de: Absatzhöhe, Absatz
  zh: 跟高

cut: cut
  type: categorical
  about: How far the shaft reaches up the ankle.
  en: shaft, collar height
  de: Schafthöhe
  zh: 鞋帮高度

toe_shape: toe shape
  type: categorical
  about: Form of the front of the shoe.
  en: toe
  de: Schuhspitze
  zh: 鞋头

care_instructions: care instructions
  type: text
  about: How the maker says the shoe is cleaned and kept.
  en: care, cleaning
  de: Pflegehinweis, Pflege
  zh: 保养说明

style_code: style code
  type: identifier
  about: Code of the maker for one style in one colourway.
  en: style no., article code
  de: Artikelcode
  zh: 货号
  normalisation: upper case; no spaces
"""
