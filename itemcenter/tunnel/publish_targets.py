"""Where changes are published to: a topic of a stream, or a folder of JSON-lines files with a manifest."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from itemcenter.errors import InputError, MessageError, StoreError
from itemcenter.flow.whole_file import whole_file
from itemcenter.ports import Post, Stream
from itemcenter.schema import ItemId, partition_of
from itemcenter.tunnel.change_event import Told, read_told
from itemcenter.tunnel.cloud_event import CloudEvent, write_event

MANIFEST = "manifest.jsonl"


class Target(Protocol):
    """channels: how many there are, each with an order of its own"""

    @property
    def channels(self) -> int: ...

    def put(self, events: Sequence[tuple[int, CloudEvent]]) -> None:
        """Events with the channel of each, in order. Durable on return; some may be there after an error."""
        ...


class StreamTarget:
    """Into a topic; its partitions are the channels. binary: CloudEvents' binary mode"""

    def __init__(self, stream: Stream, topic: str, *, binary: bool = False) -> None:
        self._stream, self._topic, self._binary = stream, topic, binary
        self._count = stream.partitions(topic)

    @property
    def channels(self) -> int:
        return self._count

    def put(self, events: Sequence[tuple[int, CloudEvent]]) -> None:
        posts = [write_event(event, binary=self._binary, partition=channel) for channel, event in events]
        self._stream.send(self._topic, posts)


class FileTarget:
    """Into files `000001.jsonl`, ... that are never touched again once the manifest names them.

    One file a `put` (or more where it is large): written aside, flushed, named; then the manifest tells its name, its
    numbers, how many lines, bytes and which hash it has. What the manifest does not name does not count.
    """

    def __init__(self, folder: Path, max_lines: int = 100_000) -> None:
        self._folder, self._max_lines = folder, max_lines
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(folder, error) from error
        self._manifest = read_manifest(folder)

    @property
    def channels(self) -> int:
        return 1

    def put(self, events: Sequence[tuple[int, CloudEvent]]) -> None:
        for begin in range(0, len(events), self._max_lines):
            self._write([event for _, event in events[begin : begin + self._max_lines]])

    def _write(self, events: Sequence[CloudEvent]) -> None:
        name = f"{len(self._manifest) + 1:06d}.jsonl"
        digest, size = hashlib.blake2b(digest_size=16), 0
        with whole_file(self._folder / name) as aside, aside.open("wb") as handle:
            for event in events:
                line = write_event(event).body + b"\n"
                digest.update(line)
                size += len(line)
                handle.write(line)
            handle.flush()
            os.fsync(handle.fileno())
        numbers = {log: [e.data["source"]["number"] for e in events if e.data["source"]["log"] == log]
                   for log in ("cells", "items")}  # fmt: skip
        entry: dict[str, Any] = {"file": name, "lines": len(events), "bytes": size, "blake2b": digest.hexdigest()}
        entry |= {log: [min(found), max(found)] for log, found in numbers.items() if found}
        entry["written_us"] = time.time_ns() // 1000
        self._manifest.append(entry)
        with whole_file(self._folder / MANIFEST) as aside, aside.open("w", encoding="utf-8") as text:
            text.writelines(json.dumps(line) + "\n" for line in self._manifest)
            text.flush()
            os.fsync(text.fileno())
        _flush_folder(self._folder)


def read_manifest(folder: Path) -> list[dict[str, Any]]:
    """The files that count, in order; [] where there are none yet. Raises `InputError` for a damaged manifest."""
    path = folder / MANIFEST
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read the manifest: {error}", place=str(path)) from error
    try:
        entries = [json.loads(line) for line in lines]
        if any(entry["file"] != f"{number:06d}.jsonl" for number, entry in enumerate(entries, start=1)):
            raise ValueError("it does not name files 1, 2, 3, ...")
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(f"the manifest is damaged: {error}", place=str(path), remedy="publish anew") from error
    return entries


def read_files(folder: Path) -> Iterator[Told]:
    """Everything that a `FileTarget` wrote, in order, each file checked by its hash. Raises `InputError`."""
    for entry in read_manifest(folder):
        path, digest = folder / entry["file"], hashlib.blake2b(digest_size=16)
        try:
            with path.open("rb") as handle:
                for line in handle:
                    digest.update(line)
            if digest.hexdigest() != entry["blake2b"]:
                raise InputError("the file is not as it was written", place=str(path), remedy="publish anew")
            with path.open("rb") as handle:
                for number, line in enumerate(handle, start=1):
                    try:
                        yield read_told(Post("", line))
                    except MessageError as error:
                        raise InputError(error.message, place=f"{path.name} line {number}") from error
        except OSError as error:
            raise InputError(f"cannot read the file: {error.strerror}", place=str(path)) from error


def channel_of(told: Told, channels: int) -> int | None:
    """None for what every channel must hear."""
    return None if told.item_id is None else partition_of(ItemId(told.item_id), channels)


def _flush_folder(folder: Path) -> None:
    """New names are durable when their folder is; Windows has no such call."""
    if os.name != "nt":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _unwritable(path: Path, error: OSError) -> StoreError:
    return StoreError(f"cannot write {path}: {error.strerror}", remedy="free disk space or mend the permissions")
