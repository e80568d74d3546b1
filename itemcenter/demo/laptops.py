"""Laptops of the demo catalog: product lines and how merchants file them."""

from itemcenter.demo.assortment import Assortment, Leaf
from itemcenter.demo.laptops_texts import SENTENCES, TITLES

KEYBOARDS = "keyboard_layout: German | UK English | US English | French | Nordic | Swiss"
USB = "usb_c_ports, usb_a_ports: 2,1 | 2,2 | 1,2 | 3,1 | 4, | 1,3"
BOX = """
package_contents: charger and quick guide | charger, sleeve and cleaning cloth | charger only
    |
"""

LEAVES = (
    Leaf(
        id="laptops/ultrabook",
        groups=7,
        prices=(849, 1890),
        nouns={
            "en": "ultra-light laptop, thin laptop, slim notebook",
            "de": "Leichtnotebook, schlankes Notebook",
            "zh": "轻薄本, 轻薄笔记本",
        },
        paths="""
            Computers > Laptops > Ultra-light; Electronics/Laptops/Thin & light; Ultra-light laptops;
            Notebooks; Computer > Notebooks > Leicht; laptops - slim; 电脑 > 轻薄本
        """,
        pools=f"""
            screen_size, weight: 33.78 cm,1.08 kg | 35.56 cm,1.24 kg | 33.02 cm,0.98 kg | 40.64 cm,1.42 kg
            processor, graphics: Quarz Q5,integrated graphics | Quarz Q7,integrated graphics | Nautil M2,
                | Helion 5,integrated graphics
            resolution: 1920 x 1200 | 2560 x 1600 | 1920 x 1080 | 3840 x 2160
            operating_system: Orbit OS 11 | Orbit OS 11 Pro | Kernelix 24
            battery_life: 14 h | 16 h | 18 h | 12 h
            touchscreen: yes | no | no |
            storage_type: SSD
            {USB}
            {BOX}
        """,
        axes=f"""
            ram, storage: 8 GB,256 GB | 16 GB,512 GB | 16 GB,1000 GB | 32 GB,1000 GB
            color: silver | space grey | rose gold | navy
            {KEYBOARDS}
        """,
    ),
    Leaf(
        id="laptops/gaming",
        groups=7,
        prices=(999, 2690),
        nouns={
            "en": "gaming laptop, gaming notebook",
            "de": "Gaming-Notebook, Spiele-Laptop",
            "zh": "游戏本, 电竞笔记本",
        },
        paths="""
            Computers > Laptops > Gaming; Gaming/Notebooks; Gaming laptops; PC & Gaming > Laptops; gaming;
            Computer > Gaming-Notebooks; 电脑 > 游戏本
        """,
        pools=f"""
            screen_size, weight: 39.62 cm,2.3 kg | 43.94 cm,2.8 kg | 40.64 cm,2.45 kg
            processor, graphics: Quarz Q7,Voltar X60 | Helion 7,Voltar X40 | Quarz Q9,Voltar X80
                | Helion 5,Voltar X20 | Helion 7,Pinnacle R7 | Quarz Q5,Pinnacle R5
            resolution: 1920 x 1080 | 2560 x 1440 | 2560 x 1600
            refresh_rate: 144 Hz | 165 Hz | 240 Hz | 120 Hz
            operating_system: Orbit OS 11 | no operating system | Orbit OS 11
            battery_life: 5 h | 6 h | 4.5 h
            storage_type: SSD
            {USB}
            {BOX}
        """,
        axes=f"""
            ram, storage: 16 GB,512 GB | 16 GB,1000 GB | 32 GB,1000 GB | 32 GB,2000 GB | 64 GB,2000 GB
            color: black | anthracite | red
            {KEYBOARDS}
        """,
    ),
    Leaf(
        id="laptops/business",
        groups=7,
        prices=(649, 1690),
        nouns={
            "en": "business laptop, office notebook",
            "de": "Business-Notebook, Büro-Notebook",
            "zh": "商务本, 办公笔记本",
        },
        paths="""
            Computers > Laptops > Business; Office/IT/Notebooks; Business laptops; Laptops > Work;
            B2B > Notebooks; Büro > Notebooks; 商务笔记本
        """,
        pools=f"""
            screen_size, weight: 35.56 cm,1.42 kg | 39.62 cm,1.75 kg | 33.78 cm,1.3 kg
            processor, graphics: Quarz Q5,integrated graphics | Helion 5,integrated graphics | Quarz Q7,
                | Helion 3,integrated graphics
            resolution: 1920 x 1080 | 1920 x 1200 | 2560 x 1440
            operating_system: Orbit OS 11 Pro | Orbit OS 11 Pro | Kernelix 24
            battery_life: 10 h | 12 h | 15 h
            touchscreen: no | no | yes
            storage_type: SSD
            {USB}
            {BOX}
        """,
        axes=f"""
            ram, storage: 8 GB,256 GB | 16 GB,512 GB | 32 GB,1000 GB
            color: black | anthracite | silver
            {KEYBOARDS}
        """,
    ),
    Leaf(
        id="laptops/convertible",
        groups=6,
        prices=(599, 1590),
        nouns={
            "en": "2-in-1 laptop, convertible laptop, flip laptop",
            "de": "2-in-1-Notebook, Klapp-Notebook",
            "zh": "翻转本, 二合一笔记本",
        },
        paths="""
            Computers > Laptops > 2-in-1; Electronics/Tablets & convertibles; Convertible laptops; 2-in-1;
            Notebooks > Convertibles; 二合一
        """,
        pools=f"""
            screen_size, weight: 33.78 cm,1.28 kg | 35.56 cm,1.45 kg | 29.46 cm,0.94 kg
            processor, graphics: Nautil M1, | Quarz Q5,integrated graphics | Helion 5,integrated graphics
                | Nautil M2,
            resolution: 1920 x 1200 | 2560 x 1600 | 1920 x 1080
            operating_system: Orbit OS 11 | Pebble OS | Orbit OS 11
            battery_life: 9 h | 11 h | 13 h
            touchscreen: yes
            storage_type: SSD | SSD | eMMC
            {USB}
            {BOX}
        """,
        axes=f"""
            ram, storage: 8 GB,128 GB | 8 GB,256 GB | 16 GB,512 GB
            color: silver | gold | blue | white
            {KEYBOARDS}
        """,
    ),
    Leaf(
        id="laptops/student",
        groups=6,
        prices=(199, 499),
        nouns={"en": "student laptop, school laptop", "de": "Schul-Notebook, Schul-Laptop", "zh": "学生本, 学生笔记本"},
        paths="""
            Computers > Laptops > Education; Back to school/Laptops; Student laptops; School;
            Schule > Notebooks; 学生本
        """,
        pools=f"""
            screen_size, weight: 29.46 cm,1.15 kg | 35.56 cm,1.5 kg | 39.62 cm,1.8 kg
            processor, graphics: Tinder T200,integrated graphics | Quarz Q3,integrated graphics | Helion 3,
            resolution: 1366 x 768 | 1920 x 1080 | 1366 x 768
            operating_system: Pebble OS | Pebble OS | Orbit OS 11 | Kernelix 24
            battery_life: 8 h | 10 h | 12 h
            storage_type: eMMC | SSD | HDD
            {USB}
            {BOX}
        """,
        axes=f"""
            ram, storage: 4 GB,64 GB | 4 GB,128 GB | 8 GB,128 GB | 8 GB,256 GB
            color: grey | blue | white | dark green
            {KEYBOARDS}
        """,
    ),
    Leaf(
        id="laptops/workstation",
        groups=5,
        prices=(1790, 3890),
        nouns={
            "en": "mobile workstation, creator laptop",
            "de": "mobile Workstation, Kreativ-Notebook",
            "zh": "移动工作站, 创作本",
        },
        paths="""
            Computers > Laptops > Workstations; Pro/CAD/Mobile; Mobile workstations; creator;
            Notebooks > Workstation; 专业 > 移动工作站
        """,
        pools=f"""
            screen_size, weight: 40.64 cm,2.1 kg | 43.94 cm,2.65 kg | 43.18 cm,2.5 kg
            processor, graphics: Quarz Q9,Pinnacle Pro 2000 | Helion 7,Pinnacle Pro 2000
                | Quarz Q9,Voltar X80
            resolution: 3840 x 2160 | 2560 x 1600
            refresh_rate: 60 Hz | 120 Hz
            operating_system: Orbit OS 11 Pro | Kernelix 24
            battery_life: 6 h | 8 h
            storage_type: SSD
            {USB}
            {BOX}
        """,
        axes=f"""
            ram, storage: 32 GB,1000 GB | 64 GB,2000 GB | 128 GB,4000 GB
            color: black | space grey
            {KEYBOARDS}
        """,
    ),
)

ASSORTMENT = Assortment(
    root="laptops",
    prefix="LAP",
    brands={
        "laptops/ultrabook": "Novaquill, Ombralis",
        "laptops/gaming": "Hexwarden, Quellbyte",
        "laptops/business": "Greifenau, Tessarin",
        "laptops/convertible": "Ombralis, Novaquill",
        "laptops/student": "Pikobook, Quellbyte",
        "laptops/workstation": "Tessarin, Greifenau",
    },
    lines="Swift, Feder 14, Atlas, Onda, Prisma X, Kolibri, Relay, Zephyr, Marlin, Lyra, Delta Pro, Ember",
    leaves=LEAVES,
    titles=TITLES,
    sentences=SENTENCES,
    filler="Warranty: 24 months; Delivery: next day; Condition: new; Seller: main store; Grade: A-stock",
    spelled={
        ("screen_size", "39.62 cm"): '15.6" / 15,6" / 39.6 cm / 15.6-inch',
        ("screen_size", "35.56 cm"): '14" / 14.0" / 35.6 cm',
        ("screen_size", "43.94 cm"): '17.3" / 17,3" / 43.9 cm',
        ("ram", "16 GB"): "16GB / 16 GB / 16 Gig",
    },
)
