"""Messages that could not be used: listed, looked at, and put into the inbox once more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from itemcenter.errors import NotFoundError
from itemcenter.ports import Delivery, Post, Stream

#: Headers that were put on a message when it went to the dead letters (`intake.dead_letter`).
_REASON, _MESSAGE, _FROM = "dead-reason", "dead-message", "dead-from"
_BATCH = 500


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """offset: in the topic of dead letters; origin: "topic/partition/offset" it came from; post: as it came"""

    offset: int
    time_us: int
    reason: str
    message: str
    origin: str
    post: Post


def dead_letters(stream: Stream, topic: str, begin: int = 0) -> Iterator[DeadLetter]:
    """From an offset on, streamed."""
    while found := stream.read(topic, 0, begin, _BATCH):
        yield from map(_letter, found)
        begin = found[-1].offset + 1


def dead_letter_at(stream: Stream, topic: str, offset: int) -> DeadLetter:
    """Raises `NotFoundError`."""
    found = stream.read(topic, 0, offset, 1)
    if not found or found[0].offset != offset:
        raise NotFoundError(f"there is no dead letter {offset}", remedy="see `itemcenter tunnel dead list --all`")
    return _letter(found[0])


def resend(stream: Stream, inbox: str, letters: Iterable[DeadLetter]) -> int:
    """Put the messages into the inbox as they came. How many they were; durable on return."""
    count, waiting = 0, list[Post]()
    for letter in letters:
        waiting.append(letter.post)
        if len(waiting) == _BATCH:
            stream.send(inbox, waiting)
            count, waiting = count + len(waiting), []
    stream.send(inbox, waiting)
    return count + len(waiting)


def _letter(delivery: Delivery) -> DeadLetter:
    told = dict(delivery.post.headers)  # the last one of a name counts: it may have come here twice
    plain = tuple([pair for pair in delivery.post.headers if pair[0] not in (_REASON, _MESSAGE, _FROM)])
    post = Post(delivery.post.key, delivery.post.body, plain)
    reasons = [told.get(name, "") for name in (_REASON, _MESSAGE, _FROM)]
    return DeadLetter(delivery.offset, delivery.time_us, reasons[0], reasons[1], reasons[2], post)
