"""The documents say what the service does: every route, status, role and model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from itemcenter.serve.http.app import make_app
from itemcenter.serve.http.door import OPEN_PATHS
from itemcenter.serve.http.options import ServiceOptions
from tests.acceptance.routes import examples, served_routes


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    door: Any = make_app(ServiceOptions(Path()))
    found: dict[str, Any] = door._app._app.openapi()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def test_every_route_is_documented(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    undocumented = {("POST", "/mcp")}  # the protocol of agents documents itself
    assert {(method, path) for method, path, _ in operations(document)} == served_routes() - undocumented


def test_every_failure_is_documented_as_a_problem(document: dict[str, Any]) -> None:
    roles = {(example.method, example.route): example.role for example in examples()}
    for method, path, operation in operations(document):
        place = f"{method} {path}"
        wanted = {"400", "404", "413", "422", "503"}
        if path in OPEN_PATHS:
            assert "security" not in operation, place
        else:
            wanted |= {"401", "403", "421", "429"}
            assert (
                operation["security"] == [{"key": []}] and f"Role: {roles[method, path]}." in operation["description"]
            )
        if "requestBody" in operation:
            wanted.add("415")
        if method in ("PUT", "DELETE") and "/v1/items/" in path:
            wanted |= {"409", "412"}
        answers = operation["responses"]
        assert wanted <= set(answers) and any(status.startswith("2") for status in answers), place
        for status, answer in answers.items():
            assert answer["description"], (place, status)
            if int(status) >= 400:
                schema = answer["content"]["application/problem+json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/Problem"} and len(answer["content"]) == 1
            assert "500" not in answers


def test_all_references_lead_somewhere(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    text = json.dumps(document)
    named = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert named <= set(schemas) and "HTTPValidationError" not in schemas
    assert schemas["Problem"]["properties"].keys() >= {"type", "title", "status", "detail", "place", "remedy", "errors"}
