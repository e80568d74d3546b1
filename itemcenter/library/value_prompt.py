"""The question which of an item's candidates it states, as a prompt with a constrained answer."""

from __future__ import annotations

from collections.abc import Sequence

from itemcenter.llm.numbered_answer import one_of, some_of
from itemcenter.llm.prompt_layout import PrefixLayout, quoted
from itemcenter.ports import AnswerShape
from itemcenter.schema import AttributeKey, Candidate

#: Words of a key's description: what it means is said early.
_DESCRIPTION_WORDS = 60


def value_layout(layout: PrefixLayout, key: AttributeKey, candidates: Sequence[Candidate]) -> PrefixLayout:
    """The item's layout with the question. Candidates are numbered from 1 in the order given."""
    numbered = "".join(f"{n} = {quoted(entry.value.text)}\n" for n, entry in enumerate(candidates, start=1))
    return layout.with_task(f"TASK choose {'some' if key.multiple else 'one'}\n{about(key)}{numbered}")


def value_shape(layout: PrefixLayout, key: AttributeKey, candidates: int) -> AnswerShape:
    return (some_of if key.multiple else one_of)(candidates, len(layout.fields))


def about(key: AttributeKey) -> str:
    """Name, unit and description of a key in one line."""
    told = " ".join(key.description.split()[:_DESCRIPTION_WORDS])
    unit = f" in {key.unit}" if key.unit else ""
    return f"ATTRIBUTE {quoted(key.name)}{unit}{': ' + quoted(told) if told else ''}\n"
