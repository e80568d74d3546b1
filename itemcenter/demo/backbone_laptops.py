"""Workbook section for laptops. Processors, graphics chips and systems are invented like the brands."""

from itemcenter.demo.keys_laptops import KEYS
from itemcenter.demo.workbook import Section

CATEGORIES = """
laptops ; Laptops ; notebooks, portable computers, 笔记本电脑 ; Portable computers with keyboard and display.
laptops/ultrabook ; Ultra-light laptops ; thin laptops, Leichtnotebooks, 轻薄本 ; Made to be carried.
laptops/gaming ; Gaming laptops ; gaming notebooks, Spiele-Notebooks, 游戏本 ; Made for games.
laptops/business ; Business laptops ; office laptops, Büro-Notebooks, 商务本 ; Made for offices.
laptops/convertible ; Convertible laptops ; 2-in-1 laptops, flip laptops, Klapp-Notebooks, 翻转本 ; Also a tablet.
laptops/student ; Student laptops ; budget laptops, Schul-Notebooks, 学生本 ; Low-priced, for study.
laptops/workstation ; Mobile workstations ; creator laptops, 移动工作站 ; For film, CAD and data.
"""

APPLIES = {
    "laptops": "screen_size! ram! storage! storage_type processor! graphics operating_system color weight battery_life "
    "keyboard_layout resolution usb_c_ports usb_a_ports package_contents model_number laptop_form*",
    "laptops/ultrabook": "touchscreen",
    "laptops/gaming": "refresh_rate!",
    "laptops/convertible": "touchscreen!",
    "laptops/business": "touchscreen",
    "laptops/workstation": "refresh_rate",
}

VALUES = {
    "resolution": """
1366 x 768 ; HD, 1366x768, HD ready ; ; ; 1366*768
1920 x 1080 ; Full HD, FHD, 1080p, 1920x1080 ; ; 全高清 ; 1920*1080
1920 x 1200 ; WUXGA, 1920x1200 ; ; ; 1920*1200
2560 x 1440 ; QHD, 2560x1440, 1440p ; ; ; 2560*1440
2560 x 1600 ; WQXGA, 2560x1600 ; ; ; 2560*1600
3840 x 2160 ; 4K UHD, 3840x2160, Ultra HD ; ; 4K超清 ; 4K
""",
    "storage_type": """
SSD ; solid-state drive, flash drive ; SSD-Festplatte ; 固态硬盘 ; ssd nvme ; Fast flash memory.
HDD ; hard disk drive, spinning disk ; HDD-Festplatte ; 机械硬盘 ; ; Rotating magnetic disk.
eMMC ; eMMC flash ; eMMC-Speicher ; ; emmc 5.1 ; Soldered flash memory of simple devices.
""",
    "processor": """
Quarz Q3 ; Quarz Q3-1115 ; ; ; Q3
Quarz Q5 ; Quarz Q5-1240 ; ; ; Q5
Quarz Q7 ; Quarz Q7-1360 ; ; ; Q7
Quarz Q9 ; Quarz Q9-1390 ; ; ; Q9
Helion 3 ; Helion 3 Series ; ; ; Hel.3
Helion 5 ; Helion 5 Series ; ; ; Hel.5
Helion 7 ; Helion 7 Series ; ; ; Hel.7
Nautil M1 ; Nautil M1 chip
Nautil M2 ; Nautil M2 chip
Tinder T200 ; Tinder T200 dual-core ; ; ; ; Two slow cores for simple tasks.
""",
    "graphics": """
Voltar X20 ; Voltar X20 4GB ; ; ; VX20
Voltar X40 ; Voltar X40 6GB ; ; ; VX40
Voltar X60 ; Voltar X60 8GB ; ; ; VX60
Voltar X80 ; Voltar X80 12GB ; ; ; VX80
Pinnacle R5 ; Pinnacle R5 Mobile
Pinnacle R7 ; Pinnacle R7 Mobile
Pinnacle Pro 2000 ; Pinnacle Pro2000
integrated graphics ; shared graphics, onboard graphics ; integrierte Grafik ; 集成显卡 ; iGPU
""",
    "operating_system": """
Orbit OS 11 ; Orbit 11 Home, OrbitOS 11 ; ; ; Orb11
Orbit OS 11 Pro ; Orbit 11 Pro, OrbitOS 11 Pro ; ; ; Orb11Pro
Pebble OS ; PebbleOS, Pebble Cloud System
Kernelix 24 ; Kernelix 24 LTS ; ; ; ; Free system with open sources.
no operating system ; without OS, blank drive ; ohne Betriebssystem ; 无系统 ; no OS
""",
    "keyboard_layout": """
German ; QWERTZ, German layout ; deutsche Tastatur, deutsches Layout ; 德语键盘
UK English ; UK QWERTY, British layout ; britisches Layout ; 英式键盘
US English ; US QWERTY, American layout ; US-Layout ; 美式键盘
French ; AZERTY, French layout ; französisches Layout ; 法语键盘
Nordic ; Nordic layout, Scandinavian keys ; nordisches Layout ; 北欧键盘
Swiss ; Swiss layout, CH QWERTZ ; Schweizer Layout ; 瑞士键盘
""",
    "laptop_form": """
clamshell ; fixed hinge ; klassisches Klappgehäuse
flip-back ; fold-back, 360-degree hinge ; umklappbar
detachable ; removable keyboard ; abnehmbare Tastatur
""",
}

BRANDS = """
Novaquill ; Nova Quill, NOVAQUILL
Quellbyte ; Quell-Byte
Ombralis ; Ombralis Computers
Tessarin ; TESSARIN
Pikobook ; Piko Book, Pikobook Education
Hexwarden ; HEXWARDEN Gaming
Greifenau ; Greifenau Systems
"""

TERMS = """
laptop ; notebook, portable computer ; laptops
thin-and-light ; featherweight laptop ; laptops/ultrabook
gaming notebook ; gaming rig to go ; laptops/gaming
2-in-1 ; flip laptop, tablet laptop ; laptops/convertible
mobile workstation ; creator laptop ; laptops/workstation
school laptop ; learner laptop, Schul-Laptop ; laptops/student
office notebook ; Büro-Notebook ; laptops/business
"""

SECTION = Section(
    CATEGORIES,
    KEYS,
    APPLIES,
    VALUES,
    BRANDS,
    terms=TERMS,
    restrict={
        ("laptops", "color"): """
            black, white, grey, anthracite, silver, space grey, navy, blue, rose gold, gold, dark green, red
        """,
    },
)
