"""One request and its answer: connections that are kept, tries again where that can do no harm, failures as errors."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from itemcenter.client.failures import ServiceError
from itemcenter.wire import Problem

Model = TypeVar("Model", bound=BaseModel)

#: Busy, ending, or asked too often: all of them pass.
_PASSING = (429, 503)
_LONGEST_WAIT_S = 30.0


class Exchange:
    """Safe to use from several threads. Close it, or use it in a `with` statement."""

    def __init__(
        self,
        address: str,
        key: str = "",
        *,
        timeout_s: float = 60.0,
        tries: int = 3,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """address: of the service, such as http://127.0.0.1:8080; tries: of a request, the first among them"""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(base_url=address, headers=headers, timeout=timeout_s)
        self._tries, self._sleep = tries, sleep

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def ask(
        self,
        model: type[Model],
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: BaseModel | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Model:
        """Raises `ServiceError`. A write carries an Idempotency-Key, so that trying again does it once."""
        given = dict(headers or {})
        if method in ("PUT", "DELETE") or path.endswith("/decisions") or path in ("/v1/items", "/v1/snapshots"):
            given.setdefault("Idempotency-Key", uuid.uuid4().hex)
        content = None if body is None else body.model_dump_json(exclude_defaults=True).encode()
        if content is not None:
            given["Content-Type"] = "application/json"
        parameters = {name: value for name, value in (query or {}).items() if value is not None}
        for left in range(self._tries - 1, -1, -1):
            try:
                reply = self._http.request(method, path, params=parameters, content=content, headers=given)
                if reply.is_success:
                    return _read(model, reply)
                failure = _failure(reply)
            except httpx.HTTPError as error:
                failure = _unreached(error)
                failure.__cause__ = error
            if not left or not failure.retry_s:
                raise failure
            self._sleep(min(failure.retry_s, _LONGEST_WAIT_S))
        raise AssertionError("unreachable")

    def parts(self, path: str) -> Iterator[bytes]:
        """The bytes of a file, whole or none: a cut is an error. Raises `ServiceError`."""
        try:
            with self._http.stream("GET", path) as reply:
                if not reply.is_success:
                    reply.read()
                    raise _failure(reply)
                yield from reply.iter_bytes()
        except httpx.HTTPError as error:
            raise _unreached(error) from error

    def lines(self, path: str, query: Mapping[str, Any], headers: Mapping[str, str]) -> Iterator[str]:
        """The lines of a stream, until it ends or is cut off. Raises `ServiceError` where it does not begin."""
        given = {"Accept": "text/event-stream", **headers}
        try:
            with self._http.stream("GET", path, params=dict(query), headers=given, timeout=60.0) as reply:
                if not reply.is_success:
                    reply.read()
                    raise _failure(reply)
                yield from reply.iter_lines()
        except httpx.HTTPError as error:
            raise _unreached(error) from error


def _read(model: type[Model], reply: httpx.Response) -> Model:
    try:
        return model.model_validate_json(reply.content)
    except ValidationError as error:
        told = f"the answer is not of the documented shape: {error.errors()[0]['msg']}"
        problem = Problem(
            type="urn:itemcenter:problem:answer",
            title="Unreadable answer",
            status=reply.status_code,
            detail=told,
            place=str(reply.url),
            remedy="use a client of the service's version",
        )
        raise ServiceError(problem) from error


def _failure(reply: httpx.Response) -> ServiceError:
    try:
        problem = Problem.model_validate_json(reply.content)
    except ValidationError:  # something between us and the service
        told = reply.text[:200]
        problem = Problem(type="about:blank", title=reply.reason_phrase, status=reply.status_code, detail=told)
    after = reply.headers.get("retry-after", "")
    passing = reply.status_code in _PASSING or bool(after)
    return ServiceError(problem, (float(after) if after.isdigit() else 1.0) if passing else 0.0)


def _unreached(error: httpx.HTTPError) -> ServiceError:
    problem = Problem(
        type="urn:itemcenter:problem:unreached",
        title="The service cannot be reached",
        status=0,
        detail=f"{type(error).__name__}: {error}",
        remedy="check that it runs, and its address",
    )
    return ServiceError(problem, 0.5)
