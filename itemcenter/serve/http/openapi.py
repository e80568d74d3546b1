"""The documents: OpenAPI 3.1 of exactly what the service does, failures and roles included."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from itemcenter import wire
from itemcenter.serve.http.asking import needs
from itemcenter.serve.http.door import OPEN_PATHS
from itemcenter.serve.http.fast_json import json_text

#: Failures by status; the door or the handlers may answer every route with the first ones.
_ALWAYS = {
    400: "The request cannot be read.",
    413: "The request is too large.",
    422: "The request, or what it asks for, is at fault; `errors` lists what is not of the documented shape.",
    503: "The center is busy, ending, or its store refuses. `Retry-After` says when to try again.",
}
_KEYED = {
    401: "No key, or one that does not count.",
    403: "The key lacks the role.",
    421: "Without keys: not asked under a name of this machine.",
    429: "Too many requests with this key. `Retry-After` says when to try again.",
}
_NAMED = {404: "There is no such thing here."}
_BODY = {415: "The body is no `application/json`."}


def documents(app: FastAPI, routers: Sequence[APIRouter]) -> None:
    """Serve the documents at /v1/openapi.json and let the framework use them. routers: those that the app has"""

    @app.get("/v1/openapi.json", dependencies=[needs("read")], tags=["operations"], response_class=Response,
             responses={200: {"description": "OpenAPI 3.1.", "content": {"application/json": {}}}})  # fmt: skip
    async def openapi_json(request: Request) -> Response:
        """This document."""
        return Response(json_text(app.openapi()), 200, None, "application/json")

    found = [*app.routes, *(route for router in routers for route in router.routes)]
    routes = [route for route in found if isinstance(route, APIRoute)]
    app.openapi = cache(lambda: _document(app, routes))  # type: ignore[method-assign]


def roles(route: APIRoute) -> list[str]:
    """What a route needs: the roles of its dependencies."""
    found = [getattr(dependency.call, "role", "") for dependency in route.dependant.dependencies]
    return [role for role in found if role]


def _document(app: FastAPI, routes: Sequence[APIRoute]) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = wire.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= schemas["Problem"].pop("$defs", {})
    document["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    for route in routes:
        for method in route.methods or ():
            _complete(document["paths"][route.path_format][method.lower()], route)
    for name in ("HTTPValidationError", "ValidationError"):  # the framework's own shape of a failure
        schemas.pop(name, None)
    return document


def _complete(operation: dict[str, Any], route: APIRoute) -> None:
    failures = dict(_ALWAYS)
    if route.path not in OPEN_PATHS:
        failures |= _KEYED
        operation["security"] = [{"key": []}]
        needed = ", ".join(roles(route)) or "read"
        operation["description"] = f"{operation.get('description', '')}\n\nRole: {needed}.".strip()
    failures |= _NAMED
    if "requestBody" in operation:
        failures |= _BODY
    answers = operation["responses"]
    for status, entry in list(answers.items()):
        if status.isdigit() and int(status) >= 400:
            failures[int(status)] = entry.get("description", "")
            del answers[status]
    schema = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, meaning in sorted(failures.items()):
        answers[str(status)] = {"description": meaning, "content": schema}
        if status in (429, 503):
            answers[str(status)]["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
    for entry in answers.values():
        entry.setdefault("headers", {})["X-Request-Id"] = {"schema": {"type": "string"}}
