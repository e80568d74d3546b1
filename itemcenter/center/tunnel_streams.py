"""The streams of a center's tunnel: sending, replaying, dead letters, reading and publishing changes."""

from __future__ import annotations

import contextlib
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from itemcenter.center.tunnel_runs import TUNNEL_GROUPS, TunnelVerbs
from itemcenter.errors import ConfigError, StreamError
from itemcenter.ontology.version_log import VersionLog
from itemcenter.schema import SourceId
from itemcenter.tunnel.change_event import Log, Told
from itemcenter.tunnel.change_reader import ChangeFilter, Sieve, compacted, full, incremental
from itemcenter.tunnel.dead_letters import DeadLetter, dead_letter_at, dead_letters, resend
from itemcenter.tunnel.publish import Publisher, PublishOptions
from itemcenter.tunnel.publish_targets import FileTarget, StreamTarget, Target
from itemcenter.tunnel.send import Sender, Sent
from itemcenter.tunnel.turns import process_name

#: Cursor in the store: the first dead letter that was not sent again.
_RESENT = "dead/resent"


class StreamVerbs(TunnelVerbs):
    @property
    def producer(self) -> str:
        """Which center tells something: CloudEvents' "source"."""
        return f"itemcenter/{quote(self.folder.path.resolve().name)}"

    def send_messages(self, lines: Iterable[bytes], place: str, source: SourceId) -> Sent:
        options = self.config.tunnel
        sending, now_us = uuid.uuid4().hex, time.time_ns() // 1000
        sender = Sender(self.topics(), options.inbox, options.dead, source, sending, now_us, options.envelopes)
        return sender.send(lines, place)

    def replay(self, offsets: Mapping[int, int] | None = None, time_us: int | None = None) -> dict[str, dict[int, int]]:
        """Let all groups of the tunnel that have read from the inbox go on from offsets, or from a time; by group.

        Raises `CenterBusyError` while one of them has members.
        """
        stream, inbox = self.topics(), self.config.tunnel.inbox
        if time_us is not None:
            offsets = stream.offsets_at(inbox, time_us)
        out: dict[str, dict[int, int]] = {}
        for group in TUNNEL_GROUPS:
            committed = stream.committed(inbox, group)
            if committed:
                stream.rewind(inbox, group, offsets or {})
                out[group] = stream.committed(inbox, group)
        return out

    def dead_letters(self, *, every: bool = False) -> Iterator[DeadLetter]:
        """Those that were not sent again, or every one that is kept."""
        begin = 0 if every else self.store.cursor(_RESENT)
        return dead_letters(self.topics(), self.config.tunnel.dead, begin)

    def dead_letter(self, offset: int) -> DeadLetter:
        return dead_letter_at(self.topics(), self.config.tunnel.dead, offset)

    def resend(self, offsets: Iterable[int]) -> int:
        stream, options = self.topics(), self.config.tunnel
        letters = [dead_letter_at(stream, options.dead, offset) for offset in offsets]
        return resend(stream, options.inbox, letters)

    def resend_all(self, reason: str | None = None) -> int:
        """All that were not sent again; without a reason named, they count as sent again from now on."""
        stream, options = self.topics(), self.config.tunnel
        _, end = stream.ends(options.dead)[0]
        chosen = (entry for entry in self.dead_letters() if entry.offset < end and reason in (None, entry.reason))
        count = resend(stream, options.inbox, chosen)
        if reason is None:
            self.store.move_cursor(_RESENT, end)
        return count

    def changes(
        self,
        after: int = 0,
        *,
        log: Log = "cells",
        wanted: ChangeFilter | None = None,
        everything: bool = False,
        compact: bool = False,
    ) -> Iterator[Told]:
        """A log from behind a number to its present end; the promises of `tunnel.change_reader`.

        everything: first what there is, then what has changed since; compact: as net changes up to the present
        """
        wanted = wanted or ChangeFilter()
        with contextlib.ExitStack() as held:
            if everything or compact:
                state = held.enter_context(self.store.reading())
                sieve, counts = Sieve(state, wanted), state.counts()
                end = counts.changes if log == "cells" else counts.item_changes
                if everything:
                    yield from full(state, sieve, log)
                elif log != "cells":
                    raise ConfigError("only the log of cells can be compacted", remedy="leave --compact out")
                else:
                    yield from compacted(state, sieve, after, max(end, after))
                after = max(end, after)
        yield from incremental(self.store, Sieve(self.store, wanted), log, after)

    def publisher(self, target: Target, options: PublishOptions) -> Publisher:
        return Publisher(self.store, target, options, process_name(), named=self._release_name)

    def topic_target(self, topic: str, partitions: int | None = None, *, binary: bool = False) -> Target:
        """A topic of the center's stream, made where it is not there yet."""
        if topic in (self.config.tunnel.inbox, self.config.tunnel.dead):
            raise ConfigError(f"{topic!r} is a topic that the tunnel reads", remedy="publish to another one")
        stream = self.topics()
        try:
            held = stream.partitions(topic)
        except StreamError:
            held = partitions or self.config.tunnel.partitions
        stream.create(topic, partitions or held)
        return StreamTarget(stream, topic, binary=binary)

    def file_target(self, folder: Path) -> Target:
        return FileTarget(folder)

    def _release_name(self, release_id: str) -> str:
        """As the newest version that put it in use was called."""
        names = [
            version.name for version in VersionLog(self.folder.releases).read() if version.release_id == release_id
        ]
        return names[-1] if names else ""
