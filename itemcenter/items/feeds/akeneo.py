"""Akeneo PIM product export (CSV): `attribute-locale-channel` columns, units beside measures, codes for options.

Names from the flat product file of Akeneo PIM (docs.akeneo.com, import and export formats, product), versions 1.6 to
7.0 and Serenity 2026-10: the property columns have stayed the same, `uuid` came with 7.0.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from itemcenter.errors import CatalogError
from itemcenter.items.feeds.feed import Feed, FeedColumn, Samples
from itemcenter.items.mapping import MappedColumn, text_name
from itemcenter.items.options import CatalogOptions
from itemcenter.items.raw_cells import present, scalar_text
from itemcenter.items.rows import SourceRow
from itemcenter.items.synonyms import plain_role, single_roles

_LOCALE = r"[a-z]{2,3}(?:_[A-Z][a-z]{3})?_[A-Z]{2}"
_ATTRIBUTE = re.compile(
    rf"(?P<code>\w+?)(?:-(?P<locale>{_LOCALE}))?(?:-(?P<channel>(?!unit$|[A-Z]{{3}}$)\w+))?"
    r"(?:-(?P<tail>unit|[A-Z]{3}))?",
    re.ASCII,
)
_ASSOCIATION = re.compile(r"\w+-(?:groups|products|product_models|product_uuids)(?:-quantity)?", re.ASCII)
_CODES = re.compile(r"[A-Za-z0-9_]*[A-Za-z_][A-Za-z0-9_]*(?:,[A-Za-z0-9_]*[A-Za-z_][A-Za-z0-9_]*)+")

#: Single roles that an attribute may play by its code; the others are properties of their own.
_BY_CODE = ("title", "description", "brand")

#: A cell of an attribute that is longer than this on average is a text, no value.
_TEXT_CHARS = 120

_WITNESS = 0.5  # how much each locale, channel or unit in a column name tells


class Attribute(NamedTuple):
    """A column name taken apart; tail: "unit" or a currency."""

    code: str
    locale: str = ""
    channel: str = ""
    tail: str = ""


class Akeneo(Feed):
    name = "akeneo"
    title = "Akeneo product export"
    version = "7.0 (2026-10)"
    address = "https://docs.akeneo.com/7.0/import_and_export_data/formats/product.html"
    signs = (("sku", "identifier", "uuid", "code"), ("family", "categories", "enabled", "groups", "parent"))
    columns = (
        FeedColumn("sku", "id", earlier=(("identifier", "another identifier attribute"), ("code", "product models"),
                                         ("uuid", "7.0"))),
        FeedColumn("family", "category", telling=0.3, earlier=(("family_variant", "product models"),)),
        FeedColumn("categories", telling=0.15),
        FeedColumn("parent", "group", telling=0.15),
        FeedColumn("enabled", telling=0.3),
        FeedColumn("groups", telling=0.3),
    )  # fmt: skip

    def column(self, name: str) -> FeedColumn | None:
        """Properties, associations, and every attribute: which attributes there are is the user's own choice."""
        found = super().column(name)
        if found is not None and name == name.lower():
            return found
        if _ASSOCIATION.fullmatch(name):
            return FeedColumn(name)
        attribute = attribute_of(name)
        return None if attribute is None else _attribute_column(attribute)

    def is_present_name(self, column: FeedColumn, name: str) -> bool:
        return self._is_attribute(name) or super().is_present_name(column, name)

    def certainty(self, names: Sequence[str], sample: Sequence[Mapping[str, Any]]) -> float:
        """Properties tell a little, column names with locale, channel or unit tell the most."""
        found = super().certainty(names, sample)
        if not found:
            return 0.0
        parts = [attribute for attribute in map(attribute_of, names) if attribute is not None]
        codes = set(names)
        shaped = sum(bool(part.locale) or (part.tail == "unit" and part.code in codes) for part in parts)
        shaped += sum(bool(_ASSOCIATION.fullmatch(name)) for name in names)
        return 1.0 - (1.0 - found) * (1.0 - _WITNESS) ** min(shaped, 6)

    def roles(self, names: Sequence[str], samples: Samples, options: CatalogOptions) -> dict[str, MappedColumn]:
        """Of the columns of one attribute that of the chosen locale and channel is read, the others are kept aside.

        Raises `CatalogError` where `[catalog] locale` or `channel` names what no column has.
        """
        out = super().roles(names, samples, options)
        parts = {name: part for name in names if self._is_attribute(name) and (part := attribute_of(name)) is not None}
        locale, channel = chosen(parts.values(), options)
        taken: dict[str, str] = {}  # role -> column
        ranked = sorted(parts, key=lambda name: dict(single_roles(parts[name].code)).get("title", 1_000))
        for name in ranked:
            part = parts[name]
            if part.tail or part.locale not in ("", locale) or part.channel not in ("", channel):
                out[name] = MappedColumn(name, "extra", "feed")
                continue
            role = next((role for role, _ in single_roles(part.code) if role in _BY_CODE), "")
            if role and role not in taken:
                taken[role] = name
                out[name] = MappedColumn(name, role, "feed")
            else:
                out[name] = _plain(name, part, samples.get(name, ()), role)
        return out

    def choices(self, names: Sequence[str], options: CatalogOptions) -> Iterator[str]:
        parts = [part for name in names if self._is_attribute(name) and (part := attribute_of(name)) is not None]
        locale, channel = chosen(parts, options)
        for option, read, found in (
            ("locale", locale, {part.locale for part in parts}),
            ("channel", channel, {part.channel for part in parts}),
        ):
            others = sorted(found - {"", read})
            if others:
                yield (
                    f"of several {option}s {read!r} is read, {', '.join(map(repr, others))} are kept aside; "
                    f"set {option} in [catalog] for another"
                )

    def unfold(self, rows: Iterable[SourceRow], options: CatalogOptions) -> Iterator[SourceRow]:
        """A measure takes its unit, several option codes become a list, a product without a family takes its first
        category's code.
        """
        with_options: dict[str, bool] = {}  # by column
        for row in rows:
            cells: dict[str, Any] = dict(row.cells)
            for name, value in row.cells.items():
                if name not in with_options:
                    with_options[name] = self._holds_options(name)
                if name.endswith("-unit") and (measure := name.removesuffix("-unit")) in cells:
                    figure, unit = scalar_text(cells[measure]) or "", scalar_text(value) or ""
                    if present(figure) and present(unit):
                        cells[measure] = f"{figure.strip()} {unit.strip().lower().replace('_', ' ')}"
                elif isinstance(value, str) and "," in value and with_options[name] and _CODES.fullmatch(value):
                    cells[name] = value.split(",")
            family, categories = scalar_text(cells.get("family")), scalar_text(cells.get("categories"))
            if "family" in cells and not family and categories:
                cells["family"] = categories.split(",")[0]
            yield row._replace(cells=cells) if row.fault is None else row

    def _is_attribute(self, name: str) -> bool:
        return not (super().column(name) is not None and name == name.lower()) and not _ASSOCIATION.fullmatch(name)

    def _holds_options(self, name: str) -> bool:
        part = attribute_of(name) if self._is_attribute(name) else None
        if part is None or part.tail or plain_role(part.code) in ("text", "images", "extra"):
            return False
        return not any(role in _BY_CODE for role, _ in single_roles(part.code))


def attribute_of(name: str) -> Attribute | None:
    """A column name taken apart at its dashes; None where it is none that Akeneo writes."""
    found = _ATTRIBUTE.fullmatch(name)
    return Attribute(**{key: text or "" for key, text in found.groupdict().items()}) if found else None


def chosen(parts: Iterable[Attribute], options: CatalogOptions) -> tuple[str, str]:
    """(locale, channel) to read: as told, else American or other English, else the most frequent, then by name."""
    parts = list(parts)
    locales = Counter(part.locale for part in parts if part.locale)
    channels = Counter(part.channel for part in parts if part.channel)
    return (
        _choice("locale", options.locale, locales, lambda name: (name == "en_US", name.startswith("en_"))),
        _choice("channel", options.channel, channels, lambda name: (name == "ecommerce",)),
    )


def _choice(option: str, wanted: str, counts: Counter[str], liked: Any) -> str:
    if wanted and wanted not in counts:
        there = ", ".join(sorted(counts)) or "none"
        raise CatalogError(f"no column has the {option} {wanted!r}", remedy=f"{option}s of the file: {there}")
    return wanted or min(
        counts, key=lambda name: (*(not like for like in liked(name)), -counts[name], name), default=""
    )


def _attribute_column(attribute: Attribute) -> FeedColumn:
    return FeedColumn(attribute.code, "extra" if attribute.tail else "spec")


def _plain(name: str, part: Attribute, values: Sequence[Any], lost: str) -> MappedColumn:
    """The role of an attribute that plays no single role."""
    role = plain_role(part.code)
    if role in ("images", "extra"):
        return MappedColumn(name, role, "feed")
    texts = [text for text in (present(scalar_text(value) or "") for value in values) if text]
    if (
        lost in ("title", "description")
        or role == "text"
        or (texts and sum(map(len, texts)) > _TEXT_CHARS * len(texts))
    ):
        return MappedColumn(name, "text", "feed", text_name(part.code))
    return MappedColumn(name, "spec", "feed", part.code.replace("_", " "))
