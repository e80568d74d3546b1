"""Another language for the small taxonomy of `shopify_sample`, written for these tests."""

import gzip
from pathlib import Path

FILES = {
    "categories": """---
zh-CN:
  categories:
    vs: {name: 器皿, context: Vessels}
    vs-1: {name: 杯子, context: Vessels > Mugs}
    vs-2: {name: 杯子, context: Vessels > Vases}
""",
    "attributes": """---
zh-CN:
  attributes:
    color: {name: 颜色, description: 主要颜色}
    handle_color: {name: 颜色, description: 把手}
    material: {name: 材质}
""",
    "values": """---
zh-CN:
  values:
    color__red: {name: 红色}
    color__no: {name: Red}
    material__pp: {name: 聚丙烯}
    material__other: {name: 聚丙烯}
""",
}


def write_language(folder: Path) -> None:
    for noun, text in FILES.items():
        home = folder / "data" / "localizations" / noun
        home.mkdir(parents=True)
        packed = noun == "values"
        path = home / f"zh-CN.yml{'.gz' if packed else ''}"
        path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
