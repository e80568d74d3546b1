"""Words that merchants put into column names, by what they say of the column, in nine languages.

`WEIGHTS`: word -> meaning -> weight, in log-odds; a word in "strong" says more than one in "weak". Words are written as
`name_key` folds them: lower case, without accents. The names in `synonyms` are whole names; these are their parts.
"""

from __future__ import annotations

from typing import Final

#: What a column can mean beyond the roles: kinds of extras that are worth telling apart, each read as an extra.
EXTRA_MEANINGS: Final = ("gtin", "mpn", "price", "currency", "url", "stock", "rating", "date", "other")

#: meaning -> (strong words, weak words)
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "id": (
        """id sku artnr artikelnr artikelnummer matnr plu identifier uuid asin itemno partno 编号 编码 货号 番号
        품번 identifiant""",
        "number nummer numero nr num no # code kod ref reference referencia riferimento key cod codigo codice",
    ),
    "gtin": ("gtin ean upc barcode isbn jan strichcode eancode 条码 条形码 barras", ""),
    "mpn": ("mpn oem partnumber herstellernummer", "part"),
    "title": (
        """title titel titre titulo titolo designation bezeichnung benennung intitule libelle denominacion denominazione
        benaming headline produktname artikelname 标题 名称 品名 商品名 タイトル naslov tytul""",
        "name nom nombre nome naam namn navn nazwa nazev label caption heading",
    ),
    "description": (
        """description desc beschreibung langtext descriptif descripcion descrizione descricao omschrijving beskrivning
        beskrivelse opis popis longdesc longtext blurb synopsis 描述 详情 介绍 説明 설명""",
        "body detail details about overview content inhalt info information text texto testo tekst long copy",
    ),
    "text": (
        """subtitle untertitel teaser slogan bullet bullets highlight highlights seo meta keyword keywords tag tags
        kurztext kurzbeschreibung usp guide instructions pflegehinweis entretien 卖点 副标题 关键词 简介 resume""",
        "short kurz feature features summary claim marketing alt care",
    ),
    "brand": (
        """brand marke marque marca merk manufacturer hersteller fabricant fabricante produttore fabrikant maker mfr
        brandname 品牌 牌子 厂商 厂家 制造商 ブランド メーカー 브랜드 značka producent""",
        "make vendor label supplier lieferant fournisseur proveedor fornitore producer store",
    ),
    "category": (
        """category kategorie categorie categoria kategoria taxonomy warengruppe produktgruppe breadcrumb breadcrumbs
        rubrik rubrique 类目 分类 类别 品类 カテゴリ カテゴリー 카테고리""",
        """department famille familie familia famiglia family classification rayon section segment sortiment sparte
        gattung type class klasse tree node path""",
    ),
    "group": (
        "spu parentsku masterid groupid itemgroup variantgroup 款号",
        "group gruppe groupe grupo gruppo parent master variation style handle",
    ),
    "images": (
        """image images img pic picture pictures photo photos foto fotos bild bilder imagen imagenes immagine afbeelding
        produktbild artikelbild 图片 主图 画像 이미지 zdjecie obrazek""",
        "shot gallery packshot media illustration visual",
    ),
    "url": (
        "url link href uri permalink 链接 网址 website webseite webpage",
        "pdf datasheet datenblatt fiche manual handbuch anleitung video document download slug site",
    ),
    "price": (
        """price prices pricing preis prix precio prezzo prijs preco cena pris msrp rrp uvp evp cost kosten wholesale
        rabatt discount margin marge ttc vat mwst ust iva tva tax taxes steuer btw 价格 售价 原价 单价 価格 가격 mrp""",
        "amount betrag ek vk brutto netto gross net usd eur gbp cad aud inr cny offer deal sale list retail fee charge",
    ),
    "currency": ("currency waehrung wahrung devise moneda valuta 货币 币种 通貨", ""),
    "stock": (
        """stock inventory bestand lagerbestand lager availability verfugbarkeit disponibilite disponibilidad
        disponibilita delivery lieferzeit lieferung shipping versand livraison warehouse shelf backorder 库存 在庫 发货
        fulfillment fulfilment moq leadtime reorder""",
        "available quantity qty location bin liefer lead onhand zoll",
    ),
    "rating": (
        """rating ratings review reviews popularity bewertung bewertungen ranking votes clicks views sold 评分 销量 评论
        bestseller""",
        "score rank stars sales",
    ),
    "date": (
        """date datum fecha data timestamp created updated modified changed released 日期 时间 erstellt geandert""",
        "at on time stand since until valid start end day crawl",
    ),
    "other": (
        """status active aktiv enabled disabled published visible visibility deleted flag sort position locale
        customs tariff zolltarif zolltarifnummer hs intrastat channel import export batch job crawl seller merchant
        website storefront tracker policy taxable identifier exists adult subset dataset sync feed template approved
        sichtbar gesperrt owner editor author_id campaign clearance promo promotion""",
        """is index order source origin_file version flags custom internal intern user tenant unit condition gift card
        requires eligible class group level zubehor accessories related crosssell upsell note
        notes notiz hinweis remark remarks comment comments""",
    ),
    "specs": (
        """specs specifications attributes properties merkmale eigenschaften caracteristiques caracteristicas
        caratteristiche techspecs 规格参数 参数 属性 スペック 仕様""",
        "spec specification technical technische technik characteristics parameters parameter features details facts",
    ),
    "spec": (
        """color colour colorway farbe farbton couleur colore cor kleur farve farg kolor barva size groesse grosse
        taille talla taglia tamano maat rozmiar width breite largeur ancho larghezza height hohe hoehe hauteur alto
        altezza depth tiefe profondeur length lange laenge longueur largo lunghezza diameter durchmesser diametre
        weight gewicht poids peso waga dimensions dimension abmessung abmessungen abmessungs masse volume volumen
        contenance capacity kapazitat capacite capacidad material matiere materiau materiale fabric fabrication stoff
        composition zusammensetzung pattern muster motif stil shape form finish oberflache voltage spannung
        wattage power leistung puissance current frequency frequenz impedance resolution auflosung display screen
        bildschirm processor prozessor cpu gpu ram memory speicher arbeitsspeicher storage festplatte battery akku
        batterie connectivity bluetooth wifi wlan interface anschluss schnittstelle gender geschlecht genre season
        saison saison age alter fit sleeve neckline heel sole collar closure verschluss flavor flavour geschmack
        aroma scent duft ingredients zutaten ingredients allergens allergene kcal calories kalorien protein fat sugar
        portion serving net_weight nettogewicht bruttogewicht origin herkunft herkunftsland provenance coo country
        land pays warranty garantie garantia garanzia guarantee language sprache pages seiten format edition binding
        publisher verlag author autor artist director genre platform model modell modele modelo modello series serie
        lichtfarbe fassung sockel schutzart schutzklasse energieeffizienzklasse efficiency effizienz certification
        norm standard temperature temperatur pressure druck speed drehzahl rpm capacity load traglast thickness dicke
        staerke starke radius angle winkel thread gewinde packung pack pieces stuck anzahl count multipack lumen watt
        volt ampere hertz decibel dekor decor 颜色 尺码 尺寸 材质 容量 重量 产地 型号 功率 电压 口味 款式 图案 性别 季节
        面料 保质期 净含量 品质 색상 사이즈 소재 色 サイズ 素材 重さ 産地 dimmbar dimmable waterproof wasserdicht
        wireless kabellos dishwasher spulmaschinenfest rechargeable vegan organic bio halal refresh
        megapixel zoom lens objektiv aperture brightness contrast helligkeit noise lautstarke""",
        "style type typ art klasse class range fuel grade kind number inner outer max min per package care spec",
    ),
}  # fmt: skip

_NEUTRAL = """product products item items article artikel produit producto prodotto produkt produkte art good goods
    variant variants the of a an and in for de du d des del la le der die das und fur von mit main primary secondary
    additional default full google shopping amazon shop en us uk de fr es it zh ja nl web erp pim base 商品 产品 所属
    地址 z zz product_ by with to"""

#: Abbreviations that do not begin their word, or begin several: abbreviation -> word.
ABBREVIATIONS: Final[dict[str, str]] = {
    "bez": "bezeichnung", "bezeich": "bezeichnung", "herst": "hersteller", "desc": "description",
    "descr": "description", "dscr": "description", "beschr": "beschreibung", "cat": "category", "categ": "category",
    "kat": "kategorie", "wg": "warengruppe", "wgr": "warengruppe", "matkl": "warengruppe", "maktx": "bezeichnung",
    "imgs": "images", "pics": "pictures", "mfg": "manufacturer", "manuf": "manufacturer", "mnfr": "manufacturer",
    "qnty": "quantity", "menge": "quantity", "amt": "amount", "prc": "price", "prs": "price", "wt": "weight",
    "wgt": "weight", "gew": "gewicht", "brgew": "bruttogewicht", "ntgew": "nettogewicht", "ht": "height",
    "hgt": "height", "wd": "width", "len": "length", "lg": "length", "dim": "dimension", "dims": "dimensions",
    "abm": "abmessungen", "masse": "abmessungen", "farb": "farbe", "mat": "material", "clr": "color", "sz": "size",
    "vol": "volume", "cap": "capacity", "pwr": "power", "temp": "temperature", "proc": "processor",
    "attr": "attributes", "attrs": "attributes", "coo": "coo", "ve": "pack", "vpe": "pack", "lbl": "label",
    "ttl": "title", "nm": "name", "lagerst": "lagerbestand", "verf": "verfugbarkeit", "gar": "garantie",
    "modl": "model", "mdl": "model", "ser": "series", "anz": "anzahl", "stk": "stuck", "dia": "diameter",
    "ean11": "ean", "meins": "unit", "gewei": "unit", "ersda": "created", "laeda": "modified", "lvorm": "deleted",
    "crncy": "currency", "curr": "currency", "avail": "availability", "inv": "inventory", "upd": "updated",
    "rtg": "rating", "spez": "specs", "tech": "technical", "ref": "reference", "artnr": "artnr", "dept": "department",
    "thk": "thickness", "qlty": "grade", "batt": "battery", "mem": "memory", "res": "resolution", "pkg": "package",
}  # fmt: skip

STRONG, WEAK = 4.0, 2.0


#: Words that only say that a column is about the product: they neither help nor harm.
NEUTRAL: Final = frozenset(_NEUTRAL.split())


def _weights() -> dict[str, dict[str, float]]:
    out: dict[str, dict[str, float]] = {}
    for meaning, groups in _WORDS.items():
        for words, weight in zip(groups, (STRONG, WEAK), strict=True):
            for word in words.split():
                found = out.setdefault(word, {})
                found[meaning] = max(weight, found.get(meaning, 0.0))
    return out


#: word -> meaning -> log-odds.
WEIGHTS: Final = _weights()
