"""`Product`: an item with what is known of it, as the writers of other systems' formats get it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from itemcenter.items.synonyms import column_key
from itemcenter.schema import AttributeKey, CategoryId, Fact, Item
from itemcenter.schema.fact import ValueType

#: Attributes that every shopping system has a field for, and the names under which ontologies know them.
COMMON = {
    "color": ("color", "colour", "farbe", "颜色", "main colour", "main color"),
    "size": ("size", "größe", "尺码"),
    "material": ("material", "materials", "材质"),
    "pattern": ("pattern", "muster"),
    "gender": ("gender", "target gender", "target group", "ideal for"),
    "age_group": ("age group", "altersgruppe"),
}


@dataclass(frozen=True, slots=True)
class Attribute:
    """One key of an item with the facts that go out, best first; at least one."""

    key: AttributeKey
    facts: tuple[Fact, ...]

    @property
    def texts(self) -> list[str]:
        """The canonical values, with units."""
        facts = self.facts if self.key.multiple else self.facts[:1]
        return [fact.value.text for fact in facts]


@dataclass(frozen=True, slots=True)
class Product:
    """category: names from the root, () where unknown; foreign_ids: what other systems call it.

    attributes: in the order of the category's keys
    """

    item: Item
    category: tuple[str, ...] = ()
    category_id: CategoryId | None = None
    foreign_ids: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()

    @property
    def group(self) -> str:
        """The product that the item is a variant of, "" where it is none."""
        return self.item.group_id or ""

    @property
    def brand(self) -> str:
        """The merchant's, else the one that was found."""
        if self.item.brand.strip():
            return self.item.brand.strip()
        return next(
            (entry.texts[0] for entry in self.attributes if column_key(entry.key.name) in ("brand", "manufacturer")), ""
        )

    def common(self, name: str) -> Attribute | None:
        """The attribute of this common name (see `COMMON`)."""
        return next((attribute for attribute in self.attributes if is_common(attribute.key, name)), None)


def is_common(key: AttributeKey, name: str) -> bool:
    """Whether a key is what `COMMON` calls so."""
    wanted = [column_key(entry) for entry in COMMON[name]]
    return any(column_key(entry) in wanted for entry in (str(key.id), key.name))


def is_text(key: AttributeKey) -> bool:
    """Whether the values of a key are words in some language, not entries of a list or figures."""
    return key.type is ValueType.TEXT or (key.type is ValueType.CATEGORICAL and key.value_list_id is None)


def unique_codes(names: Iterable[str], separator: str = "_", longest: int = 60) -> dict[str, str]:
    """name -> a code of ASCII letters, digits and `separator` that no other name has, in the given order."""
    out: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        code = base = code_of(name, separator, longest)
        number = 2
        while code in taken:
            code, number = f"{base[: longest - 4]}{separator}{number}", number + 1
        taken.add(code)
        out[name] = code
    return out


def code_of(name: str, separator: str = "_", longest: int = 60) -> str:
    """A name as a code; letters of other scripts by their code points, so that no two words fall together."""
    letters = []
    for letter in name.strip().lower():
        if letter.isascii() and letter.isalnum():
            letters.append(letter)
        elif letter.isalnum():
            letters.append(f"u{ord(letter):x}")
        elif letters and letters[-1] != separator:
            letters.append(separator)
    return "".join(letters).strip(separator)[:longest] or "x"
