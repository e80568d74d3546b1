"""The two shapes of an answer: `Answer` for success, `Problem` (RFC 9457) for everything else."""

from __future__ import annotations

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Data = TypeVar("Data")


class Asked(BaseModel):
    """Base of what callers send: an unknown field is an error, not a silent loss."""

    model_config = ConfigDict(extra="forbid")


class Answer(BaseModel, Generic[Data]):
    """Every success: the data, and what it was true of."""

    data: Data
    release: str = Field(default="", description="Id of the ontology release that the server works with.")
    change: int | None = Field(
        None,
        description="Number of the last change in the log that the data shows: `/v1/changes?after=` it goes on from "
        "there. Null where the data is not read from the store.",
    )
    next: str | None = Field(default=None, description="Cursor of the next page; null on the last one.")


class FieldFault(BaseModel):
    """One thing that is wrong with a request."""

    place: str = Field(description="Where: `body.items.0.title`, `query.limit`.")
    message: str


class Problem(BaseModel):
    """Every failure, as `application/problem+json`."""

    type: str = Field(description="What kind of failure, as a URN that stays: `urn:itemcenter:problem:not-found`.")
    title: str = Field(description="The kind of failure in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(default="", description="What was given and what is wrong with it.")
    place: str = Field(default="", description="Where: an item, a key, a field, a file.")
    remedy: str = Field(default="", description="What to do about it.")
    request_id: str = Field(default="", description="Names the request in the server's logs.")
    errors: list[FieldFault] = Field(
        default=[], description="All faults of a request that is not of the documented shape."
    )
