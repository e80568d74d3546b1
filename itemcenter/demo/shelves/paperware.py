"""Paper goods of the demo catalog: product lines, how merchants file them, and what their texts say."""

from itemcenter.demo.assortment import Assortment, Leaf

BOUND = """
binding: thread-sewn | spiral | stapled | glued | thread-sewn | disc-bound
cover: hardcover | softcover | imitation leather | leather | linen cloth | kraft card | cork | polypropylene
paper_extras: ribbon marker | elastic band+ribbon marker | pen loop+elastic band | back pocket | index tabs | |
"""
GREEN = "recycled_paper: yes | yes | no |"
RULING = "ruling: lined | squared | dotted | blank | lined | narrow lined | dotted"

LEAVES = (
    Leaf(
        id="paperware/notebooks",
        groups=17,
        prices=(3, 22),
        nouns={"en": "notebook, paper notebook, journal", "de": "Notizbuch, Heft", "zh": "笔记本, 记事本"},
        paths="""
            Office > Paper > Notebooks; Stationery/Notebooks; Paper notebooks; School > Exercise books;
            Büro > Schreibwaren > Notizbücher; Stationery > Journals; 文具 > 笔记本
        """,
        pools=f"""
            {BOUND}
            {GREEN}
            {RULING}
            paper_weight: 70 g/m² | 80 g/m² | 90 g/m² | 100 g/m² | 120 g/m² |
            perforated: yes | no | |
            pack_count: 1 | | 3 | 5 |
            sheet_count, page_count: 96,192 | 80,160 | 120,240 | 64,128 | 48,96 | 100, | ,144
        """,
        axes="""
            paper_size: A5 | A4 | A6 | B5 | pocket | square
            color: black | navy | red | green | grey | pink | yellow
        """,
    ),
    Leaf(
        id="paperware/planners",
        groups=10,
        prices=(8, 29),
        nouns={"en": "planner, diary", "de": "Kalender, Buchkalender", "zh": "日程本, 日历本"},
        paths="""
            Office > Paper > Planners; Stationery/Diaries; Planners; School > Calendars;
            Büro > Schreibwaren > Kalender; 文具 > 日程本
        """,
        pools=f"""
            {BOUND}
            {GREEN}
            layout: one day per page | one week on two pages | one week on two pages | one month on two pages
            calendar_year: 2025 | 2026 | 2026 | 2027
        """,
        axes="""
            paper_size: A5 | A6 | A4 | pocket
            color: black | burgundy | petrol | beige | lilac
        """,
    ),
    Leaf(
        id="paperware/pads",
        groups=10,
        prices=(2, 9),
        nouns={"en": "writing pad, memo pad", "de": "Schreibblock, Notizblock", "zh": "便笺, 便签本"},
        paths="""
            Office > Paper > Pads; Stationery/Writing pads; Writing pads; School > Letter pads;
            Büro > Schreibwaren > Blöcke; 文具 > 便笺
        """,
        pools=f"""
            {GREEN}
            {RULING}
            paper_weight: 60 g/m² | 70 g/m² | 80 g/m² |
            perforated: yes | yes | no |
            color: white | yellow | |
            pack_count: 1 | 5 | 10 |
        """,
        axes="""
            sheet_count: 50 | 80 | 100 | 200
            paper_size: A4 | A5 | letter | A6
        """,
    ),
    Leaf(
        id="paperware/sticky",
        groups=9,
        prices=(2, 8),
        nouns={"en": "sticky notes, self-stick notes", "de": "Haftnotizen", "zh": "便利贴"},
        paths="""
            Office > Paper > Sticky notes; Stationery/Notes; Sticky notes; School > Memo;
            Büro > Schreibwaren > Haftnotizen; 文具 > 便利贴
        """,
        pools=f"""
            {GREEN}
            note_width, note_height: 76 mm,76 mm | 51 mm,38 mm | 127 mm,76 mm | 76 mm,127 mm
            sheet_count: 100 | 90 | 80 | 400
        """,
        axes="""
            color: yellow | pink | neon yellow | mint | light blue | orange | pink+yellow+green
            pack_count: 1 | 6 | 12 | 3
        """,
    ),
)

TITLES = {
    "en": [
        "%brand% %line% %noun% {paper_size} {ruling}",
        "%noun% %brand% %line%, {paper_size}, {color}",
        "%brand% %noun% {paper_size} [{sheet_count} sheets](sheet_count) {color}",
        "%brand% %line% %noun% {paper_size} [{page_count} pages](page_count)",
        "%brand% %line% %noun% {cover} {color}",
        "%noun% %brand% {binding} {paper_size} {ruling}",
        "%brand% %line% %noun% [{calendar_year}](calendar_year) {layout}",
        "%brand% %noun% [{pack_count} pieces](pack_count) {color}",
        "{recycled_paper} %noun% %brand% {paper_size}",
        "%brand% {perforated} %noun% {paper_size} {ruling}",
        "%brand% %noun% [{note_width} x {note_height}](note_width; note_height) {color}",
        "%brand% %line% %noun% {color}",
        "%brand% %line% %noun%",
    ],
    "de": [
        "%brand% %line% %noun% {paper_size} {ruling}",
        "%noun% %brand% {paper_size}, {color}",
        "%brand% %noun% [{sheet_count} Blatt](sheet_count)",
        "%brand% %noun% [{calendar_year}](calendar_year) {layout}",
        "%noun% %brand% %line% {color}",
    ],
    "zh": [
        "%brand% %line%%noun% {paper_size}",
        "%brand%%noun% {ruling} {color}",
        "%brand% %noun% [{sheet_count}张](sheet_count)",
        "%noun% %brand%",
    ],
}

SENTENCES = {
    "en": [
        "Page size: {paper_size}.",
        "The pages are {paper_size}.",
        "Fits a sleeve made for [A4](!paper_size=A4:accessory).",
        "The pages come {ruling}.",
        "Inside it is {ruling}.",
        "[Blank](!ruling=blank:other_variant) ones sell out fast.",
        "[{sheet_count} sheets](sheet_count) leave room for a year of ideas.",
        "It has [{page_count} pages](page_count).",
        "@notebooks: The first [8 pages](!page_count:part; !sheet_count:part) are an index.",
        "Paper of {paper_weight} lets no ink through.",
        "[{paper_weight} paper](paper_weight), smooth on both sides.",
        "The cover board alone has [350 g/m²](!paper_weight:part).",
        "It is {binding}, so it lies flat.",
        "Held together how: {binding}.",
        "It is [not spiral bound](!binding=spiral:negation).",
        "The cover is {cover}.",
        "Bound in {cover}.",
        "Feels [like leather](!cover=leather:figurative) and wipes clean.",
        "You get [{pack_count} of them](pack_count).",
        "Shops order [24 pieces](!pack_count:wholesale) at a time.",
        "[Made from old newspapers](recycled_paper=yes).",
        "The paper is [made from fresh fibre](~recycled_paper=no).",
        "@notebooks,pads: [Pages come out along a line](perforated=yes).",
        "@notebooks,pads: It is [not perforated](~perforated=no), so nothing falls out.",
        "One sheet measures [{note_width} by {note_height}](note_width; note_height).",
        "The year inside is [{calendar_year}](calendar_year).",
        "Prices valid until [2029](!calendar_year:date).",
        "Layout: {layout}.",
        "It shows {layout}.",
        "Comes with {paper_extras}.",
        "A [pen loop](!paper_extras=pen loop:accessory) to stick on is sold apart.",
        "Colour of this one: {color}.",
        "The [gold](!color=gold:other_variant) edition comes in spring.",
        "The paper takes fountain pens well.",
        "A gift for people who think by hand.",
    ],
    "de": [
        "Format: {paper_size}.",
        "Die Seiten sind {ruling}.",
        "Umfang: [{sheet_count} Blatt](sheet_count).",
        "Papier mit {paper_weight}.",
        "Bindung: {binding}.",
        "Farbe: {color}.",
        "[Nicht perforiert](~perforated=no).",
        "Auch als [A4](!paper_size=A4:other_variant) zu haben.",
        "Schreibt sich angenehm.",
    ],
    "zh": [
        "规格为{paper_size}。",
        "内页{ruling}。",
        "颜色：{color}。",
        "共[{sheet_count}张](sheet_count)。",
        "书写顺滑，不易洇墨。",
    ],
}

ASSORTMENT = Assortment(
    root="paperware",
    prefix="PAP",
    brands={
        "paperware/notebooks": "Blattgold, Quillon, Papermoor, Moyu",
        "paperware/planners": "Notezza, Blattgold, Quillon",
        "paperware/pads": "Papermoor, Quillon, Moyu",
        "paperware/sticky": "Notezza, Papermoor",
    },
    lines="Chapter, Skript, Muse, Ordner 5, Plain Day, Feder, Atlas, Zeile, Idea, Campus",
    leaves=LEAVES,
    titles=TITLES,
    sentences=SENTENCES,
    filler="Delivery: 1 day; Shelf: P9; Made in: EU; Ink test: passed; Sold by: shop; Envelope: none",
)
