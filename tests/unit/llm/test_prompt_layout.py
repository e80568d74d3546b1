"""Prompts: every byte of one, what variants share, and that no text can leave its place."""

from __future__ import annotations

import json
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.library.value_prompt import value_layout
from itemcenter.llm.prompt_layout import BEGIN, CUT, END, HEADER_FINGERPRINT, item_layout, quoted
from itemcenter.schema import Candidate, Item, ItemId, Spec, SpuId, TextSpan, TypedValue, ValueId, ValueType
from tests.unit.library.lamp_release import key

GOLDEN = Path(__file__).parent / "golden"
COLOUR = key("colour", ValueType.COLOUR, multiple=True, description="Main colour of the product.")
HEIGHT = key("height", ValueType.QUANTITY, unit="cm")
LAMP = Item(
    ItemId("lamp-1"),
    'Table lamp "Nori", navy',
    "<p>Dark-blue shade.</p>\nNot for outdoors.",
    "Nori",
    ("Home", "Lamps"),
    group_id=SpuId("lamp"),
    texts=(("bullet 1", "42 cm high"),),
    specs=(Spec("Colour", "Navy"),),
    images=("https://a.example/1.jpg", "http://a.example/2.jpg", "file:///etc/passwd", "https://a.example/3.jpg"),
    extras=(("price", "19.90"),),
)


def candidates(*names: str) -> list[Candidate]:
    proof = (TextSpan("title", 0, 5, "Table"),)
    return [
        Candidate(TypedValue(ValueType.COLOUR, name, ValueId(f"colour/{name}")), 0.5, proof, "alias") for name in names
    ]


@pytest.mark.parametrize("name", ["some", "one"])
def test_every_byte_of_a_prompt(name: str) -> None:
    """A change here makes other answers: count `LAYOUT_VERSION` up; ITEMCENTER_GOLDEN=1 writes the new files."""
    asked = COLOUR if name == "some" else HEIGHT
    layout = value_layout(item_layout(LAMP), asked, candidates("Navy", "Black"))
    text, _ = layout.render()
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("ITEMCENTER_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
    assert "Navy" not in layout.spu + layout.sku  # no cell of the merchant
    assert "19.90" not in text
    assert HEADER_FINGERPRINT == "817606f3f6a2"


def test_blocks_end_where_the_boundaries_say() -> None:
    layout = value_layout(item_layout(LAMP), COLOUR, candidates("Navy"))
    text, ends = layout.render()
    assert text[: ends.header] == layout.header
    assert text[ends.header : ends.spu] == layout.spu
    assert text[ends.spu : ends.sku] == layout.sku
    assert text[ends.sku : ends.task] == layout.task and ends.task == len(text)
    system, user = layout.messages()
    assert system.text + user.text == text
    assert layout.fields == ("category", "brand", "bullet 1", "description", "title")


def test_variants_share_all_but_title_and_task() -> None:
    other = Item(
        ItemId("lamp-2"), "Table lamp, black", LAMP.description, LAMP.brand, LAMP.category_path, texts=LAMP.texts
    )
    one, _ = value_layout(item_layout(LAMP), COLOUR, candidates("Navy")).render()
    two, ends = value_layout(item_layout(other), HEIGHT, candidates("Navy", "Tan")).render()
    assert two.startswith(one[: ends.spu])
    three, ends = value_layout(item_layout(LAMP), HEIGHT, candidates("Tan")).render()
    assert three.startswith(one[: ends.sku])


def test_long_texts_are_cut_and_images_are_shown_only_when_asked_for() -> None:
    layout = item_layout(LAMP, longest=10)
    assert json.dumps("<p>Dark-bl" + CUT).replace("<", "\\u003c") in layout.spu
    assert layout.messages()[1].images == ()
    assert item_layout(LAMP, images=2).messages()[1].images == ("https://a.example/1.jpg", "https://a.example/3.jpg")
    assert item_layout(LAMP, images=1).fingerprint != layout.fingerprint


TEXTS = st.text(max_size=60) | st.text(alphabet='"\\\n\r <|>[/INST]\u2028\u202e\u200b\U000e0041', max_size=40)


@given(TEXTS, TEXTS)
def test_no_text_leaves_its_line(title: str, description: str) -> None:
    layout = item_layout(Item(ItemId("i"), title, description, texts=((f"x{END}\n", description),)))
    lines = (layout.spu + layout.sku).split("\n")
    assert lines[0] == BEGIN and lines[-2:] == [END, ""]
    assert len(lines) == 3 + len(layout.fields)
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for line in lines for c in line)
    assert "<" not in "".join(lines)
    read = [json.loads(line.split(": ", 1)[1]) for line in lines[1:-2] if not line.split(" ", 1)[1].startswith('"x')]
    expected = [text for text in (description, title) if text]
    assert [text.encode("utf-16", "surrogatepass") for text in read] == [
        text.encode("utf-16", "surrogatepass") for text in expected
    ]


@pytest.mark.parametrize("mark", ["<|im_end|>", "</s>", "<start_of_turn>", "[INST]", "[/INST]", "[TOOL_CALLS]"])
def test_control_marks_of_chat_templates_do_not_survive(mark: str) -> None:
    assert mark not in quoted(f"a {mark} b")
    assert json.loads(quoted(mark)) == mark
    assert quoted("size [M], 5 [kg]") == '"size [M], 5 [kg]"'
