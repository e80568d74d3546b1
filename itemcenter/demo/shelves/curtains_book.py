"""Workbook section for curtains."""

from itemcenter.demo.workbook import Section

CATEGORIES = """
curtains ; Curtains ; window dressing, Gardinen, Fensterdekoration, 窗帘 ; Fabrics and blinds in front of windows.
curtains/drapes ; Drapes ; ready-made curtains, Vorhänge, 布帘 ; Opaque fabric that is drawn aside.
curtains/nets ; Net curtains ; sheers, Stores, 纱帘 ; Thin fabric that lets daylight in.
curtains/roller ; Roller blinds ; roll-up shades, Rollos, 卷帘 ; Fabric on a roller.
curtains/shower ; Shower curtains ; bath curtains, Duschvorhänge, 浴帘 ; Keep splashes in the tub.
"""

KEYS = """
curtain_width: width
  type: quantity, unit=cm, tolerance=0.02, role=width
  about: Width of one panel lying flat, not of the window.
  en: panel width, W
  de: Breite
  zh: 宽度

curtain_drop: drop
  type: quantity, unit=cm, tolerance=0.02, role=height
  about: Length from the upper edge to the hem.
  en: length, height, H
  de: Höhe, Länge
  zh: 高度

panel_count: panels
  type: count
  about: Panels in the package as sold.
  en: number of panels, pieces per pack
  de: Anzahl Schals, Stück
  zh: 片数

header: heading
  type: categorical
  about: How the upper edge is hung.
  en: header type, hanging type
  de: Aufhängung, Kopfband
  zh: 挂法
  off: Hdg.

fabric: fabric
  type: categorical, multiple, open
  about: Fibre of the main fabric.
  en: material, fibre
  de: Material, Stoff
  zh: 面料
  off: Mat.

light_level: light control
  type: categorical
  about: How much daylight passes.
  en: opacity, light blocking
  de: Lichtdurchlässigkeit, Transparenz
  zh: 遮光度

pattern: pattern
  type: categorical, multiple, open
  about: Pattern woven into or printed on the fabric.
  en: print, motif
  de: Muster
  zh: 图案

fabric_weight: fabric weight
  type: quantity, unit=g/m², tolerance=0.02
  about: Weight of the fabric by area.
  en: grammage, GSM
  de: Stoffgewicht, Flächengewicht
  zh: 克重

wash_temperature: wash temperature
  type: quantity, unit=°C, tolerance=0.02
  about: Highest temperature at which it may be washed.
  en: washable at, washing
  de: Waschtemperatur, waschbar bei
  zh: 洗涤温度

lined: lined
  type: boolean
  about: A second fabric is sewn to the back.
  en: with lining
  de: gefüttert
  zh: 带衬里
  said: lined, with lining ; gefüttert ; 带衬里

thermal: thermal
  type: boolean
  about: Sold as keeping out cold or heat.
  en: insulating
  de: wärmeisolierend, Thermo
  zh: 隔热
  said: thermal, insulating ; wärmeisolierend ; 隔热

fixing: fixing
  type: categorical, multiple
  about: How a blind is mounted.
  en: mounting, fitting
  de: Montage, Befestigung
  zh: 安装方式

operation: operation
  type: categorical
  about: How a blind is moved.
  en: control, operated by
  de: Bedienung
  zh: 操作方式
"""

APPLIES = {
    "curtains": "color! curtain_width! curtain_drop! fabric! pattern wash_temperature",
    "curtains/drapes": "panel_count! header! light_level! lined thermal fabric_weight",
    "curtains/nets": "panel_count header light_level fabric_weight",
    "curtains/roller": "light_level! fixing! operation thermal",
    "curtains/shower": "header",
}

VALUES = {
    "header": """
eyelets ; eyelet, grommets, ring top ; Ösen, Ösenschal ; 打孔 ; eyel.
pencil pleat ; pencil pleats ; Bleistiftfalte, Kräuselband ; 铅笔褶 ; p-pleat
tab top ; fabric loops, tabs ; Schlaufen, Schlaufenschal ; 吊带
rod pocket ; slot top, stick-through ; Stangendurchzug, Tunnelzug ; 穿杆 ; rod pkt
wave heading ; wave, S-fold ; Wellenband ; 波浪褶
hooks ; curtain hooks, ring hooks ; Haken, Gleiter ; 挂钩
""",
    "fabric": """
polyester ; 100% polyester ; Polyester ; 涤纶, 聚酯 ; poly
recycled polyester ; rPET polyester ; Recycling-Polyester ; 再生涤纶 ; rPET
cotton ; pure cotton, 100% cotton ; Baumwolle ; 棉 ; ctn
linen ; pure linen, flax ; Leinen ; 亚麻
velvet ; cotton velvet ; Samt ; 丝绒, 天鹅绒
viscose ; rayon ; Viskose ; 粘纤
wool ; loden wool ; Wolle, Loden ; 羊毛
silk ; dupion silk ; Seide ; 真丝
bamboo ; bamboo slats ; Bambus ; 竹
PEVA ; PEVA film ; PEVA-Folie ; PEVA
hemp ; hemp fibre ; Hanf ; 麻
""",
    "light_level": """
blackout ; total blackout, opaque ; Verdunkelung, blickdicht ; 全遮光 ; b/o
dim-out ; room darkening, dimout ; abdunkelnd, Dimout ; 半遮光 ; dimo.
light filtering ; translucent, semi-opaque ; lichtdurchlässig, halbtransparent ; 透光
sheer ; transparent, see-through ; transparent, durchscheinend ; 透明
""",
    "pattern": """
plain ; unpatterned, solid ; uni, einfarbig ; 纯色 ; pln
striped ; stripes ; gestreift, Streifen ; 条纹 ; strp
checked ; checks, tartan ; kariert, Karo ; 格子
floral ; flowers, blossoms ; geblümt, Blumen ; 花卉
leaves ; leaf print, botanical ; Blätter, Blattmuster ; 树叶
dotted ; dots, polka dots ; gepunktet, Punkte ; 圆点
geometric ; geometric print ; geometrisch ; 几何
stars ; star print ; Sterne ; 星星
maritime ; anchors, sailing boats ; maritim, Anker ; 航海
""",
    "fixing": """
screws ; screw fixing, wall bracket ; Schrauben, Wandhalter ; 打孔安装
clamps ; clip-on brackets, no drilling ; Klemmträger, ohne Bohren ; 免打孔
adhesive ; stick-on pads, self-adhesive ; Klebeplatten, selbstklebend ; 粘贴
inside the frame ; recess fit ; im Rahmen, Nische ; 内装
""",
    "operation": """
bead chain ; side chain ; Kette, Kettenzug ; 拉珠
spring ; spring roller, pull knob ; Feder, Mittelzug ; 弹簧
crank ; crank handle ; Kurbel ; 摇杆
motor ; remote-controlled motor, electric ; Elektromotor, motorisiert ; 电动 ; mtr
cordless ; child-safe bar ; schnurlos ; 无绳
""",
}

BRANDS = """
Fensterfee ; Fenster-Fee, FENSTERFEE
Drapelle ; DRAPELLE Home
Wovenhall ; Woven Hall
Shadewell ; SHADEWELL Blinds
Zhimei ; 织美, Zhimei Home
"""

TERMS = """
curtain panel ; ready curtain, Ösenschal-Vorhang ; curtains/drapes
voile ; voile panel, Voile ; curtains/nets
roller shade ; Verdunkelungsrollo ; curtains/roller
bath curtain ; Badewannenvorhang ; curtains/shower
"""

SECTION = Section(
    CATEGORIES,
    KEYS,
    APPLIES,
    VALUES,
    BRANDS,
    terms=TERMS,
    relations="""
fabric/recycled-polyester is_a fabric/polyester
brand/shadewell makes curtains/roller
""",
)
