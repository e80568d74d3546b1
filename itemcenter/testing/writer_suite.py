"""The conformance suite of writers for other systems, for built-in and third-party ones alike.

Use, in a test module (pytest installed):

    class TestMyWriter(WriterSuite):
        writer = MyWriter()

        def read(self, path, kind):
            return [(item id, every text of it), ...] in the order of the file
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from itemcenter.errors import StoreError
from itemcenter.items.write.product import Attribute, Product
from itemcenter.items.write.target import TargetOptions, TargetTally, TargetWriter
from itemcenter.schema import (
    AttributeKey,
    CategoryId,
    Fact,
    Item,
    ItemId,
    KeyId,
    Producer,
    ReleaseId,
    SpuId,
    TextSpan,
    TypedValue,
    ValueListId,
    ValueType,
)

COLOUR = AttributeKey(KeyId("colour"), "colour", ValueType.COLOUR, multiple=True, value_list_id=ValueListId("colours"))
HEIGHT = AttributeKey(KeyId("height"), "height", ValueType.QUANTITY, unit="cm")
WASHABLE = AttributeKey(KeyId("dishwasher-safe"), "dishwasher safe", ValueType.BOOLEAN)
MAKER = AttributeKey(KeyId("maker"), 'maker, "by": <x>', ValueType.TEXT, open=True)
KEYS = (COLOUR, HEIGHT, WASHABLE, MAKER)

#: Texts that end scripts, cells, elements and records, or that a spreadsheet would run.
HOSTILE = (
    "</script><script>alert(1)</script>",
    '=HYPERLINK("http://x","y")',
    "@SUM(A1)",
    "a;b,c\td|e",
    'a "quoted" word',
    "<b>&amp;]]></b>",
    "one\u2028 bell \x07 end",
    "杯子 \U0001f600",
)


def fact(key: AttributeKey, value: TypedValue, item: str, confidence: float = 0.9) -> Fact:
    """A fact that the first letter of the title proves."""
    evidence = (TextSpan("title", 0, 1, "M"),)
    return Fact(ItemId(item), key.id, value, confidence, evidence, Producer.LOCAL_MODEL, ReleaseId("r"))


def mug(name: str, *, group: str = "", colour: str = "navy", maker: str = "Ada", **fields: object) -> Product:
    """A product with four attributes, an offer and a picture."""
    item = Item(
        ItemId(name), f"Mug {name}", "Blue\nand tall.", "Potter", ("Home", "Mugs"),
        group_id=SpuId(group) if group else None, images=(f"https://img.example/{name}.jpg",),
        extras=(("price", "12.50 EUR"), ("link", f"https://shop.example/{name}"), ("availability", "in stock")),
    )  # fmt: skip
    attributes = (
        Attribute(COLOUR, tuple(fact(COLOUR, TypedValue(ValueType.COLOUR, text), name) for text in colour.split("+"))),
        Attribute(HEIGHT, (fact(HEIGHT, TypedValue(ValueType.QUANTITY, "10.5 cm", None, 10.5, None, "cm"), name),)),
        Attribute(WASHABLE, (fact(WASHABLE, TypedValue(ValueType.BOOLEAN, "yes"), name),)),
        Attribute(MAKER, (fact(MAKER, TypedValue(ValueType.TEXT, maker), name),)),
    )
    return Product(item, ("Home", "Mugs"), CategoryId("mugs"), (), attributes)


class WriterSuite:
    #: What is tested.
    writer: TargetWriter

    def read(self, path: Path, kind: str) -> list[tuple[str, str]]:
        """(item id, all texts of the item in one) for every item of a written file, by a reader of its own."""
        raise NotImplementedError

    def ending(self, kind: str) -> str:
        return kind

    def _written(
        self, folder: Path, kind: str, groups: Sequence[Sequence[Product]], options: TargetOptions | None = None
    ) -> tuple[Path, TargetTally]:
        path = folder / f"out.{kind}"
        return path, self.writer.write(iter(groups), KEYS, path, kind, options or TargetOptions())

    def test_every_item_is_there_once_with_its_values(self, tmp_path: Path) -> None:
        products = [mug("m1"), mug("m2", colour="red+white"), mug("m3", maker="Grace")]
        for kind in self.writer.formats:
            path, tally = self._written(tmp_path, kind, [[product] for product in products])
            found = self.read(path, kind)
            assert [name for name, _ in found] == ["m1", "m2", "m3"]
            for text, values in zip(
                (text for _, text in found), (("navy",), ("red", "white"), ("Grace",)), strict=True
            ):
                assert "10.5" in text and all(value in text for value in values)
            assert tally.items == 3

    def test_variants_of_a_group_are_all_there(self, tmp_path: Path) -> None:
        group = [mug("m1", group="g", colour="red"), mug("m2", group="g", colour="navy"), mug("m3", group="g")]
        groups = [group] if self.writer.grouped else [[product] for product in group]
        for kind in self.writer.formats:
            path, tally = self._written(tmp_path, kind, groups)
            assert [name for name, _ in self.read(path, kind)] == ["m1", "m2", "m3"] and tally.items == 3

    def test_hostile_text_stays_text(self, tmp_path: Path) -> None:
        products = [mug(f"m{number}", maker=text) for number, text in enumerate(HOSTILE)]
        for kind in self.writer.formats:
            path, _ = self._written(tmp_path, kind, [[product] for product in products])
            found = self.read(path, kind)
            assert [name for name, _ in found] == [product.item.id for product in products]
            for (_, text), hostile in zip(found, HOSTILE, strict=True):
                words = [word for word in hostile.replace("\x07", " ").replace("\u2028", " ").split() if word.isalnum()]
                assert all(word in text for word in words), (kind, hostile, text)
            if kind == "html":
                assert path.read_text(encoding="utf-8").count("</script") == len(products)

    def test_the_same_items_are_the_same_bytes(self, tmp_path: Path) -> None:
        groups = [[mug("m1", group="g")], [mug("m2")]]
        for kind in self.writer.formats:
            first = self._written(tmp_path, kind, groups)[0].read_bytes()
            assert self._written(tmp_path, kind, groups)[0].read_bytes() == first

    def test_nothing_is_made_up_and_what_is_missing_is_counted(self, tmp_path: Path) -> None:
        bare = Product(Item(ItemId("bare"), ""))
        for kind in self.writer.formats:
            path, tally = self._written(tmp_path, kind, [[bare]])
            assert tally.items == tally.incomplete == 1
            assert set(tally.missing) <= set(self.writer.required) and tally.missing
            text = self.read(path, kind)[0][1].lower()
            assert not any(word in text for word in ("stock", "eur", "usd", "http:", "new"))

    def test_a_constant_stands_where_an_item_has_nothing(self, tmp_path: Path) -> None:
        options = TargetOptions(constants=(("remark", "spring sale"),))
        for kind in self.writer.formats:
            path, _ = self._written(tmp_path, kind, [[mug("m1")]], options)
            assert "spring sale" in self.read(path, kind)[0][1]

    def test_a_writing_that_fails_leaves_the_old_file(self, tmp_path: Path) -> None:
        def broken() -> Iterator[list[Product]]:
            yield [mug("m1")]
            raise OSError(28, "no space left")

        for kind in self.writer.formats:
            path = tmp_path / f"out.{kind}"
            path.write_text("old", encoding="utf-8")
            with pytest.raises(StoreError, match="no space left"):
                self.writer.write(broken(), KEYS, path, kind, TargetOptions())
            assert path.read_text(encoding="utf-8") == "old" and list(tmp_path.glob("*.partial")) == []
