"""`Tool`: one thing that an agent can ask, with the shapes of question and answer; `Reach`: what tools work with."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from itemcenter.errors import ItemCenterError
from itemcenter.serve.access import Cursors
from itemcenter.serve.http.desks import Desks
from itemcenter.serve.http.problems import of_error, problem

Asked = TypeVar("Asked", bound=BaseModel)
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reach:
    """desks, cursors: found when they are needed, since a door is made before its center is opened

    currency: of prices that name none
    """

    desks: Callable[[], Desks]
    cursors: Callable[[], Cursors]
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Tool(Generic[Asked]):
    """strict: arguments of another shape are a fault of the protocol, not an answer (as UCP wants it)"""

    name: str
    title: str
    description: str
    takes: type[Asked]
    gives: type[BaseModel]
    run: Callable[[Reach, Asked], Awaitable[Json]]
    strict: bool = False

    def input_schema(self) -> Json:
        """Without references: not every client follows them to learn that an argument is an object."""
        schema = self.takes.model_json_schema(by_alias=True)
        found: Json = _inlined(schema, schema.get("$defs", {}))
        return found

    def output_schema(self) -> Json:
        return self.gives.model_json_schema(mode="serialization")

    async def call(self, reach: Reach, arguments: Json) -> Json:
        """Raises `ItemCenterError`, `ValidationError`."""
        return await self.run(reach, self.takes.model_validate(arguments))


def _inlined(node: Any, models: Json) -> Any:
    """A schema in which every `$ref` is what it stands for. models: by name, none of which holds itself"""
    if isinstance(node, list):
        return [_inlined(entry, models) for entry in node]
    if not isinstance(node, dict):
        return node
    told = {name: _inlined(entry, models) for name, entry in node.items() if name not in ("$ref", "$defs")}
    if "$ref" not in node:
        return told
    return {**_inlined(models[node["$ref"].rpartition("/")[2]], models), **told}


def problem_of(error: ItemCenterError | ValidationError) -> Json:
    """`wire.Problem` of whatever a tool raises; the kinds and numbers are those of the HTTP service."""
    if isinstance(error, ItemCenterError):
        reply = of_error(error, "")
    else:
        faults = [
            {"place": ".".join(map(str, fault["loc"])), "message": str(fault["msg"])} for fault in error.errors()[:100]
        ]
        told, remedy = "the arguments are not of the tool's shape", "compare them with the tool's input schema"
        reply = problem(422, told, request_id="", place=faults[0]["place"], remedy=remedy, faults=faults)
    found: Json = json.loads(bytes(reply.body))
    return found
