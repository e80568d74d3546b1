"""Titles of facts: never too long, never a word that the item does not have, the same every time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from itemcenter.demo import backbone_path, catalog_path
from itemcenter.items import CatalogOptions, open_catalog
from itemcenter.jobs.titles import TitleGrounds, titles
from itemcenter.library.fact_titles import fact_title
from itemcenter.library.title_check import title_sources, unsupported
from itemcenter.ontology import load_ontology
from itemcenter.schema import (
    AttributeKey,
    Fact,
    Item,
    ItemId,
    KeyId,
    MerchantCell,
    Producer,
    ReleaseId,
    TypedValue,
    ValueType,
)
from itemcenter.values.folding import tokens

TEXTS = st.text(st.sampled_from("ab 12,.x-ÄßΩ中文\n\u200b!"), min_size=1, max_size=60)
KEYS = {KeyId(name): AttributeKey(KeyId(name), name, kind, open=True, unit="cm" if kind is ValueType.QUANTITY else "")
        for name, kind in (("colour", ValueType.CATEGORICAL), ("width", ValueType.QUANTITY),
                           ("brand", ValueType.TEXT), ("tag:term", ValueType.CATEGORICAL))}  # fmt: skip


@st.composite
def facts(draw: st.DrawFn) -> list[Fact]:
    out = []
    for name in draw(st.lists(st.sampled_from(sorted(KEYS)), max_size=6)):
        text = draw(TEXTS.filter(str.strip)).strip()
        kind = KEYS[KeyId(name)].type
        value = TypedValue(kind, text, number=1.0 if kind is ValueType.QUANTITY else None,
                           unit="cm" if kind is ValueType.QUANTITY else "")  # fmt: skip
        written = draw(TEXTS)
        proof = MerchantCell("cell", 0, len(written), written)
        out.append(Fact(ItemId("a"), KeyId(name), value, 0.9, (proof,), Producer.MERCHANT, ReleaseId("r")))
    return out


@given(TEXTS, TEXTS, st.lists(TEXTS, max_size=2), facts(), st.integers(10, 80))
def test_only_the_items_words(title: str, brand: str, path: list[str], told: list[Fact], most: int) -> None:
    item = Item(ItemId("a"), title, brand=brand, category_path=tuple(path))
    made = fact_title(item, told, KEYS, KeyId("brand"), most)
    if made is None:
        return
    assert len(made.text) <= most and made.text.isprintable() and made.text == " ".join(made.text.split())
    words = {word for text in title_sources(item, told) for word, _, _ in tokens(text)}
    assert {word for word, _, _ in tokens(made.text)} <= words
    assert made == fact_title(item, told, KEYS, KeyId("brand"), most) and made.parts


def test_the_check_finds_words_and_numbers_that_are_nowhere() -> None:
    sources = ["Lamp of brass, 60 W", "12.5 cm"]
    assert unsupported("Brass lamp, 12.5 cm", sources) == []
    assert unsupported("Gold lamp", sources) == ["gold"]
    assert unsupported("Lamp 12 cm, 5 W", sources) == ["12", "5"]  # digits of another number
    assert unsupported("Lamp 605", sources) == ["605", "605"]


def test_a_thousand_items_of_the_demo() -> None:
    """From the merchants' words alone: every item gets a title, none says more than the item."""
    release = load_ontology(str(backbone_path())).release
    items = [row.item for row in open_catalog(catalog_path(), CatalogOptions(), "merchant") if row.item is not None]
    assert len(items) > 1_000
    for item in items:
        made = titles(TitleGrounds(item, None, []), release, 40, 150)
        for form, most in ((made["short"], 40), (made["long"], 150)):
            assert form is not None and len(form["text"]) <= most
            assert unsupported(form["text"], title_sources(item, [])) == []
