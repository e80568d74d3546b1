"""Mugs in groups of two, each with a batch code of its own in its specs: what is hidden can be looked for anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.acceptance.command import Outcome, run

HEADER = ("sku", "title", "group", "category", "brand", "description", "features", "specs")
COLOURS, MATERIALS = ("navy", "red", "white"), ("stoneware", "glass", "steel")
GROUPS, SIZES = 40, ("S", "L")


def code(number: int, size: str) -> str:
    return f"ZX{number:03d}{size}Q"


def mug(number: int, size: str) -> tuple[str, ...]:
    """One of two variants; its pairs stand in `specs`, as a hash in `features`, and as a run in the description."""
    colour, material = COLOURS[number % 3], MATERIALS[number // 3 % 3]
    pairs = {"colour": colour, "material": material, "height": f"{8 + number % 5} cm", "origin": "Peru"}
    pairs["batch"] = code(number, size)
    hashed = ", ".join(f'{{"key"=>"{name}", "value"=>"{value}"}}' for name, value in pairs.items())
    run_on = " ".join(f"{name} {value}" for name, value in pairs.items())
    told = f"A mug of {material}, {'in ' + colour if number % 2 else 'for every day'}. Specifications: {run_on}"
    specs = " | ".join(f"{name}: {value}" for name, value in pairs.items())
    return f"M-{number}-{size}", f"Mug {number} {size}", f"g{number}", "Mugs", "Ada", told, f"[{hashed}]", specs


def mugs() -> list[tuple[str, ...]]:
    return [mug(number, size) for size in SIZES for number in range(GROUPS)]


def evaluated(catalog: Path, book: Path, out: Path, *more: str) -> Outcome:
    return run("evaluate", catalog, "--ontology", book, "--mask", "0.3", "--out", out, *more)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def cells(out: Path) -> set[tuple[str, str, str]]:
    return {(row["item"], row["key"], row["value"]) for row in lines(out / "hidden.jsonl")}


def report(out: Path) -> Any:
    return json.loads((out / "report.json").read_text(encoding="utf-8"))
