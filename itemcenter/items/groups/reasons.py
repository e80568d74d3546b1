"""Why these items are one product, in words a person can check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from itemcenter.items.groups import codes as code
from itemcenter.items.groups.listing import Listing
from itemcenter.items.groups.title import TitleParts
from itemcenter.items.groups.variant_words import COLOUR

_VALUES_SHOWN, _LONGEST_VALUE = 4, 40
_SAID = {
    code.ITEM_NUMBER: "item numbers begin alike",
    code.MODEL_NUMBER: "same model number",
    code.FOLDER: "pictures in one folder",
    code.PICTURE: "same picture",
}


def reason(
    listings: Sequence[Listing], parts: Sequence[TitleParts], tails: Sequence[str], families: Iterable[str]
) -> str:
    """For example "same brand Acme, titles differ in: black/white (colour), 64/128 GB (capacity)".

    tails: for each item the learned variant words at the end of its title, "" for none; families: of trusted codes
    """
    out = []
    brands = dict.fromkeys(listing.brand.strip().casefold() for listing in listings if listing.brand.strip())
    if len(brands) == 1:
        out.append(f"same brand {next(listing.brand.strip() for listing in listings if listing.brand.strip())}")
    for family in families:
        found = [listing.codes.get(family, "") for listing in listings]
        shared = {entry for entry in found if entry and found.count(entry) > 1}
        if len(shared) == 1:
            out.append(f"{_SAID[family]} ({_short(shared.pop().rpartition('/')[2] or family)})")
    skeletons = {part.skeleton(bool(tail)) for part, tail in zip(parts, tails, strict=True)}
    varied = _varied(parts, tails)
    if len(skeletons) > 1:
        out.append("titles worded differently" + (f"; they name: {varied}" if varied else ""))
    elif varied:
        out.append(f"titles differ in: {varied}")
    else:
        out.append("same title")
    return ", ".join(out)


def _varied(parts: Sequence[TitleParts], tails: Sequence[str]) -> str:
    """ "black/white (colour), 64/128 GB (capacity)"; values that all titles name are left out."""
    values: dict[str, dict[tuple[str, ...], str]] = {}
    everywhere = set.intersection(*(set(part.variants) for part in parts))
    for part, tail in zip(parts, tails, strict=True):
        mine: dict[str, dict[str, str]] = {}
        for variant in part.variants:
            if variant not in everywhere:
                mine.setdefault(variant[0], {})[variant[1]] = part.written[variant]
        if tail:
            mine[COLOUR] = {tail: " ".join([tail, " & ".join(mine.get(COLOUR, {}).values())]).strip()}
        for name, written in mine.items():
            values.setdefault(name, {}).setdefault(tuple(written.values()), " & ".join(written.values()))
    return ", ".join(f"{_joined(list(written.values()))} ({name})" for name, written in sorted(values.items()))


def _joined(values: list[str]) -> str:
    """ "64/128 GB" for "64 GB" and "128 GB"."""
    shown = [_short(value) for value in values[:_VALUES_SHOWN]]
    unit = shown[-1].partition(" ")[2]
    if unit and all(value.endswith(f" {unit}") for value in shown):
        shown = [*(value.removesuffix(f" {unit}") for value in shown[:-1]), shown[-1]]
    more = len(values) - _VALUES_SHOWN
    return "/".join(shown) + (f" and {more} more" if more > 0 else "")


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST_VALUE else plain[:_LONGEST_VALUE] + "…"
