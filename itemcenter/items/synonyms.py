"""How merchants name their columns: for each role the known names, the best one first.

Names are compared by `column_key`: without case, accents, punctuation and blanks, so "Product_Name", "productName"
and "g:product name" are one name.
"""

from __future__ import annotations

from typing import Final

from itemcenter.values.folding import name_key

#: Roles that one column plays at most; which one, is decided by the order of its names.
SINGLE_ROLES: Final = ("id", "title", "description", "brand", "category", "category_id", "group")

_NAMES: Final[dict[str, str]] = {
    "id": """item id, id, item number, sku, variant sku, seller sku, sku id, product id, uniq id, unique id,
        product code, item code, article number, article id, artikelnummer, artikel nr, art nr, item no,
        product number, part number, asin, gtin, gtin 13, gtin 14, ean, ean 13, upc, barcode, variant barcode,
        isbn, mpn, pid, identifier, uuid, 商品编号, 商品id, 商品编码, sku编码, 货号, 编号, 条码, 商品コード,
        商品番号, 品番, référence, referencia, codice""",
    "title": """title, product title, item title, product name, item name, name, bezeichnung,
        artikelbezeichnung, artikelname, produktname, produktbezeichnung, titel, 标题, 商品标题, 商品名称,
        商品名, 产品名称, 产品标题, 名称, 品名, 商品名稱, 標題, タイトル, titre, nom, nom du produit, título,
        nombre, titolo, nome, naam, productnaam, display name""",
    "description": """description, product description, long description, item description, body html, body,
        descriptions, full description, beschreibung, produktbeschreibung, artikelbeschreibung, langtext, 描述,
        商品描述, 产品描述, 详情, 商品详情, 説明, 商品説明, descripción, descrizione, omschrijving,
        short description, summary, kurzbeschreibung, 简介, 商品简介""",
    "brand": """brand, brand name, manufacturer, manufacturer name, supplier, vendor, make, marke, hersteller,
        marque, fabricant, marca, fabricante, produttore, merk, 品牌, 品牌名称, 厂商, 制造商, ブランド,
        メーカー, store""",
    "category": """category path, category, categories, product category, google product category, product type,
        category name, category tree, product category tree, main category, kategorie, kategorien, warengruppe,
        produktkategorie, catégorie, categoría, categoria, categorie, 类目, 分类, 商品分类, 商品类目, 类别,
        品类, カテゴリ, taxonomy, department, family, type""",
    "category_id": "category id, ontology category, ontology category id, 类目id, 分类id",
    "group": """item group id, group id, group, product group, spu, spu id, parent sku, parent id, parent asin,
        parent, handle, style code, model group, parent product id, 商品组, spu编码, 款号""",
    "images": """image, images, image link, image links, image url, image urls, additional image link,
        additional image links, additional image urls, main image, image src, variant image, picture, pictures,
        photo, photos, bild, bilder, bild url, 图片, 主图, 商品图片, 图片链接, 画像""",
    "text": """short description, summary, features, feature, bullet points, bullets, product highlight,
        product highlights, highlights, key features, subtitle, sub title, keywords, tags, seo title,
        seo description, kurzbeschreibung, untertitel, 卖点, 副标题, 关键词, 简介, about product,
        product information, marketing text""",
    "specs": """specs, specifications, product specifications, specification, attributes, product attributes,
        attribute, product details, product detail, technical details, tech specs, technical specifications,
        properties, item specifics, variant dict, additional property, spec table content, eigenschaften,
        technische daten, merkmale, 规格, 规格参数, 参数, 属性, 商品属性, 产品参数, スペック, 仕様""",
    "spec": """color, colour, size, material, pattern, gender, age group, size type, size system, farbe, größe,
        groesse, 颜色, 尺码, 尺寸, 材质, 色, サイズ, 素材, couleur, taille, talla, taglia, colore""",
    "extra": """price, sale price, list price, retail price, discounted price, prices, currency, price currency,
        availability, in stock, stock, inventory, quantity, condition, link, url, product url, item url, rating,
        ratings, average rating, rating number, reviews, review count, popularity, shipping, seller,
        seller name, offers, offer, cost, tax, status, published, enabled, visibility, created at, updated at,
        date released, timestamp, crawl timestamp, thumbnail, thumb, video, videos, 价格, 库存, 链接, preis,
        verfügbarkeit, bestand, prix, precio, itemcenter filled""",
}

#: One picture in several sizes: the first column that the file has is taken, the others are extras.
SIZED_IMAGES: Final = ("img 500 x 500", "img high", "img medium", "img low", "img thumb")


def column_key(column: str) -> str:
    """The form in which column names are compared; a Google feed's "g:" is left out."""
    return name_key(column.removeprefix("g:")).replace(" ", "")


def _ranked() -> dict[str, dict[str, int]]:
    return {
        role: {column_key(name): rank for rank, name in reversed(list(enumerate(" ".join(names.split()).split(", "))))}
        for role, names in _NAMES.items()
    }


#: role -> column key -> rank, 0 is best.
RANKS: Final = _ranked()

SIZED_IMAGE_RANKS: Final = {column_key(name): rank for rank, name in enumerate(SIZED_IMAGES)}


def single_roles(column: str) -> list[tuple[str, int]]:
    """(role, rank) of every single role that the name of this column can mean."""
    key = column_key(column)
    return [(role, RANKS[role][key]) for role in SINGLE_ROLES if key in RANKS[role]]


def plain_role(column: str) -> str:
    """The role that this name means and that many columns may play; "" where it means none."""
    key = column_key(column)
    return next((role for role in ("images", "text", "specs", "spec", "extra") if key in RANKS[role]), "")


def known_names(columns: list[str]) -> int:
    """How many of these names are known: tells a header from a row, and a good delimiter from a bad one."""
    return sum(1 for column in columns if single_roles(column) or plain_role(column) or is_sized_image(column))


def is_sized_image(column: str) -> bool:
    return column_key(column) in SIZED_IMAGE_RANKS
