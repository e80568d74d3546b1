"""What a catalog's own categories and brands tell of the items that have none, gathered in one pass."""

from __future__ import annotations

from itemcenter.flow import HashSample
from itemcenter.library.brand_lexicon import BrandCounts
from itemcenter.library.category import CategoryMapper
from itemcenter.library.category_priors import CategoryPriors, PriorCounts
from itemcenter.library.merchant_path import merchant_path
from itemcenter.schema import Item

#: Items whose titles are counted by category, and how many are looked up at once.
TITLES_AT_MOST = 20_000
_BATCH = 1_000
#: Fewer titles, or titles of a single category, say nothing about those that are not counted.
_LEAST_TITLES, _LEAST_CATEGORIES = 50, 2


class CatalogCounts:
    """Add every item in any order. Memory: the brands and titles of `BrandCounts`, and the titles sampled here."""

    def __init__(self, titles: int = TITLES_AT_MOST) -> None:
        self._brands = BrandCounts()
        self._labelled: HashSample[Item] = HashSample(titles)

    def add(self, item: Item) -> None:
        self._brands.add((item,))
        if self._labelled.wants(item.id):
            path, _ = merchant_path(item)
            if path or item.category_id is not None:
                self._labelled.offer(item.id, _bare(item, path))

    def brands(self) -> BrandCounts | None:
        """None where the catalog names no brand."""
        return None if self._brands.empty else self._brands

    def priors(self, mapper: CategoryMapper) -> CategoryPriors | None:
        """What the titles of the items whose category is the merchant's word tell; None where they are too few."""
        counts, taught = PriorCounts(), 0
        items = self._labelled.entries()
        for low in range(0, len(items), _BATCH):
            batch = items[low : low + _BATCH]
            taught += counts.add(batch, mapper.map(batch))
        if taught < _LEAST_TITLES:
            return None
        learned = counts.learned()
        return learned if learned.categories >= _LEAST_CATEGORIES else None


def _bare(item: Item, path: tuple[str, ...]) -> Item:
    """What a category is found by, without the long texts."""
    return Item(
        item.id,
        item.title,
        brand=item.brand,
        category_path=path,
        category_id=item.category_id,
        group_id=item.group_id,
    )
