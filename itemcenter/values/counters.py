"""Words that count pieces and packages ("6 pcs", "3 Stück", "12瓶"): spelling -> what is counted.

`piece` and `pack` are the general ones; the others name what the number counts, for keys such as "capsules".
"""

from __future__ import annotations

#: (what is counted, spellings in any case)
_ROWS: tuple[tuple[str, str], ...] = (
    (
        "piece",
        "pc pcs piece pieces pce pces stück stücke stueck stk stck count ct ea teile teilig units "
        "个 個 件 只 支 枚 入 片",
    ),
    ("pack", "pack packs pk pks package packages packung packungen päckchen multipack paket pakete 包 盒装"),
    ("set", "set sets satz 套"),
    ("pair", "pair pairs paar paare 双 雙 对 對"),
    ("box", "box boxes cartons carton karton kartons schachtel schachteln 盒 箱"),
    ("bag", "bag bags beutel sachet sachets pouch pouches teabags teebeutel 袋"),
    ("bottle", "bottle bottles flasche flaschen 瓶"),
    ("can", "cans tin tins dosen 罐 听"),
    ("capsule", "capsule capsules pod pods kapsel kapseln kaffeekapseln softgels 粒 颗 胶囊"),
    ("tablet", "tablet tablets tabs tablette tabletten"),
    ("roll", "roll rolls rolle rollen 卷"),
    ("sheet", "sheet sheets blatt bögen 张 枚入"),
    ("stick", "stick sticks 条 根 本"),
)

#: Any-case spelling (lower) -> what is counted.
COUNTERS: dict[str, str] = {spelling: counted for counted, row in _ROWS for spelling in row.split()}

#: Words that may stand before "of 6" / "mit 6" and make it a count.
CONTAINERS = (
    "pack|packs|set|sets|box|case|lot|bundle|bag|carton|package|pkg|multipack|"
    "packung|beutel|karton|schachtel|vorteilspack|doppelpack"
)
