"""Titles written by a language model out of an item's words and facts, checked word by word and number by number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from itemcenter.library.title_check import unsupported
from itemcenter.llm.ask import Abstained, Asked, AskTally, ask_all
from itemcenter.llm.json_answer import AnswerFault
from itemcenter.llm.numbered_answer import read_object
from itemcenter.llm.prompt_layout import item_layout, quoted
from itemcenter.ports import AnswerShape, Chat, ChatAnswer, ChatRequest
from itemcenter.schema import AttributeKey, Fact, Item, KeyId, content_hash

_SHORTEST = 3


def written_titles(
    chat: Chat,
    items: Sequence[tuple[Item, Sequence[Fact]]],
    keys: Mapping[KeyId, AttributeKey],
    most: int,
    tally: AskTally,
    *,
    longest: int = 2_000,
) -> list[str | None]:
    """A title of at most `most` characters for each item with its facts; None where no answer held.

    Every word and every number of a title stands in the item or in one of its facts.
    """
    asked: list[Asked[str]] = []
    for item, facts in items:
        told = "".join(f"{quoted(keys[fact.key_id].name)}: {quoted(fact.value.text)}\n" for fact in facts)
        layout = item_layout(item, longest=longest).with_task(f"TASK title\nAt most {most} characters.\nFACTS\n{told}")
        schema = {
            "type": "object",
            "properties": {"title": {"type": "string", "maxLength": most}},
            "required": ["title"],
            "additionalProperties": False,
        }
        group = content_hash([item.group_id or item.id])[:16]
        shape = AnswerShape("title", schema)
        request = ChatRequest(layout.messages(), shape, max_tokens=most + 20, session=group)
        asked.append(Asked(request, _reader(item, facts, most)))
    return [None if isinstance(found, Abstained) else found.content for found in ask_all(chat, asked, tally)]


def _reader(item: Item, facts: Sequence[Fact], most: int) -> Callable[[ChatAnswer], str]:
    def read(answer: ChatAnswer) -> str:
        found = read_object(answer)
        if set(found) != {"title"} or type(found["title"]) is not str:
            raise AnswerFault("wrong_shape")
        title = " ".join(found["title"].split())
        if not _SHORTEST <= len(title) <= most or not title.isprintable():
            raise AnswerFault("wrong_shape")
        sources = [*(text for _, text in item.fields()), *(fact.value.text for fact in facts)]
        if unsupported(title, sources):
            raise AnswerFault("not_in_text")
        return title

    return read
