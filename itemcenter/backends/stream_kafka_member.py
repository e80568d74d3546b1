"""A member of a Kafka group. The client shares partitions out by itself, cooperatively, while it is polled."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from itemcenter.errors import LeaseLostError, StreamError
from itemcenter.ports import Delivery, Post

#: What a broker answers to a commit of a member that it has replaced, or whose partitions are under way to others.
_LOST = (
    KafkaError.ILLEGAL_GENERATION,
    KafkaError.UNKNOWN_MEMBER_ID,
    KafkaError.REBALANCE_IN_PROGRESS,
    KafkaError.FENCED_INSTANCE_ID,
    KafkaError._ASSIGNMENT_LOST,
)
#: What a poll may bring that is no message and no reason to stop: the client goes on by itself.
_PASSING = (KafkaError._PARTITION_EOF, KafkaError._MAX_POLL_EXCEEDED)


@contextlib.contextmanager
def refused(place: str) -> Iterator[None]:
    """Errors of the client leave as ours."""
    try:
        yield
    except KafkaException as error:
        detail = error.args[0]
        if isinstance(detail, KafkaError) and detail.code() in _LOST:
            raise LeaseLostError(f"another member has taken over: {detail.str()}", place=place) from error
        text = detail.str() if isinstance(detail, KafkaError) else str(detail)
        raise StreamError(
            f"the broker refused: {text}", place=place, remedy="is it up, and the address right?"
        ) from error
    except RuntimeError as error:  # a closed consumer
        raise StreamError(f"the subscription is closed ({error})", place=place) from error


def delivery(topic: str, message: Message) -> Delivery:
    """Foreign producers may send what is no text: it comes with the replacement character."""
    pairs: Any = message.headers() or ()  # the client's own types allow for more than it gives
    headers = tuple([(name, (value or b"").decode("utf-8", "replace")) for name, value in pairs])
    key, body = message.key() or b"", message.value() or b""
    post = Post(bytes(key).decode("utf-8", "replace"), bytes(body), headers)
    _, time_ms = message.timestamp()
    return Delivery(topic, message.partition() or 0, message.offset() or 0, time_ms * 1000, post)


class Member:
    def __init__(self, consumer: Consumer, topic: str, timeout_s: float, only: Collection[int] | None = None) -> None:
        self._consumer: Consumer | None = consumer
        self._topic, self._timeout_s = topic, timeout_s
        self._paused: set[int] = set()
        self._assigned = False
        with refused(topic):
            if only is None:
                consumer.subscribe([topic], on_assign=self._note)
            else:
                consumer.assign([TopicPartition(topic, partition) for partition in sorted(only)])

    def poll(self, limit: int, timeout_s: float) -> list[Delivery]:
        """`consume` waits for its whole number of messages, so the first is waited for, and the rest taken."""
        consumer = self._open()
        with refused(self._topic):
            found = consumer.consume(1, timeout_s) if limit > 0 else []
            if limit < 1:
                consumer.consume(0, 0)
            elif found and limit > 1:
                found += consumer.consume(limit - 1, 0)
            if self._assigned:
                self._assigned = False
                self.pause(sorted(self._paused))
        held = set(self.partitions())
        messages = [message for message in found if self._is_message(message) and message.partition() in held]
        early = [message for message in messages if message.partition() in self._paused]
        if early:  # fetched before the pause took hold
            firsts = {message.partition() or 0: message.offset() or 0 for message in reversed(early)}
            self.seek(firsts)
            self.pause(sorted(firsts))
        out = [delivery(self._topic, message) for message in messages if message.partition() not in self._paused]
        return sorted(out, key=lambda entry: (entry.partition, entry.offset))

    def commit(self, offsets: Mapping[int, int]) -> None:
        if not offsets:
            return
        self._check_held(offsets)
        with refused(self._topic):
            found = self._open().commit(offsets=self._places(offsets), asynchronous=False) or []
            for entry in found:
                if entry.error is not None:
                    raise KafkaException(entry.error)

    def seek(self, offsets: Mapping[int, int]) -> None:
        self._check_held(offsets)
        with refused(self._topic):
            for place in self._places(offsets):
                first, end = self._open().get_watermark_offsets(place, timeout=self._timeout_s, cached=False)
                place.offset = min(max(place.offset, first), end)
                self._open().seek(place)

    def partitions(self) -> tuple[int, ...]:
        with refused(self._topic):
            return tuple(sorted(entry.partition for entry in self._open().assignment()))

    def pause(self, partitions: Sequence[int]) -> None:
        self._paused |= set(partitions)
        with refused(self._topic):
            self._open().pause(self._places({number: 0 for number in self.partitions() if number in self._paused}))

    def resume(self, partitions: Sequence[int]) -> None:
        self._paused -= set(partitions)
        with refused(self._topic):
            self._open().resume(self._places({number: 0 for number in self.partitions() if number in set(partitions)}))

    def close(self) -> None:
        if self._consumer is not None:
            consumer, self._consumer = self._consumer, None
            with refused(self._topic):
                consumer.close()

    def _note(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        """New partitions come unpaused."""
        self._assigned = True

    def _open(self) -> Consumer:
        if self._consumer is None:
            raise StreamError("the subscription is closed", place=self._topic)
        return self._consumer

    def _check_held(self, partitions: Collection[int]) -> None:
        lost = sorted(set(partitions) - set(self.partitions()))
        if lost:
            raise LeaseLostError(f"partitions {lost} have gone to another member", remedy="drop what came from them")

    def _places(self, offsets: Mapping[int, int]) -> list[TopicPartition]:
        return [TopicPartition(self._topic, partition, offset) for partition, offset in offsets.items()]

    def _is_message(self, message: Message) -> bool:
        error = message.error()
        if error is None:
            return True
        if error.code() in _PASSING or error.retriable():
            return False
        raise KafkaException(error)
