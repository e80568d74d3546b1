"""A small taxonomy in the file forms of the Shopify taxonomy, written for these tests."""

import json
from pathlib import Path

CATEGORIES = """---
- id: vs
  name: Vessels
  children:
  - vs-1
  - vs-2
  attributes:
  - color
- id: vs-1
  name: Mugs
  children:
  - vs-1-1
  attributes:
  - material
  - color
  - lidded
- id: vs-1-1
  name: Travel Mugs (TM)
  children: []
  attributes:
  - handle_color
  - finish/coating
  return_reasons: [too_small]
- id: vs-2
  name: Vases
  children: []
  attributes: []
"""
OTHER_VERTICAL = """---
- id: rg
  name: Rugs
  children: []
  attributes:
  - rug_pile
"""
ATTRIBUTES = """---
base_attributes:
- id: 11
  name: Color
  description: The main color
  friendly_id: color
  handle: color
  values: [color__red, color__no]
- id: 12
  name: Material
  description:
  friendly_id: material
  handle: material
  sorting: custom
  values:
  - material__other
  - material__pp
- id: 13
  name: Lidded
  description: Whether there is a lid
  friendly_id: lidded
  handle: lidded
  values: [lidded__yes, lidded__no, lidded__other]
- id: 14
  name: Finish/Coating
  description: Outer layer
  friendly_id: finish/coating
  handle: finish-coating
  values: [finish/coating__a+]
- id: 15
  name: Rug pile
  friendly_id: rug_pile
  handle: rug-pile
  values: [rug_pile__2.50]
extended_attributes:
- name: Handle color
  handle: handle-color
  description: The color of the handle
  friendly_id: handle_color
  values_from: color
"""
VALUES = """---
- {id: 1, name: Red, friendly_id: color__red, handle: color__red}
- {id: 2, name: No, friendly_id: color__no, handle: color__no}
- {id: 3, name: Other, friendly_id: material__other, handle: material__other}
- {id: 4, name: Polypropylene (PP), friendly_id: material__pp, handle: material__polypropylene-pp}
- {id: 5, name: Yes, friendly_id: lidded__yes, handle: lidded__yes}
- {id: 6, name: No, friendly_id: lidded__no, handle: lidded__no}
- {id: 7, name: Other, friendly_id: lidded__other, handle: lidded__other}
- {id: 8, name: A+, friendly_id: finish/coating__a+, handle: finish-coating__a-plus}
- {id: 9, name: 2.50, friendly_id: rug_pile__2.50, handle: rug-pile__2-50}
"""


def write_source_form(folder: Path) -> Path:
    """`data/*.yml`."""
    categories = folder / "data" / "categories"
    categories.mkdir(parents=True)
    (folder / "VERSION").write_text("2030-01\n", encoding="utf-8")
    (categories / "vs_vessels.yml").write_text(CATEGORIES, encoding="utf-8")
    (categories / "rg_rugs.yml").write_text(OTHER_VERTICAL, encoding="utf-8")
    (folder / "data" / "attributes.yml").write_text(ATTRIBUTES, encoding="utf-8")
    (folder / "data" / "values.yml").write_text(VALUES, encoding="utf-8")
    return folder


def gid(kind: str, number: object) -> str:
    return f"gid://shopify/Taxonomy{kind}/{number}"


def attribute(number: int, name: str, values: dict[int, str], extended: tuple[str, ...] = ()) -> dict[str, object]:
    handle = name.lower().replace(" ", "-").replace("/", "-")
    return {
        "id": gid("Attribute", number),
        "name": name,
        "handle": handle,
        "description": "",
        "extended_attributes": [{"name": other, "handle": other.lower().replace(" ", "-")} for other in extended],
        "values": [
            {"id": gid("Value", n), "name": text, "handle": f"{handle}__{text.lower().replace('+', '-plus')}"}
            for n, text in values.items()
        ],
    }


def write_dist_form(folder: Path) -> Path:
    """`dist/en/attributes.json` and `categories.txt`."""
    dist = folder / "dist" / "en"
    dist.mkdir(parents=True)
    attributes = [
        attribute(11, "Color", {1: "Red"}, extended=("Handle color",)),
        attribute(14, "Finish/Coating", {8: "A+"}),
    ]
    (dist / "attributes.json").write_text(json.dumps({"version": "2030-01", "attributes": attributes}))
    lines = (
        "# Categories",
        "",
        f"{gid('Category', 'vs')}   : Vessels",
        f"{gid('Category', 'vs-1')} : Vessels > Mugs",
        f"{gid('Category', 'vs-2')} : Vessels > Vases",
    )
    (dist / "categories.txt").write_text("\n".join(lines), encoding="utf-8")
    return folder


def category_tree() -> dict[str, object]:
    """`categories.json`; an extended attribute is listed with the id of its base."""
    return {
        "verticals": [
            {
                "name": "Vessels",
                "categories": [
                    {"id": gid("Category", "vs"), "name": "Vessels", "children": [], "ancestors": [], "attributes": []},
                    {
                        "id": gid("Category", "vs-1"),
                        "name": "Mugs",
                        "children": [],
                        "ancestors": [{"id": gid("Category", "vs"), "name": "Vessels"}],
                        "attributes": [
                            {"id": gid("Attribute", 14), "name": "Finish/Coating", "handle": "finish-coating"},
                            {"id": gid("Attribute", 11), "name": "Handle color", "handle": "handle-color"},
                            {"id": gid("Attribute", 11)},
                        ],
                    },
                ],
            }
        ]
    }
