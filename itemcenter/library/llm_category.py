"""Which of an item's likely categories it is in, asked by number: the answer is one of them or changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from itemcenter.llm.ask import Abstained, Asked, AskTally, ask_all
from itemcenter.llm.json_answer import AnswerFault
from itemcenter.llm.numbered_answer import read_object, whole_number
from itemcenter.llm.panel import shuffled
from itemcenter.llm.prompt_layout import item_layout, quoted
from itemcenter.ports import AnswerShape, Chat, ChatAnswer, ChatRequest
from itemcenter.schema import CategoryAlternative, CategoryId, CategoryMatch, Item, OntologyRelease, content_hash
from itemcenter.schema.item import PATH_SEPARATOR

_MAX_TOKENS = 40


def asked_categories(
    chat: Chat,
    release: OntologyRelease,
    items: Sequence[Item],
    matches: Sequence[CategoryMatch | None],
    confidence: float,
    tally: AskTally,
    *,
    longest: int = 1_000,
) -> list[CategoryMatch | None]:
    """The matches, in order, with the model's choice among each one's category and alternatives.

    Asked is only where there are alternatives. Without an answer that held, or with "none of them", a match stays as it
    is. A chosen category has the method "asked".
    confidence: how often such answers are right, as it was measured
    """
    asked: list[Asked[CategoryId | None]] = []
    places: list[int] = []
    for place, (item, match) in enumerate(zip(items, matches, strict=True)):
        if match is None or not match.alternatives:
            continue
        found = [match.category_id, *(other.category_id for other in match.alternatives)]
        order = [found[number] for number in shuffled(len(found), 0, content_hash([item.id]))]
        numbered = "".join(f"{n} = {quoted(_path(release, entry))}\n" for n, entry in enumerate(order, start=1))
        layout = item_layout(item, longest=longest).with_task(f"TASK category\n{numbered}")
        group = content_hash([item.group_id or item.id])[:16]
        request = ChatRequest(layout.messages(), _shape(len(order)), max_tokens=_MAX_TOKENS, session=group)
        asked.append(Asked(request, _reader(order)))
        places.append(place)
    out = list(matches)
    for place, outcome in zip(places, ask_all(chat, asked, tally), strict=True):
        match = matches[place]
        if match is not None and not isinstance(outcome, Abstained) and outcome.content is not None:
            out[place] = _chosen(match, outcome.content, confidence)
    return out


def _chosen(match: CategoryMatch, category_id: CategoryId, confidence: float) -> CategoryMatch:
    others = [
        CategoryAlternative(other, min(sure, confidence))
        for other, sure in [
            (match.category_id, match.confidence),
            *((entry.category_id, entry.confidence) for entry in match.alternatives),
        ]
        if other != category_id
    ]
    others.sort(key=lambda entry: -entry.confidence)
    return CategoryMatch(category_id, confidence, "asked", match.evidence, tuple(others))


def _path(release: OntologyRelease, category_id: CategoryId) -> str:
    names: list[str] = []
    step: CategoryId | None = category_id
    while step is not None:
        category = release.category_by_id[step]
        names.append(category.name)
        step = category.parent_id
    return PATH_SEPARATOR.join(reversed(names))


def _reader(order: Sequence[CategoryId]) -> Callable[[ChatAnswer], CategoryId | None]:
    def read(answer: ChatAnswer) -> CategoryId | None:
        found = read_object(answer)
        if set(found) != {"choice"}:
            raise AnswerFault("wrong_shape")
        number = whole_number(found["choice"], len(order))
        return order[number - 1] if number else None

    return read


def _shape(count: int) -> AnswerShape:
    numbers = {"type": "integer", "enum": list(range(count + 1))}
    return AnswerShape(
        "category",
        {"type": "object", "properties": {"choice": numbers}, "required": ["choice"], "additionalProperties": False},
    )
