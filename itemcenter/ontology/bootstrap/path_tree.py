"""Categories from the merchant's own paths, without the steps that are no categories.

Left out: a last step that is the product's own name; a step that is a brand's shelf ("Acme Shirts" below "Shirts"); a
step called like the one above it; and steps with too few items, whose items go to the step above.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from itemcenter.ontology.bootstrap.category_tree import CategoryTree
from itemcenter.ontology.bootstrap.observe import Observed
from itemcenter.values.folding import name_key

#: Words of a step that must stand in the title for it to be the product's name, and fewest words of such a step.
_OWN_NAME, _FEWEST_WORDS = 0.7, 3
#: Share of a step's items from which what holds for them holds for the step.
_MOSTLY = 0.8
#: Share of items that must have a path for a catalog to have categories.
_HAS_PATHS = 0.5

Steps = tuple[str, ...]


def has_paths(observed: Observed) -> bool:
    """Whether the paths of this catalog are its categories."""
    return observed.items > 0 and sum(1 for path in observed.paths if path) >= _HAS_PATHS * observed.items


@dataclass(slots=True)
class _Step:
    """A place in the merchant's tree. items: below it, too; own, shelf: items whose title or brand explain the step."""

    items: int = 0
    own: int = 0
    shelf: int = 0
    names: Counter[str] = field(default_factory=Counter)


def path_tree(observed: Observed, least_items: int) -> CategoryTree:
    """The tree of a catalog whose items have paths; items without a usable step have no node (-1)."""
    steps: dict[Steps, _Step] = {}
    folded = [tuple(filter(None, map(name_key, path))) for path in observed.paths]
    for number, path in enumerate(folded):
        written = [step for step in observed.paths[number] if name_key(step)]
        title = name_key(observed.titles[number]).split()
        brand = name_key(observed.brands[number]).split()
        for depth in range(1, len(path) + 1):
            step = steps.setdefault(path[:depth], _Step())
            step.items += 1
            step.names[written[depth - 1]] += 1
            words = path[depth - 1].split()
            step.own += _is_own_name(words, title)
            step.shelf += depth > 1 and _is_shelf(words, path[depth - 2].split(), title, brand)
    tree = CategoryTree()
    for path in sorted(steps, key=lambda path: (len(path), -steps[path].items, path)):
        step = steps[path]
        parent = tree.by_path.get(path[:-1], -1) if len(path) > 1 else -1
        if len(path) > 1 and parent < 0:
            continue  # below a step that was left out at the top
        if len(path) > 1 and path[-1] == path[-2]:
            tree.by_path[path] = parent
        elif step.items < least_items or step.own >= _MOSTLY * step.items or step.shelf >= _MOSTLY * step.items:
            continue
        else:
            name = min(step.names.items(), key=lambda entry: (-entry[1], entry[0]))[0]
            tree.by_path[path] = tree.add(name, parent, source=f"category path, {step.items:,} items")
    tree.of_item = np.array([node_of(tree.by_path, path) for path in folded], dtype=np.int32)
    return tree


def node_of(by_path: dict[Steps, int], path: Steps) -> int:
    """The node of the longest known beginning of a folded path, -1 where the first step is unknown."""
    node = -1
    for depth in range(1, len(path) + 1):
        found = by_path.get(path[:depth])
        if found is None:
            break
        node = found
    return node


def _is_own_name(words: Sequence[str], title: Sequence[str]) -> bool:
    """Whether a step is the title of its item, or the beginning of it."""
    if len(words) < _FEWEST_WORDS or words[:1] != title[:1]:
        return False
    known = set(title)
    return sum(word in known for word in words) >= _OWN_NAME * len(words)


def _is_shelf(words: Sequence[str], above: Sequence[str], title: Sequence[str], brand: Sequence[str]) -> bool:
    """Whether a step is the brand, or the step above with a brand's name: what is added begins the title."""
    added = [word for word in words if word not in above]
    if not added or list(words[: len(added)]) != added:
        return False
    shelf = added == list(brand) or list(title[: len(added)]) == added
    return shelf and (len(added) < len(words) or added == list(brand))
