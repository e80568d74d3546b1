"""Every error that itemcenter raises on purpose, grouped by what the caller can do about it.

    ItemCenterError
    ├── InputError               the caller's data is at fault: mend the file or its mapping, run again
    │   ├── CatalogError         a whole catalog cannot be read (a bad row is a quarantine record instead)
    │   ├── MessageError         a message of a stream cannot be used; it has a `reason` and goes to the dead letters
    │   ├── OntologyError        a workbook, taxonomy or release breaks a rule
    │   └── ValueParseError      a text is no value of the wanted type
    ├── ConfigError              itemcenter.toml, an environment variable or an option is wrong
    │   └── EncoderMismatchError an index was built with another encoder than the one that asks
    ├── InvariantError           a noun was constructed with impossible content: a bug in the caller's code
    ├── NotFoundError            an item, key, value, category or release does not exist here
    ├── CenterBusyError          another process works on this center: wait for it, or end it
    │   └── LeaseLostError       another holder has taken over what this one held: stop, and start anew
    ├── StoreError               the store refused (disk full, damaged file, newer format)
    ├── StreamError              the stream refused (broker lost, disk full, unknown topic)
    ├── WorkerError              a worker process ended without an answer, or with an error that cannot be handed over
    ├── GateError                a build is worse by the gold set than it may be: do not publish it
    └── MissingExtraError        a backend needs an extra that is not installed

A message says what was given, what is allowed, and what to do next. Driver errors never leak:
they are chained as causes.
"""

from __future__ import annotations

__all__ = [
    "CatalogError",
    "CenterBusyError",
    "ConfigError",
    "EncoderMismatchError",
    "GateError",
    "InputError",
    "InvariantError",
    "ItemCenterError",
    "LeaseLostError",
    "MessageError",
    "MissingExtraError",
    "NotFoundError",
    "OntologyError",
    "StoreError",
    "StreamError",
    "ValueParseError",
    "WorkerError",
]


class ItemCenterError(Exception):
    """Root of the tree. `place` names where it happened (file, row, column, key), `remedy` what to do about it."""

    #: Exit code of the command line for this kind of error (docs/cli.md lists them).
    exit_code = 1

    def __init__(self, message: str, *, place: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        text = f"{self.place}: {self.message}" if self.place else self.message
        return f"{text} ({self.remedy})" if self.remedy else text

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, self.place, self.remedy)


def _rebuild(kind: type[ItemCenterError], message: str, place: str, remedy: str) -> ItemCenterError:
    return kind(message, place=place, remedy=remedy)


class InputError(ItemCenterError):
    exit_code = 3


class CatalogError(InputError):
    pass


class MessageError(InputError):
    """reason: a short fixed word (docs/streams.md lists them); the message is for people."""

    def __init__(self, message: str, *, reason: str, place: str = "", remedy: str = "") -> None:
        super().__init__(message, place=place, remedy=remedy)
        self.reason = reason

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild_message, (self.message, self.reason, self.place, self.remedy)


def _rebuild_message(message: str, reason: str, place: str, remedy: str) -> MessageError:
    return MessageError(message, reason=reason, place=place, remedy=remedy)


class OntologyError(InputError):
    pass


class ValueParseError(InputError):
    pass


class ConfigError(ItemCenterError):
    exit_code = 2


class EncoderMismatchError(ConfigError):
    pass


class InvariantError(ItemCenterError):
    exit_code = 70


class NotFoundError(ItemCenterError):
    exit_code = 4


class CenterBusyError(ItemCenterError):
    exit_code = 5


class StoreError(ItemCenterError):
    exit_code = 6


class StreamError(ItemCenterError):
    exit_code = 6


class LeaseLostError(CenterBusyError):
    """Another holder has taken over: what was to be written is its business now."""


class WorkerError(ItemCenterError):
    pass


class MissingExtraError(ItemCenterError):
    exit_code = 7


class GateError(ItemCenterError):
    exit_code = 8
