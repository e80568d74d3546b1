"""Workbook section for toys."""

from itemcenter.demo.workbook import Section

CATEGORIES = """
toys ; Toys ; toys and games, Spielzeug, Spielwaren, 玩具 ; Things made for children to play with.
toys/building ; Building sets ; construction toys, Bausteine, Bausätze, 积木 ; Parts that are put together.
toys/puzzles ; Jigsaw puzzles ; jigsaws, Puzzles, 拼图 ; Pictures cut into parts.
toys/games ; Board games ; party games, Brettspiele, 桌游 ; Games with rules, played at a table.
toys/plush ; Soft toys ; plush animals, Kuscheltiere, 毛绒玩具 ; Toys to hug.
"""

KEYS = """
age_range: recommended age
  type: quantity, unit=year, tolerance=0.02
  about: Age of the children it is made for, as a range or a lower end.
  en: age, age range, suitable for ages
  de: Altersempfehlung, Alter
  zh: 适用年龄
  off: Ages, Rec. age
  normalisation: years; 36 months is 3 years

piece_count: number of pieces
  type: count
  about: Parts in the box that belong to the toy; not boxes in an offer.
  en: pieces, parts, piece count
  de: Teile, Teilezahl
  zh: 片数
  off: pcs

players: players
  type: categorical
  about: How many people can play at once.
  en: number of players, for players
  de: Spieler, Spieleranzahl
  zh: 玩家人数

play_time: playing time
  type: quantity, unit=min, tolerance=0.02
  about: Usual length of one game.
  en: game length, duration
  de: Spieldauer, Dauer
  zh: 游戏时长

toy_material: material
  type: categorical, multiple, open
  about: What the toy itself is made of.
  en: made from, materials
  de: Material
  zh: 材质
  off: Mat.

toy_theme: theme
  type: categorical, multiple, open
  about: World or motif the toy shows.
  en: motif, subject
  de: Thema, Motiv
  zh: 主题

battery_count: batteries needed
  type: count
  about: Number of batteries it runs on; none where it needs no power.
  en: number of batteries
  de: Anzahl Batterien
  zh: 电池数量

battery_type: battery type
  type: categorical
  about: Size of the batteries it runs on.
  en: battery size, batteries
  de: Batterietyp
  zh: 电池类型

batteries_included: batteries included
  type: boolean
  about: The batteries come in the box.
  en: incl. batteries
  de: Batterien enthalten
  zh: 含电池
  said: batteries included, incl. batteries ; inkl. Batterien ; 含电池

rule_language: language of the rules
  type: categorical, multiple, open
  about: Languages in which rules or captions are printed.
  en: rules language, language
  de: Sprache, Sprache der Anleitung
  zh: 说明语言

machine_washable: machine washable
  type: boolean
  about: May be washed in a machine.
  en: washable in the machine
  de: maschinenwaschbar
  zh: 可机洗
  said: machine washable ; maschinenwaschbar ; 可机洗

toy_height: height
  type: quantity, unit=cm, tolerance=0.03, role=height
  about: Height of the toy when it sits or stands.
  en: size, H
  de: Höhe, Größe
  zh: 高度

picture_width: width
  type: quantity, unit=cm, tolerance=0.02, role=width
  about: Width of the finished picture.
  en: finished width
  de: Breite
  zh: 宽

picture_height: picture height
  type: quantity, unit=cm, tolerance=0.02, role=height
  about: Height of the finished picture.
  en: finished height, height
  de: Höhe
  zh: 高
"""

APPLIES = {
    "toys": "age_range! toy_theme toy_material! gtin",
    "toys/building": "piece_count! battery_count battery_type batteries_included color",
    "toys/puzzles": "piece_count! picture_width picture_height",
    "toys/games": "players! play_time! rule_language",
    "toys/plush": "toy_height! color! machine_washable battery_count battery_type batteries_included",
}

VALUES = {
    "players": """
1 player ; solo, one player ; 1 Spieler ; 1人
2 players ; two players, duel ; 2 Spieler ; 2人 ; 2 pl.
2-4 players ; 2 to 4 players, two to four players ; 2-4 Spieler, 2 bis 4 Spieler ; 2-4人 ; 2-4 pl.
2-5 players ; 2 to 5 players ; 2-5 Spieler, 2 bis 5 Spieler ; 2-5人
2-6 players ; 2 to 6 players ; 2-6 Spieler, 2 bis 6 Spieler ; 2-6人
3-8 players ; 3 to 8 players, three to eight players ; 3-8 Spieler, 3 bis 8 Spieler ; 3-8人 ; 3-8 pl.
""",
    "toy_material": """
beech wood ; beech ; Buchenholz, Buche ; 榉木
maple wood ; maple ; Ahorn, Ahornholz ; 枫木
wood ; solid wood ; Holz ; 木质 ; wd
bamboo ; ; Bambus ; 竹
ABS plastic ; ABS ; ABS-Kunststoff ; ABS塑料
plastic ; polypropylene ; Kunststoff ; 塑料 ; plst.
bioplastic ; plant-based plastic ; Biokunststoff ; 生物塑料
cardboard ; thick board, greyboard ; Pappe, Karton ; 纸板 ; crdbrd
paper ; coated paper ; Papier ; 纸
metal ; tinplate ; Metall, Blech ; 金属
cotton plush ; cotton ; Baumwolle, Baumwollplüsch ; 棉绒
polyester plush ; polyester ; Polyester, Polyesterplüsch ; 涤纶毛绒 ; poly
wool felt ; felt ; Wollfilz, Filz ; 羊毛毡
""",
    "toy_theme": """
farm ; farmyard ; Bauernhof ; 农场
dinosaurs ; dinosaur, dino ; Dinosaurier ; 恐龙
space ; rockets, outer space ; Weltraum ; 太空
pirates ; pirate ship ; Piraten ; 海盗
fire brigade ; fire engine, fire station ; Feuerwehr ; 消防
railway ; trains, train ; Eisenbahn ; 铁路
castle ; knights ; Ritterburg, Burg ; 城堡
jungle ; rainforest ; Dschungel ; 丛林
ocean ; under the sea, sea life ; Ozean, Unterwasserwelt ; 海洋
city ; town ; Stadt ; 城市
forest animals ; woodland animals ; Waldtiere ; 森林动物
world map ; map of the world ; Weltkarte ; 世界地图
unicorns ; unicorn ; Einhorn ; 独角兽
""",
    "battery_type": """
AA ; AA cells, mignon ; AA-Batterien, Mignonzelle ; 5号电池 ; LR6
AAA ; AAA cells, micro cells ; AAA-Batterien, Mikrozelle ; 7号电池 ; LR03
C cell ; baby cells ; C-Batterien, Babyzelle ; 2号电池 ; LR14
button cell ; coin cell ; Knopfzelle ; 纽扣电池
""",
    "rule_language": """
English ; ; Englisch ; 英文 ; EN
German ; ; Deutsch ; 德文 ; DE
French ; ; Französisch ; 法文 ; FR
Chinese ; Mandarin ; Chinesisch ; 中文
Spanish ; ; Spanisch ; 西班牙文
Polish ; ; Polnisch ; 波兰文
""",
}

BRANDS = """
Klotzberg ; KLOTZBERG Spiele, Klotz-Berg
Tumbolino ; TUMBOLINO
Hazelbrook Toys ; Hazelbrook, Hazel Brook
Ravenspiel ; Raven-Spiel
Momoxi ; 萌小西, Momoxi Kids
"""

TERMS = """
building blocks ; construction kit, Bauklötze ; toys/building
jigsaw ; floor jigsaw, Bodenpuzzle ; toys/puzzles
card game ; family game, Kartenspiel ; toys/games
teddy bear ; cuddly toy, Teddybär ; toys/plush
"""

SECTION = Section(
    CATEGORIES,
    KEYS,
    APPLIES,
    VALUES,
    BRANDS,
    terms=TERMS,
    relations="""
toy_material/beech-wood is_a toy_material/wood
toy_material/maple-wood is_a toy_material/wood
toy_material/abs-plastic is_a toy_material/plastic
brand/klotzberg makes toys/building
""",
)
