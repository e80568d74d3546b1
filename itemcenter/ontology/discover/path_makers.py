"""`PathMakers`: makers that a category path names ("Tops > Acme Studio Tops").

Some catalogs hang the items of a maker under a step of their own. Whether this one does is learned: the brands of its
cells must be what such steps begin with, wherever cell and step can be compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from itemcenter.extract.known_values import value_words
from itemcenter.extract.word_signs import for_whom
from itemcenter.values.folding import name_key

#: Items whose brand stands in their title and whose path has a step of a maker; share of them that agree.
_LEAST, _AGREE = 20, 0.9
Cells = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class PathMakers:
    """key: folded, what makers are called, "" where the paths name none; share: of the items that agree"""

    key: str = ""
    share: float = 0.0

    @classmethod
    def of(cls, items: Iterable[tuple[Sequence[str], str, Cells]], brands: Container[str]) -> PathMakers:
        """items: (category path, title, cells); brands: folded names of keys whose values are brands"""
        agree, trials = Counter[str](), Counter[str]()
        for path, title, cells in items:
            made = maker(path)
            for key, value in _stated(title, cells, brands) if made else ():
                trials[key] += 1
                agree[key] += value == made
        key = min(trials, key=lambda entry: (-agree[entry], entry), default="")
        if trials[key] < _LEAST or agree[key] < _AGREE * trials[key]:
            return cls()
        return cls(key, agree[key] / trials[key])

    def told(self, path: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Key and maker, folded; none where the path names none."""
        made = maker(path) if self.key else ""
        return ((self.key, made),) if made else ()

    def cells(self, path: Sequence[str], title: str, cells: Cells) -> Cells:
        """Cells with the maker in the place of a brand that the title does not have: such a brand is an error."""
        told = self.told(path)
        if not told or f" {told[0][1]} " not in f" {value_words(title)} " or _stated(title, cells, (self.key,)):
            return cells
        return [*((key, value) for key, value in cells if name_key(key) != self.key), *told]


def maker(path: Sequence[str]) -> str:
    """What stands before the name of the step above, folded as values are; "" where no step is made so."""
    for at in range(len(path) - 1, 0, -1):
        step, above = value_words(path[at]), value_words(path[at - 1])
        made = step[: -len(above)].strip() if above and step.endswith(f" {above}") else ""
        if made and not for_whom(made.split(" ")[0]):  # "Women's Footwear" is nobody's brand
            return made
    return ""


def _stated(title: str, cells: Cells, brands: Container[str]) -> list[tuple[str, str]]:
    """Brands that the title has, folded."""
    text = f" {value_words(title)} "
    named = ((folded, value_words(value)) for key, value in cells if (folded := name_key(key)) in brands)
    return [(key, value) for key, value in named if value and f" {value} " in text]
