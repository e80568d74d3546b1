"""One shape for every failure: `wire.Problem` (RFC 9457). Each error of itemcenter has its place here."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from itemcenter import errors
from itemcenter.serve.http.fast_json import json_text

_log = logging.getLogger("itemcenter.service")

#: (status, name, title) by kind of error; the nearest base class counts.
_KINDS: dict[type[errors.ItemCenterError], tuple[int, str, str]] = {
    errors.InputError: (422, "input", "The content of the request is at fault"),
    errors.ValueParseError: (422, "value", "This is no value of the key"),
    errors.InvariantError: (422, "impossible", "The request holds something impossible"),
    errors.ConfigError: (422, "option", "An option is wrong"),
    errors.NotFoundError: (404, "not-found", "There is no such thing here"),
    errors.CenterBusyError: (503, "busy", "The center is busy"),
    errors.StoreError: (503, "store", "The store refused"),
    errors.StreamError: (503, "stream", "The stream refused"),
    errors.WorkerError: (503, "worker", "A worker ended without an answer"),
    errors.MissingExtraError: (501, "missing-extra", "A part is not installed"),
    errors.GateError: (409, "gate", "A gate refused"),
}
_OTHER = (500, "error", "Something went wrong")
_NAMES = {
    400: "malformed",
    401: "no-key",
    403: "role",
    404: "not-found",
    405: "method",
    409: "conflict",
    412: "precondition",
    413: "too-large",
    415: "media-type",
    421: "wrong-host",
    422: "input",
    429: "rate",
    500: "error",
    503: "busy",
}
#: When to try again, in seconds, where nothing better is known.
RETRY_S = 2


class Refusal(HTTPException):
    """A failure that the door itself tells: status, what is wrong, what to do."""

    def __init__(
        self, status: int, detail: str, *, place: str = "", remedy: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, detail, dict(headers) if headers else None)
        self.place, self.remedy = place, remedy


def problem(
    status: int,
    detail: str,
    *,
    request_id: str,
    name: str = "",
    title: str = "",
    place: str = "",
    remedy: str = "",
    faults: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    body: dict[str, Any] = {
        "type": f"urn:itemcenter:problem:{name or _NAMES.get(status, 'error')}",
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "place": place,
        "remedy": remedy,
        "request_id": request_id,
        "errors": list(faults),
    }
    more = {"Retry-After": str(RETRY_S)} if status == 503 else {}
    return Response(json_text(body), status, {**more, **(headers or {})}, "application/problem+json")


def refused(error: HTTPException, request_id: str) -> Response:
    """The answer to a `Refusal`, or to what the framework refuses."""
    place, remedy = getattr(error, "place", ""), getattr(error, "remedy", "")
    return problem(
        error.status_code, error.detail, request_id=request_id, place=place, remedy=remedy, headers=error.headers
    )


def of_error(error: errors.ItemCenterError, request_id: str) -> Response:
    kind = next((entry for entry in type(error).__mro__ if entry in _KINDS), None)
    status, name, title = _OTHER if kind is None else _KINDS[kind]
    if status >= 500 or isinstance(error, errors.InvariantError):
        _log.warning("request %s: %s: %s", request_id, type(error).__name__, error)
    told = (status, error.message)
    return problem(*told, request_id=request_id, name=name, title=title, place=error.place, remedy=error.remedy)


def surprise(error: Exception, request_id: str) -> Response:
    """What nobody has foreseen: the log has the details, the caller gets none of them."""
    _log.error("request %s failed", request_id, exc_info=error)
    return problem(500, "this is a fault of the server; its log has the details", request_id=request_id)


def add_handlers(app: FastAPI, routes: Sequence[APIRoute]) -> None:
    """routes: all that the application has, to tell which methods a path takes"""

    def request_id(request: Request) -> str:
        return str(request.scope.get("itemcenter.request_id", ""))

    async def own(request: Request, error: Exception) -> Response:
        assert isinstance(error, errors.ItemCenterError)
        return of_error(error, request_id(request))

    async def framework(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == 405:
            found = {method for route in routes if route.path_regex.match(request.scope["path"])
                     for method in route.methods or ()}  # fmt: skip
            told = f"this path does not take {request.method[:20]}"
            error = Refusal(405, told, place="method", headers={"Allow": ", ".join(sorted(found))})
        return refused(error, request_id(request))

    async def shape(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        faults = [
            {"place": ".".join(map(str, fault["loc"])), "message": str(fault["msg"])} for fault in error.errors()[:100]
        ]
        malformed = any(fault["type"] == "json_invalid" for fault in error.errors())
        return problem(
            400 if malformed else 422,
            "the body is no JSON" if malformed else "the request is not of the documented shape",
            request_id=request_id(request),
            place=faults[0]["place"] if faults else "",
            remedy="compare it with /v1/openapi.json",
            faults=faults,
        )

    async def other(request: Request, error: Exception) -> Response:
        return surprise(error, request_id(request))

    app.add_exception_handler(errors.ItemCenterError, own)
    app.add_exception_handler(HTTPException, framework)
    app.add_exception_handler(RequestValidationError, shape)
    app.add_exception_handler(Exception, other)
