"""A lease: for a while, one holder may do one thing, and everybody can tell an old holder from the present one."""

from __future__ import annotations

from dataclasses import dataclass

from itemcenter.errors import InvariantError
from itemcenter.schema.ids import check_id
from itemcenter.schema.record import Record


@dataclass(frozen=True, slots=True)
class Lease(Record):
    """name: what is leased ("partition/3", "job/build"); holder: who has it

    token:      fencing token, counts up with every change of holder: a write that names a smaller one is refused
    expires_us: when it ends unless it is renewed, by the store's clock, microseconds since 1970
    """

    name: str
    holder: str
    token: int
    expires_us: int

    def __post_init__(self) -> None:
        check_id(self.name, "lease")
        check_id(self.holder, "holder")
        if self.token < 1:
            raise InvariantError(f"fencing tokens start at 1, not {self.token}")
