"""Categories that are known beforehand, what a catalog's own categories teach, and what reading titles costs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from itemcenter.library import CategoryOptions, EvidenceOptions, Learned, LibraryRecognizer
from itemcenter.library import category as category_module
from itemcenter.library.catalog_counts import CatalogCounts
from itemcenter.library.category import CategoryMapper
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.schema import CategoryId, Item, ItemId, Spec, SpuId
from itemcenter.testing.fake_embedder import FakeEmbedder
from tests.unit.library.test_category import SHIRTS
from tests.unit.library.tiny_model import model


class Assigned(NamedTuple):
    category_id: CategoryId
    confidence: float


class Drawn:
    """Says of every item whose title has an equals sign that it belongs to what stands behind it."""

    def __init__(self, fingerprint: str = "drawn") -> None:
        self.fingerprint = fingerprint

    def assign(self, items: Sequence[Item]) -> list[Assigned | None]:
        ends = [item.title.partition("=")[2] for item in items]
        return [Assigned(CategoryId(end), 0.7) if end else None for end in ends]


def found(mapper: CategoryMapper, title: str, path: tuple[str, ...] = (), given: str = "") -> tuple[str, str, float]:
    item = Item(ItemId("i"), title, category_path=path, category_id=CategoryId(given) if given else None)
    match = mapper.map([item])[0]
    return ("", "", 0.0) if match is None else (match.category_id, match.method, match.confidence)


def test_drawn_categories_come_after_the_merchant_s_id_and_the_user_s_table() -> None:
    mapper = CategoryMapper(SHIRTS, CategoryOptions((("Sleep", "beds"),)), drawn=Drawn())
    assert found(mapper, "x =shirts") == ("shirts", "drawn", 0.7)
    assert found(mapper, "x =shirts", ("Beds",)) == ("shirts", "drawn", 0.7)
    assert found(mapper, "x =shirts", given="tops") == ("tops", "given", 1.0)
    assert found(mapper, "x =shirts", ("Sleep",)) == ("beds", "mapped", 1.0)
    assert found(mapper, "Acme bed")[:2] == ("beds", "text")
    assert found(mapper, "Acme bed =gone")[:2] == ("beds", "text"), "the release does not have it any more"


def test_what_was_drawn_counts_in_the_settings_and_stays_with_priors() -> None:
    mappers = [CategoryMapper(SHIRTS, CategoryOptions(), drawn=drawn) for drawn in (None, Drawn(), Drawn("other"))]
    assert len({mapper.settings for mapper in mappers}) == 3
    assert found(mappers[1].with_priors(None), "x =shirts")[1] == "drawn"


def test_items_whose_path_leads_to_a_leaf_cost_no_reading_of_titles(monkeypatch: pytest.MonkeyPatch) -> None:
    def made(*_: object) -> None:
        raise AssertionError("what titles are read with was made")

    monkeypatch.setattr(category_module, "CategoryPredictor", made)
    mapper = CategoryMapper(SHIRTS, CategoryOptions(), FakeEmbedder(), drawn=Drawn())
    assert found(mapper, "Acme 12", ("Beds",))[:2] == ("beds", "path")
    assert found(mapper, "Acme 12", ("Shop", "Beds"))[:2] == ("beds", "name")
    assert found(mapper, "Acme =beds")[1] == "drawn" and found(mapper, "x", given="tops")[1] == "given"
    with pytest.raises(AssertionError, match="was made"):
        found(mapper, "Acme bed")


def test_what_titles_are_read_with_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    plain = category_module.CategoryPredictor
    monkeypatch.setattr(category_module, "CategoryPredictor", lambda *given: calls.append(1) or plain(*given))
    mapper = CategoryMapper(SHIRTS, CategoryOptions())
    for other in (mapper, mapper.with_priors(None), mapper):
        assert found(other, "Acme bed")[0] == "beds"
    assert len(calls) == 1


# -- counts of a catalog ---------------------------------------------------------------------------------------------


def shop(items: int = 60) -> list[Item]:
    """Zeta quux are beds, Zeta norf are shirts, by path and by kind cell; half of the names say a brand."""
    out = []
    for number in range(items):
        word, path = (("quux", ("Beds",)), ("norf", ()))[number % 2]
        specs = () if path else (Spec("product type", "Sportswear Shirts"),)
        brand = "Zeta" if number % 3 else ""
        group = SpuId(f"g{number}")
        out.append(
            Item(ItemId(f"S{number}"), f"Zeta {word} {number}", "text", brand, path, group_id=group, specs=specs)
        )
    return out


def counted(items: Sequence[Item], most: int = 1_000) -> CatalogCounts:
    counts = CatalogCounts(most)
    for item in items:
        counts.add(item)
    return counts


def test_titles_of_items_with_a_category_teach_the_others() -> None:
    mapper = CategoryMapper(SHIRTS, CategoryOptions())
    priors = counted(shop()).priors(mapper)
    assert priors is not None
    assert found(mapper, "Zeta quux 99")[0] == ""
    assert found(mapper.with_priors(priors), "Zeta quux 99")[:2] == ("beds", "text")
    assert found(mapper.with_priors(priors), "Zeta norf 99")[:2] == ("sportshirts", "text")


def test_a_path_that_leaves_a_choice_is_not_pulled_by_its_own_lessons() -> None:
    """The items of a path that may mean several categories are counted themselves: only their words decide."""
    mapper = CategoryMapper(SHIRTS, CategoryOptions())
    items = [Item(ItemId(f"s{n}"), f"Zeta norf {n}", category_path=("Shop", "Shirts")) for n in range(60)]
    priors = counted([*items, *shop()]).priors(mapper)
    for title in ("Zeta quux", "Acme sportswear shirt"):
        plain = found(mapper, title, ("Shop", "Shirts"))
        assert found(mapper.with_priors(priors), title, ("Shop", "Shirts")) == plain


def test_the_order_of_the_items_does_not_matter() -> None:
    mapper = CategoryMapper(SHIRTS, CategoryOptions())
    for most in (1_000, 55):
        one, other = (counted(items, most).priors(mapper) for items in (shop(70), shop(70)[::-1]))
        assert one is not None and other is not None and one.fingerprint == other.fingerprint


@pytest.mark.parametrize(
    "items",
    [[], shop(40), [Item(ItemId(str(n)), f"Zeta {n}", category_path=("Beds",)) for n in range(90)],
     [Item(ItemId(str(n)), f"Acme bed {n}") for n in range(90)]],
    ids=["none", "few", "one category", "no category of their own"],
)  # fmt: skip
def test_too_little_teaches_nothing(items: list[Item]) -> None:
    counts = counted(items)
    assert counts.priors(CategoryMapper(SHIRTS, CategoryOptions())) is None
    assert (counts.brands() is None) is not any(item.brand for item in items)


# -- in the recogniser -----------------------------------------------------------------------------------------------


def test_what_was_counted_is_kept_and_decides(tmp_path: Path) -> None:
    counts = counted(shop())
    empty = Learned.empty_memory()
    plain = Learned.save(tmp_path / "plain", model(), empty, {}, name="tiny", card="")
    start = LibraryRecognizer(SHIRTS, plain, CategoryOptions(), EvidenceOptions())
    priors, brands = start.category_priors(counts), counts.brands()
    assert priors is not None and brands is not None
    kept = Learned.save(tmp_path / "m", model(), empty, {}, name="tiny", card="", priors=priors, brands=brands)
    assert kept.priors is not None and kept.priors.fingerprint == priors.fingerprint
    assert kept.brands is not None and kept.brands.to_bytes() == brands.to_bytes()
    taught = start.with_learned(kept)
    asked = [Item(ItemId("x"), "Zeta quux 99")]
    assert start.recognize(asked)[0].category is None
    told = taught.recognize(asked)[0].category
    assert told is not None and told.category_id == "beds" and told.confidence > 0.5
    assert taught.model_id != start.model_id
    assert taught.with_learned(plain).recognize(asked)[0].category is None, "what is shared was not taught"


def test_the_encoder_reads_titles_and_counts_in_the_name(tmp_path: Path) -> None:
    plain = Learned.save(tmp_path / "m", model(), Learned.empty_memory(), {}, name="tiny", card="")
    encoder = CachedEncoder(FakeEmbedder())
    near = LibraryRecognizer(SHIRTS, plain, CategoryOptions(), EvidenceOptions(), encoder)
    near.recognize([Item(ItemId("x"), "Acme bed", category_path=("Beds",))])
    before = encoder.encoded
    near.recognize([Item(ItemId("x"), "Acme bed")])
    assert encoder.encoded - before > len(SHIRTS.categories), "the categories' names"
    ids = {
        LibraryRecognizer(SHIRTS, plain, options, EvidenceOptions(), encoder, drawn=drawn).model_id
        for options in (CategoryOptions(), CategoryOptions(min_text_confidence=0.7))
        for drawn in (None, Drawn(), Drawn("other"))
    }
    assert len(ids) == 6
