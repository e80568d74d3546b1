"""Attribute keys of coffee, as cards: id and name, then one line per field (`said`: how a yes reads in texts)."""

KEYS = """
net_weight: net weight
  type: quantity, unit=g, tolerance=0.02
  about: Coffee in the whole package as sold; packs are added up (4 x 250 g is 1000 g).
  en: content, weight, net contents
  de: Nettogewicht, Füllmenge, Inhalt
  zh: 净含量
  off: Wgt, Size
  normalisation: grams; multiply packs

roast: roast
  type: categorical
  about: How dark the beans are roasted.
  en: roast level, roast degree
  de: Röstgrad, Röstung
  zh: 烘焙度

bean_type: bean type
  type: categorical, multiple
  about: Species of the coffee plant.
  en: species, bean
  de: Bohnenart, Kaffeesorte
  zh: 豆种
  off: beans

origin: origin
  type: categorical, multiple, open
  about: Country or countries where the coffee grew, not where it was roasted.
  en: country of origin, grown in
  de: Herkunft, Anbauland
  zh: 产地

tasting_notes: tasting notes
  type: categorical, multiple, open
  about: Aromas of the coffee itself, without anything added.
  en: flavour notes, aroma, cup profile
  de: Geschmacksnoten, Aroma
  zh: 风味
  off: notes

added_flavouring: added flavouring
  type: categorical, open
  about: Flavouring that was added to the coffee.
  en: flavoured with, flavouring
  de: Aromatisierung, aromatisiert mit
  zh: 添加风味

decaffeinated: decaffeinated
  type: boolean
  about: Caffeine was removed; a low dose alone does not count.
  en: decaf, caffeine-free
  de: entkoffeiniert
  zh: 低因
  said: decaf, decaffeinated ; entkoffeiniert ; 低因

organic: organic
  type: boolean
  about: Certified organic farming.
  en: certified organic
  de: Bio
  zh: 有机
  said: organic, certified organic ; Bio, aus biologischem Anbau ; 有机

intensity: intensity
  type: count
  about: Strength on the maker's scale from 1 to 12.
  en: strength
  de: Stärke, Intensität
  zh: 浓度

process: process
  type: categorical, open
  about: How the cherry was turned into green beans.
  en: processing, processing method
  de: Aufbereitung
  zh: 处理法

growing_altitude: growing altitude
  type: quantity, unit=m, tolerance=0.02, role=height
  about: Height of the farm above the sea.
  en: altitude, elevation
  de: Anbauhöhe
  zh: 种植海拔
  normalisation: metres; drop thousands marks

brewing_method: brewing method
  type: categorical, multiple, open
  about: Ways of brewing the coffee is made for.
  en: suitable for, best for, preparation
  de: Zubereitung, geeignet für
  zh: 适用器具

packaging: packaging
  type: categorical
  about: Container the coffee is sold in.
  en: pack type, container
  de: Verpackung
  zh: 包装

grind: grind
  type: categorical
  about: How fine the coffee is ground.
  en: grind size
  de: Mahlgrad
  zh: 研磨度

capsule_count: number of capsules
  type: count
  about: Capsules in the whole package as sold.
  en: capsules, pods per pack
  de: Anzahl Kapseln, Kapseln
  zh: 胶囊数量
  normalisation: integer; multiply packs

capsule_system: capsule system
  type: categorical, multiple, open
  about: Machines the capsule fits; not the maker of the capsule.
  en: compatible with, fits machines
  de: Kapselsystem, passend für
  zh: 适配机型

compostable: compostable
  type: boolean
  about: The capsule may go to industrial compost.
  en: bio-degradable capsule
  de: kompostierbar
  zh: 可堆肥
  said: compostable ; kompostierbar ; 可堆肥

unit_volume: volume per unit
  type: quantity, unit=ml, tolerance=0.02
  about: Volume of one can or bottle, not of the tray.
  en: can size, bottle size, volume
  de: Volumen je Einheit, Volumen
  zh: 单瓶容量

unit_count: units per pack
  type: count
  about: Cans, bottles or sticks in the package as sold.
  en: pack size, quantity per pack, pack of
  de: Stückzahl, Anzahl
  zh: 件数

gtin: barcode
  type: identifier
  about: Trade item number, 13 digits (in-house range, starts with 2).
  en: EAN, GTIN
  de: Strichcode
  zh: 条形码
  normalisation: digits only
"""
