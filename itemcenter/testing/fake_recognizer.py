"""A recogniser for tests: knows phrases, finds them letter by letter, and tells what it was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from itemcenter.ports import Recognition, Renewal
from itemcenter.schema import (
    CategoryMatch,
    Fact,
    Item,
    ItemId,
    KeyId,
    MerchantCell,
    ModelId,
    Producer,
    ReleaseId,
    TextSpan,
    TypedValue,
    content_hash,
)


class FakeRecognizer:
    """phrases: per key what stands for which value, e.g. {"colour": {"navy": TypedValue(...)}}.

    A phrase in a text is a machine fact (confidence 0.9), as the value of a spec of the key's name a merchant fact
    (1.0). Every key of `phrases` is asked. `asked` lists the items of every call.
    """

    def __init__(
        self,
        phrases: Mapping[KeyId, Mapping[str, TypedValue]],
        *,
        category: CategoryMatch | None = None,
        release_id: ReleaseId = ReleaseId("fake-release"),  # noqa: B008 - a NewType is a plain string
        model_id: ModelId = ModelId("fake-model"),  # noqa: B008
    ) -> None:
        self.phrases = phrases
        self.category = category
        self.asked: list[ItemId] = []
        self._release_id, self._model_id = release_id, model_id

    @property
    def release_id(self) -> ReleaseId:
        return self._release_id

    @property
    def model_id(self) -> ModelId:
        return self._model_id

    def recognize(self, items: Sequence[Item]) -> list[Recognition]:
        self.asked += [item.id for item in items]
        return [
            Recognition(
                item.id,
                self.category,
                {key_id: facts for key_id in self.phrases if (facts := self._stated(item, key_id))},
                {key_id: self._read(item, key_id) for key_id in self.phrases},
            )
            for item in items
        ]

    def _stated(self, item: Item, key_id: KeyId) -> tuple[Fact, ...]:
        found: dict[str, Fact] = {}
        for spec in item.specs:
            value = self.phrases[key_id].get(spec.value)
            if spec.name == key_id and value is not None:
                proof = MerchantCell(spec.name, 0, len(spec.value), spec.value)
                fact = Fact(item.id, key_id, value, 1.0, (proof,), Producer.MERCHANT, self._release_id)
                found.setdefault(value.identity, fact)
        return tuple(found.values())

    def _read(self, item: Item, key_id: KeyId) -> tuple[Fact, ...]:
        for field, text in item.fields():
            for phrase, value in self.phrases[key_id].items():
                start = text.find(phrase)
                if start >= 0:
                    proof = TextSpan(field, start, start + len(phrase), phrase)
                    producer, model_id = Producer.LOCAL_MODEL, self._model_id
                    return (Fact(item.id, key_id, value, 0.9, (proof,), producer, self._release_id, model_id),)
        return ()


class FakePruner:
    """Of the fake recogniser: machine facts follow from the texts, merchant facts from the specs."""

    def __init__(self, recognizer: FakeRecognizer) -> None:
        self._recognizer = recognizer

    def twin_key(self, item: Item) -> str:
        return content_hash([list(item.fields()), [spec.to_json() for spec in item.specs]])

    def renewed(self, renewals: Sequence[Renewal]) -> list[Recognition | None]:
        out: list[Recognition | None] = []
        for entry in renewals:
            same = list(entry.before.fields()) == list(entry.after.fields())
            asked = FakeRecognizer(self._recognizer.phrases, category=self._recognizer.category)
            found = asked.recognize([entry.after])[0]
            out.append(replace(found, machine=entry.decided.machine) if same else None)
        return out
