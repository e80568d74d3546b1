"""Workbook section for paper goods. Their "notebooks" share a word, and nothing else, with laptops."""

from itemcenter.demo.workbook import Section

CATEGORIES = """
paperware ; Paper goods ; stationery, Schreibwaren, 文具 ; Things to write in and to write on.
paperware/notebooks ; Paper notebooks ; exercise books, Notizbücher, Hefte, 笔记本 ; Bound paper for notes.
paperware/planners ; Planners ; diaries, Kalenderbücher, 日程本 ; Bound calendars to write in.
paperware/pads ; Writing pads ; letter pads, Schreibblöcke, 便笺 ; Glued sheets to tear off.
paperware/sticky ; Sticky notes ; self-stick notes, Haftnotizen, 便利贴 ; Small sheets with glue on the back.
"""

KEYS = """
paper_size: paper size
  type: categorical
  about: Format of one page.
  en: format, page size
  de: Papierformat, Format
  zh: 纸张规格
  off: Size

ruling: ruling
  type: categorical
  about: What is printed on the pages.
  en: lineature, page style
  de: Lineatur
  zh: 内页
  off: Rul.

sheet_count: sheets
  type: count
  about: Leaves of paper in one piece; a leaf has two pages.
  en: number of sheets, leaves
  de: Blätter, Blattzahl
  zh: 张数
  normalisation: pages divided by two

page_count: pages
  type: count
  about: Printed pages in one piece, twice the leaves.
  en: number of pages, page count
  de: Seiten, Seitenzahl
  zh: 页数

paper_weight: paper weight
  type: quantity, unit=g/m², tolerance=0.02
  about: Weight of the paper by area, not of the book.
  en: grammage, GSM
  de: Papiergewicht, Grammatur
  zh: 纸张克重

binding: binding
  type: categorical
  about: What holds the pages together.
  en: binding type, bound by
  de: Bindung
  zh: 装订

cover: cover
  type: categorical, open
  about: What the cover is made of.
  en: cover material, bound in
  de: Einband, Umschlag
  zh: 封面

pack_count: pieces per pack
  type: count
  about: Pieces in the offer; pages inside a piece do not count.
  en: pack of, quantity per pack
  de: Stück pro Packung, Packungsinhalt
  zh: 包装数量

recycled_paper: recycled paper
  type: boolean
  about: The pages are made of waste paper.
  en: recycled, from waste paper
  de: Recyclingpapier
  zh: 再生纸
  said: recycled paper, from waste paper ; Recyclingpapier ; 再生纸

perforated: perforated
  type: boolean
  about: Pages can be torn out along a line.
  en: with perforation, tear-out pages
  de: perforiert, Perforation
  zh: 可撕
  said: perforated, with perforation ; perforiert ; 可撕

note_width: width
  type: quantity, unit=mm, tolerance=0.02, role=width
  about: Width of one sheet.
  en: W
  de: Breite
  zh: 宽

note_height: height
  type: quantity, unit=mm, tolerance=0.02, role=height
  about: Height of one sheet.
  en: H
  de: Höhe
  zh: 高

calendar_year: calendar year
  type: count
  about: Year that the calendar covers.
  en: year
  de: Kalenderjahr, Jahr
  zh: 年份

layout: layout
  type: categorical
  about: How much time a double page shows.
  en: view, spread
  de: Kalendarium, Aufteilung
  zh: 版式

paper_extras: extras
  type: categorical, multiple, open
  about: Small things that come with it.
  en: features, equipment
  de: Ausstattung, Extras
  zh: 附件
"""

APPLIES = {
    "paperware": "paper_size! color recycled_paper pack_count gtin",
    "paperware/notebooks": "ruling! sheet_count! page_count binding cover paper_weight perforated paper_extras",
    "paperware/planners": "calendar_year! layout! binding cover paper_extras",
    "paperware/pads": "ruling! sheet_count! paper_weight perforated",
    "paperware/sticky": "sheet_count! note_width note_height",
}

VALUES = {
    "paper_size": """
A4 ; DIN A4, 210 x 297 mm ; DIN-A4 ; A4纸 ; a-4
A5 ; DIN A5, 148 x 210 mm ; DIN-A5 ; A5纸 ; a-5
A6 ; DIN A6, 105 x 148 mm ; DIN-A6 ; A6纸
B5 ; JIS B5 ; DIN-B5 ; B5纸
letter ; US letter ; Letter-Format ; 信纸
pocket ; pocket size, vest-pocket size ; Taschenformat ; 口袋本 ; pkt
square ; square format ; quadratisch ; 方形
""",
    "ruling": """
lined ; ruled, line-ruled ; liniert ; 横线 ; ln.
squared ; grid, graph ruled ; kariert ; 方格 ; sq.
dotted ; dot grid, bullet dots ; gepunktet, Punktraster ; 点阵 ; dots
blank ; unruled, without lines ; blanko ; 空白 ; blk pages
narrow lined ; college ruled ; eng liniert ; 窄横线
music staves ; stave paper ; Notenlinien ; 五线谱
""",
    "binding": """
thread-sewn ; sewn binding, Smyth sewn ; fadengeheftet ; 线装 ; sewn
spiral ; wire-o, ring bound ; Spiralbindung, Spirale ; 线圈 ; sprl
stapled ; saddle-stitched, staples ; geheftet, Klammerheftung ; 骑马钉
glued ; perfect bound, glue binding ; Klebebindung, geleimt ; 胶装
disc-bound ; discs ; Scheibenbindung ; 盘装
""",
    "cover": """
hardcover ; hard boards, case bound ; Hardcover, fester Einband ; 精装, 硬壳 ; hc
softcover ; soft boards, flexible cover ; Softcover, flexibler Einband ; 软面 ; sc
leather ; real leather, cowhide ; Leder, Rindsleder ; 真皮
imitation leather ; faux leather, PU leather ; Kunstleder ; 仿皮, PU皮
linen cloth ; cloth bound, bookcloth ; Leineneinband ; 布面
cork ; cork skin ; Korkeinband, Kork ; 软木
polypropylene ; PP cover ; Polypropylen-Einband ; PP面
kraft card ; kraft cardboard ; Kraftkarton ; 牛皮纸
""",
    "layout": """
one day per page ; day per page, daily ; eine Seite pro Tag, Tagesplaner ; 一日一页 ; 1d/p
one week on two pages ; week to view, weekly ; Wochenplaner, eine Woche auf zwei Seiten ; 周计划 ; wk/2p
one month on two pages ; month to view, monthly ; Monatsplaner ; 月计划
undated ; no dates, perpetual ; ohne Datum, undatiert ; 无日期
""",
    "paper_extras": """
ribbon marker ; page ribbon, bookmark ribbon ; Leseband, Lesebändchen ; 书签带
elastic band ; elastic closure ; Gummiband, Gummizug ; 松紧带
pen loop ; pen holder ; Stiftschlaufe ; 笔插
back pocket ; inner pocket ; Innentasche, Falttasche ; 内袋
index tabs ; register tabs ; Register, Griffregister ; 索引贴
stickers ; sticker sheet ; Aufkleber ; 贴纸
""",
}

BRANDS = """
Blattgold ; BLATTGOLD Papier
Quillon ; QUILLON Paper, Quillon & Sons
Papermoor ; Paper Moor
Notezza ; NOTEZZA
Moyu ; 墨语, Moyu Stationery
"""

TERMS = """
bullet journal ; dot journal, Punktebuch ; paperware/notebooks
exercise book ; school jotter, Schulheft ; paperware/notebooks
diary ; day planner, Taschenkalender ; paperware/planners
memo block ; Notizblock ; paperware/pads
memo cube ; Zettelwürfel ; paperware/sticky
"""

SECTION = Section(
    CATEGORIES,
    KEYS,
    APPLIES,
    VALUES,
    BRANDS,
    terms=TERMS,
    relations="""
ruling/narrow-lined is_a ruling/lined
brand/notezza makes paperware/planners
""",
)
