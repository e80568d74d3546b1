"""Port `stream`: topics of messages in partitions, read by groups that say how far they have come.

What the tunnel takes in and gives out goes through it. Delivery is at least once: `send` has happened when it returns,
a message counts as read when its offset is committed, and whoever dies in between gets it again. Order holds within a
partition only. Every stream passes the suite in `itemcenter.testing.stream_suite`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from itemcenter.errors import InvariantError, StreamError
from itemcenter.schema import ItemId, partition_of


@dataclass(frozen=True, slots=True)
class Post:
    """A message to be sent.

    key:       decides the partition (`schema.partition_of`): all messages on one item stay in order
    body:      the bytes; the envelope is no matter of the port
    headers:   names and values, in order; a name may come twice
    partition: where it goes whatever its key, for what all readers must see; None in a message that was read
    """

    key: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    partition: int | None = None


def partition_of_post(post: Post, count: int, topic: str) -> int:
    """Where every stream puts a message. Raises `StreamError` for a partition that the topic does not have."""
    if post.partition is None:
        try:
            return partition_of(ItemId(post.key), count)
        except UnicodeEncodeError as error:
            raise InvariantError(f"half of a surrogate pair cannot be in a key: {post.key!r:.80}") from error
    if not 0 <= post.partition < count:
        raise StreamError(f"there is no partition {post.partition}, only 0 to {count - 1}", place=topic)
    return post.partition


def check_only(only: Collection[int] | None, count: int, topic: str) -> None:
    """Raises `StreamError` for partitions that no member can be for."""
    if only is not None and (not only or not all(0 <= partition < count for partition in only)):
        named = ", ".join(map(str, sorted(only))) or "none"
        raise StreamError(f"partitions are {named}, which are not among 0 to {count - 1}", place=topic)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message as it was read. time_us: when the stream took it, microseconds since 1970."""

    topic: str
    partition: int
    offset: int
    time_us: int
    post: Post


class Subscription(Protocol):
    """One member of a group. Partitions are shared out among the members; each is read by one of them at a time.

    All methods may raise `StreamError` (broker lost, disk full, topic unknown).
    """

    def poll(self, limit: int, timeout_s: float) -> list[Delivery]:
        """At most `limit` messages, after at most `timeout_s` seconds; [] where nothing came. Ascending by partition
        and offset; each is delivered once to this member unless `seek` or a turn of another member repeats it.

        Members come and go during a poll: what was handed out from a partition that is not among `partitions()` any
        more, and was not committed, goes to its new member. Whoever does not poll for the stream's session time is
        taken for dead.
        """
        ...

    def commit(self, offsets: Mapping[int, int]) -> None:
        """Partition to the offset that comes next. Durable on return. Raises `LeaseLostError`, and commits nothing,
        where one of the partitions has gone to another member since."""
        ...

    def seek(self, offsets: Mapping[int, int]) -> None:
        """Let the next polls begin there, in partitions that are this member's: how a failed merge gets its messages
        again. What is committed stays. An offset that is no longer, or not yet, there means the nearest one that is.
        Raises `LeaseLostError` for a partition that is not this member's."""
        ...

    def partitions(self) -> tuple[int, ...]:
        """Those that are this member's at present."""
        ...

    def pause(self, partitions: Sequence[int]) -> None:
        """Read nothing more from them until `resume`: how a slow consumer keeps its memory bounded."""
        ...

    def resume(self, partitions: Sequence[int]) -> None: ...

    def close(self) -> None:
        """Leave the group; what was not committed goes to another member. Closing twice does no harm."""
        ...


class Stream(Protocol):
    """All methods may raise `StreamError`. Safe to use from one thread; each subscription, too."""

    def create(self, topic: str, partitions: int) -> None:
        """Make the topic; nothing happens if it is there with as many partitions, `StreamError` with another number."""
        ...

    def partitions(self, topic: str) -> int:
        """How many the topic has. Raises `StreamError` where it is unknown."""
        ...

    def send(self, topic: str, posts: Sequence[Post]) -> list[tuple[int, int]]:
        """Send in order; (partition, offset) of each. On return they are durable; on an error some may have been."""
        ...

    def subscribe(
        self,
        topic: str,
        group: str,
        start: Literal["first", "last"] = "first",
        only: Collection[int] | None = None,
    ) -> Subscription:
        """start: where a group begins that has committed nothing yet

        only: the partitions that this member is for: it takes no others, and those go to nobody who is not for them.
        Some streams share nothing out between members that are for some partitions and members that are for any.
        Raises `StreamError` for an unknown topic, an unknown partition and for none.
        """
        ...

    def read(self, topic: str, partition: int, offset: int, limit: int) -> list[Delivery]:
        """At most `limit` messages from an offset on, for whoever only looks: no group, nothing is committed. [] at the
        end; an offset that is no longer there means the first that is."""
        ...

    def ends(self, topic: str) -> dict[int, tuple[int, int]]:
        """Partition to (first offset that is kept, offset that comes next)."""
        ...

    def committed(self, topic: str, group: str) -> dict[int, int]:
        """Partition to the offset that the group reads next; without those where it has committed nothing."""
        ...

    def rewind(self, topic: str, group: str, offsets: Mapping[int, int]) -> None:
        """Let the group go on from these offsets, back or forth. Raises `CenterBusyError` while it has members."""
        ...

    def offsets_at(self, topic: str, time_us: int) -> dict[int, int]:
        """Partition to the first offset taken at this time or later; the next one where there is none."""
        ...

    def close(self) -> None: ...
