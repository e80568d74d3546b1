"""Attribute keys of lamps, as cards: id and name, then one line per field (`said`: how a yes reads in texts)."""

KEYS = """
lamp_material: material
  type: categorical, multiple, open
  about: What frame, foot or housing is made of; a look alone does not count.
  en: frame material, body material
  de: Material, Gestellmaterial
  zh: 材质
  off: Mat.

shade_material: shade material
  type: categorical, values_of=lamp_material, multiple, open
  about: What the lampshade is made of.
  en: lampshade, shade
  de: Schirm, Schirmmaterial
  zh: 灯罩材质

height: height
  type: quantity, unit=cm, tolerance=0.02, role=height
  about: Height of the lamp; for hanging lamps without the cable.
  en: total height, H
  de: Höhe
  zh: 高度

width: width
  type: quantity, unit=cm, tolerance=0.02, role=width
  about: Largest width seen from the front.
  en: W, overall width
  de: Breite
  zh: 宽度

depth: depth
  type: quantity, unit=cm, tolerance=0.02, role=depth
  about: How far the lamp stands out from the wall.
  en: projection, D
  de: Tiefe, Ausladung
  zh: 深度

shade_diameter: shade diameter
  type: quantity, unit=cm, tolerance=0.02, role=diameter
  about: Largest diameter of the shade.
  en: diameter, dia.
  de: Durchmesser, Schirmdurchmesser
  zh: 直径

cable_length: cable length
  type: quantity, unit=cm, tolerance=0.02, role=length
  about: Length of the cable or hanging cord.
  en: cord length, lead length
  de: Kabellänge
  zh: 线长
  normalisation: centimetres

socket: socket
  type: categorical
  about: Base the bulb is screwed or plugged into.
  en: bulb base, fitting, lamp holder
  de: Fassung, Sockel
  zh: 灯座

bulb_count: number of bulbs
  type: count
  about: Bulbs the lamp takes.
  en: bulbs, lights, flames
  de: Anzahl Leuchtmittel, Flammen
  zh: 光源数量

bulb_included: bulb included
  type: boolean
  about: At least one bulb comes in the box.
  en: with bulb, incl. bulb
  de: Leuchtmittel enthalten
  zh: 含灯泡
  said: bulb included, incl. bulb ; inkl. Leuchtmittel ; 含灯泡

max_power: maximum power
  type: quantity, unit=W, tolerance=0.02
  about: Highest permitted power per bulb.
  en: max. wattage, power
  de: max. Leistung, Leistung
  zh: 最大功率

luminous_flux: luminous flux
  type: quantity, unit=lm, tolerance=0.02
  about: Light given off by the built-in light source.
  en: brightness, light output
  de: Lichtstrom
  zh: 光通量

light_color: light colour
  type: categorical, multiple
  about: White tone or colour of the light itself, not of the lamp.
  en: light tone, colour temperature
  de: Lichtfarbe
  zh: 光色

dimmable: dimmable
  type: boolean
  about: Brightness can be lowered without steps or in at least three steps.
  en: with dimmer
  de: dimmbar
  zh: 可调光
  said: dimmable, with dimmer ; dimmbar ; 可调光

energy_class: energy class
  type: categorical
  about: Class on the energy label of the light source.
  en: energy label
  de: Energieklasse, Energieeffizienzklasse
  zh: 能效等级

lamp_style: style
  type: categorical, multiple, open
  about: Design direction.
  en: look, design style
  de: Stil, Wohnstil
  zh: 风格

room: room
  type: categorical, multiple
  about: Rooms the lamp is made for.
  en: rooms, location
  de: Raum, Wohnraum
  zh: 适用空间

power_source: power source
  type: categorical, multiple
  about: Where the current comes from.
  en: powered by, supply
  de: Stromversorgung
  zh: 供电方式

ip_rating: protection rating
  type: categorical
  about: IP code for dust and water.
  en: IP rating, IP code, ingress rating
  de: Schutzart
  zh: 防护等级

motion_sensor: motion sensor
  type: boolean
  about: Switches on by itself when somebody comes near.
  en: movement sensor
  de: Bewegungsmelder
  zh: 人体感应
  said: motion sensor ; Bewegungsmelder ; 人体感应
"""
