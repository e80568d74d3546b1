"""The simulated prefix cache, and that the order of prompts is worth what it is said to be worth."""

from __future__ import annotations

import random

from itemcenter.library.value_prompt import value_layout
from itemcenter.llm.prefix_cache import PrefixCacheSimulator
from itemcenter.llm.prompt_layout import PrefixLayout, item_layout
from itemcenter.schema import Item, ItemId, ValueType
from tests.unit.library.lamp_release import key
from tests.unit.llm.test_prompt_layout import candidates


def test_whole_blocks_up_to_the_last_token_but_one() -> None:
    cache = PrefixCacheSimulator(block_size=4)
    assert cache.submit(list(range(14))) == 0
    assert cache.submit([*range(10), 90, 91, 92, 93]) == 8  # ten tokens in common
    assert cache.submit(list(range(12))) == 8  # the last token is computed anew: two blocks, not three
    assert cache.submit(list(range(14)), adapter="other") == 0
    assert cache.hits == 16 and cache.queries == 14 + 14 + 12 + 14


def test_common_beginnings_shorter_than_a_block_save_nothing() -> None:
    for block, hit in ((16, 96), (64, 64), (128, 0)):
        cache = PrefixCacheSimulator(block)
        cache.submit(list(range(200)))
        assert cache.submit([*range(96), *range(500, 604)]) == hit


def test_the_least_recent_blocks_go_first_and_tails_before_heads() -> None:
    cache = PrefixCacheSimulator(block_size=1, capacity=4)
    cache.submit("abc")
    cache.submit("xy")
    assert cache.submit("abcd") == 2  # "c" made room


def prompts() -> list[PrefixLayout]:
    """Forty products of three variants and four keys."""
    words = random.Random(0)
    keys = [key(f"key {n}", ValueType.QUANTITY, unit="cm", description="What it says. " * 5) for n in range(4)]
    out = []
    for product in range(40):
        told = " ".join(f"w{words.randrange(9_999)}" for _ in range(120))
        for variant in range(3):
            item = Item(ItemId(f"{product}-{variant}"), f"Thing {product} variant {variant}", told, "Brand", ("A", "B"))
            out += [value_layout(item_layout(item), asked, candidates("1 cm", "2 cm")) for asked in keys]
    return out


def test_item_first_and_in_order_beats_both_other_ways() -> None:
    asked = prompts()

    def share(texts: list[str]) -> float:
        cache = PrefixCacheSimulator(16, capacity=100)
        for text in texts:
            cache.submit(text.split())
        return cache.hit_rate

    ours = share([layout.render()[0] for layout in asked])
    mixed = list(asked)
    random.Random(1).shuffle(mixed)
    shuffled = share([layout.render()[0] for layout in mixed])
    task_first = share([layout.header + layout.task + layout.spu + layout.sku for layout in asked])
    header = len(asked[0].header.split()) / (sum(len(layout.render()[0].split()) for layout in asked) / len(asked))
    assert ours > 0.85
    assert shuffled < header + 0.05  # what is the same in all prompts, and hardly anything else
    assert task_first < ours
