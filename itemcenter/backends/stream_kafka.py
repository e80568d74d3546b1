"""Streams in Kafka, through confluent-kafka (librdkafka): an idempotent producer, groups with offsets in the broker.

Which partition a message goes to is said here, not left to the client: `schema.partition_of`, so that streams, stores
and job shards agree. Acknowledged means taken by all replicas in sync (`acks=all`).
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from itemcenter.backends.stream_kafka_member import Member, delivery, refused
from itemcenter.errors import CenterBusyError, ConfigError, StreamError
from itemcenter.ports import Delivery, Post, Subscription, partition_of_post
from itemcenter.ports.stream import check_only

__all__ = ["ABILITIES", "KafkaStream", "Options", "open"]

ABILITIES = frozenset({"times", "retention"})

#: How long to wait for a whole group to be ours where the broker cannot say whether it has members.
_JOIN_S = 15.0
#: Answers of `offsets_for_times` for "no message so late".
_NO_OFFSET = -1


@dataclass(frozen=True, slots=True)
class Options:
    """bootstrap: "host:port,host:port"

    session_s:   a member that is silent for so long is dead; a broker allows 6 seconds or more unless told otherwise
    timeout_s:   how long to wait for the broker's answers and acknowledgements before `StreamError`
    replication: of topics that are made here; -1 takes the broker's own default
    max_bytes:   of a message, its headers counted: for this client, and for topics that are made here
    properties:  a file of further settings of librdkafka, one "name=value" a line: encryption, user, password. It is
                 read where it exists; settings that ordering and durability depend on cannot be changed in it.
    """

    bootstrap: str
    session_s: float = 45.0
    timeout_s: float = 30.0
    replication: int = -1
    max_bytes: int = 4 * 1024 * 1024
    properties: Path = Path("kafka.properties")

    def __post_init__(self) -> None:
        if not self.bootstrap.strip():
            raise ConfigError('[stream] needs bootstrap = "host:port" for kafka')
        if not 1 <= self.session_s <= 3_600 or not 0.1 <= self.timeout_s <= 3_600:
            raise ConfigError("session_s must be 1 to 3600 seconds, timeout_s 0.1 to 3600")


def open(options: Options) -> KafkaStream:
    """Nothing is asked of the broker yet."""
    return KafkaStream(options)


class KafkaStream:
    def __init__(self, options: Options) -> None:
        self._options = options
        self._settings = _settings(options)
        self._producer: Producer | None = None
        self._asking: Consumer | None = None
        self._counts: dict[str, int] = {}

    def create(self, topic: str, partitions: int) -> None:
        if partitions < 1 or not topic:
            raise StreamError(f"a topic has a name and at least one partition, not {partitions}", place=topic)
        held = self._count(topic)
        if not held:
            self._make(topic, partitions)
            deadline = time.monotonic() + self._options.timeout_s
            while not (held := self._count(topic)) and time.monotonic() < deadline:
                time.sleep(0.05)  # brokers tell each other
        if held != partitions:
            raise StreamError(f"the topic has {held} partitions, not {partitions}", place=topic)

    def partitions(self, topic: str) -> int:
        count = self._counts.get(topic) or self._count(topic)
        if not count:
            raise StreamError("there is no such topic", place=topic, remedy="create it first")
        self._counts[topic] = count
        return count

    def send(self, topic: str, posts: Sequence[Post]) -> list[tuple[int, int]]:
        count = self.partitions(topic)
        targets = [partition_of_post(post, count, topic) for post in posts]
        places: list[tuple[int, int]] = [(0, -1)] * len(posts)
        failures: list[KafkaError] = []
        producer = self._sender()

        def told(number: int, error: KafkaError | None, message: Message) -> None:
            if error is not None:
                failures.append(error)
            else:
                places[number] = (message.partition() or 0, message.offset() or 0)

        with refused(topic):
            for number, (post, partition) in enumerate(zip(posts, targets, strict=True)):
                headers = [(name, text.encode()) for name, text in post.headers]
                arguments: dict[str, Any] = {"key": post.key.encode(), "value": post.body, "headers": headers}
                arguments |= {"partition": partition, "on_delivery": lambda e, m, n=number: told(n, e, m)}
                while True:
                    try:
                        producer.produce(topic, **arguments)
                        break
                    except BufferError:
                        producer.poll(0.1)
            waiting = producer.flush(self._options.timeout_s)
        if waiting or failures:
            self._drop_sender()
            why = failures[0].str() if failures else f"no answer within {self._options.timeout_s:g} s"
            raise StreamError(f"{waiting + len(failures)} of {len(posts)} messages were not taken: {why}", place=topic)
        return places

    def subscribe(
        self,
        topic: str,
        group: str,
        start: Literal["first", "last"] = "first",
        only: Collection[int] | None = None,
    ) -> Subscription:
        """only: the broker shares nothing out then, and refuses commits while a member is for any partition."""
        check_only(only, self.partitions(topic), topic)
        return self._member(topic, group, start, only)

    def read(self, topic: str, partition: int, offset: int, limit: int) -> list[Delivery]:
        """By a consumer of its own, which joins no group."""
        if not 0 <= partition < self.partitions(topic):
            raise StreamError(f"there is no partition {partition}", place=topic)
        first, end = self._ends_of(topic, partition)
        begin, out = max(offset, first), list[Delivery]()
        deadline = time.monotonic() + self._options.timeout_s
        with refused(topic), contextlib.closing(_consumer(self._settings, "itemcenter-look")) as consumer:
            consumer.assign([TopicPartition(topic, partition, begin)])
            while begin + len(out) < min(begin + limit, end) and time.monotonic() < deadline:
                found = consumer.consume(limit - len(out), 0.2)
                out += [delivery(topic, message) for message in found if message.error() is None]
                if found and (message := found[-1]).error() is None and (message.offset() or 0) + 1 >= end:
                    break  # offsets may have holes where transactions ended
        return out

    def ends(self, topic: str) -> dict[int, tuple[int, int]]:
        return {partition: self._ends_of(topic, partition) for partition in range(self.partitions(topic))}

    def committed(self, topic: str, group: str) -> dict[int, int]:
        places = [TopicPartition(topic, partition) for partition in range(self.partitions(topic))]
        with refused(topic), self._of_group(topic, group) as consumer:
            found = consumer.committed(places, timeout=self._options.timeout_s)
        return {entry.partition: entry.offset for entry in found if entry.offset >= 0}

    def rewind(self, topic: str, group: str, offsets: Mapping[int, int]) -> None:
        ends = self.ends(topic)
        unknown = sorted(set(offsets) - ends.keys())
        if unknown:
            raise StreamError(f"there are no partitions {unknown}", place=topic)
        wanted = {number: min(max(offset, ends[number][0]), ends[number][1]) for number, offset in offsets.items()}
        places = [TopicPartition(topic, partition, offset) for partition, offset in wanted.items()]
        try:
            with self._of_group(topic, group) as consumer:
                consumer.commit(offsets=places, asynchronous=False)
        except KafkaException as error:
            if error.args[0].code() != KafkaError.UNKNOWN_MEMBER_ID:
                with refused(topic):
                    raise
            self._rewind_by_joining(topic, group, wanted, len(ends))

    def offsets_at(self, topic: str, time_us: int) -> dict[int, int]:
        ends = self.ends(topic)
        time_ms = max(-(-time_us // 1000), 0)  # the broker counts milliseconds: the first not before this time
        places = [TopicPartition(topic, partition, time_ms) for partition in ends]
        with refused(topic):
            found = self._ask().offsets_for_times(places, timeout=self._options.timeout_s)
        return {
            entry.partition: ends[entry.partition][1] if entry.offset <= _NO_OFFSET else entry.offset for entry in found
        }

    def close(self) -> None:
        self._producer = None
        if self._asking is not None:
            self._asking.close()
            self._asking = None

    def _ends_of(self, topic: str, partition: int) -> tuple[int, int]:
        place = TopicPartition(topic, partition)
        with refused(topic):
            first, end = self._ask().get_watermark_offsets(place, timeout=self._options.timeout_s, cached=False)
        return first, end

    def _member(
        self, topic: str, group: str, start: Literal["first", "last"], only: Collection[int] | None = None
    ) -> Member:
        session_ms = round(self._options.session_s * 1000)
        settings = {
            **self._settings,
            "session.timeout.ms": session_ms,
            "heartbeat.interval.ms": max(session_ms // 10, 100),
            # who does not poll is as dead as who does not answer
            "max.poll.interval.ms": max(session_ms, 300_000),
            "auto.offset.reset": "earliest" if start == "first" else "latest",
            "partition.assignment.strategy": "cooperative-sticky",
        }
        return Member(_consumer(settings, group_id(topic, group)), topic, self._options.timeout_s, only)

    def _rewind_by_joining(self, topic: str, group: str, wanted: Mapping[int, int], partitions: int) -> None:
        """The broker says that somebody is in the group, or was: whoever gets all partitions is alone in it."""
        with refused(topic):
            admin = AdminClient(self._settings, logger=_LOG)
            try:
                name = group_id(topic, group)
                found = admin.describe_consumer_groups([name], request_timeout=self._options.timeout_s)
                members = len(found[name].result().members)
            except KafkaException as error:
                if error.args[0].code() != KafkaError._UNSUPPORTED_FEATURE:
                    raise
                members = 0
        if not members:
            with contextlib.closing(self._member(topic, group, "first")) as member:
                deadline = time.monotonic() + _JOIN_S
                while time.monotonic() < deadline:
                    member.poll(1, 0.2)
                    if len(member.partitions()) == partitions:
                        member.commit(wanted)
                        return
        raise CenterBusyError(f"group {group!r} has members", place=topic, remedy="end them first")

    def _make(self, topic: str, partitions: int) -> None:
        with refused(topic):
            known = self._ask().list_topics(topic, timeout=self._options.timeout_s)
            if known.controller_id not in known.brokers:
                # no controller answers: a broker that makes topics by itself, as soon as a producer asks for them
                self._sender().list_topics(topic, timeout=self._options.timeout_s)
                return
            config = {"max.message.bytes": str(self._options.max_bytes)}
            wanted = NewTopic(topic, partitions, self._options.replication, config=config)
            admin = AdminClient(self._settings, logger=_LOG)
            try:
                admin.create_topics([wanted], request_timeout=self._options.timeout_s)[topic].result()
            except KafkaException as error:
                if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                    raise

    def _count(self, topic: str) -> int:
        """How many partitions the topic has, 0 where it is unknown."""
        with refused(topic):
            found = self._ask().list_topics(topic, timeout=self._options.timeout_s).topics.get(topic)
        if found is None or (found.error and found.error.code() == KafkaError.UNKNOWN_TOPIC_OR_PART):
            return 0
        if found.error:
            raise StreamError(f"the broker refused: {found.error.str()}", place=topic)
        return len(found.partitions)

    def _ask(self) -> Consumer:
        """For questions alone: a consumer never makes a topic by asking for it."""
        if self._asking is None:
            self._asking = _consumer(self._settings, "itemcenter-questions")
        return self._asking

    @contextlib.contextmanager
    def _of_group(self, topic: str, group: str) -> Iterator[Consumer]:
        consumer = _consumer(self._settings, group_id(topic, group))
        try:
            yield consumer
        finally:
            consumer.close()

    def _sender(self) -> Producer:
        if self._producer is None:
            settings = {
                **self._settings,
                "enable.idempotence": True,
                "acks": "all",
                "message.max.bytes": self._options.max_bytes,
                "linger.ms": 0,  # a send is a batch already
                "delivery.timeout.ms": round(self._options.timeout_s * 1000),
            }
            self._producer = Producer(settings, logger=_LOG)
        return self._producer

    def _drop_sender(self) -> None:
        """What was not acknowledged must not arrive later, behind what is sent next."""
        if self._producer is not None:
            self._producer.purge()
            self._producer = None


_LOG = logging.getLogger("itemcenter.stream.kafka")
_LOG.addHandler(logging.NullHandler())
#: What order and durability depend on, and what says who we are.
_OURS = ("bootstrap.servers", "group.id", "enable.idempotence", "acks", "enable.auto.commit", "auto.offset.reset",
         "partition.assignment.strategy", "session.timeout.ms", "delivery.timeout.ms")  # fmt: skip


def group_id(topic: str, group: str) -> str:
    """What a group is called in the broker: members of one group with different topics would disturb each other."""
    return f"{group}.{topic}"


def _settings(options: Options) -> dict[str, Any]:
    settings: dict[str, Any] = {"bootstrap.servers": options.bootstrap, "client.id": "itemcenter"}
    if not options.properties.is_file():
        return settings
    for number, line in enumerate(options.properties.read_text(encoding="utf-8").splitlines(), start=1):
        name, equals, value = line.partition("=")
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        place = f"{options.properties.name} line {number}"
        if not equals:
            raise ConfigError('a setting is written "name=value"', place=place)  # without the line: it may be secret
        if name.strip() in _OURS:
            raise ConfigError(f"{name.strip()} cannot be set here", place=place, remedy="use the options of [stream]")
        settings[name.strip()] = value.strip()
    return settings


def _consumer(settings: Mapping[str, Any], group: str) -> Consumer:
    own = {"group.id": group, "enable.auto.commit": False, "enable.auto.offset.store": False}
    try:
        return Consumer({**settings, **own}, logger=_LOG)
    except KafkaException as error:
        raise ConfigError(f"librdkafka refuses the settings: {error.args[0].str()}") from error
