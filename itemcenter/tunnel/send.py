"""Putting messages into the inbox: envelopes as they are, items wrapped into one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

from itemcenter.errors import InvariantError, MessageError
from itemcenter.ports import Delivery, Post, Stream
from itemcenter.schema import Envelope, Item, ItemPut, SourceId
from itemcenter.tunnel.envelope import EnvelopeOptions, read_envelope, write_envelope
from itemcenter.tunnel.intake import dead_letter

#: Lines that are sent, and acknowledged, together.
_BATCH = 500


@dataclass(slots=True)
class Sent:
    """sent: messages in the inbox; refused: by reason, in the dead letters; problems: the first ones, for people"""

    sent: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sender:
    """id: unique for this sending; with the number of its line it names a message that wraps an item

    now_us: from when on an item holds that does not say so
    """

    stream: Stream
    inbox: str
    dead: str
    source: SourceId
    id: str
    now_us: int
    options: EnvelopeOptions = field(default_factory=EnvelopeOptions)

    def send(self, lines: Iterable[bytes], place: str, examples: int = 5) -> Sent:
        """Send JSON lines, blank ones left out. What cannot be used goes to the dead letters as it is: nothing is lost.

        place: where the lines come from, as it is told with a dead letter
        """
        out = Sent()
        numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
        while part := list(islice(numbered, _BATCH)):
            good, dead = [], []
            for number, line in part:
                try:
                    good.append(self.message(line, number))
                except MessageError as error:
                    origin = Delivery(place, 0, number, self.now_us, Post("", line))
                    dead.append(dead_letter(origin, error))
                    out.refused[error.reason] = out.refused.get(error.reason, 0) + 1
                    if len(out.problems) < examples:
                        out.problems.append(f"line {number}: {error}")
            self.stream.send(self.dead, dead)
            self.stream.send(self.inbox, good)
            out.sent += len(good)
        return out

    def message(self, line: bytes, number: int) -> Post:
        """Raises `MessageError` for a line that is neither an item nor an envelope."""
        body = line.strip()
        if len(body) > self.options.max_bytes:
            raise MessageError(f"the line has more than {self.options.max_bytes:,} bytes", reason="too_large")
        if b'"specversion"' in body:
            post = Post("", body)
            return Post(read_envelope(post, self.now_us, self.options).item_id, body)
        try:
            item = Item.from_json(json.loads(body))
        except (ValueError, RecursionError) as error:
            raise MessageError(f"the line is no JSON: {error}"[:300], reason="malformed") from error
        except InvariantError as error:
            raise MessageError(f"{error}"[:500], reason="content") from error
        envelope = Envelope(
            f"{self.id}/{number}", "itemcenter/send", self.now_us, ItemPut(item, self.source, self.now_us)
        )
        return write_envelope(envelope)


def bounded_lines(handle: BinaryIO, longest: int) -> Iterator[bytes]:
    """Lines of a file; of one that is longer than `longest` bytes, only so much and a byte more is held."""
    while line := handle.readline(longest + 1):
        yield line
        while not line.endswith(b"\n"):  # pass over the rest
            line = handle.readline(longest + 1)
            if not line:
                return
